/* SPDX-License-Identifier: MIT */
/* tell.c: the only words that peaktop says to stderr. */
#include "app/tell.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clean.h"

/* What is said may quote arguments and file names, which are foreign text. */
static void
say_line(const char *text)
{
	char clean[1024];
	struct buffer b = buffer_over(clean, sizeof clean);

	clean_text(&b, text, strlen(text));
	fprintf(stderr, "peaktop: %s\n", clean);
}

int
tell_failure(const struct failure *why, int status)
{
	char text[512];
	struct buffer b = buffer_over(text, sizeof text);

	failure_put(why, &b);
	say_line(text);
	return status;
}

void
tell(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	say_line(text);
}
