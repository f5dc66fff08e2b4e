/* SPDX-License-Identifier: MIT */
/* prompt.h: the line in which text is typed (search, filter, interval, pid, command), and
 * questions: as they are seen. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_H

#include "base/buffer.h"
#include "model/process/select.h"

struct view_state;
struct scene;

enum prompt_kind {
	PROMPT_NONE,
	PROMPT_SEARCH,
	PROMPT_FILTER,
	PROMPT_INTERVAL,
	PROMPT_JUMP,
	PROMPT_CONFIRM, /* a signal: y or n */
	PROMPT_COMMAND, /* to be launched */
	PROMPT_LEAVE,   /* jobs go on: let them, end them, or stay */
	PROMPT_KINDS,
};

struct prompt_state {
	enum prompt_kind kind;
	char typed[SELECT_TEXT_MAX];
};

void prompt_open(struct view_state *, enum prompt_kind, const char *text);

/* The characters that can be typed into it; NULL: all; "": none, it is a question. */
const char *prompt_takes(enum prompt_kind);

/* What stands before the typed text. */
void prompt_put_label(const struct view_state *, const struct scene *, struct buffer *);

#endif
