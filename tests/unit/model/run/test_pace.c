/* SPDX-License-Identifier: MIT */
/* test_pace.c: an observer keeps its budget whatever a look costs. */
#include "model/run/pace.h"

#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MS 1000000ull
#define US 1000ull
#define LONGEST (100 * MS)
#define HOUR (3600 * SECOND)

/* What may have been spent at that time, by one look or reading more. */
static void
assert_within_budget(const struct pace *p, uint64_t at_ns, uint64_t more_ns)
{
	uint64_t start = at_ns > 10 * SECOND ? at_ns : 10 * SECOND;

	assert_in_range(p->samples_spent_ns, 0, at_ns / 250 + 20 * MS + more_ns);
	assert_in_range(p->samples_spent_ns + p->pss_spent_ns, 0, start / 100 + more_ns);
}

/* Looks for `until_ns`; returns how many they were. `cost_ns` is told the number of the look. */
static uint64_t
look_for(struct pace *p, uint64_t until_ns, uint64_t (*cost_ns)(uint64_t), uint64_t wanted_ns)
{
	uint64_t looks = 0, at_ns = 0, most = 0;

	while (at_ns < until_ns) {
		uint64_t cost = cost_ns(looks++), wait;

		most = cost > most ? cost : most;
		pace_sampled(p, cost);
		assert_within_budget(p, at_ns, most);
		wait = pace_next_sample(p, at_ns + cost, wanted_ns);
		assert_in_range(wait, PACE_SHORTEST_NS, 3 * SECOND);
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
		for (uint64_t wanted = 0; wanted <= LONGEST; wanted += LONGEST) {
			struct pace p;

			pace_begin(&p, LONGEST);
			look_for(&p, HOUR / 6, costs[i], wanted);
		}
	}
}

/* Still the budget is used: a peak that rises is looked at as often as two fifths of it allow. */
static void
near_a_peak_the_budget_is_used(void **state)
{
	struct pace p;
	uint64_t looks;

	(void)state;
	pace_begin(&p, LONGEST);
	looks = look_for(&p, 60 * SECOND, a_third_of_a_ms, 0);
	assert_in_range(p.samples_spent_ns, 235 * MS, 241 * MS);
	assert_in_range(looks, 700, 730);
}

static void
the_next_look_is_when_it_is_wanted(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	pace_sampled(&p, 50 * US);
	assert_int_equal(pace_next_sample(&p, SECOND, 0), PACE_SHORTEST_NS);
	assert_int_equal(pace_next_sample(&p, SECOND, 37 * MS), 37 * MS);
	assert_int_equal(pace_next_sample(&p, SECOND, UINT64_MAX), LONGEST);
}

/* --interval below the shortest beat holds near a peak as well. */
static void
a_short_interval_is_the_beat_always(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, PACE_SHORTEST_NS);
	assert_int_equal(pace_next_sample(&p, 0, 0), PACE_SHORTEST_NS);
	assert_int_equal(pace_next_sample(&p, 0, UINT64_MAX), PACE_SHORTEST_NS);
}

/* A start is looked at closely on credit. */
static void
a_start_has_credit(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (uint64_t at_ns = 0; at_ns < 180 * MS; at_ns += 10 * MS) {
		pace_sampled(&p, MS);
		assert_int_equal(pace_next_sample(&p, at_ns, 0), PACE_SHORTEST_NS);
	}
	for (uint64_t i = 0; i < 50; i++)
		pace_sampled(&p, MS);
	assert_true(pace_next_sample(&p, SECOND, 0) > LONGEST);
}

/* Thousands of processes: the interval gives way to the budget, and the budget to a look a
 * second. */
static void
a_look_too_dear_comes_once_a_second(void **state)
{
	static const uint64_t costs[] = { 3 * MS, 20 * MS, 300 * MS };

	(void)state;
	for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
		uint64_t at_ns = 0, looks = 0;
		struct pace p;

		pace_begin(&p, LONGEST);
		while (at_ns < 100 * SECOND) {
			pace_sampled(&p, costs[i]);
			looks++;
			at_ns += pace_next_sample(&p, at_ns, 0);
		}
		assert_in_range(looks, 99, 100 + 400 * MS / costs[i]);
	}
}

/* Whoever asked for a longer interval has it. */
static void
a_long_interval_is_not_cut(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, 5 * SECOND);
	pace_sampled(&p, 300 * MS);
	assert_int_equal(pace_next_sample(&p, SECOND, UINT64_MAX), 5 * SECOND);
}

/* A job that uses four CPUs may be looked at four times as often. */
static void
a_job_that_uses_more_is_worth_more(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (int i = 0; i < 50; i++)
		pace_sampled(&p, 2 * MS);
	assert_true(pace_next_sample(&p, 10 * SECOND, 0) > LONGEST);
	assert_int_equal(pace_next_sample(&p, 40 * SECOND, 0), PACE_SHORTEST_NS);
	assert_false(pace_allows_pss(&p, 10 * SECOND, 6000 * MIB, 1));
	assert_true(pace_allows_pss(&p, 40 * SECOND, 6000 * MIB, 1));
}

/* --- PSS --- */

/* What is theirs at ten seconds they have from the start; later it grows. */
static void
pss_has_a_budget_of_its_own(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	pace_sampled(&p, 90 * MS);
	assert_true(pace_allows_pss(&p, 0, 4000 * MIB, 1));
	pace_read_pss(&p, 58 * MS, 4000 * MIB);
	assert_false(pace_allows_pss(&p, 0, 1024 * MIB, 1));
	assert_true(pace_allows_pss(&p, 20 * SECOND, 1024 * MIB, 1));
}

static void
an_unsettled_reading_may_spend_a_quarter(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	pace_read_pss(&p, 14 * MS, 1000 * MIB);
	assert_true(pace_allows_pss(&p, 0, MIB, 0.25));
	pace_read_pss(&p, 2 * MS, 140 * MIB);
	assert_false(pace_allows_pss(&p, 0, MIB, 0.25));
	assert_true(pace_allows_pss(&p, 0, MIB, 1));
}

/* What a reading will cost is learned: slow memory is read less often. */
static void
the_cost_of_a_reading_is_learned(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (int i = 0; i < 20; i++)
		pace_read_pss(&p, 500 * US, MIB - 1);
	assert_true(pace_allows_pss(&p, 0, 900 * MIB, 1));
	assert_false(pace_allows_pss(&p, 0, 1100 * MIB, 1));
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
	assert_true(pace_allows_pss(&p, 0, 6000 * MIB, 1));
}

/* Looks every 10 ms while a peak keeps rising leave what it takes to measure it. */
static void
looks_leave_readings_theirs(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (uint64_t at_ns = 0; at_ns < 60 * SECOND;) {
		pace_sampled(&p, MS);
		at_ns += pace_next_sample(&p, at_ns, 0);
	}
	assert_true(pace_allows_pss(&p, 60 * SECOND, 20000 * MIB, 1));
	assert_true(pace_allows_pss(&p, 60 * SECOND, 5000 * MIB, 0.25));
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
			pace_sampled(&p, 100 * US);
			if (pace_allows_pss(
				    &p, at_ns, mib[i] * MIB, readings % 2 == 0 ? 1 : 0.25)) {
				pace_read_pss(&p, cost, mib[i] * MIB);
				readings++;
			}
			assert_within_budget(&p, at_ns, cost + 100 * US);
			at_ns += pace_next_sample(&p, at_ns, UINT64_MAX);
		}
		assert_in_range(readings, 10, 60000);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_of_any_cost_keep_the_budget),
		cmocka_unit_test(near_a_peak_the_budget_is_used),
		cmocka_unit_test(the_next_look_is_when_it_is_wanted),
		cmocka_unit_test(a_short_interval_is_the_beat_always),
		cmocka_unit_test(a_start_has_credit),
		cmocka_unit_test(a_look_too_dear_comes_once_a_second),
		cmocka_unit_test(a_long_interval_is_not_cut),
		cmocka_unit_test(a_job_that_uses_more_is_worth_more),
		cmocka_unit_test(pss_has_a_budget_of_its_own),
		cmocka_unit_test(an_unsettled_reading_may_spend_a_quarter),
		cmocka_unit_test(the_cost_of_a_reading_is_learned),
		cmocka_unit_test(small_readings_say_little_of_large_ones),
		cmocka_unit_test(looks_leave_readings_theirs),
		cmocka_unit_test(readings_as_often_as_allowed_keep_the_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
