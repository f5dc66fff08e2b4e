/* SPDX-License-Identifier: MIT */
/* test_pace.c: an observer keeps its budget whatever a sample costs. */
#include "base/length.h"
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

/* What may have been spent at that time, with one sample or reading more. */
static void
assert_within_budget(const struct pace *p, uint64_t at_ns, uint64_t more_ns)
{
	uint64_t start = at_ns > 10 * SECOND ? at_ns : 10 * SECOND;

	assert_in_range(p->samples_spent_ns, 0, at_ns / 250 + 20 * MS + more_ns);
	assert_in_range(p->samples_spent_ns + p->pss_spent_ns, 0, start / 100 + more_ns);
}

/* Samples until `until_ns`; returns how many. `cost_ns` gets the number of the sample. */
static uint64_t
look_for(struct pace *p, uint64_t until_ns, uint64_t (*cost_ns)(uint64_t), uint64_t wanted_ns)
{
	uint64_t looks = 0, at_ns = 0, max = 0;

	while (at_ns < until_ns) {
		uint64_t cost = cost_ns(looks++), wait;

		max = cost > max ? cost : max;
		pace_sampled(p, cost);
		assert_within_budget(p, at_ns, max);
		wait = pace_next_sample(p, at_ns + cost, wanted_ns);
		assert_in_range(wait, INTERVAL_MIN_NS, 3 * SECOND);
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

/* The most expensive sample that fits: a hundredth of the longest wait. */
static uint64_t
one_ms(uint64_t look)
{
	(void)look;
	return MS;
}

/* A growing tree: each sample costs more than the last. */
static uint64_t
dearer_and_dearer(uint64_t look)
{
	return look < 10000 ? look * 100 : MS;
}

/* Cheap, except for every tenth. */
static uint64_t
dear_now_and_then(uint64_t look)
{
	return look % 10 == 9 ? 5 * MS : 20 * US;
}

static void
samples_of_any_cost_keep_the_budget(void **state)
{
	uint64_t (*const costs[])(uint64_t) = { nothing, fifty_us, a_third_of_a_ms, one_ms,
		dearer_and_dearer, dear_now_and_then };

	(void)state;
	for (size_t i = 0; i < LENGTH(costs); i++) {
		for (uint64_t wanted = 0; wanted <= LONGEST; wanted += LONGEST) {
			struct pace p;

			pace_begin(&p, LONGEST);
			look_for(&p, HOUR / 6, costs[i], wanted);
		}
	}
}

/* The budget is still used: a rising peak is sampled as often as two fifths of it allow. */
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
the_next_sample_is_when_requested(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	pace_sampled(&p, 50 * US);
	assert_int_equal(pace_next_sample(&p, SECOND, 0), INTERVAL_MIN_NS);
	assert_int_equal(pace_next_sample(&p, SECOND, 37 * MS), 37 * MS);
	assert_int_equal(pace_next_sample(&p, SECOND, UINT64_MAX), LONGEST);
}

/* An --interval below the shortest one applies near a peak as well. */
static void
a_short_interval_is_always_kept(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, INTERVAL_MIN_NS);
	assert_int_equal(pace_next_sample(&p, 0, 0), INTERVAL_MIN_NS);
	assert_int_equal(pace_next_sample(&p, 0, UINT64_MAX), INTERVAL_MIN_NS);
}

/* What a state that lasts left of it (in the first ten seconds) is there when the tree moves on. */
static void
at_the_steady_interval_the_credit_stays(void **state)
{
	uint64_t costs[] = { 100 * 1000, MS / 2, MS, 2 * MS };

	(void)state;
	for (size_t i = 0; i < LENGTH(costs); i++) {
		struct pace p;
		uint64_t at_ns = 0;

		pace_begin(&p, LONGEST);
		while (at_ns < 8 * SECOND) {
			pace_sampled(&p, costs[i]);
			at_ns += pace_steady_ns(&p);
		}
		assert_true(pace_steady_ns(&p) <= 250 * costs[i]);
		assert_true(pace_next_sample(&p, at_ns, 0) <= PACE_DEAR_NS);
	}
}

/* The start is sampled often, on credit. */
static void
the_start_has_credit(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (uint64_t at_ns = 0; at_ns < SECOND; at_ns += 10 * MS) {
		pace_sampled(&p, 150 * US);
		assert_int_equal(pace_next_sample(&p, at_ns, 0), INTERVAL_MIN_NS);
	}
	for (uint64_t i = 0; i < 50; i++)
		pace_sampled(&p, MS);
	assert_true(pace_next_sample(&p, SECOND, 0) > LONGEST);
}

/* Where each sample costs much, the credit lasts as long. */
static void
dear_samples_do_not_waste_the_credit(void **state)
{
	struct pace p;
	uint64_t looks = 0;

	(void)state;
	pace_begin(&p, LONGEST);
	for (uint64_t at_ns = 0; at_ns < SECOND; looks++) {
		pace_sampled(&p, MS);
		at_ns += pace_next_sample(&p, at_ns, 0);
	}
	assert_in_range(looks, 20, 26);
	pace_begin(&p, LONGEST);
	pace_sampled(&p, 5 * MS);
	assert_int_equal(pace_next_sample(&p, 0, 0), PACE_DEAR_NS);
}

/* Thousands of processes: the budget overrides the interval, and one sample per second overrides
 * the budget. */
static void
a_too_expensive_sample_is_taken_once_a_second(void **state)
{
	static const uint64_t costs[] = { 3 * MS, 20 * MS, 300 * MS };

	(void)state;
	for (size_t i = 0; i < LENGTH(costs); i++) {
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

/* A longer requested interval is kept. */
static void
a_long_interval_is_not_cut(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, 5 * SECOND);
	pace_sampled(&p, 300 * MS);
	assert_int_equal(pace_next_sample(&p, SECOND, UINT64_MAX), 5 * SECOND);
}

/* A job that uses four CPUs may be sampled four times as often. */
static void
a_busy_job_gets_more_samples(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (int i = 0; i < 50; i++)
		pace_sampled(&p, 2 * MS);
	assert_true(pace_next_sample(&p, 10 * SECOND, 0) > LONGEST);
	assert_int_equal(pace_next_sample(&p, 40 * SECOND, 0), INTERVAL_MIN_NS);
	assert_false(pace_allows_pss(&p, 10 * SECOND, 6000 * MIB, 1));
	assert_true(pace_allows_pss(&p, 40 * SECOND, 6000 * MIB, 1));
}

/* --- PSS --- */

/* Readings have their budget of ten seconds from the start; later it grows. */
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

/* It uses the budget of readings, not that of samples. */
static void
a_sample_for_a_reading_is_part_of_it(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (int i = 0; i < 40; i++)
		pace_prepared_pss(&p, MS);
	assert_int_equal(p.samples_spent_ns, 0);
	assert_true(pace_allows_pss(&p, 0, 1000 * MIB, 1));
	assert_false(pace_allows_pss(&p, 0, 2000 * MIB, 1));
}

/* It is paid back: later there is none. */
static void
a_large_doubt_gets_a_larger_advance(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	pace_read_pss(&p, 55 * MS, 4000 * MIB);
	assert_false(pace_allows_pss(&p, SECOND, 1500 * MIB, 1));
	assert_true(pace_allows_pss(&p, SECOND, 1500 * MIB, 1.5));
	pace_read_pss(&p, 30 * MS, 1500 * MIB);
	assert_false(pace_allows_pss(&p, SECOND, 1500 * MIB, 1.5));
	pace_read_pss(&p, 30 * MS, 1500 * MIB);
	assert_false(pace_allows_pss(&p, 20 * SECOND, 1500 * MIB, 1.5));
	assert_true(pace_allows_pss(&p, 25 * SECOND, 1500 * MIB, 1));
}

/* While a tree moves, estimates leave room for readings of the state that lasts in the end; but
 * not for such as are too expensive anyway. */
static void
estimates_leave_room_for_readings(void **state)
{
	unsigned few = 0, many = 0;
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (; pace_allows_pages(&p, 0, 2048, 400 * MIB, 1); few++)
		pace_read_pages(&p, 2 * MS, 2048);
	assert_true(few >= 15);
	for (int i = 0; i < 3; i++) {
		assert_true(pace_allows_pss(&p, 0, 400 * MIB, 1));
		pace_read_pss(&p, 6 * MS, 400 * MIB);
	}
	pace_begin(&p, LONGEST);
	for (; pace_allows_pages(&p, 0, 2048, 8000 * MIB, 1); many++)
		pace_read_pages(&p, 2 * MS, 2048);
	assert_true(many >= 29);
}

/* The cost of a reading is learned: slow memory is read less often. */
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

/* A small reading costs mostly its start: it does not make a large one look expensive. */
static void
small_readings_predict_little_about_large_ones(void **state)
{
	struct pace p;

	(void)state;
	pace_begin(&p, LONGEST);
	for (int i = 0; i < 10; i++)
		pace_read_pss(&p, 60 * US, MIB / 2);
	pace_read_pss(&p, 8 * MS, 1500 * MIB);
	assert_true(pace_allows_pss(&p, 0, 6000 * MIB, 1));
}

/* Samples every 10 ms while a peak keeps rising leave enough budget to measure it. */
static void
samples_leave_readings_their_budget(void **state)
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
the_most_frequent_readings_keep_the_budget(void **state)
{
	static const uint64_t mib[] = { 1, 100, 4000 };

	(void)state;
	for (size_t i = 0; i < LENGTH(mib); i++) {
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
		cmocka_unit_test(samples_of_any_cost_keep_the_budget),
		cmocka_unit_test(near_a_peak_the_budget_is_used),
		cmocka_unit_test(the_next_sample_is_when_requested),
		cmocka_unit_test(a_short_interval_is_always_kept),
		cmocka_unit_test(at_the_steady_interval_the_credit_stays),
		cmocka_unit_test(the_start_has_credit),
		cmocka_unit_test(dear_samples_do_not_waste_the_credit),
		cmocka_unit_test(a_too_expensive_sample_is_taken_once_a_second),
		cmocka_unit_test(a_long_interval_is_not_cut),
		cmocka_unit_test(a_busy_job_gets_more_samples),
		cmocka_unit_test(pss_has_a_budget_of_its_own),
		cmocka_unit_test(an_unsettled_reading_may_spend_a_quarter),
		cmocka_unit_test(a_sample_for_a_reading_is_part_of_it),
		cmocka_unit_test(a_large_doubt_gets_a_larger_advance),
		cmocka_unit_test(estimates_leave_room_for_readings),
		cmocka_unit_test(the_cost_of_a_reading_is_learned),
		cmocka_unit_test(small_readings_predict_little_about_large_ones),
		cmocka_unit_test(samples_leave_readings_their_budget),
		cmocka_unit_test(the_most_frequent_readings_keep_the_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
