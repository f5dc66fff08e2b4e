/* SPDX-License-Identifier: MIT */
/* test_pace.c: an observer keeps its budget whatever a look costs. */
#include "model/pace.h"

#include "support/samples.h"

/* Last: its macro fail() is no name for a function. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MS 1000000ull
#define US 1000ull
#define LONGEST (100 * MS)
#define HOUR (3600 * SECOND)

/* What may have been spent at that time, and one look more. */
static void
assert_within_budget(const struct pace *p, uint64_t at_ns, uint64_t look_ns)
{
	assert_in_range(p->spent_ns, 0, at_ns / 100 + 100 * MS + look_ns);
}

/* Looks for `until_ns`; returns how many they were. `cost_ns` is told the number of the look. */
static uint64_t
look_for(struct pace *p, uint64_t until_ns, uint64_t (*cost_ns)(uint64_t), bool near)
{
	uint64_t looks = 0, at_ns = 0, most = 0;

	while (at_ns < until_ns) {
		uint64_t cost = cost_ns(looks++), wait;

		most = cost > most ? cost : most;
		pace_looked(p, cost);
		assert_within_budget(p, at_ns, most);
		wait = pace_next_look(p, at_ns + cost, near);
		assert_in_range(wait, PACE_SHORTEST_NS, 2 * SECOND);
		at_ns += cost + wait;
	}
	return looks;
}

static uint64_t
nothing(uint64_t look)
{
	(void)look;
	return 0;
}

static uint64_t
fifty_us(uint64_t look)
{
	(void)look;
	return 50 * US;
}

static uint64_t
a_third_of_a_ms(uint64_t look)
{
	(void)look;
	return 333 * US;
}

/* The dearest look that fits: a hundredth of the longest wait. */
static uint64_t
one_ms(uint64_t look)
{
	(void)look;
	return MS;
}

/* A tree that grows: each look costs more than the last. */
static uint64_t
dearer_and_dearer(uint64_t look)
{
	return look < 10000 ? look * 100 : MS;
}

/* Cheap, but for every tenth. */
static uint64_t
dear_now_and_then(uint64_t look)
{
	return look % 10 == 9 ? 5 * MS : 20 * US;
}

static void
looks_of_any_cost_keep_the_budget(void **state)
{
	uint64_t (*const costs[])(uint64_t) = { nothing, fifty_us, a_third_of_a_ms, one_ms,
		dearer_and_dearer, dear_now_and_then };

	(void)state;
	for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
		for (int near = 0; near < 2; near++) {
			struct pace p;

			pace_begin(&p, LONGEST);
			look_for(&p, HOUR / 6, costs[i], near);
		}
	}
}

/* Still the budget is used: a job near its peak is looked at as often as half of it allows. */
static void
near_a_peak_the_budget_is_used(void **state)
{
	struct pace p;
	uint64_t looks;

	(void)state;
	pace_begin(&p, LONGEST);
	looks = look_for(&p, 60 * SECOND, a_third_of_a_ms, true);
	assert_in_range(p.spent_ns, 300 * MS, (60 * SECOND / 100 + 100 * MS) / 2 + MS);
	assert_in_range(looks, 900, 1100);
}

static void
the_next_look_is_soon_near_a_peak_and_late_else(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	pace_looked(&p, 50 * US);
	assert_int_equal(pace_next_look(&p, SECOND, true), PACE_SHORTEST_NS);
	assert_int_equal(pace_next_look(&p, SECOND, false), LONGEST);
}

/* --interval below the shortest beat holds near a peak as well. */
static void
a_short_interval_is_the_beat_always(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, PACE_SHORTEST_NS);
	assert_int_equal(pace_next_look(&p, 0, true), PACE_SHORTEST_NS);
	assert_int_equal(pace_next_look(&p, 0, false), PACE_SHORTEST_NS);
}

/* A start is looked at closely on credit. */
static void
a_start_has_credit(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (uint64_t at_ns = 0; at_ns < 400 * MS; at_ns += 10 * MS) {
		pace_looked(&p, MS);
		assert_int_equal(pace_next_look(&p, at_ns, true), PACE_SHORTEST_NS);
	}
	for (uint64_t i = 0; i < 50; i++)
		pace_looked(&p, MS);
	assert_true(pace_next_look(&p, SECOND, true) > LONGEST);
}

/* A thousand processes: the budget is kept, and the interval gives way. */
static void
a_look_too_dear_waits_for_the_budget(void **state)
{
	uint64_t at_ns = 0, looks = 0;
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	while (at_ns < 100 * SECOND) {
		pace_looked(&p, 20 * MS);
		looks++;
		assert_within_budget(&p, at_ns, 20 * MS);
		at_ns += pace_next_look(&p, at_ns, true);
	}
	assert_in_range(looks, 24, 30); /* 20 ms in 4 s: half of a hundredth, and the credit */
}

/* --- PSS --- */

static void
pss_shares_the_budget_of_the_looks(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	assert_true(pace_allows_pss(&p, 0, 1024 * MIB, true));
	pace_looked(&p, 99 * MS);
	assert_false(pace_allows_pss(&p, 0, 1024 * MIB, true));
	assert_true(pace_allows_pss(&p, 10 * SECOND, 1024 * MIB, true));
}

static void
an_unsettled_reading_may_spend_a_quarter(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	pace_read_pss(&p, 24 * MS, 4000 * MIB);
	assert_true(pace_allows_pss(&p, 0, MIB, false));
	pace_read_pss(&p, 2 * MS, 333 * MIB);
	assert_false(pace_allows_pss(&p, 0, MIB, false));
	assert_true(pace_allows_pss(&p, 0, MIB, true));
}

/* What a reading will cost is learned: slow memory is read less often. */
static void
the_cost_of_a_reading_is_learned(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (int i = 0; i < 20; i++)
		pace_read_pss(&p, 50 * US, MIB - 1);
	assert_true(pace_allows_pss(&p, 0, 1000 * MIB, true));
	assert_false(pace_allows_pss(&p, 0, 2100 * MIB, true));
}

/* A reading of little memory costs mostly its start: it does not make a large one look dear. */
static void
small_readings_say_little_of_large_ones(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (int i = 0; i < 10; i++)
		pace_read_pss(&p, 60 * US, MIB / 2);
	pace_read_pss(&p, 8 * MS, 1500 * MIB);
	assert_true(pace_allows_pss(&p, 0, 8000 * MIB, true));
}

/* Looks every 10 ms while a peak keeps rising leave half of the budget to measure it. */
static void
looks_leave_half_to_readings(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (uint64_t at_ns = 0; at_ns < 60 * SECOND;) {
		pace_looked(&p, MS);
		at_ns += pace_next_look(&p, at_ns, true);
	}
	assert_true(pace_allows_pss(&p, 60 * SECOND, 30000 * MIB, true));
	assert_true(pace_allows_pss(&p, 60 * SECOND, 10000 * MIB, false));
}

static void
readings_as_often_as_allowed_keep_the_budget(void **state)
{
	static const uint64_t mib[] = { 1, 100, 4000 };

	(void)state;
	for (size_t i = 0; i < sizeof mib / sizeof mib[0]; i++) {
		uint64_t cost = mib[i] * 20 * US, readings = 0;
		struct pace p;

		pace_begin(&p, LONGEST);
		for (uint64_t at_ns = 0; at_ns < 600 * SECOND;) {
			pace_looked(&p, 100 * US);
			if (pace_allows_pss(&p, at_ns, mib[i] * MIB, readings % 2 == 0)) {
				pace_read_pss(&p, cost, mib[i] * MIB);
				readings++;
			}
			assert_within_budget(&p, at_ns, cost + 100 * US);
			at_ns += pace_next_look(&p, at_ns, false);
		}
		assert_in_range(readings, 10, 60000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_of_any_cost_keep_the_budget),
		cmocka_unit_test(near_a_peak_the_budget_is_used),
		cmocka_unit_test(the_next_look_is_soon_near_a_peak_and_late_else),
		cmocka_unit_test(a_short_interval_is_the_beat_always),
		cmocka_unit_test(a_start_has_credit),
		cmocka_unit_test(a_look_too_dear_waits_for_the_budget),
		cmocka_unit_test(pss_shares_the_budget_of_the_looks),
		cmocka_unit_test(an_unsettled_reading_may_spend_a_quarter),
		cmocka_unit_test(the_cost_of_a_reading_is_learned),
		cmocka_unit_test(small_readings_say_little_of_large_ones),
		cmocka_unit_test(looks_leave_half_to_readings),
		cmocka_unit_test(readings_as_often_as_allowed_keep_the_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
