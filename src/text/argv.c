/* SPDX-License-Identifier: MIT */
/* argv.c: the arguments of a command, cleaned: as they are, or on one line for people. */
#include "text/argv.h"

#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/grow.h"
#include "base/utf8.h"

#define CUT_MARK "..."

char *
argv_clean(const char *arg)
{
	size_t count = strlen(arg);
	char *clean = grow_new(count + 1); /* cleaning never adds bytes */
	struct buffer b = buffer_over(clean, count + 1);

	clean_text(&b, arg, count);
	return clean;
}

bool
argv_is_clean(const char *arg)
{
	char *clean = argv_clean(arg);
	bool same = strcmp(clean, arg) == 0;

	free(clean);
	return same;
}

void
argv_put(char *const *argv, struct bytes *out)
{
	for (size_t i = 0; argv[i] != NULL; i++) {
		char *arg = argv_clean(argv[i]);

		if (i > 0)
			bytes_text(out, " ");
		bytes_text(out, arg);
		free(arg);
	}
}

/* Characters that are never special to a shell, anywhere in an argument. */
static bool
is_plain(const char *arg)
{
	for (; *arg != '\0'; arg++) {
		unsigned char c = (unsigned char)*arg;
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;

		if (!letter && !(c >= '0' && c <= '9') && strchr("_@%+=:,./-", c) == NULL)
			return false;
	}
	return true;
}

/* Writes $'...' of bash, zsh, ksh and newer POSIX shells, with what cannot be displayed as \n or
 * \OOO. An octal escape ends after three digits, whatever follows. */
static void
put_escaped(const char *arg, struct bytes *out)
{
	bytes_text(out, "$'");
	for (; *arg != '\0'; arg++) {
		unsigned char c = (unsigned char)*arg;

		if (c == '\n')
			bytes_text(out, "\\n");
		else if (c == '\t')
			bytes_text(out, "\\t");
		else if (c == '\'' || c == '\\')
			bytes_print(out, "\\%c", c);
		else if (c < ' ' || c >= 0x7f)
			bytes_print(out, "\\%03o", c);
		else
			bytes_put(out, arg, 1);
	}
	bytes_text(out, "'");
}

static void
put_single_quoted(const char *arg, struct bytes *out)
{
	bytes_text(out, "'");
	for (; *arg != '\0'; arg++) {
		if (*arg == '\'')
			bytes_text(out, "'\\''");
		else
			bytes_put(out, arg, 1);
	}
	bytes_text(out, "'");
}

/* Writes it in a form that a shell can read back. The first one must not look like an
 * assignment. */
static void
put_quoted(const char *arg, bool first, struct bytes *out)
{
	char *clean = argv_clean(arg);

	if (strcmp(clean, arg) != 0)
		put_escaped(arg, out);
	else if (arg[0] == '\0' || !is_plain(arg) || (first && strchr(arg, '=') != NULL))
		put_single_quoted(arg, out);
	else
		bytes_text(out, arg);
	free(clean);
}

void
argv_put_short(char *const *argv, size_t columns, struct bytes *out)
{
	struct bytes line = { .data = NULL };

	bytes_text(&line, "");
	/* Words beyond the width are not visible, and there may be very many. */
	for (size_t i = 0; argv[i] != NULL && line.length <= 4 * columns; i++) {
		if (i > 0)
			bytes_text(&line, " ");
		put_quoted(argv[i], i == 0, &line);
	}
	if (utf8_columns(line.data) <= columns) {
		bytes_put(out, line.data, line.length);
	} else {
		bytes_put(out, line.data, utf8_fit(line.data, columns - strlen(CUT_MARK)));
		bytes_text(out, CUT_MARK);
	}
	bytes_free(&line);
}
