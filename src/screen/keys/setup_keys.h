/* SPDX-License-Identifier: MIT */
/* setup_keys.h: what the set-up and the menu of columns do with keys. */
#ifndef PEAKTOP_SCREEN_KEYS_SETUP_KEYS_H
#define PEAKTOP_SCREEN_KEYS_SETUP_KEYS_H

#include "screen/state/command.h"
#include "screen/state/scene.h"

/* Changes a setting to one of its choices. */
struct command setup_choose(
	struct view_state *, const struct scene *, size_t setting, size_t choice);

/* Opens what changes a setting, or changes it: Enter in the set-up. */
struct command setup_open(struct view_state *, const struct scene *, size_t setting);

/* Takes a key of the set-up; false: not one of its own. */
bool setup_take_key(struct view_state *, const struct scene *, const struct key_event *,
	size_t setting, struct command *);

/* Turns a column on or off: Enter in the menu of columns. The cursor stays on it. */
struct command columns_toggle(struct view_state *, const struct scene *, size_t item);

/* Takes a key of that menu; false: not one of its own. */
bool columns_take_key(struct view_state *, const struct scene *, const struct key_event *,
	size_t item, struct command *);

#endif
