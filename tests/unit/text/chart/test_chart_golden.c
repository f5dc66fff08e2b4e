/* SPDX-License-Identifier: MIT */
/* test_chart_golden.c: whole charts as readable text, compared with fixtures/chart/NAME.txt: first
 * the picture, then the letters of its parts. PEAKTOP_GOLDEN_UPDATE=1 rewrites them: read the
 * difference before you commit it. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "support/chart_world.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
two_lines(struct job *job)
{
	job->chart.line_count = 2;
	job->chart.has_peak = false;
}

static void
far_limit(struct job *job)
{
	job->chart.limit_bytes = 16384 * MIB;
}

static void
marks_and_clock(struct job *job)
{
	job->chart.marks = job->marks;
	job->chart.mark_count = LENGTH(job->marks);
	job->chart.clock = true;
	job->chart.day_ns = (14 * 3600 + 2 * 60 + 3) * SECOND;
}

/* Its newest minute; the peak was earlier. */
static void
last_minute(struct job *job)
{
	job->chart.from_ns = 140 * SECOND;
	job->chart.limit_bytes = 0;
	job->chart.units = UNITS_SI;
}

/* Three parts of the whole and what they leave. */
static void
parts(struct job *job)
{
	job->chart.lines = job->shares;
	job->chart.line_count = LENGTH(job->shares);
	job->chart.stacked = true;
}

static void
parts_at_a_cursor(struct job *job)
{
	parts(job);
	job->chart.has_cursor = true;
	job->chart.cursor_ns = 60 * SECOND;
}

/* After the peak, on an axis that shows what moves. */
static void
what_moves(struct job *job)
{
	last_minute(job);
	job->chart.units = UNITS_SHORT;
	job->chart.from_lowest = true;
	job->chart.has_cursor = true;
	job->chart.cursor_ns = 150 * SECOND;
}

static void
as_it_is(struct job *job)
{
	(void)job;
}

static const struct golden {
	const char *name;
	int cols, rows;
	enum chart_form form;
	void (*prepare)(struct job *);
} goldens[] = {
	{ "braille", 80, 20, CHART_BRAILLE, as_it_is },
	{ "block", 80, 20, CHART_BLOCK, as_it_is },
	{ "ascii", 80, 20, CHART_ASCII, as_it_is },
	{ "far_limit", 80, 14, CHART_BLOCK, far_limit },
	{ "marks_and_clock", 100, 16, CHART_BRAILLE, marks_and_clock },
	{ "window", 80, 12, CHART_BRAILLE, last_minute },
	{ "compare_braille", 100, 20, CHART_BRAILLE, two_lines },
	{ "compare_block", 100, 20, CHART_BLOCK, two_lines },
	{ "compare_ascii", 80, 16, CHART_ASCII, two_lines },
	{ "stack", 80, 18, CHART_BRAILLE, parts },
	{ "stack_ascii", 80, 18, CHART_ASCII, parts },
	{ "stack_cursor", 80, 18, CHART_BRAILLE, parts_at_a_cursor },
	{ "stack_narrow", 36, 9, CHART_BRAILLE, parts_at_a_cursor },
	{ "what_moves", 80, 14, CHART_BRAILLE, what_moves },
	{ "small", 40, 8, CHART_BRAILLE, as_it_is },
	{ "tiny", 20, 4, CHART_BLOCK, as_it_is },
};

static const char letters[] = " alm-pc01234567";

static void
put_parts(const struct chart_cell *cells, int cols, struct bytes *out)
{
	while (cols > 0 && cells[cols - 1].part == CHART_BLANK)
		cols--;
	for (int col = 0; col < cols; col++)
		bytes_put(out, &letters[cells[col].part], 1);
	bytes_text(out, "\n");
}

static void
draw(const struct golden *golden, struct bytes *out)
{
	struct chart_cell *cells =
		calloc((size_t)(golden->cols * golden->rows), sizeof(struct chart_cell));
	struct job job;

	assert_non_null(cells);
	job_set_up(&job);
	golden->prepare(&job);
	chart_put_plain(&job.chart, golden->cols, golden->rows, golden->form, out);
	chart_draw(&job.chart, golden->form, golden->cols, golden->rows, cells);
	for (int row = 0; row < golden->rows; row++)
		put_parts(&cells[row * golden->cols], golden->cols, out);
	free(cells);
}

static void
rewrite(const char *path, const struct bytes *drawn)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(drawn->data, 1, drawn->length, file), drawn->length);
	assert_int_equal(fclose(file), 0);
}

static void
compare(const char *path, const char *name, const struct bytes *drawn)
{
	char kept[16384];
	FILE *file = fopen(path, "r");
	size_t length;

	if (file == NULL)
		fail_msg("%s cannot be read", path);
	length = fread(kept, 1, sizeof kept, file);
	fclose(file);
	if (length != drawn->length || memcmp(kept, drawn->data, length) != 0)
		fail_msg("%s is now:\n%s", name, drawn->data);
}

static void
a_chart_is_as_it_was_agreed(void **state)
{
	const struct golden *golden = *state;
	const char *source = getenv("SOURCE_DIR"), *update = getenv("PEAKTOP_GOLDEN_UPDATE");
	struct bytes drawn = { .data = NULL };
	char path[4096];

	assert_non_null(source);
	snprintf(path, sizeof path, "%s/tests/fixtures/chart/%s.txt", source, golden->name);
	draw(golden, &drawn);
	if (update != NULL && strcmp(update, "1") == 0)
		rewrite(path, &drawn);
	compare(path, golden->name, &drawn);
	bytes_free(&drawn);
}

TEST_MAIN(void)
{
	struct CMUnitTest tests[LENGTH(goldens)];

	for (size_t i = 0; i < LENGTH(goldens); i++)
		tests[i] = (struct CMUnitTest){ .name = goldens[i].name,
			.test_func = a_chart_is_as_it_was_agreed,
			.initial_state = (void *)(uintptr_t)&goldens[i] };
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("chart_golden", tests, NULL, NULL);
}
