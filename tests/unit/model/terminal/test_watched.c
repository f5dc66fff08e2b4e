/* SPDX-License-Identifier: MIT */
/* test_watched.c: the scrollback lines that a screen keeps, and a job that is detached. */
#include <stdio.h>

#include "base/length.h"
#include "support/protocol_world.h"
#include "support/suite.h"

#define COLS 40

/* "line 17" as bytes. */
static void
number_line(struct bytes *out, uint64_t number)
{
	struct vt_cell cells[COLS];
	char text[COLS + 1];

	snprintf(text, sizeof text, "line %llu", (unsigned long long)number);
	for (size_t i = 0; i < COLS; i++) {
		cells[i] = vt_blank;
		if (i < strlen(text))
			cells[i].character = (unsigned char)text[i];
	}
	vt_line_put(out, cells, COLS);
}

static void
send_lines(struct talk *talk, uint64_t first, size_t count)
{
	struct bytes line = { .data = NULL };
	size_t begun = protocol_begin_lines(&talk->said, first);

	for (size_t i = 0; i < count; i++) {
		bytes_restart(&line);
		number_line(&line, first + i);
		protocol_put_line(&talk->said, line.data, line.length);
	}
	protocol_end_lines(&talk->said, begun);
	bytes_free(&line);
}

static void
hear_lines(struct talk *talk, uint64_t first, size_t count)
{
	if (!talk->reader.greeted) {
		struct watched_identity identity = sample_identity();

		protocol_put_identity(&talk->said, &identity);
	}
	send_lines(talk, first, count);
	hear_all(talk);
}

/* All kept lines have the right numbers. */
static void
assert_lines(const struct watched_lines *lines, uint64_t first, size_t count)
{
	struct vt_cell cells[COLS];
	struct bytes text = { .data = NULL };
	char expected[40];

	assert_int_equal(lines->first, first);
	assert_int_equal(lines->count, count);
	for (size_t i = 0; i < count; i++) {
		snprintf(expected, sizeof expected, "line %llu", (unsigned long long)(first + i));
		assert_true(watched_lines_take(lines, i, cells, COLS));
		bytes_restart(&text);
		vt_line_text(cells, COLS, &text);
		assert_string_equal(text.data, expected);
	}
	assert_false(watched_lines_take(lines, count, cells, COLS));
	assert_false(watched_lines_take(lines, SIZE_MAX, cells, COLS));
	bytes_free(&text);
}

static void
blocks_that_follow_each_other_are_appended(void **state)
{
	struct talk *talk = *state;

	hear_lines(talk, 100, 50);
	assert_lines(&talk->job.lines, 100, 50);
	hear_lines(talk, 150, 1);
	hear_lines(talk, 151, PROTOCOL_ASK_MAX);
	assert_lines(&talk->job.lines, 100, 51 + PROTOCOL_ASK_MAX);
}

static void
any_other_block_replaces_what_was_there(void **state)
{
	static const uint64_t firsts[] = { 99, 100, 149, 151, 0, UINT64_C(1) << 60 };
	struct talk *talk = *state;

	for (size_t i = 0; i < LENGTH(firsts); i++) {
		hear_lines(talk, 100, 50);
		hear_lines(talk, firsts[i], 3);
		assert_lines(&talk->job.lines, firsts[i], 3);
	}
}

static void
an_answer_without_lines_leaves_none(void **state)
{
	struct talk *talk = *state;

	hear_lines(talk, 100, 50);
	hear_lines(talk, 7, 0);
	assert_lines(&talk->job.lines, 7, 0);
	hear_lines(talk, 7, 2);
	assert_lines(&talk->job.lines, 7, 2);
}

static void
more_lines_than_may_be_asked_for_are_refused(void **state)
{
	struct talk *talk = *state;

	hear_lines(talk, 100, 50);
	send_lines(talk, 150, PROTOCOL_ASK_MAX + 1);
	assert_refused(talk, "kind lines");
	assert_lines(&talk->job.lines, 100, 50);
}

/* There is no number for the line after the last. */
static void
lines_beyond_the_last_number_are_refused(void **state)
{
	struct talk *talk = *state;

	hear_lines(talk, 100, 50);
	send_lines(talk, UINT64_MAX - 1, 2);
	assert_refused(talk, "kind lines");
	assert_lines(&talk->job.lines, 100, 50);
}

static void
of_many_lines_the_newest_are_kept(void **state)
{
	struct talk *talk = *state;
	struct watched_lines *lines = &talk->job.lines;
	uint64_t next = 5;

	for (int i = 0; i < 40; i++) {
		hear_lines(talk, next, 1000);
		next += 1000;
		assert_int_equal(lines->first + lines->count, next);
		assert_true(lines->count >= VT_LINES_MAX || lines->first == 5);
		assert_true(lines->count <= 2 * VT_LINES_MAX);
	}
	assert_lines(lines, lines->first, lines->count);
	assert_true(lines->first > 5);
}

static void
of_long_lines_no_more_is_kept_than_has_room(void **state)
{
	struct talk *talk = *state;
	struct watched_lines *lines = &talk->job.lines;
	char line[50000];

	memset(line, 'x', sizeof line);
	for (size_t i = 1; i <= 200; i++) {
		watched_lines_put(lines, line, sizeof line);
		assert_int_equal(lines->first + lines->count, i);
		assert_true(lines->data.length <= 2 * VT_LINES_BYTES);
		assert_true(
			lines->data.length >= VT_LINES_BYTES - sizeof line || lines->first == 0);
	}
	for (size_t i = 0; i < lines->count; i++)
		assert_int_equal(lines->ends[i], (i + 1) * sizeof line);
}

static void
a_line_longer_than_all_may_be_goes_with_the_next(void **state)
{
	struct talk *talk = *state;
	struct watched_lines *lines = &talk->job.lines;
	size_t length = 2 * VT_LINES_BYTES + 1;
	char *line = calloc(1, length);
	struct vt_cell cell;

	watched_lines_put(lines, "before", 6);
	watched_lines_put(lines, line, length);
	assert_int_equal(lines->count, 2);
	watched_lines_put(lines, "after", 5);
	assert_int_equal(lines->count, 1);
	assert_int_equal(lines->first, 2);
	assert_true(watched_lines_take(lines, 0, &cell, 1));
	assert_int_equal(cell.character, 'a');
	free(line);
}

static void
bytes_that_are_no_line_are_a_blank_one(void **state)
{
	struct talk *talk = *state;
	struct vt_cell cells[3];

	for (size_t i = 0; i < 2; i++) {
		memset(cells, 0xff, sizeof cells);
		watched_lines_put(&talk->job.lines, "a\x1b[", 3 * i);
		assert_true(watched_lines_take(&talk->job.lines, i, cells, 3));
		for (size_t col = 0; col < 3; col++)
			assert_true(vt_cell_same(&cells[col], &vt_blank));
	}
}

static void
a_job_that_was_cleared_knows_nothing_and_can_begin_anew(void **state)
{
	struct talk *talk = *state;

	for (int i = 0; i < 2; i++) {
		protocol_reader_clear(&talk->reader);
		say_all(&talk->said, 5, 9);
		hear_all(talk);
		assert_true(talk->job.known);
		assert_int_equal(talk->job.lines.count, 3);
		assert_true(talk->job.history.used > 0);
		watched_clear(&talk->job);
		assert_false(talk->job.known);
		assert_false(talk->job.end.ended);
		assert_null(talk->job.screen.cells);
		assert_null(talk->job.lines.ends);
		assert_null(talk->job.summary.data);
		assert_int_equal(talk->job.history.used, 0);
	}
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, talk_begin, talk_end)
	const struct CMUnitTest tests[] = {
		TEST(blocks_that_follow_each_other_are_appended),
		TEST(any_other_block_replaces_what_was_there),
		TEST(an_answer_without_lines_leaves_none),
		TEST(more_lines_than_may_be_asked_for_are_refused),
		TEST(lines_beyond_the_last_number_are_refused),
		TEST(of_many_lines_the_newest_are_kept),
		TEST(of_long_lines_no_more_is_kept_than_has_room),
		TEST(a_line_longer_than_all_may_be_goes_with_the_next),
		TEST(bytes_that_are_no_line_are_a_blank_one),
		TEST(a_job_that_was_cleared_knows_nothing_and_can_begin_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
