/* SPDX-License-Identifier: MIT */
/* test_chart_svg.c: the picture is valid XML whatever it shows, needs no other file, and is
 * correct. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "support/chart_world.h"
#include "support/suite.h"
#include "support/xml_check.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* --- the checker --- */

static void
the_checker_distinguishes_valid_and_invalid(void **state)
{
	static const char *const good[] = { "<a/>", "<a>x</a>\n", "<a b=\"1\" c=\"&lt;\">&amp;</a>",
		"<a><b/>\u65e5<c>x</c></a>" };
	static const char *const bad[] = { "", "x", "<a>", "<a></b>", "<a/><b/>", "<a b=1/>",
		"<a b=\"1\" b=\"2\"/>", "<a>&</a>", "<a>&nbsp;</a>", "<a b=\"<\"/>", "<a>\x01</a>",
		"<a>\xff</a>", "<a>]]></a>", "<a>\xef\xbf\xbf</a>", "<a></a>x", "<a b=\"/>",
		"<a b=\"\"c=\"\"/>" };

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++)
		assert_true(is_xml(good[i]));
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_false(is_xml(bad[i]));
}

/* --- the picture --- */

static struct bytes
drawn(const struct chart *chart)
{
	struct bytes out = { .data = NULL };

	chart_put_svg(chart, &out);
	assert_true(is_xml(out.data));
	assert_int_equal(strlen(out.data), out.length);
	return out;
}

static size_t
count_of(const char *text, const char *what)
{
	size_t count = 0;

	for (text = strstr(text, what); text != NULL; text = strstr(text + 1, what))
		count++;
	return count;
}

/* Every number of a path, and every x and y, is within the picture. */
static void
check_places(const char *name, const char *svg)
{
	static const struct {
		const char *before;
		double max;
	} places[] = { { " x=\"", 900 }, { " y=\"", 420 }, { " cx=\"", 900 }, { " cy=\"", 420 },
		{ "=\"M", 900 }, { "V", 420 } };
	const char *body = strstr(svg, "</style>");

	for (size_t i = 0; i < LENGTH(places); i++) {
		size_t length = strlen(places[i].before);

		for (const char *at = strstr(body, places[i].before); at != NULL;
			at = strstr(at + 1, places[i].before)) {
			double value = strtod(at + length, NULL);

			if (value < 0 || value > places[i].max)
				fail_msg("%s: %.20s", name, at);
		}
	}
}

static void
check_odd(const struct odd_chart *odd)
{
	static const char *const foreign[] = { "<script", "href", "url(", "@import", "@font-face",
		"<image", "<foreignObject", "onload", "nan", "inf\"" };
	struct bytes svg = drawn(&odd->chart);

	for (size_t i = 0; i < LENGTH(foreign); i++)
		assert_null(strstr(svg.data, foreign[i]));
	check_places(odd->name, svg.data);
	bytes_free(&svg);
}

static void
any_numbers_and_names_make_a_valid_picture(void **state)
{
	(void)state;
	each_odd_chart(check_odd);
}

/* The time of the peak is written as in the account. */
static void
a_peak_of_the_first_second_has_its_milliseconds(void **state)
{
	struct bytes svg;
	struct job job;

	(void)state;
	job_set_up(&job);
	job.chart.peak_at_ns = 177 * SECOND / 1000 + 999;
	svg = drawn(&job.chart);
	assert_non_null(strstr(svg.data, ">peak 1.32 GiB at 177ms</text>"));
	assert_non_null(strstr(svg.data, "peak 1.32 GiB at 177ms;"));
	bytes_free(&svg);
}

static void
the_picture_has_a_description(void **state)
{
	static const char *const said[] = { "viewBox=\"0 0 900 420\"", "role=\"img\"",
		"<title>python train.py</title>",
		"<desc>Memory from 0s to 3m20s; peak 1.32 GiB at 1m15s; limit 2.00 GiB</desc>",
		">run 42</text>", ">1.5 GiB</text>", ">0</text>", ">1m30s</text>", ">load</text>",
		">fit</text>", ">evaluate</text>", ">peak 1.32 GiB at 1m15s</text>",
		">limit 2.00 GiB</text>", "prefers-color-scheme:dark" };
	struct bytes svg;
	struct job job;

	(void)state;
	job_set_up(&job);
	job.chart.marks = job.marks;
	job.chart.mark_count = 3;
	svg = drawn(&job.chart);
	for (size_t i = 0; i < LENGTH(said); i++) {
		if (strstr(svg.data, said[i]) == NULL)
			fail_msg("it does not say %s", said[i]);
	}
	bytes_free(&svg);
}

/* The path of a line, copied out. */
static void
path_of(const struct bytes *svg, const char *class, char *path, size_t size)
{
	const char *at = strstr(svg->data, class);
	size_t length;

	assert_non_null(at);
	at = strstr(at, "d=\"") + 3;
	length = strcspn(at, "\"");
	assert_true(length < size);
	memcpy(path, at, length);
	path[length] = '\0';
}

static void
a_gap_breaks_the_line_and_its_area(void **state)
{
	char path[32768];
	struct bytes svg;
	struct job job;

	(void)state;
	job_set_up(&job);
	svg = drawn(&job.chart);
	path_of(&svg, "\"line s0\"", path, sizeof path);
	assert_int_equal(count_of(path, "M"), 2);
	path_of(&svg, "\"area f0\"", path, sizeof path);
	assert_int_equal(count_of(path, "M"), 2);
	assert_int_equal(count_of(path, "Z"), 2);
	bytes_free(&svg);
}

static void
the_line_reaches_its_peak_and_the_scale_is_linear(void **state)
{
	const struct chart_point points[] = { { 0, 256 * MIB, true }, { 25, 512 * MIB, true },
		{ 50, 1024 * MIB, true }, { 75, 0, true } };
	const struct chart_line line = { "x", points, 4, 100 };
	const struct chart chart = { .lines = &line,
		.line_count = 1,
		.until_ns = 100,
		.has_peak = true,
		.peak_bytes = 1024 * MIB,
		.peak_at_ns = 50 };
	struct bytes svg = drawn(&chart);
	double y[4], dot, ground = 372;
	char path[512], *at = path;

	(void)state;
	path_of(&svg, "\"line s0\"", path, sizeof path);
	/* M x y, then H x V y for each step. */
	y[0] = strtod(strchr(path, ' '), NULL);
	for (int i = 1; i < 4; i++) {
		at = strchr(at, 'V') + 1;
		y[i] = strtod(at, NULL);
	}
	dot = strtod(strstr(strstr(svg.data, "class=\"dot\""), "cy=\"") + 4, NULL);
	assert_true(dot == y[2]);
	assert_true(y[3] == ground);
	for (int i = 0; i < 2; i++) {
		double ratio = (ground - y[i + 1]) / (ground - y[i]);

		assert_true(ratio > 1.99 && ratio < 2.01);
	}
	bytes_free(&svg);
}

/* It is at least 160 wide, on a plot from 92 to 872. */
static void
a_peak_at_either_end_has_its_label_on_the_picture(void **state)
{
	struct job job;

	(void)state;
	job_set_up(&job);
	for (uint64_t at = 0; at <= 200; at += 200) {
		struct bytes svg;
		const char *label;
		double x;

		job.chart.peak_at_ns = at * SECOND;
		svg = drawn(&job.chart);
		label = strstr(svg.data, "text-anchor=\"middle\" class=\"note\"");
		assert_non_null(label);
		while (strncmp(label, "x=", 2) != 0)
			label--;
		x = strtod(label + 3, NULL);
		assert_true(x > 92 + 80 && x < 872 - 80);
		bytes_free(&svg);
	}
}

static void
compared_lines_have_numbers_and_names(void **state)
{
	struct bytes svg;
	struct job job;

	(void)state;
	job_set_up(&job);
	job.lines[1].name = HOSTILE;
	job.chart.line_count = 2;
	svg = drawn(&job.chart);
	assert_int_equal(count_of(svg.data, "class=\"line "), 2);
	assert_int_equal(count_of(svg.data, "class=\"area "), 0);
	assert_int_equal(count_of(svg.data, ">1</text>"), 2);
	assert_int_equal(count_of(svg.data, ">2</text>"), 2);
	assert_non_null(strstr(svg.data, ">before: list of ints</text>"));
	assert_non_null(strstr(svg.data, ">a&lt;b&gt;&amp;&quot;'&lt;/text&gt;  [31m\ufffd\ufffd"));
	bytes_free(&svg);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_checker_distinguishes_valid_and_invalid),
		cmocka_unit_test(any_numbers_and_names_make_a_valid_picture),
		cmocka_unit_test(a_peak_of_the_first_second_has_its_milliseconds),
		cmocka_unit_test(the_picture_has_a_description),
		cmocka_unit_test(a_gap_breaks_the_line_and_its_area),
		cmocka_unit_test(the_line_reaches_its_peak_and_the_scale_is_linear),
		cmocka_unit_test(a_peak_at_either_end_has_its_label_on_the_picture),
		cmocka_unit_test(compared_lines_have_numbers_and_names),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("chart_svg", tests, NULL, NULL);
}
