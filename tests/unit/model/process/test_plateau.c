/* SPDX-License-Identifier: MIT */
/* test_plateau.c: since when a value has stayed near its present one, however long ago. */
#include "base/length.h"
#include "model/process/plateau.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define REACH 1000u
#define FINE (REACH / 4)
#define A_DAY 86400u

static uint32_t
random_of(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 8) % below;
}

static uint32_t
since(const struct plateau *l, uint32_t value)
{
	return plateau_since(l, value, REACH);
}

static void
a_plateau_starts_at_the_first_value(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	plateau_push(&l, 7, 5000, FINE);
	assert_int_equal(since(&l, 5000), 7);
	plateau_push(&l, 8, 5000, FINE);
	assert_int_equal(since(&l, 5000), 7);
}

static void
a_step_starts_a_new_plateau_unless_it_is_small(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	plateau_push(&l, 1, 5000, FINE);
	plateau_push(&l, 2, 5000 + REACH, FINE);
	assert_int_equal(since(&l, 5000 + REACH), 1);
	plateau_push(&l, 3, 5001 + REACH, FINE);
	assert_int_equal(since(&l, 5001 + REACH), 2);
	plateau_push(&l, 4, 9000, FINE);
	assert_int_equal(since(&l, 9000), 4);
}

/* The present value counts, not that at the start. */
static void
a_step_that_is_small_only_relative_to_the_old_value_counts(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	plateau_push(&l, 1, 5000, FINE);
	plateau_push(&l, 50, 5000 + REACH * 3 / 4, FINE);
	plateau_push(&l, 90, 5000 - REACH * 3 / 4, FINE);
	assert_int_equal(since(&l, 5000 - REACH * 3 / 4), 90);
	assert_int_equal(since(&l, 5000), 1);
}

static void
a_single_dip_or_spike_ends_a_plateau(void **state)
{
	static const uint32_t others[] = { 0, 3000, 7000, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < LENGTH(others); i++) {
		struct plateau l = { .count = 0 };

		for (uint32_t at = 0; at < 1000; at++)
			plateau_push(&l, at, at == 600 ? others[i] : 5000, FINE);
		assert_int_equal(since(&l, 5000), 601);
	}
}

/* More spans than are kept start within it. */
static void
noise_of_a_day_does_not_hide_the_start(void **state)
{
	struct plateau l = { .count = 0 };
	uint32_t seed = 1;

	(void)state;
	for (uint32_t at = 0; at < 500; at++)
		plateau_push(&l, at, random_of(&seed, 100000), FINE);
	plateau_push(&l, 500, 200000, FINE);
	for (uint32_t at = 501; at < A_DAY; at++)
		plateau_push(&l, at, 5000 - REACH / 2 + random_of(&seed, REACH), FINE);
	assert_int_equal(since(&l, 5000), 501);
}

static void
alternating_levels_are_no_plateau(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	for (uint32_t at = 0; at < 10000; at++)
		plateau_push(&l, at, at % 2 == 0 ? 5000 : 5001 + REACH, FINE);
	assert_int_equal(since(&l, 5001 + REACH), 9999);
}

/* In a slow rise, everything within the tolerance is near. */
static void
a_slow_rise_moves_the_start(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	for (uint32_t at = 0; at < 20 * REACH; at++) {
		plateau_push(&l, at, 5000 + at, FINE);
		if (at <= REACH)
			assert_int_equal(since(&l, 5000 + at), 0);
		else
			assert_in_range(since(&l, 5000 + at), at - REACH, at);
	}
}

static void
a_plateau_after_a_rise_is_found(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	for (uint32_t at = 0; at < 100; at++)
		plateau_push(&l, at, 5000 + at * REACH / 2, FINE);
	for (uint32_t at = 100; at < A_DAY; at++)
		plateau_push(&l, at, 5000 + 99 * REACH / 2 - at % 7, FINE);
	/* The last two steps of the rise are near. */
	assert_in_range(since(&l, 5000 + 99 * REACH / 2), 97, 99);
}

static void
a_plateau_never_includes_a_distant_value(void **state)
{
	enum { COUNT = 3000 };
	static uint32_t values[COUNT];
	uint32_t seed = 42;

	(void)state;
	for (unsigned round = 0; round < 50; round++) {
		struct plateau l = { .count = 0 };
		uint32_t value = 100000, told, stride = 1 + random_of(&seed, 2 * REACH);

		for (uint32_t at = 0; at < COUNT; at++) {
			value += random_of(&seed, stride) - stride / 2;
			value = random_of(&seed, 200) == 0 ? 90000 : value;
			values[at] = value;
			plateau_push(&l, at, value, FINE);
			told = since(&l, value);
			for (uint32_t back = told; back < at; back++)
				if (values[back] + REACH < value || values[back] > value + REACH)
					fail_msg("told %u at %u: %u at %u, now %u", told, at,
						values[back], back, value);
		}
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plateau_starts_at_the_first_value),
		cmocka_unit_test(a_step_starts_a_new_plateau_unless_it_is_small),
		cmocka_unit_test(a_step_that_is_small_only_relative_to_the_old_value_counts),
		cmocka_unit_test(a_single_dip_or_spike_ends_a_plateau),
		cmocka_unit_test(noise_of_a_day_does_not_hide_the_start),
		cmocka_unit_test(alternating_levels_are_no_plateau),
		cmocka_unit_test(a_slow_rise_moves_the_start),
		cmocka_unit_test(a_plateau_after_a_rise_is_found),
		cmocka_unit_test(a_plateau_never_includes_a_distant_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
