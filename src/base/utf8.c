/* SPDX-License-Identifier: MIT */
/* utf8.c: decodes, cuts and measures untrusted UTF-8. */
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static size_t
sequence_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead < 0xe0)
		return 2;
	if (lead >= 0xe0 && lead < 0xf0)
		return 3;
	if (lead >= 0xf0 && lead < 0xf5)
		return 4;
	return 0;
}

size_t
utf8_decode(const char *bytes, size_t count, uint32_t *code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = count > 0 ? (unsigned char)bytes[0] : 0xff;
	size_t length = sequence_length(lead);
	uint32_t value = length == 1 ? lead : lead & (0xffu >> (length + 1));

	if (length == 0 || length > count)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if (!is_continuation(bytes[i]))
			return 0;
		value = value << 6 | ((unsigned char)bytes[i] & 0x3f);
	}
	if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	*code = value;
	return length;
}

size_t
utf8_put_code(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

size_t
utf8_cut(const char *bytes, size_t count, size_t limit)
{
	if (limit >= count)
		return count;
	while (limit > 0 && is_continuation(bytes[limit]))
		limit--;
	return limit;
}

size_t
utf8_cut_whole(const char *bytes, size_t count)
{
	size_t start = count;

	while (start > 0 && count - start < 4) {
		start--;
		if (!is_continuation(bytes[start]))
			break;
	}
	if (start < count && sequence_length((unsigned char)bytes[start]) > count - start)
		return start;
	return count;
}

int
utf8_width(uint32_t code)
{
	int columns;

	if (code < 0x80)
		return code >= 0x20 && code != 0x7f;
	columns = wcwidth((wchar_t)code);
	return columns < 0 ? 1 : columns;
}

size_t
utf8_columns(const char *text)
{
	size_t left = strlen(text), columns = 0;

	while (left > 0) {
		uint32_t code = '?';
		size_t length = utf8_decode(text, left, &code);

		columns += (size_t)utf8_width(length > 0 ? code : '?');
		length = length > 0 ? length : 1;
		text += length;
		left -= length;
	}
	return columns;
}

size_t
utf8_fit(const char *text, size_t columns)
{
	size_t left = strlen(text), used = 0;
	const char *end = text;

	while (left > 0) {
		uint32_t code = '?';
		size_t length = utf8_decode(end, left, &code);

		used += (size_t)utf8_width(length > 0 ? code : '?');
		if (used > columns)
			break;
		length = length > 0 ? length : 1;
		end += length;
		left -= length;
	}
	return (size_t)(end - text);
}
