/* SPDX-License-Identifier: MIT */
/* object_text.c: a string object of the process as clean UTF-8: Latin-1, UCS2 or UCS4 behind a
 * header (PEP 393). */
#include "source/python/object_text.h"

#include <string.h>

#include "base/clean.h"
#include "base/utf8.h"
#include "source/python/view.h"

#define HEADER_MAX 128

/* The bits of a string's state. */
#define STATE_KIND(state) ((state) >> 2 & 7)
#define STATE_COMPACT 0x20u
#define STATE_ASCII 0x40u

struct object_string {
	uint64_t data, length;
	unsigned width; /* bytes a character */
};

static bool
read_header(
	struct remote *r, const struct interpreter *in, uint64_t address, struct object_string *s)
{
	const struct layout *l = &in->layout;
	unsigned char header[HEADER_MAX];
	uint32_t state;

	if (l->string_other > HEADER_MAX || l->string_length + 8 > l->string_other ||
		l->string_state + 4 > l->string_other || l->object_type + 8 > l->string_other ||
		!remote_bytes(r, address, header, l->string_other) ||
		view_word(header, l->object_type) != in->string_type)
		return false;
	s->length = view_word(header, l->string_length);
	state = view_half(header, l->string_state);
	s->width = STATE_KIND(state);
	if ((state & STATE_COMPACT) == 0)
		return remote_word(r, address + l->string_other, &s->data);
	s->data = address + ((state & STATE_ASCII) != 0 ? l->string_ascii : l->string_other);
	return true;
}

static uint32_t
character(const unsigned char *at, unsigned width)
{
	uint16_t two;
	uint32_t four;

	if (width == 1)
		return *at;
	if (width == 2)
		return memcpy(&two, at, sizeof two), two;
	return memcpy(&four, at, sizeof four), four;
}

/* Halves of surrogates stand for bytes that were no text. */
static size_t
put_character(uint32_t code, char *out)
{
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		code = '?';
	return utf8_put_code(code, out);
}

bool
object_text_read(struct remote *r, const struct interpreter *in, uint64_t address, char *text)
{
	unsigned char data[4 * OBJECT_TEXT_MAX];
	char raw[4 * OBJECT_TEXT_MAX];
	struct buffer out = buffer_over(text, OBJECT_TEXT_MAX);
	struct object_string s;
	size_t length = 0;

	if (!read_header(r, in, address, &s) || (s.width != 1 && s.width != 2 && s.width != 4))
		return false;
	if (s.length > OBJECT_TEXT_MAX)
		s.length = OBJECT_TEXT_MAX;
	if (s.length > 0 && !remote_bytes(r, s.data, data, s.length * s.width))
		return false;
	for (size_t i = 0; i < s.length; i++)
		length += put_character(character(data + i * s.width, s.width), raw + length);
	clean_text(&out, raw, length);
	return true;
}
