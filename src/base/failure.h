/* SPDX-License-Identifier: MIT */
/* failure.h: how "the world said no" travels up, and the one way out when memory runs out. */
#ifndef PEAKTOP_BASE_FAILURE_H
#define PEAKTOP_BASE_FAILURE_H

#include <stdbool.h>

#include "base/buffer.h"

/* What was being done, and the errno that ended it (0: none applies). */
struct failure {
	int error;
	char doing[240];
};

/* Fills `why` and returns false, so that a function may end with `return failure_set(why, errno,
 * ...)`. The text names what was being done and to what: "opening /proc". */
bool failure_set(struct failure *why, int error, const char *doing, ...)
	__attribute__((format(printf, 3, 4)));

/* "opening x: Permission denied". */
void failure_put(const struct failure *, struct buffer *);

/* Called before a sudden end (out of memory, a crash) so that a terminal is put back. It must be
 * async-signal-safe. NULL: nothing to put back. */
void failure_set_restore(void (*restore)(void));
void failure_restore(void);

/* Restores the terminal, says one line, exits with status 125. */
_Noreturn void failure_out_of_memory(void);

#endif
