/* SPDX-License-Identifier: MIT */
/* prompt_keys.h: an open prompt takes every key, but for those that end it. */
#ifndef PEAKTOP_SCREEN_KEYS_PROMPT_KEYS_H
#define PEAKTOP_SCREEN_KEYS_PROMPT_KEYS_H

#include "screen/state/command.h"
#include "screen/state/scene.h"

struct command prompt_key(struct view_state *, const struct scene *, const struct key_event *);

/* What was pasted, character by character, and its end: text of the prompt that is open, if it
 * takes text; a line's end in it accepts nothing. Elsewhere it is passed over. */
struct command prompt_paste(struct view_state *, const struct scene *, const struct key_event *);

/* A pid holds only digits: whether this key ends the jump and keeps its own meaning. */
bool prompt_ends_before(const struct view_state *, const struct key_event *);

/* Moves the cursor to the next row after it that matches the search; `here`: or stays. */
struct command prompt_search_next(struct view_state *, const struct scene *, bool here);

#endif
