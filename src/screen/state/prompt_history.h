/* SPDX-License-Identifier: MIT */
/* prompt_history.h: the texts that were accepted by a prompt, for its keys Up and Down. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_HISTORY_H
#define PEAKTOP_SCREEN_STATE_PROMPT_HISTORY_H

#include <stddef.h>

#define PROMPT_HISTORY_MAX 50

/* Start with a zeroed struct. */
struct prompt_history {
	char *texts[PROMPT_HISTORY_MAX]; /* oldest first; owned */
	size_t count;
};

void prompt_history_clear(struct prompt_history *);

/* Adds a text as the newest, unless it is empty; an equal one moves, and the oldest makes room. */
void prompt_history_add(struct prompt_history *, const char *text);

#endif
