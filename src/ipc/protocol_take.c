/* SPDX-License-Identifier: MIT */
/* protocol_take.c: parses messages from frames; everything is checked before it is used. */
#include <stdlib.h>

#include "base/clean.h"
#include "base/duration.h"
#include "base/grow.h"
#include "ipc/protocol_private.h"

static bool
refuse(const struct frame *frame, struct failure *why)
{
	return failure_set(why, 0, "malformed message of kind %s", frame_name(frame->kind));
}

/* --- messages of a keeper --- */

static bool
take_identity(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	struct watched_identity identity = { .run = 0 };
	struct rest rest;

	if (!greeting_take(frame, &rest, why))
		return false;
	if (!wire_take_members(&rest, &identity_members, &identity) || rest.length > 0)
		return refuse(frame, why);
	job->identity = identity;
	job->known = true;
	return true;
}

static bool
take_figures(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	struct watched_figures figures = { .at_ns = 0 };
	struct rest rest = { frame->body, frame->length };

	if (!wire_take_members(&rest, &figures_members, &figures) || rest.length > 0)
		return refuse(frame, why);
	job->figures = figures;
	if (job->history.stretch_ns == 0)
		watched_begin_held(job, NS_PER_SECOND);
	if (figures.processes_seen > 0)
		watched_note_held(job, figures.at_ns, figures.held_bytes);
	return true;
}

/* Figures come about once a second: shorter stretches would stay empty. */
static bool
take_points(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	struct rest rest = { frame->body, frame->length };
	uint64_t step_ns, held_bytes;

	if (!rest_number(&rest, &step_ns, 8) || rest.length % 8 != 0 ||
		rest.length / 8 > SERIES_POINTS || step_ns == 0 ||
		step_ns > UINT64_MAX / SERIES_POINTS)
		return refuse(frame, why);
	watched_begin_held(job, step_ns > NS_PER_SECOND ? step_ns : NS_PER_SECOND);
	for (uint64_t at_ns = 0; rest_number(&rest, &held_bytes, 8); at_ns += step_ns)
		if (held_bytes != POINT_ABSENT)
			watched_note_held(job, at_ns, held_bytes);
	return true;
}

static bool
take_marks(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	struct rest rest = { frame->body, frame->length }, name;
	uint64_t at_ns;

	job->mark_count = 0;
	while (rest_number(&rest, &at_ns, 8) && rest_piece(&rest, &name) &&
		job->mark_count < RUN_MARKS_MAX) {
		struct run_mark *mark = &job->marks[job->mark_count++];
		struct buffer b = buffer_over(mark->name, sizeof mark->name);

		mark->at_ns = at_ns;
		clean_text(&b, name.data, name.length);
	}
	return rest.length == 0 || refuse(frame, why);
}

/* Line by line: newlines and tabs belong to the summary itself. */
static void
put_summary(struct bytes *out, const char *data, size_t length)
{
	char *storage = grow_new(length + 1);
	struct buffer clean = buffer_over(storage, length + 1);

	for (size_t at = 0; at < length; at++) {
		size_t began = at;

		while (at < length && data[at] != '\n' && data[at] != '\t')
			at++;
		clean_text(&clean, data + began, at - began);
		if (at < length)
			buffer_char(&clean, data[at]);
	}
	bytes_restart(out);
	bytes_put(out, clean.bytes, clean.length);
	free(storage);
}

static bool
take_end(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	struct watched_end end = { .ended = true };
	struct rest rest = { frame->body, frame->length }, summary;

	if (!wire_take_members(&rest, &end_members, &end) || !rest_piece(&rest, &summary) ||
		rest.length > 0 || summary.length > SUMMARY_MAX)
		return refuse(frame, why);
	job->end = end;
	put_summary(&job->summary, summary.data, summary.length);
	return true;
}

/* --- the screen --- */

/* Rows come from the top down, each once. */
static bool
next_row(struct rest *rest, uint64_t *next, int rows, int *row, struct rest *line)
{
	uint64_t number;

	if (!rest_number(rest, &number, 4) || number < *next || number >= (uint64_t)rows ||
		!rest_piece(rest, line))
		return false;
	*next = number + 1;
	*row = (int)number;
	return true;
}

static bool
rows_are_whole(struct rest rest, int rows)
{
	uint64_t next = 0;
	struct rest line;
	int row;

	while (rest.length > 0)
		if (!next_row(&rest, &next, rows, &row, &line))
			return false;
	return true;
}

static bool
take_rows(struct rest rest, struct vt_screen *screen)
{
	bool good = true;
	uint64_t next = 0;
	struct rest line;
	int row;

	while (next_row(&rest, &next, screen->rows, &row, &line))
		good &= vt_line_take(
			line.data, line.length, vt_screen_at(screen, row, 0), (size_t)screen->cols);
	return good;
}

static int
within(int at, int count)
{
	return at < 0 ? 0 : at < count ? at : count - 1;
}

static bool
take_screen(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	struct vt_screen head = { .cells = NULL }, *screen = &job->screen;
	struct rest rest = { frame->body, frame->length };

	if (!wire_take_members(&rest, &screen_members, &head) ||
		head.first_line > head.line_count || !rows_are_whole(rest, head.rows))
		return refuse(frame, why);
	if (screen->rows != head.rows || screen->cols != head.cols)
		vt_screen_resize(screen, head.rows, head.cols);
	head.cells = screen->cells;
	head.capacity = screen->capacity;
	head.cursor_row = within(head.cursor_row, head.rows);
	head.cursor_col = within(head.cursor_col, head.cols);
	*screen = head;
	return take_rows(rest, screen) || refuse(frame, why);
}

/* --- lines of the scrollback --- */

static size_t
count_lines(struct rest rest, bool *whole)
{
	struct rest line;
	size_t count = 0;

	while (rest_piece(&rest, &line))
		count++;
	*whole = rest.length == 0;
	return count;
}

static bool
take_lines(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	struct watched_lines *lines = &job->lines;
	struct rest rest = { frame->body, frame->length }, line;
	uint64_t first;
	size_t count;
	bool whole;

	if (!rest_number(&rest, &first, 8))
		return refuse(frame, why);
	count = count_lines(rest, &whole);
	if (!whole || count > PROTOCOL_ASK_MAX || first > UINT64_MAX - count)
		return refuse(frame, why);
	if (first != lines->first + lines->count) {
		watched_lines_clear(lines);
		lines->first = first;
	}
	while (rest_piece(&rest, &line))
		watched_lines_put(lines, line.data, line.length);
	return true;
}

bool
protocol_take(const struct frame *frame, struct watched_job *job, struct failure *why)
{
	static bool (*const take[FRAME_KINDS])(
		const struct frame *, struct watched_job *, struct failure *) = {
		[FRAME_IDENTITY] = take_identity,
		[FRAME_FIGURES] = take_figures,
		[FRAME_POINTS] = take_points,
		[FRAME_SCREEN] = take_screen,
		[FRAME_LINES] = take_lines,
		[FRAME_END] = take_end,
		[FRAME_MARKS] = take_marks,
	};

	if (frame->kind >= FRAME_KINDS || take[frame->kind] == NULL)
		return failure_set(why, 0, "unexpected message of kind %s from a keeper",
			frame_name(frame->kind));
	return take[frame->kind](frame, job, why);
}

/* --- messages of a screen --- */

bool
protocol_take_request(
	const struct frame *frame, struct protocol_request *request, struct failure *why)
{
	struct protocol_request taken = { .kind = frame->kind };
	struct rest rest = { frame->body, frame->length };

	if (frame->kind >= FRAME_KINDS || request_members(frame->kind)->count == 0)
		return failure_set(why, 0, "unexpected message of kind %s from a screen",
			frame_name(frame->kind));
	if (frame->kind == FRAME_HELLO && !greeting_take(frame, &rest, why))
		return false;
	if (!wire_take_members(&rest, request_members(frame->kind), &taken) || rest.length > 0 ||
		(taken.rows == 0) != (taken.cols == 0))
		return refuse(frame, why);
	vt_colours_check(&taken.colours);
	taken.key.row = within(taken.key.row, VT_ROWS_MAX);
	taken.key.col = within(taken.key.col, VT_COLS_MAX);
	*request = taken;
	return true;
}
