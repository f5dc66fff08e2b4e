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
