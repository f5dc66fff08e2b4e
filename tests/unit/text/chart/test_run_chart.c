/* SPDX-License-Identifier: MIT */
/* test_run_chart.c: a run as a chart says where its memory grew: at the cursor, at the peak. */
#include <locale.h>
#include <stdlib.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/duration.h"
#include "support/sample_lines.h"
#include "support/suite.h"
#include "text/chart/run_chart.h"

static struct code_lists lists; /* of the run */

static void
begin(struct run_chart *c, struct run *run, struct series *series)
{
	*run = sample_run((char *[]){ "train.py", NULL });
	sample_lines(run, &lists);
	run->wall_ns = 20 * NS_PER_SECOND;
	run->tree.bytes = 400 * MIB;
	run->tree.at_ns = 12300 * NS_PER_MS;
	run->cgroup.limit_bytes = 0;
	series_begin(series, NS_PER_SECOND / 2);
	for (uint64_t i = 0; i < 20; i++)
		series_push(series, i * NS_PER_SECOND, (i < 13 ? 30 * i + 20 : 200) * MIB, 0);
	*c = (struct run_chart){ .chart = { .lines = NULL } };
	run_chart_add(c, run, series, NULL);
}

static char *
drawn(struct run_chart *c, int cols)
{
	struct bytes out = { .data = NULL };

	chart_put_plain(&c->chart, cols, 12, CHART_ASCII, &out);
	return out.data;
}

static void
assert_drawn(struct run_chart *c, int cols, const char *text, bool shown)
{
	char *all = drawn(c, cols);

	if ((strstr(all, text) != NULL) != shown)
		print_error("%s\n", all);
	assert_int_equal(strstr(all, text) != NULL, shown);
	free(all);
}

static void
the_cursor_says_where_memory_grew(void **state)
{
	static const struct {
		uint64_t at_seconds;
		const char *said;
	} cases[] = {
		{ 1, " at 1.00s in import pandas" },
		{ 8, " at 8.00s in train.py:42 load_batch" },
		{ 13, " at 13.00s in train.py:42 load_batch" },
		{ 17, " at 17.00s in model.py:88 Model.forward" },
	};
	struct run_chart c;
	struct run run;
	struct series series;

	(void)state;
	begin(&c, &run, &series);
	c.chart.has_cursor = true;
	c.chart.cursor_ns = 0;
	assert_drawn(&c, 100, " at 0ms in (interpreter start)", true);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		c.chart.cursor_ns = cases[i].at_seconds * NS_PER_SECOND;
		assert_drawn(&c, 100, cases[i].said, true);
	}
	c.chart.places = NULL;
	c.chart.place_count = 0;
	assert_drawn(&c, 100, " at 17.00s in ", false);
	run_chart_clear(&c);
}

static void
the_peak_says_where_it_was_reached_if_that_fits(void **state)
{
	struct run_chart c;
	struct run run;
	struct series series;

	(void)state;
	begin(&c, &run, &series);
	assert_drawn(&c, 100, "peak at least 400 MiB at 12.30s in train.py:42 load_batch", true);
	assert_drawn(&c, 40, "load_batch", false);
	assert_drawn(&c, 40, "peak at least 400 MiB", true);
	for (int cols = 1; cols < 130; cols++)
		free(drawn(&c, cols));
	run_chart_clear(&c);
}

static void
a_picture_says_it_too(void **state)
{
	struct bytes out = { .data = NULL };
	struct run_chart c;
	struct run run;
	struct series series;

	(void)state;
	begin(&c, &run, &series);
	chart_put_svg(&c.chart, &out);
	assert_non_null(strstr(out.data, "12.30s in train.py:42 load_batch</text>"));
	assert_non_null(strstr(out.data, "12.30s in train.py:42 load_batch</desc>"));
	bytes_free(&out);
	run_chart_clear(&c);
}

/* Names are foreign, and as long as they like. */
static void
hostile_names_stay_text(void **state)
{
	struct bytes out = { .data = NULL };
	struct run_chart c;
	struct run run;
	struct series series;

	(void)state;
	begin(&c, &run, &series);
	run_chart_clear(&c);
	memset(lists.peak.file, '<', sizeof lists.peak.file - 1);
	memset(lists.peak.function, '&', sizeof lists.peak.function - 1);
	lists.places[3] = lists.peak;
	lists.places[3].at_ns = 0;
	run_chart_add(&c, &run, &series, NULL);
	c.chart.has_cursor = true;
	chart_put_svg(&c.chart, &out);
	assert_null(strstr(out.data, "<<"));
	assert_null(strstr(out.data, "&&"));
	bytes_free(&out);
	for (int cols = 1; cols < 130; cols += 7)
		free(drawn(&c, cols));
	run_chart_clear(&c);
}

static void
two_runs_have_no_place(void **state)
{
	struct run_chart c;
	struct run run;
	struct series series;

	(void)state;
	begin(&c, &run, &series);
	assert_int_equal(c.chart.place_count, 4);
	run_chart_add(&c, &run, &series, "b");
	assert_int_equal(c.chart.place_count, 0);
	assert_null(c.chart.peak_place);
	run_chart_clear(&c);
	lists.line_count = 0;
	run_chart_add(&c, &run, &series, NULL);
	assert_int_equal(c.chart.place_count, 0);
	run_chart_clear(&c);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_says_where_memory_grew),
		cmocka_unit_test(the_peak_says_where_it_was_reached_if_that_fits),
		cmocka_unit_test(a_picture_says_it_too),
		cmocka_unit_test(hostile_names_stay_text),
		cmocka_unit_test(two_runs_have_no_place),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
