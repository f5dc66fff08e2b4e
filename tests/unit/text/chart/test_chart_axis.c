/* SPDX-License-Identifier: MIT */
/* test_chart_axis.c: ticks are round and few, and each has a different label. */
#include <string.h>

#include "base/clock.h"
#include "base/length.h"
#include "support/suite.h"
#include "text/chart/axis.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)
#define GIB (KIB * MIB)
#define SECOND ((uint64_t)NS_PER_SECOND)

/* Numbers of all magnitudes, the same in every run. */
static uint64_t
made_up(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*seed >> 1) >> (*seed >> 58);
}

static void
positions_are_exact_and_include_the_end(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (uint64_t range = 1; range < 60; range++) {
		for (uint64_t value = 0; value < range; value++)
			assert_int_equal(axis_position(value, range, 37), value * 37 / range);
		assert_int_equal(axis_position(range, range, 37), 36);
		assert_int_equal(axis_position(UINT64_MAX, range, 37), 36);
	}
	assert_int_equal(axis_position(5, 0, 37), 0);
	assert_int_equal(axis_position(5, 9, 0), 0);
	for (int i = 0; i < 20000; i++) {
		uint64_t range = made_up(&seed), value = made_up(&seed);
		uint64_t less = value - value / 7, places = 1 + made_up(&seed) % 2400;

		assert_in_range(axis_position(value, range, places), 0, places - 1);
		assert_true(
			axis_position(less, range, places) <= axis_position(value, range, places));
	}
	assert_int_equal(axis_position(UINT64_MAX / 4 * 3, UINT64_MAX, 1000), 749);
	assert_int_equal(axis_position(UINT64_MAX / 2 + 1, UINT64_MAX, 1000), 500);
}

static void
size_steps_are_round_in_the_unit_shown(void **state)
{
	static const struct {
		uint64_t top, step;
		enum units units;
		unsigned max;
	} cases[] = {
		{ GIB, 256 * MIB, UNITS_AUTO, 5 },
		{ GIB + GIB / 4, 256 * MIB, UNITS_AUTO, 5 },
		{ GIB + GIB / 2, 512 * MIB, UNITS_AUTO, 5 },
		{ 700 * MIB, 256 * MIB, UNITS_AUTO, 4 },
		{ 1000 * 1000 * 1000, 200 * 1000 * 1000, UNITS_SI, 5 },
		{ 1000, 500, UNITS_BYTES, 3 },
		{ 3, 1, UNITS_AUTO, 5 },
		{ 3, KIB, UNITS_KIB, 5 },
		{ GIB, GIB / 4, UNITS_GIB, 20 },
		{ 0, 1, UNITS_AUTO, 0 },
		{ UINT64_MAX, UINT64_C(1) << 63, UNITS_AUTO, 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		uint64_t step = axis_size_step(cases[i].top, cases[i].units, cases[i].max);

		if (step != cases[i].step)
			fail_msg("case %zu: %llu", i, (unsigned long long)step);
	}
}

static void
no_two_sizes_of_an_axis_have_the_same_label(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		enum units units = (enum units)(i % UNITS_COUNT);
		unsigned max = 2 + (unsigned)(made_up(&seed) % 5);
		uint64_t top = made_up(&seed), step = axis_size_step(top, units, max);
		char before[40] = "";

		assert_true(top / step <= max);
		for (uint64_t k = 0; k <= top / step; k++) {
			char text[40];
			struct buffer b = buffer_over(text, sizeof text);

			axis_size_label(&b, k * step, units);
			if (strcmp(text, before) == 0)
				fail_msg("%s twice", text);
			memcpy(before, text, sizeof before);
		}
	}
}

static void
sizes_have_no_needless_zeros(void **state)
{
	static const struct {
		uint64_t bytes;
		enum units units;
		const char *text;
	} cases[] = { { 0, UNITS_AUTO, "0" }, { GIB, UNITS_AUTO, "1 GiB" },
		{ 3 * GIB / 2, UNITS_AUTO, "1.5 GiB" }, { 5 * GIB / 4, UNITS_AUTO, "1.25 GiB" },
		{ 100 * MIB, UNITS_AUTO, "100 MiB" }, { 20 * MIB, UNITS_AUTO, "20 MiB" },
		{ 200, UNITS_BYTES, "200" }, { 50 * MIB, UNITS_KIB, "51200 KiB" },
		{ 2000000, UNITS_SI, "2 MB" }, { GIB / 4, UNITS_GIB, "0.25 GiB" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);

		axis_size_label(&b, cases[i].bytes, cases[i].units);
		assert_string_equal(text, cases[i].text);
	}
}

static void
time_steps_are_those_of_a_clock(void **state)
{
	static const struct {
		uint64_t span, step;
		unsigned max;
	} cases[] = {
		{ 200 * SECOND, 30 * SECOND, 6 },
		{ 200 * SECOND, 15 * SECOND, 13 },
		{ 3600 * SECOND, 15 * 60 * SECOND, 5 },
		{ 86400 * SECOND, 6 * 3600 * SECOND, 5 },
		{ 7 * 86400 * SECOND, 86400 * SECOND, 8 },
		{ 30 * 86400 * SECOND, 5 * 86400 * SECOND, 8 },
		{ SECOND, SECOND / 5, 5 },
		{ 1, NS_PER_MS, 5 },
		{ 0, NS_PER_MS, 0 },
	};
	uint64_t seed = 3;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_int_equal(axis_time_step(cases[i].span, cases[i].max), cases[i].step);
	for (int i = 0; i < 20000; i++) {
		unsigned max = 1 + (unsigned)(made_up(&seed) % 20);
		uint64_t span = made_up(&seed);

		assert_true(span / axis_time_step(span, max) <= max);
	}
}

static void
times_are_exact_and_short(void **state)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} cases[] = { { 0, "0s" }, { 1, "1ms" }, { 250, "250ms" }, { 1000, "1s" }, { 1500, "1.5s" },
		{ 1250, "1.250s" }, { 59900, "59.9s" }, { 60000, "1m" }, { 90000, "1m30s" },
		{ 61500, "1m01.5s" }, { 3600000, "1h" }, { 5400000, "1h30m" },
		{ 3605000, "1h00m05s" }, { 86400000, "1d" }, { 108000000, "1d06h" },
		{ 86700000, "1d00h05m" }, { 864000000, "10d" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);

		axis_time_label(&b, cases[i].ms * NS_PER_MS + 1);
		assert_string_equal(text, cases[i].text);
	}
}

static void
the_clock_wraps_at_midnight(void **state)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	(void)state;
	axis_clock_label(&b, (23 * 3600 + 59 * 60 + 58) * SECOND, true);
	axis_clock_label(&b, (24 * 3600 + 5 * 60) * SECOND, false);
	assert_string_equal(text, "23:59:5800:05");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(positions_are_exact_and_include_the_end),
		cmocka_unit_test(size_steps_are_round_in_the_unit_shown),
		cmocka_unit_test(no_two_sizes_of_an_axis_have_the_same_label),
		cmocka_unit_test(sizes_have_no_needless_zeros),
		cmocka_unit_test(time_steps_are_those_of_a_clock),
		cmocka_unit_test(times_are_exact_and_short),
		cmocka_unit_test(the_clock_wraps_at_midnight),
	};

	return cmocka_run_group_tests_name("chart_axis", tests, NULL, NULL);
}
