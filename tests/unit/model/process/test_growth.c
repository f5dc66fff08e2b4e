/* SPDX-License-Identifier: MIT */
/* test_growth.c: growth is found early and measured accurately; sawtooths, steps and noise are not
 * growth. */
#include "model/process/growth.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024.0 * 1024)
#define SECOND 1000000000ull

static double
noise(void)
{
	static uint64_t random = 88172645463325252u;

	random ^= random << 13;
	random ^= random >> 7;
	random ^= random << 17;
	return (double)(random >> 11) / 9007199254740992.0 - 0.5;
}

/* --- what a process holds, in MiB, at a time in seconds --- */

static double
line(double t, double a)
{
	return 50 + a * t;
}

static double
noisy_line(double t, double a)
{
	return 500 + a * t + noise() * a;
}

static double
sawtooth(double t, double period)
{
	return 100 + 100 * fmod(t / period, 1);
}

static double
late_sawtooth(double t, double period)
{
	return t < 20 ? 20 + 4 * t : sawtooth(t, period);
}

static double
rising_sawtooth(double t, double period)
{
	return sawtooth(t, period) + t; /* 1 MiB a second below it */
}

static double
step(double t, double at)
{
	return t < at ? 100 : 500;
}

static double
small_steps(double t, double a)
{
	return t < a ? 50 : t < 2 * a ? 50.75 : 49.25;
}

static double
still(double t, double a)
{
	(void)t;
	return a + noise() * 0.2;
}

struct shape {
	double (*mib)(double t, double a);
	double a;
};

static struct growth_fit
look_on(struct growth *g, struct shape shape, double interval, double from, double until)
{
	uint64_t at = 0;

	if (from == 0)
		growth_begin(g, 1000 * SECOND);
	for (double t = from; t <= until; t += interval) {
		at = 1000 * SECOND + (uint64_t)(t * 1e9);
		growth_push(g, at, (uint64_t)(shape.mib(t, shape.a) * MIB));
	}
	return growth_fit(g);
}

static double
mib_a_second(struct growth_fit fit)
{
	return (double)fit.bytes_a_minute / 60 / MIB;
}

static void
growth_of_ten_mib_a_second_is_seen_after_fifteen_seconds(void **state)
{
	static const double intervals[] = { 0.1, 0.5, 1 };
	struct growth g;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct growth_fit fit =
			look_on(&g, (struct shape){ line, 10 }, intervals[i], 0, 15);
		uint64_t left_ns = 0;

		assert_int_equal(fit.kind, GROWTH_LINE);
		assert_true(fabs(mib_a_second(fit) - 10) < 0.2);
		assert_true(growth_forecast(&fit, 150 * 1048576, 750 * 1048576, &left_ns));
		assert_true(fabs((double)left_ns / 1e9 - 60) < 2);
		fit = look_on(&g, (struct shape){ line, 10 }, intervals[i], 15 + intervals[i], 300);
		assert_true(fabs(mib_a_second(fit) - 10) < 0.2);
	}
}

static void
noise_moves_the_slope_little(void **state)
{
	struct growth g;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct growth_fit fit = look_on(&g, (struct shape){ noisy_line, 10 }, 1, 0, 15);

		assert_int_equal(fit.kind, GROWTH_LINE);
		assert_true(fabs(mib_a_second(fit) - 10) < 2);
	}
}

static void
slow_and_fast_growth_are_measured(void **state)
{
	static const double rates[] = { 0.05, 0.5, 100, 2000 };
	struct growth g;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct growth_fit fit = look_on(&g, (struct shape){ line, rates[i] }, 1, 0, 240);

		assert_int_equal(fit.kind, GROWTH_LINE);
		assert_true(fabs(mib_a_second(fit) / rates[i] - 1) < 0.2);
	}
	assert_true(mib_a_second(look_on(&g, (struct shape){ line, -2 }, 1, 0, 15)) < -1.8);
}

static void
a_sawtooth_is_not_growth(void **state)
{
	static const double intervals[] = { 0.5, 1, 2 };
	struct growth g;

	(void)state;
	for (double period = 1; period <= 30; period += 0.7) {
		for (size_t i = 0; i < 6; i++) {
			double interval = intervals[i % 3], from = 44;
			struct shape shape = { i < 3 ? sawtooth : late_sawtooth, period };

			look_on(&g, shape, interval, 0, from);
			/* At every moment of the remaining two minutes, rising and falling. */
			for (double t = from; t < 120; t += interval) {
				struct growth_fit fit =
					look_on(&g, shape, interval, t + interval, t + interval);

				if (fit.kind == GROWTH_LINE)
					fail_msg("period %.1f s, interval %.1f s, at %.1f s: %.2f "
						 "MiB/s",
						period, interval, t, mib_a_second(fit));
			}
		}
	}
}

/* A sawtooth that starts within a tooth, from its third tooth on. */
static void
check_from_third_tooth(double period, double phase, double interval)
{
	struct growth g;

	growth_begin(&g, 0);
	for (double t = 0; t < 3 * period + 25; t += interval) {
		uint64_t at = (uint64_t)(t * 1e9);
		struct growth_fit fit;

		growth_push(&g, at, (uint64_t)(sawtooth(t + phase * period, period) * MIB));
		fit = growth_fit(&g);
		if (t >= 3 * period && fit.kind == GROWTH_LINE)
			fail_msg("period %.1f s, phase %.1f, interval %.2f s, at %.2f s: %.2f "
				 "MiB/s",
				period, phase, interval, t, mib_a_second(fit));
	}
}

static void
a_sawtooth_is_not_growth_from_the_third_tooth_on(void **state)
{
	static const double intervals[] = { 0.1, 0.25, 0.5, 1 };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (double period = 1; period <= 12; period += 0.5)
			for (double phase = 0; phase < 1; phase += 0.1)
				check_from_third_tooth(period, phase, intervals[i]);
}

static void
a_rising_sawtooth_is_growth(void **state)
{
	struct growth g;

	(void)state;
	for (double period = 3; period <= 30; period += 3) {
		struct growth_fit fit =
			look_on(&g, (struct shape){ rising_sawtooth, period }, 1, 0, 230);

		assert_int_equal(fit.kind, GROWTH_LINE);
		if (fabs(mib_a_second(fit) - 1) > 0.25)
			fail_msg("period %.0f s: %.2f MiB/s", period, mib_a_second(fit));
	}
}

static void
a_step_is_not_growth(void **state)
{
	struct growth g;

	(void)state;
	for (double at = 1; at < 30; at += 1) {
		look_on(&g, (struct shape){ step, at }, 1, 0, 8);
		for (double t = 9; t < 60; t += 1)
			assert_int_not_equal(
				look_on(&g, (struct shape){ step, at }, 1, t, t).kind, GROWTH_LINE);
	}
}

static void
flat_is_reported_with_its_time(void **state)
{
	struct growth g;
	struct growth_fit fit;
	uint64_t left_ns;

	(void)state;
	fit = look_on(&g, (struct shape){ still, 300 }, 1, 0, 500);
	assert_int_equal(fit.kind, GROWTH_FLAT);
	assert_int_equal(fit.since_ns, 1000 * SECOND);
	assert_false(growth_forecast(&fit, 1, 2, &left_ns));
	fit = look_on(&g, (struct shape){ step, 100 }, 1, 0, 400);
	assert_int_equal(fit.kind, GROWTH_FLAT);
	assert_int_equal(fit.since_ns, 1100 * SECOND);
}

/* Everything must be near the present value: 50.75 MiB are more than 1 MiB above it, 50 are not. */
static void
flat_is_relative_to_the_present_size(void **state)
{
	struct growth g;
	struct growth_fit fit;

	(void)state;
	fit = look_on(&g, (struct shape){ small_steps, 400 }, 1, 0, 790);
	assert_int_equal(fit.since_ns, 1000 * SECOND);
	fit = look_on(&g, (struct shape){ small_steps, 400 }, 1, 791, 1190);
	assert_int_equal(fit.since_ns, 1800 * SECOND);
}

static void
few_samples_give_no_result(void **state)
{
	struct growth g;

	(void)state;
	for (double until = 0; until < 7; until += 1)
		assert_int_equal(
			look_on(&g, (struct shape){ line, 10 }, 1, 0, until).kind, GROWTH_UNKNOWN);
}

static void
long_intervals_and_suspends_are_not_growth(void **state)
{
	struct growth g;
	struct growth_fit fit;

	(void)state;
	fit = look_on(&g, (struct shape){ line, 1.0 / 60 }, 3600, 0, 3600 * 30);
	assert_int_equal(fit.kind, GROWTH_LINE);
	assert_true(fabs(mib_a_second(fit) * 60 - 1) < 0.1);
	look_on(&g, (struct shape){ still, 100 }, 1, 0, 100);
	fit = look_on(&g, (struct shape){ still, 900 }, 1, 7200, 7204);
	assert_int_equal(fit.kind, GROWTH_UNKNOWN);
}

static void
samples_at_the_same_time_are_handled(void **state)
{
	struct growth g;

	(void)state;
	growth_begin(&g, 0);
	for (int i = 0; i < 1000; i++)
		growth_push(&g, 5 * SECOND, (uint64_t)i * 1048576);
	assert_int_not_equal(growth_fit(&g).kind, GROWTH_LINE);
	assert_true(sizeof g <= 630);
}

static void
nothing_is_forecast_beyond_ten_years(void **state)
{
	const struct growth_fit slow = { .kind = GROWTH_LINE, .bytes_a_minute = 100 };
	const struct growth_fit shrinks = { .kind = GROWTH_LINE, .bytes_a_minute = -100 };
	uint64_t left_ns = 1;

	(void)state;
	assert_false(growth_forecast(&slow, 0, 1ull << 40, &left_ns));
	assert_false(growth_forecast(&shrinks, 0, 1ull << 20, &left_ns));
	assert_true(growth_forecast(&slow, 1ull << 40, 1ull << 30, &left_ns));
	assert_int_equal(left_ns, 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(growth_of_ten_mib_a_second_is_seen_after_fifteen_seconds),
		cmocka_unit_test(noise_moves_the_slope_little),
		cmocka_unit_test(slow_and_fast_growth_are_measured),
		cmocka_unit_test(a_sawtooth_is_not_growth),
		cmocka_unit_test(a_sawtooth_is_not_growth_from_the_third_tooth_on),
		cmocka_unit_test(a_rising_sawtooth_is_growth),
		cmocka_unit_test(a_step_is_not_growth),
		cmocka_unit_test(flat_is_reported_with_its_time),
		cmocka_unit_test(flat_is_relative_to_the_present_size),
		cmocka_unit_test(few_samples_give_no_result),
		cmocka_unit_test(long_intervals_and_suspends_are_not_growth),
		cmocka_unit_test(samples_at_the_same_time_are_handled),
		cmocka_unit_test(nothing_is_forecast_beyond_ten_years),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
