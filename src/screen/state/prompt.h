/* SPDX-License-Identifier: MIT */
/* prompt.h: what a prompt shows: a line for text (search, filter, interval, pid, command, setting)
 * or a question. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_H

#include "base/buffer.h"
#include "model/process/select.h"
#include "screen/state/prompt_history.h"

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
	PROMPT_PHASE,   /* the name of a phase that begins */
	PROMPT_LEAVE,   /* jobs are running: detach, end them, or stay */
	PROMPT_KINDS,
};

/* The size of the longest text, a command; prompt_size says that of each kind. */
#define PROMPT_TEXT_MAX 1024

struct prompt_state {
	enum prompt_kind kind;
	char typed[PROMPT_TEXT_MAX];
	size_t cursor; /* where the next character goes: a position in `typed` */
	struct prompt_history history[PROMPT_KINDS];
	size_t recalled; /* how many entries back `typed` is; 0: none */
	/* The texts that were left by Up and Down, by how many entries back they are; NULL: as in
	 * the history. Owned, until the prompt opens again. */
	char *edited[PROMPT_HISTORY_MAX + 1];
	bool full;                    /* there was no room for what was typed or pasted last */
	char killed[PROMPT_TEXT_MAX]; /* what Ctrl-Y inserts */
};

/* Opens the prompt with this text, and the cursor behind it. */
void prompt_open(struct prompt_state *, enum prompt_kind, const char *text);
void prompt_clear(struct prompt_state *);

/* The characters that can be typed; NULL: all; "": none, it is a question. */
const char *prompt_takes(enum prompt_kind);

/* The size of the text of a prompt, with its NUL. */
size_t prompt_size(enum prompt_kind);

/* Whether it is a line of any text, not digits or a question. */
bool prompt_edits_text(enum prompt_kind);

/* Writes the text before what is typed into the open prompt. */
void prompt_put_label(const struct scene *, struct buffer *);

#endif
