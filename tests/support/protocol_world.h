/* SPDX-License-Identifier: MIT */
/* protocol_world.h: messages of a keeper and a screen that receives them, without a socket. */
#ifndef PEAKTOP_TESTS_PROTOCOL_WORLD_H
#define PEAKTOP_TESTS_PROTOCOL_WORLD_H

#include <stdlib.h>
#include <string.h>

#include "ipc/protocol.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct talk {
	struct bytes said;
	struct protocol_reader reader;
	struct watched_job job;
	struct failure why;
	size_t heard; /* frames so far */
};

static inline int
talk_begin(void **state)
{
	*state = calloc(1, sizeof(struct talk));
	return *state == NULL;
}

static inline int
talk_end(void **state)
{
	struct talk *talk = *state;

	bytes_free(&talk->said);
	protocol_reader_clear(&talk->reader);
	watched_clear(&talk->job);
	free(talk);
	return 0;
}

/* --- messages --- */

static inline struct watched_identity
sample_identity(void)
{
	return (struct watched_identity){ .root = { 4711, 123456789 },
		.keeper = 4710,
		.run = 12,
		.started_wall_ns = UINT64_C(1767225600000000000),
		.command = "python3 train.py --epochs 3",
		.name = "train.py --epochs 3",
		.label = "night \xc3\xa4",
		.cwd = "/home/ada/\xe6\x97\xa5" };
}

static inline struct watched_figures
sample_figures(void)
{
	return (struct watched_figures){ .at_ns = UINT64_C(5000000000),
		.held_bytes = UINT64_C(3) << 40,
		.tree_bytes = (UINT64_C(5) << 40) + 1,
		.tree_at_ns = UINT64_C(4100000000),
		.tree_origin = PEAK_PSS,
		.tree_processes = 4,
		.single_bytes = UINT64_MAX,
		.single_pid = 4712,
		.single_name = "worker",
		.processes = 3,
		.processes_seen = 17,
		.limit_bytes = UINT64_C(1) << 41,
		.stopped = true,
		.over = true,
		.screens = 3,
		.no_output_kept = false };
}

static inline struct watched_end
sample_end(void)
{
	return (struct watched_end){ .ended = true,
		.reason = RUN_OOM_KILLED,
		.status = -1,
		.signal = 9,
		.exit_status = 137,
		.wall_ns = UINT64_C(61000000000) };
}

/* Cell number N: wide ones, combining marks, each kind of ink. */
static inline void
sample_cell(struct vt_cell *cells, int col, int cols, unsigned number)
{
	struct vt_cell cell = { .character = U'!' + number % 90,
		.ink = { number % 3 == 0 ? INK_DEFAULT : (int32_t)(number % 256),
			number % 5 == 0 ? INK_RGB | (int32_t)(number * 2654435761u >> 8)
					: INK_DEFAULT,
			number % 128 },
		.width = 1 };

	if (number % 7 == 0)
		cell.marks[0] = 0x301;
	if (number % 21 == 0)
		cell.marks[1] = 0x308;
	if (number % 11 == 0)
		cell = vt_blank;
	if (number % 13 == 0 && col + 1 < cols) {
		cell.character = 0x65e5;
		cell.width = 2;
		cells[col + 1] = (struct vt_cell){ .ink = cell.ink };
	}
	cells[col] = cell;
}

static inline void
sample_row(struct vt_screen *screen, int row, unsigned seed)
{
	struct vt_cell *cells = vt_screen_at(screen, row, 0);

	for (int col = 0; col < screen->cols; col += cells[col].width)
		sample_cell(
			cells, col, screen->cols, seed + (unsigned)row * 977 + (unsigned)col * 31);
}

/* The caller clears it. */
static inline struct vt_screen
sample_screen(int rows, int cols)
{
	struct vt_screen screen = { .cells = NULL };

	vt_screen_resize(&screen, rows, cols);
	for (int row = 0; row < rows; row++)
		sample_row(&screen, row, 1);
	screen.cursor_row = rows - 1;
	screen.cursor_col = cols / 2;
	screen.alternate = screen.bracketed_paste = true;
	screen.mouse = VT_MOUSE_DRAG;
	screen.cursor = VT_CURSOR_BAR;
	strcpy(screen.title, "vim \xe6\x97\xa5");
	screen.first_line = 90;
	screen.line_count = 10090;
	screen.bells = 3;
	return screen;
}

static inline void
send_screen(struct bytes *out, const struct vt_screen *screen)
{
	size_t begun = protocol_begin_screen(out, screen);

	for (int row = 0; row < screen->rows; row++)
		protocol_put_row(out, screen, row);
	protocol_end_screen(out, begun);
}

/* Writes one message of each kind, the identity first. */
static inline void
say_all(struct bytes *out, int rows, int cols)
{
	struct watched_identity identity = sample_identity();
	struct watched_figures figures = sample_figures();
	struct watched_end end = sample_end();
	struct vt_screen screen = sample_screen(rows, cols);
	struct series *series = calloc(1, sizeof *series);
	size_t begun;

	protocol_put_identity(out, &identity);
	series_begin(series, UINT64_C(2000000000));
	series_push(series, 0, 1 << 20, 2 << 20);
	series_push(series, UINT64_C(4000000000), 3 << 20, 5 << 20);
	protocol_put_points(out, series);
	protocol_put_figures(out, &figures);
	send_screen(out, &screen);
	begun = protocol_begin_lines(out, 90);
	protocol_put_line(out, "first", 5);
	protocol_put_line(out, "", 0);
	protocol_put_line(out, "third", 5);
	protocol_end_lines(out, begun);
	protocol_put_end(out, &end, "killed\n\tpeak 1 GiB\n", 19);
	free(series);
	vt_screen_clear(&screen);
}

/* --- receiving --- */

/* Takes every available frame; returns the last result: NONE, or BAD. */
static inline enum frame_result
hear(struct talk *talk, const char *data, size_t count)
{
	struct frame frame;
	enum frame_result result;

	protocol_reader_add(&talk->reader, data, count);
	while ((result = protocol_next(&talk->reader, &frame, &talk->why)) == FRAME_READY) {
		if (!protocol_take(&frame, &talk->job, &talk->why))
			return FRAME_BAD;
		talk->heard++;
	}
	return result;
}

static inline void
hear_all(struct talk *talk)
{
	size_t length = talk->said.length;

	if (hear(talk, talk->said.data, length) != FRAME_NONE)
		print_error("%s\n", talk->why.doing);
	assert_int_equal(talk->reader.at, talk->reader.data.length);
	bytes_restart(&talk->said);
}

static inline void
assert_same_screen(const struct vt_screen *a, const struct vt_screen *b)
{
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->cols, b->cols);
	for (int row = 0; row < a->rows; row++)
		for (int col = 0; col < a->cols; col++)
			if (!vt_cell_same(vt_screen_at(a, row, col), vt_screen_at(b, row, col)))
				fail_msg("row %d, column %d differ", row, col);
	assert_int_equal(a->cursor_row, b->cursor_row);
	assert_int_equal(a->cursor_col, b->cursor_col);
	assert_int_equal(a->cursor_hidden, b->cursor_hidden);
	assert_int_equal(a->alternate, b->alternate);
	assert_int_equal(a->bracketed_paste, b->bracketed_paste);
	assert_int_equal(a->mouse, b->mouse);
	assert_int_equal(a->cursor, b->cursor);
	assert_string_equal(a->title, b->title);
	assert_int_equal(a->first_line, b->first_line);
	assert_int_equal(a->line_count, b->line_count);
	assert_int_equal(a->bells, b->bells);
}

/* --- bad bytes --- */

#define FRAME_HEAD 5 /* length, kind */

/* A frame with this body. */
static inline void
put_message(struct bytes *out, unsigned kind, const void *body, size_t length)
{
	size_t whole = length + 1;
	const char head[FRAME_HEAD] = { (char)(whole & 0xff), (char)(whole >> 8 & 0xff),
		(char)(whole >> 16 & 0xff), (char)(whole >> 24 & 0xff), (char)kind };

	bytes_put(out, head, sizeof head);
	bytes_put(out, body, length);
}

static inline void
greet(struct talk *talk)
{
	struct watched_identity identity = sample_identity();

	protocol_put_identity(&talk->said, &identity);
	hear_all(talk);
}

/* The message is refused, repeatedly, with this reason. */
static inline void
assert_refused(struct talk *talk, const char *words)
{
	struct frame frame;

	assert_int_equal(hear(talk, talk->said.data, talk->said.length), FRAME_BAD);
	assert_non_null(strstr(talk->why.doing, words));
	bytes_restart(&talk->said);
	if (talk->reader.at == talk->reader.data.length)
		return;
	talk->why.doing[0] = '\0';
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_BAD);
	assert_non_null(strstr(talk->why.doing, words));
}

#endif
