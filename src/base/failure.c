/* SPDX-License-Identifier: MIT */
/* failure.c: how a failure outside of the program is reported, and the only exit when memory
 * runs out. */
#include "base/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/exit_status.h"

static void (*restore_hook)(void);

bool
failure_set(struct failure *why, int error, const char *doing, ...)
{
	va_list args;

	why->error = error;
	va_start(args, doing);
	vsnprintf(why->doing, sizeof why->doing, doing, args);
	va_end(args);
	return false;
}

bool
failure_within(struct failure *why, const char *place, ...)
{
	struct failure cause = *why;
	struct buffer b = buffer_over(why->doing, sizeof why->doing);
	va_list args;

	why->error = 0;
	va_start(args, place);
	vsnprintf(why->doing, sizeof why->doing, place, args);
	va_end(args);
	b.length = strlen(why->doing);
	buffer_text(&b, ": ");
	failure_put(&cause, &b);
	return false;
}

void
failure_put(const struct failure *why, struct buffer *b)
{
	if (why->error != 0)
		buffer_print(b, "error %s: %s", why->doing, strerror(why->error));
	else
		buffer_text(b, why->doing);
}

void
failure_set_restore(void (*restore)(void))
{
	restore_hook = restore;
}

void
failure_restore(void)
{
	void (*restore)(void) = restore_hook;

	restore_hook = NULL;
	if (restore != NULL)
		restore();
}

void
failure_out_of_memory(void)
{
	static const char line[] = "peaktop: out of memory\n";

	failure_restore();
	if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
		_exit(EXIT_OURS);
	_exit(EXIT_OURS);
}
