/* SPDX-License-Identifier: MIT */
/* cmdline.h: splits a command line, as the kernel returns it, into words, and handles the bytes
 * of one word. Pure: reads nothing, allocates nothing. Words are foreign text and are kept as
 * they are; text appended to a buffer is clean (base/clean.h). */
#ifndef PEAKTOP_MODEL_NAMING_CMDLINE_H
#define PEAKTOP_MODEL_NAMING_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* What the kernel says about how a process was started; all borrowed, any may be NULL or 0. */
struct command_line {
	/* /proc/PID/cmdline: arguments, each ended by a NUL, or a title that the process wrote
	 * over them (setproctitle), followed by any number of NULs. */
	const char *argv;
	size_t argv_bytes;
	const char *exe;  /* target of /proc/PID/exe, possibly "... (deleted)"; NULL: not
			   * readable */
	const char *comm; /* /proc/PID/comm, raw, with or without its newline */
	bool kernel;      /* it is a kernel thread, which has neither */
};

/* Foreign bytes, borrowed; `bytes` is never NULL. */
struct span {
	const char *bytes;
	size_t count;
};

struct span span_of(const char *text); /* empty for NULL */
struct span span_from(struct span, size_t start);
struct span span_trim(struct span);      /* without leading and trailing blanks and NULs */
struct span span_base(struct span path); /* after the last slash that is followed by something */
bool span_begins(struct span, const char *text);
bool span_ends(struct span, const char *text);
bool span_is(struct span, const char *text);
void span_put(struct buffer *out, struct span); /* cleans */

/* The arguments not read yet, each ended by `separator`: normally NUL. */
struct cmdline_args {
	struct span left;
	char separator;
};

/* All arguments, without trailing blanks and NULs. */
struct cmdline_args cmdline_args_of(const struct command_line *);

/* Takes the next argument, which may be empty; false: none is left, `arg` is unchanged. */
bool cmdline_next(struct cmdline_args *, struct span *arg);

/* Appends the arguments that are not empty, each preceded by a space. */
void cmdline_put(struct buffer *out, struct cmdline_args);

/* Appends the command line to `out`: words joined by single spaces, an absolute argv[0] without
 * its directory. If there are no words, comm (the process has ended, or erased them), of a kernel
 * thread `[comm]`; nothing if that is unknown too. */
void command_join(const struct command_line *, struct buffer *out);

#endif
