/* SPDX-License-Identifier: MIT */
/* test_chart.c: a chart in a terminal keeps every maximum and every gap, at any size. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "base/utf8.h"
#include "support/chart_world.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define FORMS 3
#define COLS 80
#define ROWS 20
#define PLOT_ROWS (ROWS - 2)

static const char *const form_names[FORMS] = { "braille", "block", "ascii" };

static struct chart_cell *
drawn(const struct chart *chart, enum chart_form form)
{
	struct chart_cell *cells = calloc(COLS * ROWS, sizeof *cells);

	assert_non_null(cells);
	chart_draw(chart, form, COLS, ROWS, cells);
	return cells;
}

/* The column of the y axis. */
static int
axis_col(const struct chart_cell *cells)
{
	for (int col = 0; col < COLS; col++) {
		if (cells[col].part == CHART_AXIS)
			return col;
	}
	fail_msg("no y axis");
	return 0;
}

/* The topmost row of a line in a column, from the bottom of the plot; -1: none. */
static int
height_at(const struct chart_cell *cells, int col)
{
	for (int row = 0; row < PLOT_ROWS; row++) {
		if (cells[row * COLS + col].part >= CHART_LINE)
			return PLOT_ROWS - 1 - row;
	}
	return -1;
}

/* The highest of all columns. */
static int
highest_of(const struct chart_cell *cells)
{
	int highest = -1;

	for (int col = axis_col(cells) + 1; col < COLS; col++)
		if (height_at(cells, col) > highest)
			highest = height_at(cells, col);
	assert_in_range(highest, PLOT_ROWS / 2, PLOT_ROWS - 1);
	return highest;
}

static bool
says(const struct chart *chart, int cols, int rows, enum chart_form form, const char *text)
{
	struct bytes out = { .data = NULL };
	bool found;

	chart_put_plain(chart, cols, rows, form, &out);
	found = strstr(out.data, text) != NULL;
	bytes_free(&out);
	return found;
}

/* --- lines --- */

static void
a_spike_of_one_point_in_a_thousand_is_as_high_as_it_was(void **state)
{
	struct chart_point points[1024];
	const struct chart_line line = { "x", points, 1024, 1024 };
	const struct chart chart = { .lines = &line, .line_count = 1, .until_ns = 1024 };

	(void)state;
	for (uint64_t spike = 0; spike < 1024; spike += 11) {
		for (uint64_t i = 0; i < 1024; i++)
			points[i] = (struct chart_point){ i, i == spike ? 900 * MIB : MIB, true };
		for (int form = 0; form < FORMS; form++) {
			struct chart_cell *cells = drawn(&chart, (enum chart_form)form);
			int left = axis_col(cells) + 1, width = COLS - left;
			int col = left + (int)(spike * (uint64_t)width / 1024);

			if (height_at(cells, col) != highest_of(cells))
				fail_msg("%s: point %u: height %d", form_names[form],
					(unsigned)spike, height_at(cells, col));
			if (col > left + 1 && height_at(cells, col - 2) != 0)
				fail_msg("%s: point %u: wide", form_names[form], (unsigned)spike);
			free(cells);
		}
	}
}

static void
a_gap_is_blank_and_a_zero_is_not(void **state)
{
	const struct chart_point points[] = { { 0, MIB, true }, { 25, 0, true }, { 50, 0, false },
		{ 75, MIB, true } };
	const struct chart_line line = { "x", points, 4, 100 };
	const struct chart chart = { .lines = &line, .line_count = 1, .until_ns = 100 };

	(void)state;
	for (int form = 0; form < FORMS; form++) {
		struct chart_cell *cells = drawn(&chart, (enum chart_form)form);
		int left = axis_col(cells) + 1, width = COLS - left;

		assert_int_equal(height_at(cells, left + width / 8), highest_of(cells));
		assert_int_equal(height_at(cells, left + 3 * width / 8), 0);
		assert_int_equal(height_at(cells, left + 5 * width / 8), -1);
		assert_int_equal(height_at(cells, COLS - 1), highest_of(cells));
		free(cells);
	}
}

static void
a_point_fills_every_column_until_the_next(void **state)
{
	const struct chart_point points[] = { { 0, 3 * MIB, true }, { 50, 6 * MIB, true } };
	const struct chart_line line = { "x", points, 2, 100 };
	const struct chart chart = { .lines = &line, .line_count = 1, .until_ns = 100 };

	(void)state;
	for (int form = 0; form < FORMS; form++) {
		struct chart_cell *cells = drawn(&chart, (enum chart_form)form);
		int left = axis_col(cells) + 1, middle = left + (COLS - left) / 2;

		for (int col = left; col < COLS; col++) {
			if (col < middle - 1)
				assert_int_equal(height_at(cells, col), highest_of(cells) / 2);
			else if (col > middle)
				assert_int_equal(height_at(cells, col), highest_of(cells));
		}
		free(cells);
	}
}

static void
only_the_window_is_drawn_and_scaled_to(void **state)
{
	const struct chart_point points[] = { { 0, 900 * MIB, true }, { 50, MIB, true } };
	const struct chart_line line = { "x", points, 2, 200 };
	const struct chart chart = {
		.lines = &line, .line_count = 1, .from_ns = 50, .until_ns = 300
	};
	struct chart_cell *cells = drawn(&chart, CHART_BLOCK);
	int left = axis_col(cells) + 1;

	(void)state;
	assert_int_equal(height_at(cells, left), highest_of(cells));
	assert_int_equal(height_at(cells, left + (COLS - left) / 2), highest_of(cells));
	assert_int_equal(height_at(cells, left + (COLS - left) * 2 / 3), -1);
	free(cells);
}

/* --- peak and limit --- */

static void
peak_and_limit_do_not_hide_the_line(void **state)
{
	struct job job;

	(void)state;
	job_set_up(&job);
	for (int form = 0; form < FORMS; form++) {
		struct chart plain = job.chart;
		struct chart_cell *with, *without;
		int hidden = 0;

		job.chart.limit_bytes = 700 * MIB;
		with = drawn(&job.chart, (enum chart_form)form);
		plain.has_peak = false;
		plain.limit_bytes = 0;
		without = drawn(&plain, (enum chart_form)form);
		for (int i = 0; i < COLS * ROWS; i++)
			hidden += without[i].part >= CHART_LINE &&
				  strcmp(with[i].text, without[i].text) != 0;
		/* The marker itself. */
		assert_int_equal(hidden, 1);
		free(with);
		free(without);
	}
}

static void
the_peak_is_marked_at_its_time(void **state)
{
	struct job job;

	(void)state;
	job_set_up(&job);
	job.chart.limit_bytes = 0;
	for (int form = 0; form < FORMS; form++) {
		struct chart_cell *cells = drawn(&job.chart, (enum chart_form)form);
		int left = axis_col(cells) + 1;
		int col = left + (COLS - left) * 75 / 200, row = 0;

		while (row < PLOT_ROWS &&
			strcmp(cells[row * COLS + col].text, form == CHART_ASCII ? "O" : "●") != 0)
			row++;
		assert_in_range(row, 0, PLOT_ROWS / 2);
		assert_int_equal(cells[row * COLS + col].part, CHART_PEAK);
		free(cells);
		assert_true(says(
			&job.chart, COLS, ROWS, (enum chart_form)form, "peak 1.32 GiB at 1m15s"));
	}
	job.chart.clock = true;
	job.chart.day_ns = (23 * 3600 + 59 * 60) * SECOND;
	assert_true(says(&job.chart, COLS, ROWS, CHART_BRAILLE, "peak 1.32 GiB at 00:00:15"));
	assert_true(says(&job.chart, COLS, ROWS, CHART_BRAILLE, " 00:02"));
}

static void
a_near_limit_is_a_line_and_a_far_one_a_note(void **state)
{
	struct job job;
	static const struct {
		uint64_t mib;
		bool line;
		const char *text;
	} cases[] = { { 700, true, "limit 700 MiB" }, { 1352, true, "limit 1.32 GiB" },
		{ 2704, true, "limit 2.64 GiB" }, { 2706, false, "limit 2.64 GiB ^" },
		{ 65536, false, "limit 64.0 GiB ^" } };

	(void)state;
	job_set_up(&job);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct chart_cell *cells;
		int rule = 0;

		job.chart.limit_bytes = cases[i].mib * MIB;
		cells = drawn(&job.chart, CHART_ASCII);
		for (int k = 0; k < COLS * ROWS; k++)
			rule += cells[k].part == CHART_LIMIT && strcmp(cells[k].text, "-") == 0;
		assert_int_equal(rule > 10, cases[i].line);
		assert_true(says(&job.chart, COLS, ROWS, CHART_ASCII, cases[i].text));
		free(cells);
	}
	job.chart.limit_bytes = 0;
	assert_false(says(&job.chart, COLS, ROWS, CHART_ASCII, "limit"));
}

/* --- the axis, the cursor, the parts --- */

/* The row of each tick of the y axis, from the bottom of the plot; returns how many there are. */
static int
ticks_of(const struct chart_cell *cells, int cols, int rows, int *ticks)
{
	int left = 0, count = 0;

	while (left < cols && cells[left].part != CHART_AXIS)
		left++;
	for (int row = rows - 3; row >= 0; row--)
		if (strcmp(cells[row * cols + left].text, "+") == 0)
			ticks[count++] = rows - 3 - row;
	return count;
}

static void
ticks_are_evenly_on_whole_rows(void **state)
{
	static struct chart_cell cells[80 * 30];
	struct chart_point points[] = { { 0, 0, true } };
	const struct chart_line line = { "x", points, 1, 100 };
	struct chart chart = { .lines = &line, .line_count = 1, .until_ns = 100 };
	int ticks[40];

	(void)state;
	for (int rows = 8; rows <= 30; rows++) {
		for (uint64_t mib = 1; mib < 5000000; mib = mib * 13 / 10 + 1) {
			int count;

			points[0].bytes = mib * MIB;
			chart.units = mib % 2 == 0 ? UNITS_SHORT : UNITS_SI;
			chart_draw(&chart, CHART_ASCII, 80, rows, cells);
			count = ticks_of(cells, 80, rows, ticks);
			assert_true(count >= 2 && ticks[0] == 0);
			for (int i = 2; i < count; i++)
				if (ticks[i] - ticks[i - 1] != ticks[1])
					fail_msg("%d rows, %u MiB: tick %d at row %d", rows,
						(unsigned)mib, i, ticks[i]);
			assert_true(rows < 14 || count >= 3);
			/* Not more than half of the rows are left empty for it. */
			assert_true(
				cells[(rows - 3 - (rows - 2) / 2) * 80 + 79].part == CHART_LINE);
		}
	}
}

static void
an_axis_of_what_moves_begins_below_the_least(void **state)
{
	const struct chart_point points[] = { { 0, 1000 * MIB, true }, { 50, 1040 * MIB, true },
		{ 99, 1010 * MIB, true } };
	const struct chart_line line = { "x", points, 3, 100 };
	struct chart chart = { .lines = &line, .line_count = 1, .until_ns = 100 };
	struct chart_cell *cells = drawn(&chart, CHART_ASCII);
	int left = axis_col(cells) + 1, low, high;

	(void)state;
	low = height_at(cells, left + 5);
	high = height_at(cells, left + (COLS - left) * 3 / 4);
	assert_true(high - low <= 1);
	free(cells);
	chart.from_lowest = true;
	cells = drawn(&chart, CHART_ASCII);
	left = axis_col(cells) + 1;
	low = height_at(cells, left + 5);
	high = height_at(cells, left + (COLS - left) * 3 / 4);
	assert_true(low >= 0 && high - low >= PLOT_ROWS / 4);
	free(cells);
	assert_false(says(&chart, COLS, ROWS, CHART_ASCII, "  0 +"));
}

static void
the_cursor_says_value_and_time(void **state)
{
	struct job job;

	(void)state;
	job_set_up(&job);
	job.chart.has_cursor = true;
	job.chart.units = UNITS_SHORT;
	for (int form = 0; form < FORMS; form++) {
		job.chart.cursor_ns = 10 * SECOND;
		assert_true(says(&job.chart, COLS, ROWS, (enum chart_form)form, "93.0M at 10.00s"));
		job.chart.cursor_ns = 150 * SECOND;
		assert_true(
			says(&job.chart, COLS, ROWS, (enum chart_form)form, "no sample at 2m30s"));
		job.chart.cursor_ns = 200 * SECOND;
		assert_true(says(&job.chart, COLS, ROWS, (enum chart_form)form, " at 3m20s"));
	}
}

/* In a column of the plot, from the bottom: the first cell of each area. */
static void
areas_at(const struct chart_cell *cells, int col, char *areas)
{
	size_t count = 0;

	for (int row = ROWS - 3; row > 0 && count < 7; row--) {
		int part = cells[row * COLS + col].part - CHART_LINE;

		if (part >= 0 && (count == 0 || areas[count - 1] != '0' + part))
			areas[count++] = (char)('0' + part);
	}
	areas[count] = '\0';
}

static void
parts_are_stacked_up_to_the_whole(void **state)
{
	struct job job;
	char areas[8];

	(void)state;
	job_set_up(&job);
	job.chart.limit_bytes = 0;
	job.chart.units = UNITS_SHORT;
	for (int form = 0; form < FORMS; form++) {
		struct chart_cell *alone, *stack;
		int left;

		job.chart.lines = job.lines;
		job.chart.line_count = 1;
		job.chart.stacked = false;
		alone = drawn(&job.chart, (enum chart_form)form);
		left = axis_col(alone) + 1;
		job.chart.lines = job.shares;
		job.chart.line_count = 4;
		job.chart.stacked = true;
		stack = drawn(&job.chart, (enum chart_form)form);
		areas_at(stack, left + (COLS - left) / 2, areas);
		assert_string_equal(areas, "1230");
		areas_at(stack, left + (COLS - left) / 5, areas);
		assert_string_equal(areas, "120"); /* the third begins at 60 s */
		for (int col = left; col < COLS; col++)
			if ((height_at(stack, col) < 0) != (height_at(alone, col) < 0))
				fail_msg("column %d: %d, alone %d", col, height_at(stack, col),
					height_at(alone, col));
		free(alone);
		free(stack);
		assert_true(says(&job.chart, 100, ROWS, (enum chart_form)form, "train.py 41 2"));
		assert_true(says(&job.chart, 100, ROWS, (enum chart_form)form, "9 others 7"));
	}
}

/* Each may have had its maximum at another time of the same column. */
static void
parts_that_add_up_to_more_are_cut_at_the_whole(void **state)
{
	const struct chart_point whole[] = { { 0, 100 * MIB, true } },
				 part[] = { { 0, 90 * MIB, true } };
	const struct chart_line lines[] = { { "rest", whole, 1, 9 }, { "a", part, 1, 9 },
		{ "b", part, 1, 9 } };
	const struct chart chart = { .lines = lines,
		.line_count = 3,
		.stacked = true,
		.until_ns = 9,
		.units = UNITS_SHORT };

	(void)state;
	assert_true(says(&chart, COLS, ROWS, CHART_ASCII, "# a 90.0M  % b 10.0M  o rest 0"));
}

/* How many cells of a column belong to a part. */
static int
cells_of(const struct chart_cell *cells, int cols, int rows, int col, int part)
{
	int count = 0;

	for (int row = 0; row < rows; row++)
		count += cells[row * cols + col].part == CHART_LINE + part;
	return count;
}

/* Five alike: the three that have names, and two more. */
static void
the_largest_parts_are_seen_in_a_low_chart(void **state)
{
	const struct chart_point whole[] = { { 0, 500 * MIB, true } },
				 part[] = { { 0, 100 * MIB, true } };
	const struct chart_line lines[] = { { "2 others", whole, 1, 9 },
		{ "pool.py 1", part, 1, 9 }, { "pool.py 2", part, 1, 9 },
		{ "pool.py 3", part, 1, 9 } };
	struct chart chart = { .lines = lines, .line_count = 4, .stacked = true, .until_ns = 9 };

	(void)state;
	for (int form = 0; form < FORMS; form++) {
		for (int rows = 5; rows <= 14; rows++) {
			struct chart_cell cells[30 * 14];
			int count[4], all = 0;

			chart_draw(&chart, (enum chart_form)form, 30, rows, cells);
			for (int i = 0; i < 4; i++)
				all += count[i] = cells_of(cells, 30, rows, 29, i);
			assert_true(count[1] > 0 || all < 2);
			assert_true(count[1] >= count[2] && count[2] >= count[3]);
			assert_true(all < 4 || (count[2] > 0 && count[3] > 0));
			assert_in_range(count[1], all / 5, all / 5 + 1);
		}
	}
}

static void
a_legend_cuts_names_and_leaves_pids(void **state)
{
	const struct chart_point points[] = { { 0, 100 * MIB, true } };
	const struct chart_line lines[] = { { "2 others", points, 1, 9 },
		{ "pool.py 11234", points, 1, 9 }, { "pool.py 11235", points, 1, 9 },
		{ "pool.py 11236", points, 1, 9 } };
	struct chart chart = { .lines = lines, .line_count = 4, .until_ns = 9 };

	(void)state;
	for (int stacked = 0; stacked < 2; stacked++) {
		chart.stacked = stacked == 1;
		for (int cols = 56; cols < 66; cols++) {
			assert_true(says(&chart, cols, ROWS, CHART_BLOCK, " 11234 "));
			assert_true(says(&chart, cols, ROWS, CHART_BLOCK, " 11236"));
		}
		assert_true(says(&chart, 56, ROWS, CHART_BLOCK, "… 11235 "));
		assert_true(says(&chart, 56, ROWS, CHART_ASCII, "~ 11235 "));
		assert_true(says(&chart, 40, ROWS, CHART_BLOCK, "…"));
		assert_true(says(&chart, 40, ROWS, CHART_ASCII, "~"));
	}
}

static void
a_chart_of_nothing_says_so(void **state)
{
	const struct chart_point absent[] = { { 0, 0, false } }, zero[] = { { 0, 0, true } };
	struct chart_line line = { NULL, absent, 1, 9 };
	const struct chart chart = { .lines = &line, .line_count = 1, .until_ns = 9 };

	(void)state;
	for (int form = 0; form < FORMS; form++) {
		line.points = absent;
		assert_true(says(&chart, COLS, ROWS, (enum chart_form)form, "no samples"));
		line.points = zero;
		assert_false(says(&chart, COLS, ROWS, (enum chart_form)form, "no samples"));
	}
}

static void
names_keep_their_marks(void **state)
{
	static const char name[] =
		"\u0301e\u0301 \u1112\u1161\u11ab a\u200d\u0301\u0302\u0303\u0304\u0305z";
	static const char kept[] = "e\u0301 \u1112\u1161\u11ab a\u0301\u0302\u0303\u0304z";
	const struct chart_point points[] = { { 0, 100 * MIB, true } };
	const struct chart_line lines[] = { { name, points, 1, 9 }, { "b", points, 1, 9 } };
	const struct chart chart = { .lines = lines, .line_count = 2, .until_ns = 9 };

	(void)state;
	assert_true(says(&chart, COLS, ROWS, CHART_BRAILLE, kept));
	assert_true(says(&chart, COLS, ROWS, CHART_BLOCK, kept));
	assert_true(says(&chart, COLS, ROWS, CHART_ASCII, "1 e ? az"));
}

/* --- any numbers, any size --- */

static void
check_cell(const struct odd_chart *odd, const struct chart_cell *cells, int i, int form)
{
	const struct chart_cell *cell = &cells[i];
	size_t length = strnlen(cell->text, sizeof cell->text);
	uint32_t code = 0;

	if (length == 0) {
		if (i == 0 || utf8_columns(cells[i - 1].text) != 2)
			fail_msg("%s: cell %d is half a character", odd->name, i);
		return;
	}
	if (length == sizeof cell->text || utf8_decode(cell->text, length, &code) != length)
		fail_msg("%s: cell %d is no character", odd->name, i);
	if (code < 0x20 || (form == CHART_ASCII && code >= 0x7f))
		fail_msg("%s: cell %d is U+%04X", odd->name, i, code);
	if (cell->part >= CHART_LINE + CHART_LINES)
		fail_msg("%s: cell %d is no part", odd->name, i);
}

/* Cells around those that it may write are unchanged. */
static void
draw_guarded(const struct odd_chart *odd, int cols, int rows)
{
	size_t count = (size_t)(cols * rows);
	struct chart_cell *cells = malloc((count + 2) * sizeof *cells);

	assert_non_null(cells);
	for (int form = 0; form < FORMS; form++) {
		memset(cells, 0x5a, (count + 2) * sizeof *cells);
		chart_draw(&odd->chart, (enum chart_form)form, cols, rows, cells + 1);
		if (cells[0].part != 0x5a || cells[count + 1].part != 0x5a)
			fail_msg("%s: beyond %dx%d", odd->name, cols, rows);
		for (int i = 0; i < cols * rows; i++)
			check_cell(odd, cells + 1, i, form);
	}
	free(cells);
}

static void
draw_at_all_sizes(const struct odd_chart *odd)
{
	static const int large[][2] = { { 80, 24 }, { 300, 100 }, { 300, 1 }, { 1, 100 } };

	for (int cols = 1; cols <= 48; cols++) {
		for (int rows = 1; rows <= 9; rows++)
			draw_guarded(odd, cols, rows);
	}
	for (size_t i = 0; i < LENGTH(large); i++)
		draw_guarded(odd, large[i][0], large[i][1]);
}

static void
no_values_or_sizes_lead_out_of_bounds(void **state)
{
	struct odd_chart usual = { .name = "usual" };
	struct job job;

	(void)state;
	job_set_up(&job);
	usual.chart = job.chart;
	draw_at_all_sizes(&usual);
	each_odd_chart(draw_at_all_sizes);
	chart_draw(&job.chart, CHART_BLOCK, 0, 5, NULL);
	chart_draw(&job.chart, CHART_BLOCK, 5, -1, NULL);
}

static void
a_small_chart_drops_labels_before_the_line(void **state)
{
	struct chart_cell cells[10 * 3];
	struct job job;
	int line = 0;

	(void)state;
	job_set_up(&job);
	job.chart.limit_bytes = 0;
	chart_draw(&job.chart, CHART_BLOCK, 10, 3, cells);
	for (int i = 0; i < 10 * 3; i++) {
		line += cells[i].part == CHART_LINE;
		assert_int_not_equal(cells[i].part, CHART_LABEL);
		assert_int_not_equal(cells[i].part, CHART_AXIS);
	}
	assert_true(line >= 10);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_spike_of_one_point_in_a_thousand_is_as_high_as_it_was),
		cmocka_unit_test(a_gap_is_blank_and_a_zero_is_not),
		cmocka_unit_test(a_point_fills_every_column_until_the_next),
		cmocka_unit_test(only_the_window_is_drawn_and_scaled_to),
		cmocka_unit_test(peak_and_limit_do_not_hide_the_line),
		cmocka_unit_test(the_peak_is_marked_at_its_time),
		cmocka_unit_test(a_near_limit_is_a_line_and_a_far_one_a_note),
		cmocka_unit_test(ticks_are_evenly_on_whole_rows),
		cmocka_unit_test(an_axis_of_what_moves_begins_below_the_least),
		cmocka_unit_test(the_cursor_says_value_and_time),
		cmocka_unit_test(parts_are_stacked_up_to_the_whole),
		cmocka_unit_test(parts_that_add_up_to_more_are_cut_at_the_whole),
		cmocka_unit_test(the_largest_parts_are_seen_in_a_low_chart),
		cmocka_unit_test(a_legend_cuts_names_and_leaves_pids),
		cmocka_unit_test(a_chart_of_nothing_says_so),
		cmocka_unit_test(names_keep_their_marks),
		cmocka_unit_test(no_values_or_sizes_lead_out_of_bounds),
		cmocka_unit_test(a_small_chart_drops_labels_before_the_line),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
