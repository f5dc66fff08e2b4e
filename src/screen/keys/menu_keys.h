/* SPDX-License-Identifier: MIT */
/* menu_keys.h: an open menu takes every key and the mouse. */
#ifndef PEAKTOP_SCREEN_KEYS_MENU_KEYS_H
#define PEAKTOP_SCREEN_KEYS_MENU_KEYS_H

#include "screen/state/bindings.h"

/* *action: what was chosen from the palette, for the caller to do; NULL: nothing. */
struct command menu_key(struct view_state *, const struct scene *, const struct key_event *,
	const struct key_action **action);

#endif
