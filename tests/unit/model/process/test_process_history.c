/* SPDX-License-Identifier: MIT */
/* test_process_history.c: a history of fixed size keeps every maximum, however long. */
#include <stdlib.h>
#include <string.h>

#include "model/process/process_history.h"
#include "support/maxima.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define KIB 1024ull
#define SECOND 1000000000ull
#define DAY 86400u
#define BEGAN (5000 * SECOND)

static void
push(struct process_history *h, uint64_t second, uint64_t kib)
{
	process_history_push(h, BEGAN + second * SECOND, kib * KIB);
}

static void
begin(struct process_history *h)
{
	process_history_begin(h, BEGAN, SECOND);
}

/* A repeatable random walk with rare spikes and, with `gaps`, hours without samples. */
static bool
value_at(uint32_t second, bool gaps, uint64_t *kib)
{
	uint32_t mixed = second * 2654435761u;

	*kib = mixed >> 20;
	if (mixed % 40009 == 7)
		*kib = 10000000 + (mixed >> 16);
	return !gaps || second / 3600 % 5 != 3;
}

static void
check_stretches(const struct process_history *h, const uint64_t *expected)
{
	for (size_t i = 0; i < PROCESS_HISTORY_POINTS; i++) {
		uint64_t bytes = UINT64_MAX;

		if (process_history_stretch(h, i, &bytes) != (expected[i] != UINT64_MAX) ||
			(expected[i] != UINT64_MAX && bytes != expected[i] * KIB))
			fail_msg("stretch %zu: %llu, not %llu KiB", i,
				(unsigned long long)bytes / KIB, (unsigned long long)expected[i]);
	}
}

/* Compares the history with the maxima of all values, stretch by stretch. */
static void
check_days(uint32_t seconds, bool gaps)
{
	uint64_t expected[PROCESS_HISTORY_POINTS], kib, max = 0;
	struct process_history h;
	uint64_t stretch_seconds;

	begin(&h);
	for (uint32_t i = 0; i < seconds; i++)
		if (value_at(i, gaps, &kib))
			push(&h, i, kib);
	stretch_seconds = h.stretch_ns / SECOND;
	memset(expected, 0xff, sizeof expected);
	for (uint32_t i = 0; i < seconds; i++) {
		uint64_t *stretch = &expected[i / stretch_seconds];

		if (!value_at(i, gaps, &kib))
			continue;
		if (*stretch == UINT64_MAX || kib > *stretch)
			*stretch = kib;
		max = kib > max ? kib : max;
	}
	check_stretches(&h, expected);
	assert_int_equal(process_history_maximum(&h), max * KIB);
}

static void
halving_keeps_the_maximum_of_every_stretch_over_days(void **state)
{
	(void)state;
	check_days(50, false);
	check_days(PROCESS_HISTORY_POINTS, false);
	check_days(PROCESS_HISTORY_POINTS + 1, false);
	check_days(DAY, false);
	check_days(9 * DAY, false);
}

static void
hours_without_samples_stay_absent(void **state)
{
	(void)state;
	check_days(3 * DAY, true);
}

static void
a_gap_is_absent_and_a_zero_is_not(void **state)
{
	struct process_history h;
	uint64_t bytes;

	(void)state;
	begin(&h);
	assert_false(process_history_stretch(&h, 0, &bytes));
	assert_false(process_history_recent(&h, 0, &bytes));
	assert_int_equal(process_history_maximum(&h), 0);
	push(&h, 0, 7);
	push(&h, 9, 0);
	assert_true(process_history_stretch(&h, 0, &bytes));
	assert_int_equal(bytes, 7 * KIB);
	for (size_t i = 1; i < 9; i++)
		assert_false(process_history_stretch(&h, i, &bytes));
	assert_true(process_history_stretch(&h, 9, &bytes));
	assert_int_equal(bytes, 0);
	assert_false(process_history_stretch(&h, 10, &bytes));
	assert_false(process_history_stretch(&h, PROCESS_HISTORY_POINTS, &bytes));
	assert_false(process_history_stretch(&h, SIZE_MAX, &bytes));
}

static void
the_recent_steps_are_the_maxima_of_five_seconds(void **state)
{
	struct process_history h;
	uint64_t bytes, kib;

	(void)state;
	begin(&h);
	for (uint32_t i = 0; i < 600; i++) {
		value_at(i, false, &kib);
		push(&h, i, kib);
	}
	for (size_t back = 0; back < PROCESS_HISTORY_RECENT; back++) {
		uint32_t first = 595 - 5 * (uint32_t)back;
		uint64_t max = 0;

		for (uint32_t i = first; i < first + 5; i++) {
			value_at(i, false, &kib);
			max = kib > max ? kib : max;
		}
		assert_true(process_history_recent(&h, back, &bytes));
		assert_int_equal(bytes, max * KIB);
	}
	assert_false(process_history_recent(&h, PROCESS_HISTORY_RECENT, &bytes));
}

static void
a_slow_sample_is_a_recent_step_of_its_own(void **state)
{
	struct process_history h;
	uint64_t bytes;

	(void)state;
	begin(&h);
	for (uint64_t i = 0; i < 4; i++)
		push(&h, i * 60, 10 + i);
	for (size_t back = 0; back < 4; back++) {
		assert_true(process_history_recent(&h, back, &bytes));
		assert_int_equal(bytes, (13 - back) * KIB);
	}
	assert_false(process_history_recent(&h, 4, &bytes));
}

static void
a_time_that_goes_back_counts_as_the_last(void **state)
{
	struct process_history h;
	uint64_t bytes;

	(void)state;
	begin(&h);
	push(&h, 30, 5);
	push(&h, 2, 9);
	process_history_push(&h, 0, 11 * KIB); /* before the start */
	assert_false(process_history_stretch(&h, 2, &bytes));
	assert_false(process_history_stretch(&h, 0, &bytes));
	assert_true(process_history_stretch(&h, 30, &bytes));
	assert_int_equal(bytes, 11 * KIB);
	assert_true(process_history_recent(&h, 0, &bytes));
	assert_int_equal(bytes, 11 * KIB);
	assert_false(process_history_recent(&h, 1, &bytes));
	push(&h, 31, 6);
	assert_true(process_history_stretch(&h, 31, &bytes));
	assert_int_equal(bytes, 6 * KIB);
}

static void
a_jump_of_centuries_keeps_earlier_values(void **state)
{
	struct process_history h;
	uint64_t bytes;

	(void)state;
	begin(&h);
	push(&h, 3, 77);
	process_history_push(&h, UINT64_MAX, 5 * KIB);
	assert_int_equal(process_history_maximum(&h), 77 * KIB);
	assert_true(process_history_stretch(&h, 0, &bytes));
	assert_int_equal(bytes, 77 * KIB);
}

static void
too_large_sizes_are_clamped(void **state)
{
	struct process_history h;
	uint64_t bytes;

	(void)state;
	begin(&h);
	process_history_push(&h, BEGAN, UINT64_MAX);
	assert_true(process_history_stretch(&h, 0, &bytes));
	assert_in_range(bytes, 4398046000000ull, UINT64_MAX);
	assert_true(process_history_recent(&h, 0, &bytes));
}

static void
a_record_is_small(void **state)
{
	(void)state;
	assert_in_range(sizeof(struct process_history), 1, 512);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(halving_keeps_the_maximum_of_every_stretch_over_days),
		cmocka_unit_test(hours_without_samples_stay_absent),
		cmocka_unit_test(a_gap_is_absent_and_a_zero_is_not),
		cmocka_unit_test(the_recent_steps_are_the_maxima_of_five_seconds),
		cmocka_unit_test(a_slow_sample_is_a_recent_step_of_its_own),
		cmocka_unit_test(a_time_that_goes_back_counts_as_the_last),
		cmocka_unit_test(a_jump_of_centuries_keeps_earlier_values),
		cmocka_unit_test(too_large_sizes_are_clamped),
		cmocka_unit_test(a_record_is_small),
	};

	return cmocka_run_group_tests_name("process_history", tests, NULL, NULL);
}
