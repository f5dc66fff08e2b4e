/* SPDX-License-Identifier: MIT */
/* argv.c: the words of a command, cleaned, as they stand or on one line for people. */
#include "text/argv.h"

#include <stdbool.h>
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
	char *clean = grow_new(count + 1); /* cleaning never adds a byte */
	struct buffer b = buffer_over(clean, count + 1);

	clean_text(&b, word, count);
	return clean;
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

static void
put_quoted(const char *word, struct bytes *out)
{
	const char *quote = "";

	if (word[0] == '\0' || strchr(word, ' ') != NULL)
		quote = strchr(word, '\'') != NULL ? "\"" : "'";
	bytes_text(out, quote);
	bytes_text(out, word);
	bytes_text(out, quote);
}

void
argv_put_short(char *const *argv, size_t columns, struct bytes *out)
{
	struct bytes line = { .data = NULL };

	bytes_text(&line, "");
	/* No word beyond the room can be seen, and there may be very many. */
	for (size_t i = 0; argv[i] != NULL && line.length <= 4 * columns; i++) {
		char *word = argv_clean(argv[i]);

		if (i > 0)
			bytes_text(&line, " ");
		put_quoted(word, &line);
		free(word);
	}
	if (utf8_columns(line.data) <= columns) {
		bytes_put(out, line.data, line.length);
	} else {
		bytes_put(out, line.data, utf8_fit(line.data, columns - strlen(CUT_MARK)));
		bytes_text(out, CUT_MARK);
	}
	bytes_free(&line);
}
