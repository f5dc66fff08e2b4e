/* SPDX-License-Identifier: MIT */
/* test_protocol.c: messages between a keeper and a screen arrive unchanged. */
#include "base/length.h"
#include "support/protocol_world.h"
#include "support/maxima.h"
#include "support/suite.h"

#define SECOND UINT64_C(1000000000)

static void
say_identity(struct talk *talk)
{
	struct watched_identity identity = sample_identity();

	protocol_put_identity(&talk->said, &identity);
}

static void
an_identity_arrives_as_it_was_said(void **state)
{
	struct watched_identity identity = sample_identity();
	struct talk *talk = *state;

	assert_false(talk->job.known);
	say_identity(talk);
	hear_all(talk);
	assert_true(talk->job.known);
	assert_int_equal(talk->job.identity.root.pid, identity.root.pid);
	assert_int_equal(talk->job.identity.root.start_ticks, identity.root.start_ticks);
	assert_int_equal(talk->job.identity.keeper, identity.keeper);
	assert_int_equal(talk->job.identity.run, identity.run);
	assert_int_equal(talk->job.identity.started_wall_ns, identity.started_wall_ns);
	assert_string_equal(talk->job.identity.command, identity.command);
	assert_string_equal(talk->job.identity.name, identity.name);
	assert_string_equal(talk->job.identity.label, identity.label);
	assert_string_equal(talk->job.identity.cwd, identity.cwd);
}

static void
figures_arrive_and_are_a_point_of_the_chart(void **state)
{
	struct watched_figures said = sample_figures(), *heard;
	struct talk *talk = *state;
	uint64_t bytes;

	say_identity(talk);
	protocol_put_figures(&talk->said, &said);
	said.at_ns += 2 * SECOND;
	said.held_bytes = 7 << 20;
	said.tree_origin = PEAK_RSS_SUM;
	protocol_put_figures(&talk->said, &said);
	hear_all(talk);

	heard = &talk->job.figures;
	assert_int_equal(heard->at_ns, said.at_ns);
	assert_int_equal(heard->held_bytes, said.held_bytes);
	assert_int_equal(heard->tree_bytes, said.tree_bytes);
	assert_int_equal(heard->tree_at_ns, said.tree_at_ns);
	assert_int_equal(heard->tree_origin, said.tree_origin);
	assert_int_equal(heard->tree_processes, said.tree_processes);
	assert_int_equal(heard->single_bytes, said.single_bytes);
	assert_int_equal(heard->single_pid, said.single_pid);
	assert_string_equal(heard->single_name, said.single_name);
	assert_int_equal(heard->processes, said.processes);
	assert_int_equal(heard->processes_seen, said.processes_seen);
	assert_int_equal(heard->limit_bytes, said.limit_bytes);
	assert_true(heard->stopped && !heard->no_output_kept && heard->over && heard->screens == 3);
	assert_true(process_history_stretch(&talk->job.history, 5, &bytes));
	assert_int_equal(bytes, UINT64_C(3) << 40);
	assert_false(process_history_stretch(&talk->job.history, 6, &bytes));
	assert_true(process_history_stretch(&talk->job.history, 7, &bytes));
	assert_int_equal(bytes, 7 << 20);
}

/* No process of the job was ever seen: what it holds is unknown, not 0. */
static void
what_is_unknown_is_not_in_the_chart(void **state)
{
	struct watched_figures figures = { .tree_bytes = 1 << 20 };
	struct talk *talk = *state;

	say_identity(talk);
	for (figures.at_ns = SECOND; figures.at_ns < 9 * SECOND; figures.at_ns += SECOND)
		protocol_put_figures(&talk->said, &figures);
	hear_all(talk);
	assert_int_equal(talk->job.figures.at_ns, 8 * SECOND);
	assert_int_equal(talk->job.history.used, 0);
}

static struct series *
a_series(uint64_t step_ns, uint64_t until_ns)
{
	struct series *series = calloc(1, sizeof *series);

	assert_non_null(series);
	series_begin(series, step_ns);
	for (uint64_t at_ns = 0; at_ns < until_ns; at_ns += step_ns)
		if (at_ns / step_ns % 10 != 3)
			series_push(series, at_ns, (at_ns / SECOND + 1) << 20, 0);
	return series;
}

/* Attached after 40 s: the chart contains all of them, and later points follow. */
static void
the_chart_so_far_arrives_and_goes_on(void **state)
{
	struct talk *talk = *state;
	struct series *series = a_series(SECOND, 40 * SECOND);
	struct watched_figures figures = {
		.at_ns = 40 * SECOND, .held_bytes = 99 << 20, .processes_seen = 1
	};
	uint64_t bytes;

	say_identity(talk);
	protocol_put_points(&talk->said, series);
	protocol_put_figures(&talk->said, &figures);
	hear_all(talk);
	for (size_t i = 0; i < 40; i++) {
		assert_int_equal(
			process_history_stretch(&talk->job.history, i, &bytes), i % 10 != 3);
		if (i % 10 != 3)
			assert_int_equal(bytes, (i + 1) << 20);
	}
	assert_true(process_history_stretch(&talk->job.history, 40, &bytes));
	assert_int_equal(bytes, 99 << 20);
	free(series);
}

static void
a_chart_replaces_the_one_before(void **state)
{
	struct talk *talk = *state;
	struct series *series = a_series(SECOND, 2 * SECOND);
	struct watched_figures figures = {
		.at_ns = 50 * SECOND, .held_bytes = UINT64_C(99) << 30, .processes_seen = 1
	};

	say_identity(talk);
	protocol_put_figures(&talk->said, &figures);
	protocol_put_points(&talk->said, series);
	hear_all(talk);
	assert_int_equal(process_history_maximum(&talk->job.history), 2 << 20);
	free(series);
}

/* Points of 10 ms, then one sample per second: each second of the chart has one. */
static void
a_chart_of_close_points_goes_on_without_gaps(void **state)
{
	struct talk *talk = *state;
	struct series *series = a_series(10 * SECOND / 1000, SECOND / 2);
	struct watched_figures figures = { .held_bytes = 5 << 20, .processes_seen = 1 };
	uint64_t bytes;

	say_identity(talk);
	protocol_put_points(&talk->said, series);
	for (figures.at_ns = SECOND; figures.at_ns < 40 * SECOND; figures.at_ns += SECOND)
		protocol_put_figures(&talk->said, &figures);
	hear_all(talk);
	assert_in_range(talk->job.history.used, PROCESS_HISTORY_POINTS / 4, PROCESS_HISTORY_POINTS);
	for (size_t i = 0; i < talk->job.history.used; i++)
		assert_true(process_history_stretch(&talk->job.history, i, &bytes));
	free(series);
}

static void
an_end_arrives_with_its_summary(void **state)
{
	struct watched_end said = sample_end();
	struct talk *talk = *state;

	say_identity(talk);
	protocol_put_end(&talk->said, &said, "killed\n\tpeak \xe6\x97\xa5\n", 17);
	hear_all(talk);
	assert_true(talk->job.end.ended);
	assert_int_equal(talk->job.end.reason, said.reason);
	assert_int_equal(talk->job.end.status, said.status);
	assert_int_equal(talk->job.end.signal, said.signal);
	assert_int_equal(talk->job.end.exit_status, said.exit_status);
	assert_int_equal(talk->job.end.wall_ns, said.wall_ns);
	assert_int_equal(talk->job.summary.length, 17);
	assert_string_equal(talk->job.summary.data, "killed\n\tpeak \xe6\x97\xa5\n");
}

static void
screens_of_every_size_arrive_cell_for_cell(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 24, 80 }, { 100, 300 }, { 1, 1000 }, { 40, 12 },
		{ 1000, 1 } };
	struct talk *talk = *state;

	say_identity(talk);
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		struct vt_screen screen = sample_screen(sizes[i][0], sizes[i][1]);

		send_screen(&talk->said, &screen);
		hear_all(talk);
		assert_same_screen(&talk->job.screen, &screen);
		vt_screen_clear(&screen);
	}
}

/* Every cell has its own ink with two colours, a character of four bytes and two combining
 * marks. */
static void
the_largest_screen_fits_whatever_is_in_it(void **state)
{
	struct talk *talk = *state;
	struct vt_screen screen = { .cells = NULL };

	vt_screen_resize(&screen, VT_ROWS_MAX, VT_COLS_MAX);
	for (int i = 0; i < VT_ROWS_MAX * VT_COLS_MAX; i++)
		screen.cells[i] = (struct vt_cell){ 0x1f600, { 0x1d165, 0x1d166 },
			{ INK_RGB | i, INK_RGB | (0xffffff - i), 1 + (unsigned)i % 255 }, 1,
			false };
	say_identity(talk);
	send_screen(&talk->said, &screen);
	hear_all(talk);
	assert_same_screen(&talk->job.screen, &screen);
	vt_screen_clear(&screen);
}

static void
rows_that_did_not_change_need_not_be_said(void **state)
{
	struct talk *talk = *state;
	struct vt_screen screen = sample_screen(24, 80);
	size_t whole, begun;

	say_identity(talk);
	send_screen(&talk->said, &screen);
	whole = talk->said.length;
	hear_all(talk);

	sample_row(&screen, 3, 77);
	sample_row(&screen, 23, 78);
	screen.cursor_row = 4;
	screen.cursor_hidden = true;
	begun = protocol_begin_screen(&talk->said, &screen);
	protocol_put_row(&talk->said, &screen, 3);
	protocol_put_row(&talk->said, &screen, 23);
	protocol_end_screen(&talk->said, begun);
	assert_true(talk->said.length < whole / 4);
	hear_all(talk);
	assert_same_screen(&talk->job.screen, &screen);
	vt_screen_clear(&screen);
}

/* Of another size, so the old contents do not matter. */
static void
rows_left_out_of_a_screen_of_another_size_are_blank(void **state)
{
	struct talk *talk = *state;
	struct vt_screen before = sample_screen(24, 80), after = sample_screen(30, 70);
	size_t begun;

	say_identity(talk);
	send_screen(&talk->said, &before);
	begun = protocol_begin_screen(&talk->said, &after);
	protocol_put_row(&talk->said, &after, 5);
	protocol_end_screen(&talk->said, begun);
	hear_all(talk);
	for (int row = 0; row < after.rows; row++)
		for (int col = 0; row != 5 && col < after.cols; col++)
			*vt_screen_at(&after, row, col) = vt_blank;
	assert_same_screen(&talk->job.screen, &after);
	vt_screen_clear(&before);
	vt_screen_clear(&after);
}

/* --- a screen's --- */

static void
requests_arrive_as_they_were_said(void **state)
{
	static const struct protocol_request requests[] = {
		{ .kind = FRAME_HELLO, .rows = 24, .cols = 80 },
		{ .kind = FRAME_SIZE, .rows = 1, .cols = 1 },
		{ .kind = FRAME_SIZE, .rows = VT_ROWS_MAX, .cols = VT_COLS_MAX },
		{ .kind = FRAME_KEY, .key = { 'q', 0, 0, 0 } },
		{ .kind = FRAME_KEY, .key = { 0x110004, 7, 23, 79 } },
		{ .kind = FRAME_ASK, .first = UINT64_MAX, .count = PROTOCOL_ASK_MAX },
		{ .kind = FRAME_SIGNAL, .signal = 15 },
		{ .kind = FRAME_HELLO, .rows = 0, .cols = 0 },
	};
	struct talk *talk = *state;
	struct frame frame;

	for (size_t i = 0; i < LENGTH(requests); i++)
		protocol_put_request(&talk->said, &requests[i]);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	for (size_t i = 0; i < LENGTH(requests); i++) {
		struct protocol_request heard = { .rows = -1 };

		assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
		assert_true(protocol_take_request(&frame, &heard, &talk->why));
		assert_int_equal(heard.kind, requests[i].kind);
		assert_int_equal(heard.rows, requests[i].rows);
		assert_int_equal(heard.cols, requests[i].cols);
		assert_memory_equal(&heard.key, &requests[i].key, sizeof heard.key);
		assert_int_equal(heard.first, requests[i].first);
		assert_int_equal(heard.count, requests[i].count);
		assert_int_equal(heard.signal, requests[i].signal);
	}
	assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_NONE);
}

/* --- pieces --- */

static void
frames_arrive_in_pieces_of_any_length_and_do_not_pile_up(void **state)
{
	struct talk *talk = *state;

	for (size_t piece = 1; piece < 300; piece += piece < 12 ? 1 : 37) {
		bytes_restart(&talk->said);
		say_all(&talk->said, 10, 30);
		talk->heard = 0;
		for (size_t at = 0; at < talk->said.length; at += piece) {
			size_t left = talk->said.length - at;

			assert_int_equal(
				hear(talk, talk->said.data + at, left < piece ? left : piece),
				FRAME_NONE);
		}
		assert_int_equal(talk->heard, 6);
	}
	assert_int_equal(talk->job.lines.count, 3);
	for (int i = 0; i < 300; i++)
		assert_int_equal(hear(talk, talk->said.data, talk->said.length), FRAME_NONE);
	assert_true(talk->reader.data.capacity < 4 * talk->said.length);
}

static void
two_readers_do_not_know_of_each_other(void **state)
{
	struct talk *talk = *state, other = { .heard = 0 };

	say_all(&talk->said, 10, 30);
	for (size_t at = 0; at < talk->said.length; at++) {
		assert_int_equal(hear(talk, talk->said.data + at, 1), FRAME_NONE);
		if (at >= 100)
			assert_int_equal(hear(&other, talk->said.data + at - 100, 1), FRAME_NONE);
	}
	assert_int_equal(hear(&other, talk->said.data + talk->said.length - 100, 100), FRAME_NONE);
	assert_int_equal(talk->heard, 6);
	assert_int_equal(other.heard, 6);
	assert_same_screen(&talk->job.screen, &other.job.screen);
	protocol_reader_clear(&other.reader);
	watched_clear(&other.job);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, talk_begin, talk_end)
	const struct CMUnitTest tests[] = {
		TEST(an_identity_arrives_as_it_was_said),
		TEST(figures_arrive_and_are_a_point_of_the_chart),
		TEST(what_is_unknown_is_not_in_the_chart),
		TEST(the_chart_so_far_arrives_and_goes_on),
		TEST(a_chart_replaces_the_one_before),
		TEST(a_chart_of_close_points_goes_on_without_gaps),
		TEST(an_end_arrives_with_its_summary),
		TEST(screens_of_every_size_arrive_cell_for_cell),
		TEST(the_largest_screen_fits_whatever_is_in_it),
		TEST(rows_that_did_not_change_need_not_be_said),
		TEST(rows_left_out_of_a_screen_of_another_size_are_blank),
		TEST(requests_arrive_as_they_were_said),
		TEST(frames_arrive_in_pieces_of_any_length_and_do_not_pile_up),
		TEST(two_readers_do_not_know_of_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
