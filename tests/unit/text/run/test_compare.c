/* SPDX-License-Identifier: MIT */
/* test_compare.c: spreads of groups of runs, and whether a difference is beyond the noise. */
#include "base/exit_status.h"
#include "base/length.h"
#include "support/suite.h"
#include "text/run/run_compare.h"

#include <string.h>

#include "text/run/repeat.h"
#include "text/run/run_list.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)

/* Of the block that it stands in. */
#define SPREAD(...) spread_of((uint64_t[]){ __VA_ARGS__ }, LENGTH(((uint64_t[]){ __VA_ARGS__ })))

static void
a_spread_is_median_minimum_and_maximum(void **state)
{
	struct spread s = SPREAD(5, 1, 9), even = SPREAD(4, 2);
	struct spread huge = SPREAD(UINT64_MAX, UINT64_MAX - 2);

	(void)state;
	assert_int_equal(s.median, 5);
	assert_int_equal(s.min, 1);
	assert_int_equal(s.max, 9);
	assert_int_equal(even.median, 3);
	assert_int_equal(huge.median, UINT64_MAX - 1);
	assert_int_equal(spread_of(NULL, 0).count, 0);
}

static void
noise_requires_three_runs_each(void **state)
{
	struct spread low = SPREAD(1, 2, 3), high = SPREAD(4, 5, 6), across = SPREAD(2, 4, 9);
	struct spread one = SPREAD(7), none = { .count = 0 };

	(void)state;
	assert_int_equal(compare_spreads(&low, &high), DIFFERENCE_CLEAR);
	assert_int_equal(compare_spreads(&high, &low), DIFFERENCE_CLEAR);
	assert_int_equal(compare_spreads(&low, &across), DIFFERENCE_NOISE);
	assert_int_equal(compare_spreads(&low, &one), DIFFERENCE_SINGLE);
	assert_int_equal(compare_spreads(&low, &low), DIFFERENCE_NONE);
	assert_int_equal(compare_spreads(&low, &none), DIFFERENCE_NONE);
}

static void
a_single_outlier_does_not_change_the_verdict(void **state)
{
	struct spread many = SPREAD(486, 486, 486, 486, 486, 486, 780);
	struct spread six = SPREAD(685, 685, 685, 685, 685, 685);
	struct spread low = SPREAD(10, 11, 12, 13, 14, 9000), high = SPREAD(20, 21, 22, 23, 24, 25);
	struct spread wide = SPREAD(1, 20, 300, 4000), other = SPREAD(2, 30, 200, 5000);
	double chance;

	(void)state;
	assert_int_equal(compare_spreads(&many, &six), DIFFERENCE_CLEAR);
	assert_int_equal(compare_spreads(&six, &many), DIFFERENCE_CLEAR);
	assert_int_equal(compare_spreads(&low, &high), DIFFERENCE_CLEAR);
	assert_int_equal(compare_spreads(&wide, &other), DIFFERENCE_NOISE);
	assert_true(compare_chance(&wide, &other, &chance));
	assert_true(chance > 0.5 && chance <= 1);
}

/* From the tables of Mann and Whitney: U, n and m, two-sided. */
static void
probabilities_agree_with_published_tables(void **state)
{
	static uint64_t values[2][20];
	static const struct {
		size_t n, m, u;
		double chance;
	} cases[] = { { 3, 3, 0, 2.0 / 20 }, { 4, 4, 0, 2.0 / 70 }, { 4, 4, 1, 4.0 / 70 },
		{ 5, 5, 2, 8.0 / 252 }, { 5, 5, 3, 14.0 / 252 }, { 6, 6, 5, 38.0 / 924 },
		{ 20, 20, 127, 0.0491 }, { 20, 20, 128, 0.0524 }, { 3, 20, 8, 0.0463 } };

	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		size_t n = cases[c].n, m = cases[c].m, left = cases[c].u;
		struct spread a, b;
		double chance;

		/* Each of a that is above k of b counts k. */
		for (size_t i = 0; i < m; i++)
			values[1][i] = 100 * (i + 1);
		for (size_t i = n; i-- > 0;) {
			size_t above = left < m ? left : m;

			values[0][i] = 100 * above + 50 + i;
			left -= above;
		}
		a = spread_of(values[0], n);
		b = spread_of(values[1], m);
		assert_true(compare_chance(&a, &b, &chance));
		if (chance < cases[c].chance - 0.0005 || chance > cases[c].chance + 0.0005)
			fail_msg("U %zu of %zu, %zu: %f, not %f", cases[c].u, n, m, chance,
				cases[c].chance);
	}
}

/* Beyond 40 runs the approximation decides, and agrees with the exact test just below. */
static void
many_runs_are_judged_like_few(void **state)
{
	static uint64_t values[2][400];

	(void)state;
	for (size_t count = 15; count <= 400; count = count < 24 ? count + 1 : count * 4) {
		for (size_t shift = 0; shift <= count; shift += count) {
			struct spread a, b;

			for (size_t i = 0; i < count; i++) {
				values[0][i] = 10 * (i + shift / 2);
				values[1][i] = 10 * i + 3;
			}
			a = spread_of(values[0], count);
			b = spread_of(values[1], count);
			assert_int_equal(compare_spreads(&a, &b),
				shift > 0 ? DIFFERENCE_CLEAR : DIFFERENCE_NOISE);
		}
	}
}

static void
the_sign_is_that_of_b(void **state)
{
	struct run_set groups[2] = {
		{ .selector = "list", .name = "l.py", .runs = 1 },
		{ .selector = "numpy", .name = "n.py", .runs = 1 },
	};
	struct bytes out = { .data = NULL };

	(void)state;
	groups[0].figures[FIGURE_TREE] = SPREAD(400 * MIB);
	groups[1].figures[FIGURE_TREE] = SPREAD(100 * MIB);
	run_compare_put(groups, 2, UNITS_AUTO, &out);
	assert_non_null(strstr(out.data, "-300 MiB"));
	assert_non_null(strstr(out.data, "numpy needs 300 MiB less (-75.0 %)"));
	assert_true(run_compare_percent(&groups[0], &groups[1]) == -75.0);
	assert_true(run_compare_percent(&groups[1], &groups[0]) == 300.0);
	bytes_free(&out);
}

/* One with a long label, and text wider than its bytes. */
static void
lines_of_a_list_are_aligned(void **state)
{
	char *argv[] = { "true", NULL };
	struct run run = { .argv = argv, .number = 7, .label = "λ-label-that-is-too-long" };
	struct bytes head = { .data = NULL }, line = { .data = NULL };
	const char *end, *title;

	(void)state;
	run.tree.bytes = 391 * MIB;
	run_list_head(90, &head);
	run_list_put(&run, "train.py --epochs 3 --and-more-that-does-not-fit-here", 90, UNITS_AUTO,
		false, &line);
	title = strstr(head.data, "END");
	end = strstr(line.data, "exited 0");
	assert_non_null(title);
	assert_non_null(end);
	/* The lambda has two bytes, each mark of what was cut three. */
	assert_int_equal(end - line.data, title - head.data + 1 + 2 + 2);
	assert_null(strstr(line.data, "does-not-fit"));
	assert_non_null(strstr(line.data, "… "));
	bytes_restart(&line);
	run_list_put(&run, "train.py --epochs 3 --and-more-that-does-not-fit-here", 90, UNITS_AUTO,
		true, &line);
	assert_null(strstr(line.data, "…"));
	assert_non_null(strstr(line.data, "~  "));
	bytes_free(&head);
	bytes_free(&line);
}

static void
ends_are_shown_as_one_word(void **state)
{
	static const struct {
		struct run run;
		const char *selector;
	} ends[] = {
		{ { .reason = RUN_EXITED, .status = 3 }, "exited 3" },
		{ { .reason = RUN_SIGNALED, .signal = 9 }, "SIGKILL" },
		{ { .reason = RUN_OOM_KILLED, .signal = 9 }, "out of memory" },
		{ { .reason = RUN_OVER_BUDGET }, "over budget" },
		{ { .reason = RUN_LOST }, "lost" },
		{ { .reason = RUN_RUNNING }, "running" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(ends); i++) {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);

		run_list_put_verdict(&ends[i].run, &b);
		assert_string_equal(text, ends[i].selector);
	}
}

static void
a_table_of_repeats_leaves_out_what_is_unknown(void **state)
{
	char *argv[] = { "job", NULL };
	const struct repeat_figures runs[] = {
		{ .single_bytes = 100 * MIB, .wall_ns = 1000000000 },
		{ .single_bytes = 0, .wall_ns = 2000000000, .status = 1 },
		{ .single_bytes = 110 * MIB,
			.wall_ns = 3000000000,
			.status = EXIT_OVER_BUDGET,
			.over_budget = true },
	};
	struct bytes out = { .data = NULL };

	(void)state;
	repeat_put(argv, runs, LENGTH(runs), UNITS_AUTO, &out);
	assert_non_null(strstr(out.data, "job, 3 runs"));
	assert_non_null(strstr(out.data, "     105 MiB     100 MiB     110 MiB       9.5 %"));
	assert_non_null(strstr(out.data, "1 of 3, with a non-zero status"));
	assert_non_null(strstr(out.data, "over the budget in 1 of 3 runs"));
	assert_null(strstr(out.data, "tree peak"));
	bytes_free(&out);
}

static void
a_table_of_repeats_counts_kills_for_memory(void **state)
{
	char *argv[] = { "job", NULL };
	const struct repeat_figures runs[] = {
		{ .single_bytes = 30 * MIB, .cut = CUT_KILLED, .status = 137 },
		{ .single_bytes = 30 * MIB, .cut = CUT_COPED },
		{ .single_bytes = 30 * MIB, .cut = CUT_LIKELY },
		{ .single_bytes = 30 * MIB, .cut = CUT_ENFORCED },
	};
	struct bytes out = { .data = NULL };

	(void)state;
	repeat_put(argv, runs, LENGTH(runs), UNITS_AUTO, &out);
	assert_non_null(
		strstr(out.data, "\n  killed for memory in 2 of 4 runs, which needed more\n"));
	assert_non_null(strstr(out.data, "\n  likely killed for memory in 1 of 4 runs\n"));
	bytes_restart(&out);
	repeat_put(argv, &runs[3], 1, UNITS_AUTO, &out);
	assert_null(strstr(out.data, "killed"));
	bytes_free(&out);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_spread_is_median_minimum_and_maximum),
		cmocka_unit_test(noise_requires_three_runs_each),
		cmocka_unit_test(a_single_outlier_does_not_change_the_verdict),
		cmocka_unit_test(probabilities_agree_with_published_tables),
		cmocka_unit_test(many_runs_are_judged_like_few),
		cmocka_unit_test(the_sign_is_that_of_b),
		cmocka_unit_test(lines_of_a_list_are_aligned),
		cmocka_unit_test(ends_are_shown_as_one_word),
		cmocka_unit_test(a_table_of_repeats_leaves_out_what_is_unknown),
		cmocka_unit_test(a_table_of_repeats_counts_kills_for_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
