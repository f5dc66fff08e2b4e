/* SPDX-License-Identifier: MIT */
/* prompt_text.h: edits the text of a prompt, as readline does: with its keys, or by pasting. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_TEXT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_TEXT_H

#include "screen/state/input.h"
#include "screen/state/prompt.h"

enum prompt_edit {
	PROMPT_UNCHANGED,
	PROMPT_MOVED, /* the cursor */
	PROMPT_CHANGED,
	PROMPT_FULL, /* what was to be inserted has no room */
};

/* What a key does to the text. A character and its combining ones are moved over and erased as
 * one. */
enum prompt_edit prompt_text_key(struct prompt_state *, const struct key_event *);

/* Inserts a pasted character, if the prompt takes it and has room (otherwise it is `full`); and the
 * end of a paste. */
void prompt_text_paste(struct prompt_state *, int code);
void prompt_text_end_paste(struct prompt_state *);

#endif
