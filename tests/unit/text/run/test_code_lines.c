/* SPDX-License-Identifier: MIT */
/* test_code_lines.c: growth by line of Python code in the summary, as Markdown, CSV and in a
 * comparison; a word where there is none; names of any width. */
#include "support/sample_lines.h"
#include "support/suite.h"
#include "text/run/code_lines.h"
#include "text/run/run_compare.h"
#include "text/run/summary.h"

#include <stdlib.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/summary_text.h"

static struct code_lists lists;

static char *const argv[] = { "python3", "train.py", NULL };

static struct run
run_with_lines(void)
{
	struct run run = sample_run_alone(argv);

	sample_lines(&run, &lists);
	return run;
}

static void
the_summary_has_the_largest_lines(void **state)
{
	struct run run = run_with_lines();

	(void)state;
	assert_true(has_line(&run,
		"  peak          412 MiB  train.py:42 load_batch, train.py (4711) at 1m10s;..."));
	assert_true(has_line(
		&run, "  grew in       load_batch           train.py:42   +310 MiB  75 %"));
	assert_true(has_line(
		&run, "                Model.forward        model.py:88  +60.0 MiB  15 %"));
	assert_true(has_line(
		&run, "                (import)             pandas       +21.0 MiB   5 %"));
	assert_true(has_line(
		&run, "                (interpreter start)               +9.00 MiB   2 %"));
}

/* Of several processes together it is the tree's peak that has a place. */
static void
the_place_belongs_to_the_peak_of_all(void **state)
{
	struct run run = sample_run(argv);

	(void)state;
	sample_lines(&run, &lists);
	assert_true(has_line(&run, "  tree peak     at least 1.32 GiB  at 1m12s with..."));
	run.lines.bytes = 1300 * MIB; /* most of it was Python's */
	assert_true(
		has_line(&run, "  process peak  412 MiB            train.py (4711) at 1m10s;..."));
	assert_true(has_line(&run,
		"  tree peak     at least 1.32 GiB  train.py:42 load_batch, at 1m12s with..."));
}

static void
what_no_sample_saw_makes_all_of_it_lower_bounds(void **state)
{
	struct run run = run_with_lines();

	(void)state;
	run.lines.unseen_bytes = 400 * MIB;
	assert_true(has_line(&run, "  peak          412 MiB  train.py (4711) at 1m10s;..."));
	assert_true(has_line(&run, "  grew in       load_batch     train.py:42   >=310 MiB  39 %"));
	assert_true(has_line(
		&run, "                400 MiB of the peak came and went between two samples"));
}

/* Shares are of the tree's peak; other programs grew by nothing; the place is not theirs. */
static void
what_no_line_holds_is_named(void **state)
{
	struct run run = run_with_lines();

	(void)state;
	run.tree.bytes = 1000 * MIB;
	run.lines.version = 0x307;
	for (size_t i = 4; i > 0; i--)
		lists.lines[i + 1] = lists.lines[i - 1];
	sample_line(&lists.lines[0], LINE_REST, "", 0, "", 500 * MIB);
	sample_line(&lists.lines[1], LINE_UNFOLLOWED, "", 0, "", 100 * MIB);
	lists.line_count = 6;
	assert_true(has_line(
		&run, "  grew in       (no line of Python)                   500 MiB  50 %"));
	assert_true(has_line(
		&run, "                (Python not followed)                 100 MiB  10 %"));
	assert_true(has_line(
		&run, "                load_batch             train.py:42   +310 MiB  31 %"));
	assert_true(has_line(&run, "                Python 3.7 is not understood"));
	assert_false(run_lines_peak_known(&run)); /* less than half */
	run.tree.bytes = 800 * MIB;
	assert_true(run_lines_peak_known(&run));
	lists.peak.kind = LINE_REST;
	assert_false(run_lines_peak_known(&run));
}

static void
a_function_is_named_only_if_it_says_more(void **state)
{
	struct run run = run_with_lines();

	(void)state;
	/* The deepest that holds most, load_batch, touched all of that itself. */
	assert_null(code_lines_main_function(&run));
	run.lines.lists->lines[0].bytes = 190 * MIB;
	assert_string_equal(code_lines_main_function(&run)->function, "load_batch");
	run.lines.lists->functions[2].bytes = 190 * MIB; /* less than half */
	assert_null(code_lines_main_function(&run));     /* epoch touched nothing itself */
	sample_line(&run.lines.lists->lines[3], LINE_CODE, "train.py", 50, "epoch", 30 * MIB);
	assert_string_equal(code_lines_main_function(&run)->function, "epoch");
	assert_true(has_line(
		&run, "                epoch in train.py with what it calls: +370 MiB, 90 %"));
	run.lines.lists->function_count = 1; /* the module alone */
	assert_null(code_lines_main_function(&run));
}

static void
a_word_says_why_there_are_none(void **state)
{
	static const struct {
		enum run_lines_status status;
		int version;
		const char *line;
	} cases[] = {
		{ LINES_DENIED, 0, "  lines         no permission" },
		{ LINES_REFUSED, 0x307, "  lines         Python 3.7 is not understood" },
		{ LINES_REFUSED, 0x30f, "  lines         Python 3.15 is not understood" },
		{ LINES_REFUSED, 0, "  lines         this Python is not understood" },
		{ LINES_NOT_STARTED, 0,
			"  lines         none: the system allowed no thread to find them" },
	};
	struct run run = sample_run(argv);
	struct bytes out;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		run.lines.status = cases[i].status;
		run.lines.version = cases[i].version;
		assert_true(has_line(&run, cases[i].line));
	}
	for (int silent = 0; silent < 2; silent++) {
		run.lines.status = silent ? LINES_OFF : LINES_NONE;
		out = summary_in(&run, UNITS_AUTO);
		assert_null(strstr(out.data, "  lines"));
		bytes_free(&out);
	}
}

static void
names_of_any_width_fit(void **state)
{
	(void)state;
	for (size_t width = 0; width < sizeof((struct code_line *)NULL)->file; width++) {
		struct run run = run_with_lines();
		struct bytes out;

		for (size_t i = 0; i < run.lines.lists->line_count; i++) {
			struct code_line *l = &run.lines.lists->lines[i];
			size_t wide = width + i < sizeof l->file ? width + i : sizeof l->file - 1;

			memset(l->file, 'd', wide);
			l->file[wide] = '\0';
			memset(l->function, 'f', wide < sizeof l->function ? wide : 63);
			l->line = 99999;
		}
		run.lines.lists->peak = run.lines.lists->lines[0];
		out = summary_in(&run, UNITS_AUTO); /* checks the width */
		bytes_free(&out);
		out = (struct bytes){ .data = NULL };
		code_lines_put_all(&run, UNITS_AUTO, &out);
		bytes_free(&out);
	}
}

/* As many as there may be, and figures that no machine has. */
static void
full_lists_and_wild_figures_fit(void **state)
{
	struct run run = run_with_lines();
	struct bytes out;

	(void)state;
	for (size_t i = 0; i < RUN_LINES_MAX; i++)
		sample_line(&run.lines.lists->lines[i], (enum code_line_kind)(i % LINE_KINDS),
			"f.py", UINT32_MAX, "f", UINT64_MAX);
	for (size_t i = 0; i < RUN_FUNCTIONS_MAX; i++)
		sample_line(&run.lines.lists->functions[i], LINE_CODE, "f.py", 0, "g", UINT64_MAX);
	run.lines.lists->line_count = RUN_LINES_MAX;
	run.lines.lists->function_count = RUN_FUNCTIONS_MAX;
	run.lines.bytes = run.lines.unseen_bytes = UINT64_MAX;
	run.label = run.note = "x";
	run.cgroup.made = true;
	run.swap_peak_bytes = run.tmpfs.bytes = run.hugetlb.bytes = MIB;
	run.exits_lost = 1;
	run.left_alive = 3;
	run.address_limit_bytes = MIB;
	out = summary_in(&run, UNITS_AUTO);
	bytes_free(&out);
}

static void
markdown_and_csv_have_them(void **state)
{
	struct run run = run_with_lines();
	struct bytes out = { .data = NULL };

	(void)state;
	summary_put_markdown(&run, &out);
	assert_non_null(strstr(out.data, "| grew in | load\\_batch"));
	bytes_free(&out);
	out = (struct bytes){ .data = NULL };
	sample_line(&run.lines.lists->lines[3], LINE_CODE, "=cmd,\"x\".py", 3, "f", 9 * MIB);
	code_lines_put_csv(&run, &out);
	assert_non_null(
		strstr(out.data, "list,file,line,function,kind,bytes,share\n"
				 "line,\"train.py\",42,\"load_batch\",line,325058560,0.7524\n"));
	assert_non_null(strstr(out.data, "line,\"pandas\",,\"\",import,22020096,0.0510\n"));
	assert_null(strstr(out.data, "\"=cmd"));
	assert_non_null(
		strstr(out.data, "function,\"train.py\",,\"epoch\",line,387973120,0.8981\n"));
	bytes_free(&out);
}

static void
a_comparison_says_what_grew(void **state)
{
	struct line_sums a = { .items = NULL }, b = { .items = NULL };
	struct run_set first = { .selector = "a", .lines = &a },
		       second = { .selector = "b", .lines = &b };
	struct run run = run_with_lines();
	struct bytes out = { .data = NULL };

	(void)state;
	line_sums_note(&a, &run);
	run.lines.lists->lines[0].bytes += 120 * MIB;
	run.lines.lists->lines[2].bytes -= 20 * MIB;
	line_sums_note(&b, &run);
	line_sums_settle(&a);
	line_sums_settle(&b);
	run_compare_put_lines(&first, &second, UNITS_AUTO, &out);
	assert_string_equal(out.data, "  by line          +120 MiB  load_batch (train.py)\n"
				      "                  -20.0 MiB  (import) (pandas)\n");
	bytes_free(&out);
	line_sums_clear(&a);
	line_sums_clear(&b);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_summary_has_the_largest_lines),
		cmocka_unit_test(the_place_belongs_to_the_peak_of_all),
		cmocka_unit_test(what_no_sample_saw_makes_all_of_it_lower_bounds),
		cmocka_unit_test(what_no_line_holds_is_named),
		cmocka_unit_test(a_function_is_named_only_if_it_says_more),
		cmocka_unit_test(a_word_says_why_there_are_none),
		cmocka_unit_test(names_of_any_width_fit),
		cmocka_unit_test(full_lists_and_wild_figures_fit),
		cmocka_unit_test(markdown_and_csv_have_them),
		cmocka_unit_test(a_comparison_says_what_grew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
