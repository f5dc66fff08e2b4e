/* SPDX-License-Identifier: MIT */
/* test_plateau.c: since when a value has kept near what it is now, however long that is. */
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
the_first_value_is_the_beginning(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	plateau_push(&l, 7, 5000, FINE);
	assert_int_equal(since(&l, 5000), 7);
	plateau_push(&l, 8, 5000, FINE);
	assert_int_equal(since(&l, 5000), 7);
}

static void
a_step_begins_anew_and_a_small_one_does_not(void **state)
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

/* It is what is held now that counts, not what was held when it began. */
static void
a_step_within_what_is_near_to_the_old_but_not_to_the_new_is_seen(void **state)
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
a_dip_or_a_spike_of_one_value_is_the_end_of_it(void **state)
{
	static const uint32_t others[] = { 0, 3000, 7000, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct plateau l = { .count = 0 };

		for (uint32_t at = 0; at < 1000; at++)
			plateau_push(&l, at, at == 600 ? others[i] : 5000, FINE);
		assert_int_equal(since(&l, 5000), 601);
	}
}

/* More spans than are kept begin in it. */
static void
noise_of_a_day_does_not_hide_when_it_began(void **state)
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
two_levels_in_turns_are_two(void **state)
{
	struct plateau l = { .count = 0 };

	(void)state;
	for (uint32_t at = 0; at < 10000; at++)
		plateau_push(&l, at, at % 2 == 0 ? 5000 : 5001 + REACH, FINE);
	assert_int_equal(since(&l, 5001 + REACH), 9999);
}

/* Of a slow rise all is near that is no older than the reach takes. */
static void
a_slow_rise_takes_its_beginning_along(void **state)
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
a_rise_that_ends_is_told_from_what_comes_after(void **state)
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
what_it_tells_is_never_before_something_that_was_not_near(void **state)
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
		cmocka_unit_test(the_first_value_is_the_beginning),
		cmocka_unit_test(a_step_begins_anew_and_a_small_one_does_not),
		cmocka_unit_test(a_step_within_what_is_near_to_the_old_but_not_to_the_new_is_seen),
		cmocka_unit_test(a_dip_or_a_spike_of_one_value_is_the_end_of_it),
		cmocka_unit_test(noise_of_a_day_does_not_hide_when_it_began),
		cmocka_unit_test(two_levels_in_turns_are_two),
		cmocka_unit_test(a_slow_rise_takes_its_beginning_along),
		cmocka_unit_test(a_rise_that_ends_is_told_from_what_comes_after),
		cmocka_unit_test(what_it_tells_is_never_before_something_that_was_not_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
