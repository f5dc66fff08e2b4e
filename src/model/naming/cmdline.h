/* SPDX-License-Identifier: MIT */
/* cmdline.h: the words of a command line as the kernel hands them out, and the bytes of one word.
 *
 * Pure: nothing is read or allocated. Words are foreign text and stay so; what is appended to a
 * buffer is clean (base/clean.h). */
#ifndef PEAKTOP_MODEL_NAMING_CMDLINE_H
#define PEAKTOP_MODEL_NAMING_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* What the kernel tells of how a process was started; all borrowed, any may be NULL or 0. */
struct command_line {
	/* /proc/PID/cmdline: arguments each ended by a NUL, or one title that the process wrote
	 * over them (setproctitle), with any number of NULs behind it or none. */
	const char *argv;
	size_t argv_bytes;
	const char *exe;  /* target of /proc/PID/exe, maybe "... (deleted)"; NULL: not readable */
	const char *comm; /* /proc/PID/comm, raw, with or without its line break */
};

/* Foreign bytes, borrowed; `bytes` is never NULL. */
struct span {
	const char *bytes;
	size_t count;
};

struct span span_of(const char *text); /* empty for NULL */
struct span span_from(struct span, size_t start);
struct span span_trim(struct span);      /* without blanks and NULs around it */
struct span span_base(struct span path); /* behind the last slash that has something behind it */
bool span_begins(struct span, const char *text);
bool span_ends(struct span, const char *text);
bool span_is(struct span, const char *text);
void span_put(struct buffer *out, struct span); /* clean */

/* Words still to be read, each ended by `separator`: NUL between arguments. */
struct cmdline_words {
	struct span left;
	char separator;
};

/* All the words, less blanks and NULs at the end. */
struct cmdline_words cmdline_words_of(const struct command_line *);

/* Takes the next word, which may be empty; false: none is left, `word` stays. */
bool cmdline_next(struct cmdline_words *, struct span *word);

/* Appends the words that are not empty, a space before each. */
void cmdline_put(struct buffer *out, struct cmdline_words);

/* The command line as it stands, appended to `out`: without the directory of an absolute argv[0],
 * joined by single spaces. `[comm]` where no word is left; nothing where comm is unknown too. */
void command_join(const struct command_line *, struct buffer *out);

#endif
