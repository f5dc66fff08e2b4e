/* SPDX-License-Identifier: MIT */
/* bytes.c: output that grows as it is written, until it is sent. */
#include "base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
bytes_put(struct bytes *b, const char *data, size_t count)
{
	b->data = grow_array(b->data, &b->capacity, b->length + count + 1, 1);
	memcpy(b->data + b->length, data, count);
	b->length += count;
	b->data[b->length] = '\0';
}

void
bytes_text(struct bytes *b, const char *text)
{
	bytes_put(b, text, strlen(text));
}

void
bytes_pad(struct bytes *b, char c, size_t count)
{
	while (count-- > 0)
		bytes_put(b, &c, 1);
}

void
bytes_print(struct bytes *b, const char *format, ...)
{
	va_list args;
	int wanted;

	va_start(args, format);
	wanted = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (wanted < 0)
		return;
	b->data = grow_array(b->data, &b->capacity, b->length + (size_t)wanted + 1, 1);
	va_start(args, format);
	vsnprintf(b->data + b->length, (size_t)wanted + 1, format, args);
	va_end(args);
	b->length += (size_t)wanted;
}

void
bytes_restart(struct bytes *b)
{
	if (b->capacity == 0)
		return;
	b->data = grow_discard(b->data, &b->capacity, b->length + 1, 1);
	b->length = 0;
	b->data[0] = '\0';
}

void
bytes_free(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){ .data = NULL };
}

void
bytes_drop(struct bytes *b, size_t *taken)
{
	size_t left = b->length - *taken;

	if (*taken == 0 || left > *taken)
		return;
	memmove(b->data, b->data + *taken, left);
	b->length = left;
	*taken = 0;
}
