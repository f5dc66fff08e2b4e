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

			if (height_at(cells, col) != PLOT_ROWS - 2)
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

		assert_int_equal(height_at(cells, left + width / 8), PLOT_ROWS - 2);
		assert_int_equal(height_at(cells, left + 3 * width / 8), 0);
		assert_int_equal(height_at(cells, left + 5 * width / 8), -1);
		assert_int_equal(height_at(cells, COLS - 1), PLOT_ROWS - 2);
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
				assert_int_equal(height_at(cells, col), (PLOT_ROWS - 1) / 2);
			else if (col > middle)
				assert_int_equal(height_at(cells, col), PLOT_ROWS - 2);
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
	assert_int_equal(height_at(cells, left), PLOT_ROWS - 2);
	assert_int_equal(height_at(cells, left + (COLS - left) / 2), PLOT_ROWS - 2);
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
		int col = left + (COLS - left) * 75 / 200;

		assert_int_equal(cells[COLS + col].part, CHART_PEAK);
		assert_string_equal(cells[COLS + col].text, form == CHART_ASCII ? "O" : "●");
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
		cmocka_unit_test(no_values_or_sizes_lead_out_of_bounds),
		cmocka_unit_test(a_small_chart_drops_labels_before_the_line),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
