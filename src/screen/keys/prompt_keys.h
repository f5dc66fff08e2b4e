/* SPDX-License-Identifier: MIT */
/* prompt_keys.h: an open prompt takes every key except those that close it. */
#ifndef PEAKTOP_SCREEN_KEYS_PROMPT_KEYS_H
#define PEAKTOP_SCREEN_KEYS_PROMPT_KEYS_H

#include "screen/state/command.h"
#include "screen/state/scene.h"

struct command prompt_key(struct view_state *, const struct scene *, const struct key_event *);

/* Takes pasted text, character by character, and its end. It becomes text of the open prompt if
 * that takes text; a line end in it accepts nothing. Otherwise it is ignored. */
struct command prompt_paste(struct view_state *, const struct scene *, const struct key_event *);

/* The prompt for a pid takes only digits: whether this key closes it and keeps its own meaning. */
bool prompt_ends_before(const struct view_state *, const struct key_event *);

/* Moves the cursor to the next row that matches the search; `here`: its own row counts too. */
struct command prompt_search_next(struct view_state *, const struct scene *, bool here);

#endif
