/* SPDX-License-Identifier: MIT */
/* protocol_put.c: writes messages as frames. */
#include <string.h>

#include "ipc/protocol_private.h"

void
protocol_put_identity(struct bytes *out, const struct watched_identity *identity)
{
	size_t start = frame_begin(out, FRAME_IDENTITY);

	greeting_put(out);
	wire_put_members(out, &identity_members, identity);
	frame_end(out, start);
}

void
protocol_put_figures(struct bytes *out, const struct watched_figures *figures)
{
	size_t start = frame_begin(out, FRAME_FIGURES);

	wire_put_members(out, &figures_members, figures);
	frame_end(out, start);
}

void
protocol_put_points(struct bytes *out, const struct series *series)
{
	size_t start = frame_begin(out, FRAME_POINTS);

	wire_put(out, series->step_ns, 8);
	for (size_t i = 0; i < series->count; i++)
		wire_put(out,
			series->points[i].present ? series->points[i].held_bytes : POINT_ABSENT, 8);
	frame_end(out, start);
}

void
protocol_put_marks(struct bytes *out, const struct run_phases *phases)
{
	size_t start = frame_begin(out, FRAME_MARKS);

	for (size_t i = 0; i < phases->mark_count; i++) {
		wire_put(out, phases->marks[i].at_ns, 8);
		wire_put_piece(out, phases->marks[i].name, strlen(phases->marks[i].name));
	}
	frame_end(out, start);
}

void
protocol_put_end(
	struct bytes *out, const struct watched_end *end, const char *summary, size_t length)
{
	size_t start = frame_begin(out, FRAME_END);

	wire_put_members(out, &end_members, end);
	wire_put_piece(out, summary, length < SUMMARY_MAX ? length : SUMMARY_MAX);
	frame_end(out, start);
}

/* --- the screen --- */

size_t
protocol_begin_screen(struct bytes *out, const struct vt_screen *screen)
{
	size_t start = frame_begin(out, FRAME_SCREEN);

	wire_put_members(out, &screen_members, screen);
	return start;
}

/* A row: its number, then its content as a piece. */
void
protocol_put_row(struct bytes *out, const struct vt_screen *screen, int row)
{
	size_t began;

	wire_put(out, (uint64_t)row, 4);
	began = out->length;
	wire_put(out, 0, 4);
	vt_line_put(out, vt_screen_at(screen, row, 0), (size_t)screen->cols);
	wire_set(out->data + began, out->length - began - 4, 4);
}

void
protocol_end_screen(struct bytes *out, size_t start)
{
	frame_end(out, start);
}

/* --- lines of the scrollback --- */

size_t
protocol_begin_lines(struct bytes *out, uint64_t first)
{
	size_t start = frame_begin(out, FRAME_LINES);

	wire_put(out, first, 8);
	return start;
}

void
protocol_put_line(struct bytes *out, const char *line, size_t length)
{
	wire_put_piece(out, line, length);
}

void
protocol_end_lines(struct bytes *out, size_t start)
{
	frame_end(out, start);
}

/* --- messages of a screen --- */

static int
at_most(int size, int max)
{
	return size < max ? size : max;
}

/* A terminal may be larger than the largest pane. */
void
protocol_put_request(struct bytes *out, const struct protocol_request *request)
{
	struct protocol_request sent = *request;
	size_t start = frame_begin(out, sent.kind);

	sent.rows = at_most(sent.rows, VT_ROWS_MAX);
	sent.cols = at_most(sent.cols, VT_COLS_MAX);
	if (sent.kind == FRAME_HELLO)
		greeting_put(out);
	wire_put_members(out, request_members(sent.kind), &sent);
	frame_end(out, start);
}
