/* SPDX-License-Identifier: MIT */
/* prompt.h: what a prompt shows: a line for text (search, filter, interval, pid, command, setting)
 * or a question. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_H

#include "base/buffer.h"
#include "model/process/select.h"

struct scene;

enum prompt_kind {
	PROMPT_NONE,
	PROMPT_SEARCH,
	PROMPT_FILTER,
	PROMPT_INTERVAL,
	PROMPT_JUMP,
	PROMPT_CONFIRM, /* send a signal? y or n */
	PROMPT_COMMAND, /* to launch */
	PROMPT_SETTING, /* the value of a setting of the set-up, which is open again after it */
	PROMPT_LEAVE,   /* jobs are running: detach, end them, or stay */
	PROMPT_KINDS,
};

struct prompt_state {
	enum prompt_kind kind;
	char typed[SELECT_TEXT_MAX];
};

void prompt_open(struct prompt_state *, enum prompt_kind, const char *text);

/* The characters that can be typed; NULL: all; "": none, it is a question. */
const char *prompt_takes(enum prompt_kind);

/* Writes the text before what is typed into the open prompt. */
void prompt_put_label(const struct scene *, struct buffer *);

#endif
