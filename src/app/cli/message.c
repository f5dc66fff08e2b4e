/* SPDX-License-Identifier: MIT */
/* message.c: the only messages that peaktop prints on stderr. */
#include "app/cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/tty.h"
#include "base/clean.h"
#include "base/duration.h"

/* A terminal that does not read must not keep us from observing a job. */
#define PATIENCE_NS (2 * NS_PER_SECOND)

/* Messages may quote arguments and file names, which are foreign text. */
static void
print_line(const char *text)
{
	char clean[1024];
	struct buffer b = buffer_over(clean, sizeof clean);
	struct bytes line = { .data = NULL };

	clean_text(&b, text, strlen(text));
	bytes_print(&line, "peaktop: %s\n", clean);
	tty_write(STDERR_FILENO, &line, PATIENCE_NS);
	bytes_free(&line);
}

int
message_failure(const struct failure *why, int status)
{
	char text[512];
	struct buffer b = buffer_over(text, sizeof text);

	failure_put(why, &b);
	print_line(text);
	return status;
}

void
message(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	print_line(text);
}
