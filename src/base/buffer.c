/* SPDX-License-Identifier: MIT */
/* buffer.c: builds a string in storage of the caller's, never past its end. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct buffer
buffer_over(char *storage, size_t size)
{
	storage[0] = '\0';
	return (struct buffer){ .bytes = storage, .size = size };
}

void
buffer_put(struct buffer *b, const char *bytes, size_t count)
{
	size_t space = b->size - 1 - b->length;

	if (b->cut)
		return;
	if (count > space) {
		count = utf8_cut(bytes, count, space);
		b->cut = true;
	}
	memcpy(b->bytes + b->length, bytes, count);
	b->length += count;
	b->bytes[b->length] = '\0';
}

void
buffer_text(struct buffer *b, const char *text)
{
	buffer_put(b, text, strlen(text));
}

void
buffer_char(struct buffer *b, char c)
{
	buffer_put(b, &c, 1);
}

void
buffer_print(struct buffer *b, const char *format, ...)
{
	size_t space = b->size - b->length;
	va_list args;
	int wanted;

	if (b->cut)
		return;
	va_start(args, format);
	wanted = vsnprintf(b->bytes + b->length, space, format, args);
	va_end(args);
	if (wanted < 0) {
		b->bytes[b->length] = '\0';
		return;
	}
	if ((size_t)wanted < space) {
		b->length += (size_t)wanted;
		return;
	}
	/* vsnprintf cuts at any byte: back up to the start of a character that it split. */
	b->length += utf8_cut_whole(b->bytes + b->length, space - 1);
	b->bytes[b->length] = '\0';
	b->cut = true;
}
