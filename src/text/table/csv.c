/* SPDX-License-Identifier: MIT */
/* csv.c: cells of CSV. */
#include "text/table/csv.h"

#include <string.h>

void
csv_put_text(struct bytes *out, const char *text)
{
	if (text == NULL)
		return;
	bytes_text(out, text[0] != '\0' && strchr("=+-@\t", text[0]) != NULL ? "\"'" : "\"");
	for (; *text != '\0'; text++)
		bytes_print(out, *text == '"' ? "\"\"" : "%c", *text);
	bytes_text(out, "\"");
}
