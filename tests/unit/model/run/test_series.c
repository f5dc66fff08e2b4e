/* SPDX-License-Identifier: MIT */
/* test_series.c: the memory curve of a run in a fixed number of points, which keep every
 * maximum. */
#include <stdlib.h>
#include <string.h>

#include "model/run/series.h"
#include "support/maxima.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define SECOND 1000000000ull
#define WEEK (7 * 86400u)

static int
begin(void **state)
{
	struct series *s = malloc(sizeof *s);

	if (s == NULL)
		return -1;
	series_begin(s, SERIES_STEP_NS);
	*state = s;
	return 0;
}

static int
end(void **state)
{
	free(*state);
	return 0;
}

static void
points_are_the_maxima_of_their_steps(void **state)
{
	struct series *s = *state;

	series_push(s, 0, 10, 20);
	series_push(s, SERIES_STEP_NS - 1, 7, 30);
	series_push(s, SERIES_STEP_NS, 5, 6);

	assert_int_equal(s->count, 2);
	assert_int_equal(s->points[0].held_bytes, 10);
	assert_int_equal(s->points[0].rss_sum_bytes, 30);
	assert_int_equal(s->points[1].held_bytes, 5);
	assert_int_equal(s->points[1].rss_sum_bytes, 6);
	assert_int_equal(s->doublings, 0);
}

static void
a_step_without_a_look_is_absent_and_a_zero_is_not(void **state)
{
	struct series *s = *state;

	series_push(s, 0, 0, 0);
	series_push(s, 3 * SERIES_STEP_NS, 1, 1);

	assert_int_equal(s->count, 4);
	assert_true(s->points[0].present);
	assert_false(s->points[1].present);
	assert_false(s->points[2].present);
	assert_true(s->points[3].present);
}

static void
a_full_series_joins_neighbours_and_doubles_its_step(void **state)
{
	struct series *s = *state;

	for (uint64_t i = 0; i < SERIES_POINTS; i++)
		if (i % 4 != 2 && i % 4 != 3)
			series_push(s, i * SERIES_STEP_NS, 100 + i, 200 - i % 2);
	series_push(s, SERIES_POINTS * SERIES_STEP_NS, 1, 1);

	assert_int_equal(s->doublings, 1);
	assert_int_equal(s->step_ns, 2 * SERIES_STEP_NS);
	assert_int_equal(s->count, SERIES_POINTS / 2 + 1);
	assert_int_equal(s->points[0].held_bytes, 101);
	assert_int_equal(s->points[0].rss_sum_bytes, 200);
	assert_false(s->points[1].present);
	assert_int_equal(s->points[2].held_bytes, 105);
	assert_false(s->points[SERIES_POINTS / 2 + 1].present);
	assert_int_equal(s->points[SERIES_POINTS / 2 + 1].held_bytes, 0);
}

/* A repeatable random walk with rare spikes, and hours without samples. */
static bool
value_at(uint32_t second, uint64_t *bytes)
{
	uint32_t mixed = second * 2654435761u;

	*bytes = mixed >> 12;
	if (mixed % 40009 == 7)
		*bytes += 1ull << 33;
	return second / 3600 % 5 != 3;
}

static void
a_week_keeps_the_maximum_of_every_stretch(void **state)
{
	struct series *s = *state;
	struct series *expected = calloc(1, sizeof *expected);
	uint64_t bytes;

	assert_non_null(expected);
	for (uint32_t i = 0; i < WEEK; i++)
		if (value_at(i, &bytes))
			series_push(s, i * SECOND, bytes, bytes / 2);
	for (uint32_t i = 0; i < WEEK; i++) {
		struct series_point *point = &expected->points[i * SECOND / s->step_ns];

		if (!value_at(i, &bytes))
			continue;
		point->present = true;
		if (bytes > point->held_bytes)
			point->held_bytes = bytes;
	}
	assert_in_range(s->count, SERIES_POINTS / 2, SERIES_POINTS);
	for (size_t i = 0; i < s->count; i++) {
		assert_int_equal(s->points[i].present, expected->points[i].present);
		assert_int_equal(s->points[i].held_bytes, expected->points[i].held_bytes);
	}
	free(expected);
}

static void
the_maximum_is_the_first_of_the_largest(void **state)
{
	struct series *s = *state;
	size_t index = 99;

	assert_false(series_maximum(s, &index));
	assert_int_equal(index, 99);
	series_push(s, SERIES_STEP_NS, 0, 5);
	assert_true(series_maximum(s, &index));
	assert_int_equal(index, 1);
	series_push(s, 2 * SERIES_STEP_NS, 7, 0);
	series_push(s, 3 * SERIES_STEP_NS, 7, 9);
	assert_true(series_maximum(s, &index));
	assert_int_equal(index, 2);
}

static void
a_time_that_goes_back_counts_for_the_last_point(void **state)
{
	struct series *s = *state;

	series_push(s, 5 * SERIES_STEP_NS, 1, 1);
	series_push(s, 2 * SERIES_STEP_NS, 9, 9);

	assert_int_equal(s->count, 6);
	assert_false(s->points[2].present);
	assert_int_equal(s->points[5].held_bytes, 9);
}

static void
a_jump_of_centuries_keeps_earlier_values(void **state)
{
	struct series *s = *state;
	size_t index;

	series_push(s, 0, 42, 43);
	series_push(s, UINT64_MAX, 1, 1);

	assert_in_range(s->count, SERIES_POINTS / 2, SERIES_POINTS);
	assert_true(series_maximum(s, &index));
	assert_int_equal(s->points[index].held_bytes, 42);
}

static void
a_step_of_nothing_is_taken_for_the_shortest_there_is(void **state)
{
	struct series *s = *state;

	series_begin(s, 0);
	series_push(s, 10, 1, 1);
	assert_int_equal(s->count, 11);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(points_are_the_maxima_of_their_steps),
		TEST(a_step_without_a_look_is_absent_and_a_zero_is_not),
		TEST(a_full_series_joins_neighbours_and_doubles_its_step),
		TEST(a_week_keeps_the_maximum_of_every_stretch),
		TEST(the_maximum_is_the_first_of_the_largest),
		TEST(a_time_that_goes_back_counts_for_the_last_point),
		TEST(a_jump_of_centuries_keeps_earlier_values),
		TEST(a_step_of_nothing_is_taken_for_the_shortest_there_is),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
