/* SPDX-License-Identifier: MIT */
/* test_line_sums.c: which functions grew or shrank between two sets of runs. */
#include "model/run/line_sums.h"
#include "support/sample_lines.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static struct code_lists lists;

static char *const argv[] = { "python3", NULL };

/* A run in which load_batch holds this much, at that line; 0: it lacks the function. */
static void
note(struct line_sums *s, uint64_t bytes, unsigned line)
{
	struct run run = sample_run(argv);

	sample_lines(&run, &lists);
	run.lines.lists->lines[0].bytes = bytes;
	run.lines.lists->lines[0].line = line;
	if (bytes == 0) {
		memmove(&run.lines.lists->lines[0], &run.lines.lists->lines[1],
			3 * sizeof *run.lines.lists->lines);
		run.lines.lists->line_count--;
	}
	line_sums_note(s, &run);
}

static void
a_function_is_compared_wherever_its_lines_are(void **state)
{
	struct line_sums a = { .items = NULL }, b = { .items = NULL };
	struct line_change changes[3];

	(void)state;
	note(&a, 310 * MIB, 42);
	note(&b, 430 * MIB, 57);
	line_sums_settle(&a);
	line_sums_settle(&b);
	assert_int_equal(line_sums_compare(&a, &b, changes, 3), 1);
	assert_string_equal(changes[0].what->function, "load_batch");
	assert_int_equal(changes[0].to_bytes - changes[0].from_bytes, 120 * MIB);
	assert_int_equal(line_sums_compare(&b, &a, changes, 3), 1);
	assert_int_equal(changes[0].from_bytes, 430 * MIB);
	assert_int_equal(line_sums_compare(&a, &a, changes, 3), 0);
	line_sums_clear(&a);
	line_sums_clear(&b);
}

static void
medians_of_several_runs_are_compared(void **state)
{
	struct line_sums a = { .items = NULL }, b = { .items = NULL };
	struct line_change changes[3];

	(void)state;
	note(&a, 100 * MIB, 1);
	note(&a, 900 * MIB, 1);
	note(&a, 110 * MIB, 1);
	note(&b, 0, 1);
	note(&b, 0, 1);
	note(&b, 500 * MIB, 1);
	line_sums_settle(&a);
	line_sums_settle(&b);
	assert_int_equal(line_sums_compare(&a, &b, changes, 3), 1);
	assert_int_equal(changes[0].from_bytes, 110 * MIB);
	assert_int_equal(changes[0].to_bytes, 0);
	line_sums_clear(&a);
	line_sums_clear(&b);
}

static void
the_largest_changes_come_first_and_runs_without_lines_have_none(void **state)
{
	struct line_sums a = { .items = NULL }, b = { .items = NULL };
	struct line_change changes[2];
	struct run run = sample_run(argv);

	(void)state;
	line_sums_note(&a, &run);
	assert_int_equal(a.runs, 0);
	sample_lines(&run, &lists);
	line_sums_note(&a, &run);
	run.lines.lists->lines[0].bytes += 5 * MIB;
	run.lines.lists->lines[1].bytes -= 50 * MIB;
	run.lines.lists->lines[2].bytes += 2 * MIB;
	line_sums_note(&b, &run);
	line_sums_settle(&a);
	line_sums_settle(&b);
	assert_int_equal(line_sums_compare(&a, &b, changes, 2), 2);
	assert_string_equal(changes[0].what->file, "model.py");
	assert_string_equal(changes[1].what->file, "train.py");
	line_sums_clear(&b);
	assert_int_equal(line_sums_compare(&a, &b, changes, 2), 0);
	line_sums_clear(&a);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_is_compared_wherever_its_lines_are),
		cmocka_unit_test(medians_of_several_runs_are_compared),
		cmocka_unit_test(the_largest_changes_come_first_and_runs_without_lines_have_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
