/* SPDX-License-Identifier: MIT */
/* argv.c: the words of a command, cleaned: as they are, or on one line for people. */
#include "text/argv.h"

#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/grow.h"
#include "base/utf8.h"

#define CUT_MARK "..."

char *
argv_clean(const char *word)
{
	size_t count = strlen(word);
	char *clean = grow_new(count + 1); /* cleaning never adds bytes */
	struct buffer b = buffer_over(clean, count + 1);

	clean_text(&b, word, count);
	return clean;
}

bool
argv_is_clean(const char *word)
{
	char *clean = argv_clean(word);
	bool same = strcmp(clean, word) == 0;

	free(clean);
	return same;
}

void
argv_put(char *const *argv, struct bytes *out)
{
	for (size_t i = 0; argv[i] != NULL; i++) {
		char *word = argv_clean(argv[i]);

		if (i > 0)
			bytes_text(out, " ");
		bytes_text(out, word);
		free(word);
	}
}

/* Characters that are never special to a shell, anywhere in a word. */
static bool
is_plain(const char *word)
{
	for (; *word != '\0'; word++) {
		unsigned char c = (unsigned char)*word;
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;

		if (!letter && !(c >= '0' && c <= '9') && strchr("_@%+=:,./-", c) == NULL)
			return false;
	}
	return true;
}

/* $'...' of bash, zsh, ksh and newer POSIX shells: what cannot be displayed is written as \n or
 * \OOO. An octal escape ends after three digits, whatever follows. */
static void
put_escaped(const char *word, struct bytes *out)
{
	bytes_text(out, "$'");
	for (; *word != '\0'; word++) {
		unsigned char c = (unsigned char)*word;

		if (c == '\n')
			bytes_text(out, "\\n");
		else if (c == '\t')
			bytes_text(out, "\\t");
		else if (c == '\'' || c == '\\')
			bytes_print(out, "\\%c", c);
		else if (c < ' ' || c >= 0x7f)
			bytes_print(out, "\\%03o", c);
		else
			bytes_put(out, word, 1);
	}
	bytes_text(out, "'");
}

static void
put_single_quoted(const char *word, struct bytes *out)
{
	bytes_text(out, "'");
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			bytes_text(out, "'\\''");
		else
			bytes_put(out, word, 1);
	}
	bytes_text(out, "'");
}

/* In a form that a shell can read back. The first word must not look like an assignment. */
static void
put_quoted(const char *word, bool first, struct bytes *out)
{
	char *clean = argv_clean(word);

	if (strcmp(clean, word) != 0)
		put_escaped(word, out);
	else if (word[0] == '\0' || !is_plain(word) || (first && strchr(word, '=') != NULL))
		put_single_quoted(word, out);
	else
		bytes_text(out, word);
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
