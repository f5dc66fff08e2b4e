/* SPDX-License-Identifier: MIT */
/* recording_lines.c: the lines of a recording and their offsets. */
#include "source/recording/recording_lines.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* Moves the rest to the front and reads after it. Reads nothing at the end of the file, or if
 * the buffer is full. */
static bool
fill(struct recording_lines *l, size_t *more)
{
	size_t left = l->end - l->begin;
	ssize_t count;

	memmove(l->bytes, l->bytes + l->begin, left);
	l->offset += l->begin;
	l->begin = 0;
	l->end = left;
	do
		count = pread(
			l->fd, l->bytes + left, sizeof l->bytes - left, (off_t)(l->offset + left));
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return false;
	*more = (size_t)count;
	l->end += *more;
	return true;
}

enum line_kind
recording_line(struct recording_lines *l, char **line)
{
	size_t seen = 0, more;
	char *end;

	while ((end = memchr(l->bytes + l->begin + seen, '\n', l->end - l->begin - seen)) == NULL) {
		seen = l->end - l->begin;
		if (seen == sizeof l->bytes)
			return LINE_BAD;
		if (!fill(l, &more))
			return LINE_UNREADABLE;
		if (more == 0)
			return seen == 0 ? LINE_NONE : LINE_CUT;
	}
	*line = l->bytes + l->begin;
	if (memchr(*line, '\0', (size_t)(end - *line)) != NULL)
		return LINE_BAD;
	*end = '\0';
	l->begin = (size_t)(end - l->bytes) + 1;
	return LINE_GOOD;
}

uint64_t
recording_lines_offset(const struct recording_lines *l)
{
	return l->offset + l->begin;
}

void
recording_lines_seek(struct recording_lines *l, uint64_t offset)
{
	l->offset = offset;
	l->begin = l->end = 0;
}
