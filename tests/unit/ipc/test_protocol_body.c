/* SPDX-License-Identifier: MIT */
/* test_protocol_body.c: frames with impossible values are refused, and texts in them cleaned. */
#include <stdio.h>
#include "base/length.h"
#include "support/protocol_world.h"

#include "base/utf8.h"
#include "support/suite.h"

/* --- impossible figures --- */

static void
screens_that_cannot_be_are_refused(void **state)
{
	static const struct {
		int rows, cols;
		unsigned mouse, cursor;
		uint64_t first_line, line_count;
	} heads[] = { { 0, 5, 0, 0, 0, 0 }, { 5, 0, 0, 0, 0, 0 }, { -1, 5, 0, 0, 0, 0 },
		{ VT_ROWS_MAX + 1, 5, 0, 0, 0, 0 }, { 5, VT_COLS_MAX + 1, 0, 0, 0, 0 },
		{ 5, 5, VT_MOUSE_MOVE + 1, 0, 0, 0 }, { 5, 5, 0, VT_CURSOR_BAR + 1, 0, 0 },
		{ 5, 5, 0, 0, 2, 1 } };
	struct talk *talk = *state;
	struct vt_screen screen = sample_screen(6, 7);

	greet(talk);
	send_screen(&talk->said, &screen);
	hear_all(talk);
	for (size_t i = 0; i < LENGTH(heads); i++) {
		struct vt_screen head = { .rows = heads[i].rows,
			.cols = heads[i].cols,
			.mouse = (uint8_t)heads[i].mouse,
			.cursor = (uint8_t)heads[i].cursor,
			.first_line = heads[i].first_line,
			.line_count = heads[i].line_count };

		protocol_end_screen(&talk->said, protocol_begin_screen(&talk->said, &head));
		assert_refused(talk, "malformed message of kind screen");
		assert_same_screen(&talk->job.screen, &screen);
	}
	vt_screen_clear(&screen);
}

static void
a_cursor_outside_is_brought_in(void **state)
{
	static const int at[][4] = { { -1, -5, 0, 0 }, { 6, 7, 5, 6 },
		{ INT32_MAX, INT32_MIN, 5, 0 } };
	struct talk *talk = *state;
	struct vt_screen screen = sample_screen(6, 7);

	greet(talk);
	for (size_t i = 0; i < 3; i++) {
		screen.cursor_row = at[i][0];
		screen.cursor_col = at[i][1];
		send_screen(&talk->said, &screen);
		hear_all(talk);
		assert_int_equal(talk->job.screen.cursor_row, at[i][2]);
		assert_int_equal(talk->job.screen.cursor_col, at[i][3]);
	}
	vt_screen_clear(&screen);
}

static void
rows_that_cannot_be_are_refused(void **state)
{
	/* One number each, of a screen of 6 rows; the last row has bytes that are not a line. */
	static const int rows[][2] = { { 3, 3 }, { 3, 2 }, { 3, 6 }, { -1, 0 }, { 0, INT32_MAX } };
	struct talk *talk = *state;
	struct vt_screen screen = sample_screen(6, 7);

	greet(talk);
	for (size_t i = 0; i < LENGTH(rows); i++) {
		size_t begun = protocol_begin_screen(&talk->said, &screen);

		for (size_t j = 0; j < 2; j++) {
			char row[8] = { 0 };

			for (size_t byte = 0; byte < 4; byte++)
				row[byte] = (char)((uint32_t)rows[i][j] >> 8 * byte & 0xff);
			bytes_put(&talk->said, row, sizeof row);
		}
		protocol_end_screen(&talk->said, begun);
		assert_refused(talk, "malformed message of kind screen");
		assert_null(talk->job.screen.cells);
	}
	vt_screen_clear(&screen);
}

static void
a_row_that_is_no_line_is_blank(void **state)
{
	struct talk *talk = *state;
	struct vt_screen screen = sample_screen(2, 7);
	size_t begun;

	greet(talk);
	begun = protocol_begin_screen(&talk->said, &screen);
	bytes_put(&talk->said, "\0\0\0\0\x04\0\0\0\x1b[2J", 12);
	protocol_put_row(&talk->said, &screen, 1);
	protocol_end_screen(&talk->said, begun);
	assert_refused(talk, "malformed message of kind screen");
	for (int col = 0; col < 7; col++) {
		assert_true(vt_cell_same(vt_screen_at(&talk->job.screen, 0, col), &vt_blank));
		assert_true(vt_cell_same(
			vt_screen_at(&talk->job.screen, 1, col), vt_screen_at(&screen, 1, col)));
	}
	vt_screen_clear(&screen);
}

static void
points_that_cannot_be_are_refused(void **state)
{
	struct talk *talk = *state;
	char points[8 * (SERIES_POINTS + 2)] = { 0 };
	struct frame none = { FRAME_POINTS, points, 16 }, late = { FRAME_POINTS, points, 16 },
		     many = { FRAME_POINTS, points, sizeof points },
		     odd = { FRAME_POINTS, points, 15 };

	assert_false(protocol_take(&none, &talk->job, &talk->why)); /* a step of 0 */
	points[0] = 1;
	assert_true(protocol_take(&none, &talk->job, &talk->why));
	assert_false(protocol_take(&odd, &talk->job, &talk->why));
	assert_false(protocol_take(&many, &talk->job, &talk->why));
	points[7] = 1; /* 1024 such steps overflow the time */
	assert_false(protocol_take(&late, &talk->job, &talk->why));
}

/* Any figures: no time or size crashes the chart. */
static void
the_largest_figures_are_taken(void **state)
{
	struct talk *talk = *state;
	struct watched_figures figures;

	greet(talk);
	memset(&figures, 0xff, sizeof figures);
	figures.tree_origin = PEAK_NONE;
	figures.terminal = WATCHED_TERMINAL_RESTARTED;
	figures.single_pid = INT32_MAX;
	figures.single_name[sizeof figures.single_name - 1] = '\0';
	figures.stopped = figures.no_output_kept = figures.over = true;
	for (int i = 0; i < 3; i++)
		protocol_put_figures(&talk->said, &figures);
	hear_all(talk);
	assert_int_equal(talk->job.figures.at_ns, UINT64_MAX);
	assert_in_range(talk->job.history.used, PROCESS_HISTORY_POINTS / 2, PROCESS_HISTORY_POINTS);
}

/* --- texts --- */

static void
texts_are_cleaned_and_cut_on_a_character(void **state)
{
	struct talk *talk = *state;
	struct watched_identity identity = sample_identity();
	struct watched_end end = sample_end();
	struct vt_screen screen = sample_screen(1, 1);

	strcpy(identity.name, "\x1b]0;x\a\xe2\x80\xae evil\xff");
	memset(identity.label, 'x', sizeof identity.label);
	strcpy(screen.title, "a\nb\x9b");
	protocol_put_identity(&talk->said, &identity);
	send_screen(&talk->said, &screen);
	protocol_put_end(&talk->said, &end, "a\x1b[31m\r\nb\0c\tz\n", 14);
	hear_all(talk);
	assert_string_equal(talk->job.identity.name, "?]0;x?? evil?");
	assert_int_equal(strlen(talk->job.identity.label), sizeof identity.label - 1);
	assert_string_equal(talk->job.screen.title, "a b?");
	assert_string_equal(talk->job.summary.data, "a?[31m \nb?c\tz\n");
	vt_screen_clear(&screen);
}

static void
texts_of_another_program_may_be_longer_than_ours(void **state)
{
	struct talk *talk = *state;
	struct bytes body = { .data = NULL };

	bytes_put(&body, (const char[]){ 'p', 'k', 't', 'p', PROTOCOL_VERSION, 0, 0, 0 }, 8);
	bytes_pad(&body, 0, 4 + 8 + 4 + 8 + 8);
	for (int i = 0; i < 4; i++) {
		bytes_put(&body, "\xb8\x0b\0\0", 4);
		for (int j = 0; j < 1000; j++)
			bytes_put(&body, "\xe6\x97\xa5", 3);
	}
	put_message(&talk->said, FRAME_IDENTITY, body.data, body.length);
	hear_all(talk);
	assert_int_equal(strlen(talk->job.identity.name), 63);
	assert_int_equal(strlen(talk->job.identity.command), 1023);
	assert_int_equal(utf8_cut_whole(talk->job.identity.cwd, 1023), 1023);
	bytes_free(&body);
}

/* --- requests --- */

static void
requests_that_cannot_be_are_refused(void **state)
{
	static const struct protocol_request requests[] = {
		{ .kind = FRAME_HELLO, .rows = 0, .cols = 80 },
		{ .kind = FRAME_HELLO, .rows = 24, .cols = 0 },
		{ .kind = FRAME_HELLO, .rows = -1, .cols = -1 },
		{ .kind = FRAME_SIZE, .rows = 0, .cols = 0 },
		{ .kind = FRAME_SIZE, .rows = 24, .cols = -1 },
		{ .kind = FRAME_KEY, .key = { -1, 0, 0, 0 } },
		{ .kind = FRAME_ASK, .first = 0, .count = PROTOCOL_ASK_MAX + 1 },
		{ .kind = FRAME_SIGNAL, .signal = 0 },
		{ .kind = FRAME_SIGNAL, .signal = -1 },
		{ .kind = FRAME_SIGNAL, .signal = 65 },
	};
	struct talk *talk = *state;
	struct protocol_request hello = { .kind = FRAME_HELLO }, heard = { .rows = 7 };
	struct frame frame;

	protocol_put_request(&talk->said, &hello);
	for (size_t i = 0; i < LENGTH(requests); i++)
		protocol_put_request(&talk->said, &requests[i]);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	for (size_t i = 0; i < LENGTH(requests); i++) {
		assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
		assert_false(protocol_take_request(&frame, &heard, &talk->why));
		assert_int_equal(heard.rows, 7);
	}
}

static void
sizes_too_large_are_said_as_the_largest_and_otherwise_refused(void **state)
{
	struct talk *talk = *state;
	struct protocol_request size = { .kind = FRAME_HELLO, .rows = 5000, .cols = 1001 };
	struct frame frame;

	protocol_put_request(&talk->said, &size);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_true(protocol_take_request(&frame, &size, &talk->why));
	assert_int_equal(size.rows, VT_ROWS_MAX);
	assert_int_equal(size.cols, VT_COLS_MAX);

	frame = (struct frame){ FRAME_SIZE, "\x18\0\0\0\xe8\x03\0\0", 8 };
	assert_true(protocol_take_request(&frame, &size, &talk->why));
	frame.body = "\x18\0\0\0\xe9\x03\0\0";
	assert_false(protocol_take_request(&frame, &size, &talk->why));
}

static void
a_mouse_outside_is_brought_in(void **state)
{
	struct talk *talk = *state;
	struct protocol_request hello = { .kind = FRAME_HELLO },
				key = { .kind = FRAME_KEY, .key = { 0x110009, 0, -3, 100000 } };
	struct frame frame;

	protocol_put_request(&talk->said, &hello);
	protocol_put_request(&talk->said, &key);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_true(protocol_take_request(&frame, &key, &talk->why));
	assert_int_equal(key.key.row, 0);
	assert_int_equal(key.key.col, VT_COLS_MAX - 1);
}

static void
colours_are_told(void **state)
{
	struct talk *talk = *state;
	struct protocol_request hello = { .kind = FRAME_HELLO, .sends_colours = 1 }, heard;
	struct protocol_request colours = { .kind = FRAME_COLOURS, .colours = vt_colours_unknown };
	struct frame frame;

	colours.colours.back = INK_RGB;
	colours.colours.palette[0] = INK_RGB | 1;
	colours.colours.palette[15] = INK_RGB | 0xffffff;
	protocol_put_request(&talk->said, &hello);
	protocol_put_request(&talk->said, &colours);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_true(protocol_take_request(&frame, &heard, &talk->why));
	assert_true(heard.sends_colours);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_true(protocol_take_request(&frame, &heard, &talk->why));
	assert_int_equal(heard.kind, FRAME_COLOURS);
	assert_memory_equal(&heard.colours, &colours.colours, sizeof heard.colours);
}

static void
what_is_no_colour_is_unknown(void **state)
{
	struct talk *talk = *state;
	struct protocol_request hello = { .kind = FRAME_HELLO }, heard;
	struct protocol_request colours = { .kind = FRAME_COLOURS,
		.colours = { 255, 2 * INK_RGB, { INT32_MAX, INT32_MIN, -2, INK_RGB - 1 } } };
	struct frame frame;

	protocol_put_request(&talk->said, &hello);
	protocol_put_request(&talk->said, &colours);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_true(protocol_take_request(&frame, &heard, &talk->why));
	assert_memory_equal(&heard.colours, &vt_colours_unknown, sizeof heard.colours);
	frame.length--;
	assert_false(protocol_take_request(&frame, &heard, &talk->why));
}

static void
marks_replace_those_known_before(void **state)
{
	static struct watched_job job;
	static struct run_phases phases;
	struct talk *talk = *state;
	struct frame frame;
	char bytes[64] = { 0 };
	struct bytes out = { .data = NULL };

	for (size_t i = 0; i < RUN_MARKS_MAX; i++) {
		struct run_mark *mark = &phases.marks[phases.mark_count++];

		mark->at_ns = 1 + i;
		snprintf(mark->name, sizeof mark->name, "epoch %zu", i);
	}
	for (size_t count = RUN_MARKS_MAX; count <= RUN_MARKS_MAX; count -= 9) {
		phases.mark_count = count;
		bytes_restart(&out);
		protocol_put_marks(&out, &phases);
		frame = (struct frame){ FRAME_MARKS, out.data + 5, out.length - 5 };
		assert_true(protocol_take(&frame, &job, &talk->why));
		assert_int_equal(job.mark_count, count);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(job.marks[i].at_ns, 1 + i);
			assert_string_equal(job.marks[i].name, phases.marks[i].name);
		}
	}
	frame = (struct frame){ FRAME_MARKS, bytes, 11 };
	assert_false(protocol_take(&frame, &job, &talk->why));
	bytes_free(&out);
}

static void
a_mark_has_a_clean_name(void **state)
{
	struct talk *talk = *state;
	struct protocol_request hello = { .kind = FRAME_HELLO }, heard;
	struct protocol_request mark = { .kind = FRAME_MARK, .mark = "epoch 1\033[2J" };
	struct frame frame;

	protocol_put_request(&talk->said, &hello);
	protocol_put_request(&talk->said, &mark);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
	assert_true(protocol_take_request(&frame, &heard, &talk->why));
	assert_int_equal(heard.kind, FRAME_MARK);
	assert_string_equal(heard.mark, "epoch 1?[2J");
	frame.length--;
	assert_false(protocol_take_request(&frame, &heard, &talk->why));
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, talk_begin, talk_end)
	const struct CMUnitTest tests[] = {
		TEST(screens_that_cannot_be_are_refused),
		TEST(a_cursor_outside_is_brought_in),
		TEST(rows_that_cannot_be_are_refused),
		TEST(a_row_that_is_no_line_is_blank),
		TEST(points_that_cannot_be_are_refused),
		TEST(the_largest_figures_are_taken),
		TEST(texts_are_cleaned_and_cut_on_a_character),
		TEST(texts_of_another_program_may_be_longer_than_ours),
		TEST(requests_that_cannot_be_are_refused),
		TEST(sizes_too_large_are_said_as_the_largest_and_otherwise_refused),
		TEST(a_mouse_outside_is_brought_in),
		TEST(colours_are_told),
		TEST(what_is_no_colour_is_unknown),
		TEST(a_mark_has_a_clean_name),
		TEST(marks_replace_those_known_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
