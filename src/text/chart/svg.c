/* SPDX-License-Identifier: MIT */
/* svg.c: text and numbers in the syntax of SVG. */
#include "text/chart/svg.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

/* A length in tenths of a pixel: "12.5". Independent of the locale. */
static void
put_number(struct bytes *out, int tenths)
{
	unsigned size = tenths < 0 ? -(unsigned)tenths : (unsigned)tenths;

	bytes_print(out, "%s%u", tenths < 0 ? "-" : "", size / 10);
	if (size % 10 != 0)
		bytes_print(out, ".%u", size % 10);
}

/* One character of `length` bytes; 0 if it is not valid UTF-8. */
static void
put_character(struct bytes *out, const char *bytes, size_t length, uint32_t code)
{
	if (length == 0 || code == 0xfffe || code == 0xffff)
		bytes_text(out, "\xef\xbf\xbd");
	else if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		bytes_text(out, " ");
	else if (code == '&')
		bytes_text(out, "&amp;");
	else if (code == '<')
		bytes_text(out, "&lt;");
	else if (code == '>')
		bytes_text(out, "&gt;");
	else if (code == '"')
		bytes_text(out, "&quot;");
	else
		bytes_put(out, bytes, length);
}

void
svg_text(struct bytes *out, const char *text, size_t max)
{
	size_t count = strlen(text), length;
	bool cut = utf8_columns(text) > max;
	uint32_t code = 0;

	if (cut)
		count = utf8_fit(text, max > 0 ? max - 1 : 0);
	for (; count > 0; text += length, count -= length) {
		length = utf8_decode(text, count, &code);
		put_character(out, text, length, code);
		length = length == 0 ? 1 : length;
	}
	if (cut)
		bytes_text(out, "…");
}

void
svg_print(struct bytes *out, const char *format, const int *tenths)
{
	for (size_t plain; *format != '\0'; format += plain) {
		plain = strcspn(format, "%");
		bytes_put(out, format, plain);
		if (format[plain] == '%') {
			put_number(out, *tenths++);
			plain++;
		}
	}
}
