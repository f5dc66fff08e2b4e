/* SPDX-License-Identifier: MIT */
/* cut.c: a name in fewer columns than it takes, with a mark where it was cut. */
#include "text/cut.h"

#include <string.h>

#include "base/utf8.h"

void
cut_put(struct buffer *b, const char *text, size_t columns, bool ascii)
{
	size_t fit = utf8_fit(text, columns);

	if (text[fit] == '\0' || columns == 0) {
		buffer_put(b, text, fit);
		return;
	}
	buffer_put(b, text, utf8_fit(text, columns - 1));
	buffer_text(b, ascii ? "~" : "…");
}

/* The number that a text ends with, and the blank before it; NULL: none. */
static const char *
number_of(const char *text)
{
	const char *last = strrchr(text, ' ');

	if (last == NULL || last[1] == '\0' || last[1 + strspn(last + 1, "0123456789")] != '\0')
		return NULL;
	return last;
}

void
cut_put_distinct(struct buffer *b, const char *text, size_t columns, bool ascii)
{
	const char *number = number_of(text);
	size_t kept = number != NULL ? strlen(number) : 0;

	if (number == NULL || columns == 0 || utf8_columns(text) <= columns) {
		cut_put(b, text, columns, ascii);
		return;
	}
	if (columns >= kept + 2)
		buffer_put(b, text, utf8_fit(text, columns - kept - 1));
	else
		number += columns >= kept ? 1 : kept + 1 - columns;
	buffer_text(b, ascii ? "~" : "…");
	buffer_text(b, number);
}
