/* SPDX-License-Identifier: MIT */
/* clean.c: the one sanitiser of foreign text. */
#include "base/clean.h"

#include "base/length.h"
#include "base/utf8.h"

/* First and last of each range that is never shown. */
static const uint32_t unsafe[][2] = {
	{ 0x00, 0x1f },
	{ 0x7f, 0x9f },
	{ 0x061c, 0x061c },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x2069 },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },
};

bool
clean_is_safe(uint32_t code)
{
	for (size_t i = 0; i < LENGTH(unsafe); i++)
		if (code >= unsafe[i][0] && code <= unsafe[i][1])
			return false;
	return true;
}

static bool
is_blank(char c)
{
	return c == '\n' || c == '\r' || c == '\t';
}

void
clean_text(struct buffer *out, const char *bytes, size_t count)
{
	for (size_t at = 0; at < count && !out->cut;) {
		uint32_t code = 0;
		size_t length = utf8_decode(bytes + at, count - at, &code);

		if (is_blank(bytes[at])) {
			if (at == 0 || !is_blank(bytes[at - 1]))
				buffer_char(out, ' ');
			at++;
		} else if (length == 0 || !clean_is_safe(code)) {
			buffer_char(out, '?');
			at += length > 0 ? length : 1;
		} else {
			buffer_put(out, bytes + at, length);
			at += length;
		}
	}
}
