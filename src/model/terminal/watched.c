/* SPDX-License-Identifier: MIT */
/* watched.c: what a screen knows about a job that a keeper owns. */
#include "model/terminal/watched.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
watched_clear(struct watched_job *job)
{
	vt_screen_clear(&job->screen);
	vt_screen_clear(&job->still);
	watched_lines_clear(&job->lines);
	bytes_free(&job->summary);
	*job = (struct watched_job){ .known = false };
}

void
watched_begin_held(struct watched_job *job, uint64_t stretch_ns)
{
	process_history_begin(&job->history, 0, stretch_ns);
	growth_begin(&job->growth, 0);
}

void
watched_note_held(struct watched_job *job, uint64_t at_ns, uint64_t held_bytes)
{
	if (held_bytes > 0) /* 0: unknown, before the first sample */
		process_history_push(&job->history, at_ns, held_bytes);
	growth_push(&job->growth, at_ns, held_bytes);
}

void
watched_lines_clear(struct watched_lines *lines)
{
	bytes_free(&lines->data);
	free(lines->ends);
	*lines = (struct watched_lines){ .first = 0 };
}

static size_t
begin_of(const struct watched_lines *lines, size_t index)
{
	return index > 0 ? lines->ends[index - 1] : 0;
}

/* Drops the oldest `count` lines. */
static void
drop(struct watched_lines *lines, size_t count)
{
	size_t cut = begin_of(lines, count);

	if (count == 0)
		return;
	memmove(lines->data.data, lines->data.data + cut, lines->data.length - cut);
	lines->data.length -= cut;
	lines->count -= count;
	lines->first += count;
	for (size_t i = 0; i < lines->count; i++)
		lines->ends[i] = lines->ends[i + count] - cut;
}

/* Twice what is promised is accepted, so that old lines are seldom moved. */
static void
drop_lines(struct watched_lines *lines, size_t length)
{
	size_t old = 0;

	if (lines->count == 2 * VT_LINES_MAX)
		drop(lines, VT_LINES_MAX);
	if (lines->data.length + length <= 2 * VT_LINES_BYTES)
		return;
	while (old < lines->count && lines->data.length - begin_of(lines, old) > VT_LINES_BYTES)
		old++;
	drop(lines, old);
}

void
watched_lines_put(struct watched_lines *lines, const char *line, size_t length)
{
	drop_lines(lines, length);
	if (length > 0)
		bytes_put(&lines->data, line, length);
	lines->ends =
		grow_array(lines->ends, &lines->capacity, lines->count + 1, sizeof lines->ends[0]);
	lines->ends[lines->count++] = lines->data.length;
}

bool
watched_lines_take(
	const struct watched_lines *lines, size_t index, struct vt_cell *cells, size_t count)
{
	size_t begin;

	if (index >= lines->count)
		return false;
	begin = begin_of(lines, index);
	/* Bytes that are not a line are shown as a blank one. */
	if (lines->data.data == NULL)
		vt_line_take("", 0, cells, count);
	else
		vt_line_take(lines->data.data + begin, lines->ends[index] - begin, cells, count);
	return true;
}
