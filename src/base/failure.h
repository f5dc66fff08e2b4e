/* SPDX-License-Identifier: MIT */
/* failure.h: how a failure outside of the program is reported, and the only exit when memory
 * runs out.
 *
 * The convention everywhere: a function with a parameter `struct failure *why` returns false (or
 * NULL, or -1) on failure and fills `why`. Nothing was changed then, unless its comment says
 * otherwise. */
#ifndef PEAKTOP_BASE_FAILURE_H
#define PEAKTOP_BASE_FAILURE_H

#include <stdbool.h>

#include "base/buffer.h"

/* With an errno, what was being done: "opening /proc". Without (0), a whole sentence: "invalid size
 * 'x'". */
struct failure {
	int error;
	char doing[240];
};

/* Fills `why` and returns false, so that a function may end with `return failure_set(why, errno,
 * ...)`. */
bool failure_set(struct failure *why, int error, const char *doing, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts a place in front, "--config: error opening x: Permission denied", which is a whole sentence,
 * without an errno. Returns false. */
bool failure_within(struct failure *why, const char *place, ...)
	__attribute__((format(printf, 2, 3)));

/* "error opening x: Permission denied". */
void failure_put(const struct failure *, struct buffer *);

/* Called before a sudden exit (out of memory, a crash) to restore the terminal. It must be
 * async-signal-safe. NULL: nothing to restore. */
void failure_set_restore(void (*restore)(void));
void failure_restore(void);

/* Restores the terminal, prints a line, exits with status 125. */
_Noreturn void failure_out_of_memory(void);

#endif
