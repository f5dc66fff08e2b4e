/* SPDX-License-Identifier: MIT */
/* test_page.c: whatever foreign text says, a page has the same markup and the same script, and what
 * the account says is there word by word. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/length.h"
#include "support/chart_world.h"
#undef MIB
#include "support/sample_run.h"
#include "support/suite.h"
#include "support/xml_check.h"
#include "text/page/page.h"
#include "text/run/run_compare.h"
#include "text/run/summary_lines.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* --- pages of a world in which every foreign text is the same --- */

struct page_world {
	struct job job;
	struct run run;
	char *argv[3], clean[200];
};

static void
put_name(struct run_member *m, const char *text)
{
	struct buffer name = buffer_over(m->name, sizeof m->name);

	buffer_text(&name, text);
}

/* All text is clean as in the program, except the arguments, which are as the user typed them. */
static void
world_set_up(struct page_world *w, char *text)
{
	struct buffer clean;

	*w = (struct page_world){ .argv = { text, text, NULL } };
	clean = buffer_over(w->clean, sizeof w->clean);
	clean_text(&clean, text, strlen(text));
	job_set_up(&w->job);
	w->run = sample_run(w->argv);
	w->run.label = w->run.note = w->clean;
	put_name(&w->run.single.member, w->clean);
	for (size_t i = 0; i < w->run.tree.member_count; i++)
		put_name(&w->run.tree.members[i], w->clean);
	memcpy(w->run.top, w->run.tree.members, sizeof w->run.top);
	w->run.top_count = 3;
	w->run.top[0].exact = true;
	w->job.lines[0].name = w->job.lines[1].name = w->clean;
	w->job.chart.title = w->job.chart.subtitle = w->clean;
}

static struct bytes
page_of_run(struct page_world *w)
{
	const struct page_run page = {
		.run = &w->run, .name = w->clean, .origin = w->clean, .chart = &w->job.chart
	};
	struct bytes out = { .data = NULL };

	page_put_run(&page, UNITS_AUTO, &out);
	return out;
}

static struct bytes
page_of_two(struct page_world *w)
{
	uint64_t before[] = { 700 * MIB, 710 * MIB, 720 * MIB }, after[] = { 400 * MIB };
	const struct run_set sets[] = {
		{ .selector = w->clean,
			.name = w->clean,
			.runs = 3,
			.figures = { [FIGURE_TREE] = spread_of(before, 3) } },
		{ .selector = w->clean,
			.name = w->clean,
			.runs = 1,
			.figures = { [FIGURE_TREE] = spread_of(after, 1) } },
	};
	struct bytes out = { .data = NULL };

	w->job.chart.line_count = 2;
	page_put_comparison(sets, 2, &w->job.chart, UNITS_AUTO, &out);
	return out;
}

/* --- what stays the same --- */

static const char *
after_script(const char *at)
{
	at = strstr(at, "</script>");
	assert_non_null(at);
	return at;
}

/* All tags with the names of their attributes, and all scripts; without text, and without the
 * values of attributes. Positions and sizes in the picture depend on the texts' lengths. */
static struct bytes
markup_of(const char *page)
{
	struct bytes out = { .data = NULL };

	for (const char *at = page; *at != '\0'; at++) {
		bool script = strncmp(at, "<script", 7) == 0, value = false;
		const char *end;

		if (*at != '<')
			continue;
		for (; *at != '>' || value; at++) {
			assert_true(*at != '\0');
			value ^= *at == '"';
			if (!value)
				bytes_put(&out, at, 1);
		}
		bytes_text(&out, ">\n");
		if (!script)
			continue;
		end = after_script(at);
		bytes_put(&out, at, (size_t)(end - at));
		at = end - 1;
	}
	return out;
}

/* Without the scripts, which are not XML. */
static struct bytes
without_scripts(const char *page)
{
	struct bytes out = { .data = NULL };
	const char *script;

	page = strchr(page, '\n') + 1;
	while ((script = strstr(page, "<script")) != NULL) {
		bytes_put(&out, page, (size_t)(script - page));
		page = after_script(script) + strlen("</script>");
	}
	bytes_text(&out, page);
	return out;
}

static void
check_page(struct bytes page, const struct bytes *expected, const char *text)
{
	struct bytes markup = markup_of(page.data), rest = without_scripts(page.data);

	if (strcmp(markup.data, expected->data) != 0)
		fail_msg("the markup depends on the text: %s", text);
	if (!is_xml(rest.data))
		fail_msg("not well formed with the text: %s", text);
	assert_int_equal(strlen(page.data), page.length);
	bytes_free(&markup);
	bytes_free(&rest);
	bytes_free(&page);
}

struct markups {
	struct bytes run, two;
};

static void
check_text(char *text, const struct markups *expected)
{
	struct page_world *w = malloc(sizeof *w);

	assert_non_null(w);
	world_set_up(w, text);
	check_page(page_of_run(w), &expected->run, text);
	check_page(page_of_two(w), &expected->two, text);
	free(w);
}

static struct markups
markups_of(char *text)
{
	struct page_world *w = malloc(sizeof *w);
	struct markups m;
	struct bytes page;

	assert_non_null(w);
	world_set_up(w, text);
	page = page_of_run(w);
	m.run = markup_of(page.data);
	bytes_free(&page);
	page = page_of_two(w);
	m.two = markup_of(page.data);
	bytes_free(&page);
	free(w);
	return m;
}

static const char *const hostile[] = { "</script><script>alert(1)</script>", "<!--", "-->",
	"<script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
	"javascript:alert(1)", "&lt;script&gt;", "&#60;b&#62;", "]]>", "<![CDATA[", "</title>",
	"</style><style>*{}", "</svg>", "</main>", "${alert(1)}", "`", "\\", "\\u003c",
	"\xe2\x80\xa8", "\xe2\x80\xae", "\xff\xfe", "\xc3", "\x1b[31m", "\n\r\t", "\x01",
	"\xef\xbf\xbf", "日本語", "é", "<", ">", "&", "\"", "'", "=", "/", "x" };

static void
hostile_text_is_text(void **state)
{
	char plain[] = "x";
	struct markups expected = markups_of(plain);

	(void)state;
	for (size_t i = 0; i < LENGTH(hostile); i++) {
		char text[200];

		strcpy(text, hostile[i]);
		check_text(text, &expected);
	}
	bytes_free(&expected.run);
	bytes_free(&expected.two);
}

/* Fragments in any order, from a generator that always gives the same. */
static void
any_mixture_of_it_is_text(void **state)
{
	char plain[] = "x";
	struct markups expected = markups_of(plain);
	uint64_t random = 88172645463325252u;

	(void)state;
	for (int round = 0; round < 300; round++) {
		char text[200];
		struct buffer b = buffer_over(text, sizeof text);

		for (int part = 0; part < 4; part++) {
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			buffer_text(&b, hostile[random % LENGTH(hostile)]);
		}
		check_text(text, &expected);
	}
	bytes_free(&expected.run);
	bytes_free(&expected.two);
}

/* --- what it says --- */

static void
assert_says(const struct bytes *page, const char *text)
{
	if (strstr(page->data, text) == NULL)
		fail_msg("it does not say %s", text);
}

/* Every figure and every explanation of the account, with its "at least" and "about". */
static void
the_account_is_there_word_by_word(void **state)
{
	struct page_world *w = malloc(sizeof *w);
	struct summary_lines a = { .units = UNITS_AUTO };
	char text[] = "train.py";
	struct bytes page;

	(void)state;
	assert_non_null(w);
	world_set_up(w, text);
	w->run.swap_peak_bytes = 5 * MIB;
	page = page_of_run(w);
	a.run = &w->run;
	summary_fill(&w->run, &a);
	assert_true(a.count > 5);
	for (size_t i = 0; i < a.count; i++) {
		assert_says(&page, a.lines[i].label);
		assert_says(&page, a.lines[i].figure.bytes);
		assert_says(&page, a.lines[i].text.bytes);
	}
	assert_says(&page, ">at least 5.00 MiB</td>");
	assert_says(&page, ">412 MiB</td>");          /* the largest process is exact: */
	assert_says(&page, ">at least 240 MiB</td>"); /* the next is not */
	bytes_free(&page);
	free(w);
}

static void
a_comparison_has_its_verdict(void **state)
{
	struct page_world *w = malloc(sizeof *w);
	char text[] = "train.py";
	struct bytes page;

	(void)state;
	assert_non_null(w);
	world_set_up(w, text);
	page = page_of_two(w);
	assert_says(&page,
		"<p class=\"verdict\">train.py needs 310 MiB less (-43.7 %); judging the "
		"noise takes at least three runs of each (run --repeat).</p>");
	assert_says(
		&page, "<p class=\"caption\">tree peak     train.py: 700 MiB to 720 MiB in 3 runs");
	bytes_free(&page);
	free(w);
}

/* Its values, as numbers and as text, and gaps. */
static void
the_values_of_the_chart_are_there(void **state)
{
	struct page_world *w = malloc(sizeof *w);
	char text[] = "train.py";
	struct bytes page;

	(void)state;
	assert_non_null(w);
	world_set_up(w, text);
	page = page_of_run(w);
	assert_says(&page, "\"from\":0,\"span\":200000000000,");
	assert_says(&page, "[0,\"0s\",31457280,\"30.0 MiB\"],[500000000,\"500ms\",34603008,");
	assert_says(&page, "[145000000000,\"2m25s\",null,\"\"]");
	assert_says(&page, "\"end\":200000000000,");
	bytes_free(&page);
	free(w);
}

static void
see_odd(const struct odd_chart *odd)
{
	struct bytes page = { .data = NULL }, rest;
	char *const argv[] = { NULL };
	struct run run = sample_run(argv);

	page_put_run(
		&(struct page_run){ .run = &run, .name = "", .origin = "", .chart = &odd->chart },
		UNITS_AUTO, &page);
	rest = without_scripts(page.data);
	if (!is_xml(rest.data))
		fail_msg("not well formed: %s", odd->name);
	bytes_free(&rest);
	bytes_free(&page);
}

static void
any_chart_makes_a_page(void **state)
{
	(void)state;
	each_odd_chart(see_odd);
}

static void
a_run_without_a_chart_has_a_page(void **state)
{
	struct bytes page = { .data = NULL };
	char *const argv[] = { "true", NULL };
	struct run run = sample_run_alone(argv);

	(void)state;
	page_put_run(&(struct page_run){ .run = &run, .name = "true", .origin = "run 1" },
		UNITS_AUTO, &page);
	assert_says(&page, "too short for a chart");
	assert_null(strstr(page.data, "id=\"readings\""));
	bytes_free(&page);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_text_is_text),
		cmocka_unit_test(any_mixture_of_it_is_text),
		cmocka_unit_test(the_account_is_there_word_by_word),
		cmocka_unit_test(a_comparison_has_its_verdict),
		cmocka_unit_test(the_values_of_the_chart_are_there),
		cmocka_unit_test(any_chart_makes_a_page),
		cmocka_unit_test(a_run_without_a_chart_has_a_page),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
