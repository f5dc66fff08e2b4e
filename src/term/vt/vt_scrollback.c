/* SPDX-License-Identifier: MIT */
/* vt_scrollback.c: the newest lines that scrolled off the top. */
#include "term/vt/vt_scrollback.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "term/vt/vt.h"

#define BYTES_AT_FIRST (16 * 1024)
#define LINES_AT_FIRST 256

struct kept_line {
	uint32_t start, length;
};

static struct kept_line *
line_at(const struct vt_scrollback *s, uint64_t number)
{
	size_t at = s->head + (size_t)(number - s->first);

	return &s->lines[at < s->capacity ? at : at - s->capacity];
}

/* Whether `length` bytes are free at the end, after wrapping to the start if necessary. */
static bool
find_space(struct vt_scrollback *s, size_t length)
{
	size_t oldest;

	if (s->first == s->count) {
		s->end = 0;
		return length <= s->size;
	}
	oldest = line_at(s, s->first)->start;
	if (oldest < s->end) {
		if (length <= s->size - s->end)
			return true;
		if (length >= oldest)
			return false;
		s->end = 0;
		return true;
	}
	return length < oldest - s->end;
}

static void
drop_oldest(struct vt_scrollback *s)
{
	s->first++;
	s->head = s->head + 1 < s->capacity ? s->head + 1 : 0;
}

/* Doubles the size, with the lines at the start. */
static void
grow_bytes(struct vt_scrollback *s)
{
	size_t size = s->size == 0 ? BYTES_AT_FIRST : 2 * s->size, end = 0;
	char *bytes;

	if (size > VT_LINES_BYTES)
		size = VT_LINES_BYTES;
	bytes = grow_new(size);
	for (uint64_t number = s->first; number < s->count; number++) {
		struct kept_line *line = line_at(s, number);

		memcpy(bytes + end, s->bytes + line->start, line->length);
		line->start = (uint32_t)end;
		end += line->length + 1;
	}
	free(s->bytes);
	s->bytes = bytes;
	s->size = size;
	s->end = end;
}

static void
grow_lines(struct vt_scrollback *s)
{
	size_t capacity = s->capacity == 0 ? LINES_AT_FIRST : 2 * s->capacity;
	struct kept_line *lines;

	if (capacity > VT_LINES_MAX)
		capacity = VT_LINES_MAX;
	lines = grow_new(capacity * sizeof *lines);
	for (uint64_t number = s->first; number < s->count; number++)
		lines[number - s->first] = *line_at(s, number);
	free(s->lines);
	s->lines = lines;
	s->head = 0;
	s->capacity = capacity;
}

/* A line takes one byte more than its length: so no two start at the same place, and an empty
 * ring differs from a full one. */
void
vt_scrollback_push(struct vt_scrollback *s, const char *line, size_t length)
{
	if (length >= VT_LINES_BYTES)
		length = 0;
	if (s->count - s->first == s->capacity) {
		if (s->capacity < VT_LINES_MAX)
			grow_lines(s);
		else
			drop_oldest(s);
	}
	while (!find_space(s, length + 1)) {
		if (s->size < VT_LINES_BYTES)
			grow_bytes(s);
		else
			drop_oldest(s);
	}
	if (length > 0)
		memcpy(s->bytes + s->end, line, length);
	*line_at(s, s->count++) =
		(struct kept_line){ .start = (uint32_t)s->end, .length = (uint32_t)length };
	s->end += length + 1;
}

bool
vt_scrollback_get(const struct vt_scrollback *s, uint64_t number, const char **line, size_t *length)
{
	if (number < s->first || number >= s->count)
		return false;
	*line = s->bytes + line_at(s, number)->start;
	*length = line_at(s, number)->length;
	return true;
}

void
vt_scrollback_clear(struct vt_scrollback *s)
{
	s->first = s->count;
	s->head = 0;
}

void
vt_scrollback_free(struct vt_scrollback *s)
{
	free(s->bytes);
	free(s->lines);
	*s = (struct vt_scrollback){ .bytes = NULL };
}
