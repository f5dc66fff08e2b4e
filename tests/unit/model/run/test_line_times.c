/* SPDX-License-Identifier: MIT */
/* test_line_times.c: the places in which memory grew over a run: in order, the one with most growth
 * in each stretch, and bounded however many there are. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/run/line_times.h"
#include "support/suite.h"

#define MS 1000000ull
#define MIB (1ull << 20)

static bool
is_same(void *context, uint32_t a, uint32_t b)
{
	(void)context;
	return a == b;
}

/* Places of the same ten are shown alike. */
static bool
is_same_ten(void *context, uint32_t a, uint32_t b)
{
	(void)context;
	return a / 10 == b / 10;
}

static void
changes_come_in_the_order_of_time(void **state)
{
	struct line_times t = { .count = 0 };
	struct line_time out[8];

	(void)state;
	assert_int_equal(line_times_changes(&t, out, 8, is_same, NULL), 0);
	line_times_push(&t, 3 * MS, 7, 12 * MIB);
	line_times_push(&t, 150 * MS, 8, 2 * MIB);
	line_times_push(&t, 160 * MS, 8, 2 * MIB);
	line_times_push(&t, 155 * MS, 8, 1 * MIB); /* an earlier time: the last stretch */
	line_times_push(&t, 170 * MS, 9, 0);       /* no growth */
	line_times_push(&t, 900 * MS, 7, 1 * MIB);
	assert_int_equal(line_times_changes(&t, out, 8, is_same, NULL), 3);
	assert_int_equal(out[0].place, 7);
	assert_int_equal(out[0].at_ns, 3 * MS);
	assert_int_equal(out[1].place, 8);
	assert_int_equal(out[1].at_ns, 150 * MS);
	assert_int_equal(out[2].place, 7);
	assert_int_equal(out[2].at_ns, 900 * MS);
}

static void
places_that_are_shown_alike_are_one(void **state)
{
	struct line_times t = { .count = 0 };
	struct line_time out[8];

	(void)state;
	for (uint32_t i = 0; i < 20; i++)
		line_times_push(&t, i * 20 * MS, i, MIB);
	assert_int_equal(line_times_changes(&t, out, 8, is_same_ten, NULL), 2);
	assert_int_equal(out[0].place, 0);
	assert_int_equal(out[1].place, 10);
	assert_int_equal(out[1].at_ns, 200 * MS);
}

static void
a_stretch_keeps_where_most_of_its_growth_is(void **state)
{
	struct line_times t = { .count = 0 };
	struct line_time out[4];

	(void)state;
	/* Within one stretch: 1 has 12, 2 and 3 have 4 each. */
	for (int i = 0; i < 4; i++) {
		line_times_push(&t, 1 * MS, 2, MIB);
		line_times_push(&t, 2 * MS, 1, 3 * MIB);
		line_times_push(&t, 3 * MS, 3, MIB);
	}
	assert_int_equal(line_times_changes(&t, out, 4, is_same, NULL), 1);
	assert_int_equal(out[0].place, 1);
}

/* However long it runs: a long phase stays, the order too. */
static void
a_long_run_stays_within_bounds(void **state)
{
	static struct line_times t;
	struct line_time out[16];
	size_t count;

	(void)state;
	for (uint64_t s = 0; s < 100000; s++) {
		line_times_push(&t, s * 1000 * MS, s < 50000 ? 5 : 6, 4 * MIB);
		if (s % 7 == 0)
			line_times_push(&t, s * 1000 * MS, 9, MIB);
	}
	assert_true(t.count <= LINE_TIMES_MAX);
	count = line_times_changes(&t, out, 16, is_same, NULL);
	assert_int_equal(count, 2);
	assert_int_equal(out[0].place, 5);
	assert_int_equal(out[1].place, 6);
	assert_true(out[1].at_ns >= 49000 * 1000 * MS && out[1].at_ns <= 51000 * 1000 * MS);
}

static void
too_many_changes_leave_out_the_least(void **state)
{
	static struct line_times t;
	struct line_time out[LINE_TIMES_MAX];
	size_t count;

	(void)state;
	for (uint32_t i = 0; i < LINE_TIMES_MAX; i++)
		line_times_push(&t, i * 10 * MS, i, i == 77 || i == 200 ? 500 * MIB : MIB);
	count = line_times_changes(&t, out, LINE_TIMES_MAX, is_same, NULL);
	assert_int_equal(count, LINE_TIMES_MAX);
	count = line_times_changes(&t, out, 2, is_same, NULL);
	assert_int_equal(count, 2);
	assert_int_equal(out[0].place, 77);
	assert_int_equal(out[1].place, 200);
	assert_int_equal(line_times_changes(&t, out, 1, is_same, NULL), 1);
}

/* What was between two alike goes: they are one then. */
static void
neighbours_of_what_is_left_out_are_joined(void **state)
{
	struct line_times t = { .count = 0 };
	struct line_time out[3];

	(void)state;
	line_times_push(&t, 0, 1, 9 * MIB);
	line_times_push(&t, 100 * MS, 2, MIB);
	line_times_push(&t, 200 * MS, 1, 9 * MIB);
	line_times_push(&t, 300 * MS, 3, 9 * MIB);
	assert_int_equal(line_times_changes(&t, out, 3, is_same, NULL), 2);
	assert_int_equal(out[0].place, 1);
	assert_int_equal(out[1].place, 3);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_come_in_the_order_of_time),
		cmocka_unit_test(places_that_are_shown_alike_are_one),
		cmocka_unit_test(a_stretch_keeps_where_most_of_its_growth_is),
		cmocka_unit_test(a_long_run_stays_within_bounds),
		cmocka_unit_test(too_many_changes_leave_out_the_least),
		cmocka_unit_test(neighbours_of_what_is_left_out_are_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
