/* SPDX-License-Identifier: MIT */
/* test_unit.c: sizes, ages and times as text, and back. */
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/length.h"
#include "base/utf8.h"
#include "support/suite.h"
#include "text/unit.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define LARGEST (9999ull << 30)

static char storage[64];

static const char *
size(uint64_t bytes, enum units units)
{
	struct buffer b = buffer_over(storage, sizeof storage);

	unit_size(&b, bytes, units);
	assert_false(b.cut);
	return storage;
}

/* The bytes of a text; `one`: those of its unit. */
static double
read_back(const char *text, double *one)
{
	static const struct {
		const char *suffix;
		double one;
	} suffixes[] = { { "", 1 }, { " B", 1 }, { "K", 0x1p10 }, { "M", 0x1p20 }, { "G", 0x1p30 },
		{ "T", 0x1p40 }, { "P", 0x1p50 }, { "E", 0x1p60 }, { " KiB", 0x1p10 },
		{ " MiB", 0x1p20 }, { " GiB", 0x1p30 }, { " TiB", 0x1p40 }, { " PiB", 0x1p50 },
		{ " EiB", 0x1p60 }, { " kB", 1e3 }, { " MB", 1e6 }, { " GB", 1e9 }, { " TB", 1e12 },
		{ " PB", 1e15 }, { " EB", 1e18 } };
	char *end;
	double value = strtod(text, &end);

	for (size_t i = 0; i < LENGTH(suffixes); i++) {
		if (strcmp(end, suffixes[i].suffix) != 0)
			continue;
		*one = suffixes[i].one;
		return value * *one;
	}
	fail_msg("'%s' has no unit", text);
	return 0;
}

/* Within half a percent; with a chosen unit, or within half of its last digit. */
static void
check_size(uint64_t bytes, enum units units)
{
	const char *text = size(bytes, units);
	double one = 1, error = fabs(read_back(text, &one) - (double)bytes);
	double last_place = units == UNITS_KIB ? one / 1.99 : one / 199;

	if (units == UNITS_AUTO || units == UNITS_SHORT || units == UNITS_SI)
		last_place = 0;
	if (error > (double)bytes * 0.005 && error > last_place)
		fail_msg("%llu bytes are shown as %s", (unsigned long long)bytes, text);
	if (bytes <= LARGEST && strlen(text) > unit_size_width(units))
		fail_msg("'%s' is wider than %u", text, unit_size_width(units));
}

static void
sizes_are_within_half_a_percent_and_within_their_width(void **state)
{
	(void)state;
	for (enum units units = 0; units < UNITS_COUNT; units++) {
		for (uint64_t bytes = 1; bytes < UINT64_MAX / 1025 * 1024;
			bytes += bytes / 1024 + 1)
			check_size(bytes, units);
		for (unsigned bit = 0; bit < 64; bit++)
			for (uint64_t bytes = (1ull << bit) - 1; bytes <= (1ull << bit) + 1;
				bytes++)
				check_size(bytes, units);
		for (uint64_t power = 10; power < UINT64_MAX / 10; power *= 10)
			for (uint64_t bytes = power - power / 100; bytes < power;
				bytes += power / 1000 + 1)
				check_size(bytes, units);
		check_size(0, units);
		check_size(LARGEST, units);
		check_size(UINT64_MAX, units);
	}
}

static void
sizes_look_as_people_expect(void **state)
{
	static const struct {
		uint64_t bytes;
		enum units units;
		const char *expected;
	} cases[] = {
		{ 0, UNITS_SHORT, "0" },
		{ 1023, UNITS_SHORT, "1023" },
		{ 412ull << 20, UNITS_SHORT, "412M" },
		{ 829ull << 20, UNITS_SHORT, "829M" },
		{ 1454ull << 20, UNITS_SHORT, "1.42G" },
		{ (1ull << 30) - 1, UNITS_SHORT, "1.00G" },
		{ 0, UNITS_AUTO, "0 B" },
		{ 1023, UNITS_AUTO, "1023 B" },
		{ 1024, UNITS_AUTO, "1.00 KiB" },
		{ 412ull << 20, UNITS_AUTO, "412 MiB" },
		{ (1ull << 30) - 1, UNITS_AUTO, "1.00 GiB" },
		{ 1234 * 1024, UNITS_AUTO, "1.21 MiB" },
		{ 64ull << 30, UNITS_AUTO, "64.0 GiB" },
		{ 64ull << 30, UNITS_KIB, "67108864 KiB" },
		{ 300 * 1000 * 1000, UNITS_SI, "300 MB" },
		{ 999999, UNITS_SI, "1.00 MB" },
		{ 4096, UNITS_BYTES, "4096" },
		{ 4096, UNITS_KIB, "4 KiB" },
		{ 300ull << 20, UNITS_MIB, "300 MiB" },
		{ 1536ull << 20, UNITS_GIB, "1.50 GiB" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_string_equal(size(cases[i].bytes, cases[i].units), cases[i].expected);
}

static void
names_of_units_are_read_back(void **state)
{
	enum units units;

	(void)state;
	for (enum units i = 0; i < UNITS_COUNT; i++) {
		assert_true(unit_by_name(unit_name(i), &units));
		assert_int_equal(units, i);
		assert_non_null(strstr(UNIT_NAMES, unit_name(i)));
	}
	assert_false(unit_by_name("", &units));
	assert_false(unit_by_name("MIB", &units));
	assert_false(unit_by_name("mib ", &units));
}

/* --- times --- */

struct spelt {
	uint64_t ms;
	const char *expected;
};

static void
check_spelt(const struct spelt *cases, size_t count, void (*put)(struct buffer *, uint64_t))
{
	for (size_t i = 0; i < count; i++) {
		struct buffer b = buffer_over(storage, sizeof storage);

		put(&b, cases[i].ms * NS_PER_MS);
		assert_string_equal(storage, cases[i].expected);
	}
}

#define MINUTE (60ull * 1000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static void
ages_are_coarse_and_rounded_down(void **state)
{
	static const struct spelt cases[] = { { 0, "<5s" }, { 4999, "<5s" }, { 5000, "5s" },
		{ 9999, "5s" }, { 10000, "10s" }, { 19999, "10s" }, { 59999, "50s" },
		{ MINUTE, "1m" }, { 12 * MINUTE + 59999, "12m" }, { HOUR - 1, "59m" },
		{ HOUR, "1h00m" }, { 5 * HOUR + 12 * MINUTE, "5h12m" }, { DAY - 1, "23h59m" },
		{ DAY, "1d00h" }, { 3 * DAY + 5 * HOUR, "3d05h" },
		{ 99 * DAY + 23 * HOUR, "99d23h" } };

	(void)state;
	check_spelt(cases, LENGTH(cases), unit_age);
	for (uint64_t day = 0; day < 27 * 366; day++) {
		struct buffer b = buffer_over(storage, sizeof storage);

		unit_age(&b, (day * DAY + 23 * HOUR) * NS_PER_MS);
		if (b.length > 6)
			fail_msg("'%s' is wider than 6", storage);
	}
}

static void
cpu_times_are_exact_while_they_are_short(void **state)
{
	static const struct spelt cases[] = { { 0, "0.0s" }, { 99, "0.0s" }, { 100, "0.1s" },
		{ 12345, "12.3s" }, { 59999, "59.9s" }, { 83000, "1m23s" }, { HOUR - 1, "59m59s" },
		{ 5 * HOUR + 12 * MINUTE, "5h12m" }, { 3 * DAY + 5 * HOUR, "3d05h" } };

	(void)state;
	check_spelt(cases, LENGTH(cases), unit_cpu_time);
}

/* In three digits or more, as in an account. */
static void
a_time_since_the_start_is_as_exact_as_it_is_short(void **state)
{
	static const struct spelt cases[] = { { 0, "0ms" }, { 99, "99ms" }, { 177, "177ms" },
		{ 999, "999ms" }, { 1000, "1.00s" }, { 12345, "12.34s" }, { 59999, "59.99s" },
		{ 83000, "1m23s" }, { HOUR - 1, "59m59s" }, { 5 * HOUR + 12 * MINUTE, "5h12m" },
		{ DAY - 1, "23h59m" }, { 3 * DAY + 4 * HOUR + 12 * MINUTE, "3d04h12m" } };

	(void)state;
	check_spelt(cases, LENGTH(cases), unit_elapsed);
}

static void
intervals_are_read(void **state)
{
	static const struct spelt good[] = { { 500, "500ms" }, { 2000, "2s" }, { 500, "0.5" },
		{ 500, ".5" }, { 1000, "1" }, { 1000, "1." }, { MINUTE, "1m" }, { HOUR, "1h" },
		{ 1500, "1.5s" }, { 10, "10ms" }, { 10, "0.01" }, { 0, "0" },
		{ 36 * MINUTE, "0.6h" } };
	uint64_t ns = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		assert_true(unit_parse_interval(good[i].expected, &ns));
		assert_int_equal(ns, good[i].ms * NS_PER_MS);
	}
	assert_true(unit_parse_interval("99999999999999999999999h", &ns));
	assert_int_equal(ns, UINT64_MAX); /* out of range, not wrapped into it */
}

static void
invalid_intervals_are_refused(void **state)
{
	static const char *const bad[] = { "", " ", "s", "ms", ".", "..", "-1", "+1", " 1", "1 ",
		"1 s", "1S", "1x", "1ss", "1s1", "1.5.2", "1,5", "1e3", "0x10", "inf", "nan",
		"infinity", "1us", "1d", "1_000", "\u0661" };

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		uint64_t ns = 42;

		if (unit_parse_interval(bad[i], &ns))
			fail_msg("'%s' is taken for %llu ns", bad[i], (unsigned long long)ns);
		assert_int_equal(ns, 42);
	}
}

static void
intervals_are_printed_as_they_are_read(void **state)
{
	static const uint64_t ms[] = { 10, 100, 250, 500, 999, 1000, 1500, 2000, 60000, 3600000 };

	(void)state;
	for (size_t i = 0; i < LENGTH(ms); i++) {
		struct buffer b = buffer_over(storage, sizeof storage);
		uint64_t ns;

		unit_interval(&b, ms[i] * NS_PER_MS);
		assert_true(unit_parse_interval(storage, &ns));
		assert_int_equal(ns, ms[i] * NS_PER_MS);
	}
}

static void
timestamps_are_utc_in_every_time_zone(void **state)
{
	static const struct spelt cases[] = { { 0, "1970-01-01T00:00:00.000Z" },
		{ 1767225600000, "2026-01-01T00:00:00.000Z" },
		{ 1709210096007, "2024-02-29T12:34:56.007Z" },
		{ 4102444799999, "2099-12-31T23:59:59.999Z" } };

	(void)state;
	check_spelt(cases, LENGTH(cases), unit_timestamp);
	setenv("TZ", "XYZ+5:30", 1);
	tzset();
	check_spelt(cases, LENGTH(cases), unit_timestamp);
	setenv("TZ", "UTC", 1);
	tzset();
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_within_half_a_percent_and_within_their_width),
		cmocka_unit_test(sizes_look_as_people_expect),
		cmocka_unit_test(names_of_units_are_read_back),
		cmocka_unit_test(ages_are_coarse_and_rounded_down),
		cmocka_unit_test(cpu_times_are_exact_while_they_are_short),
		cmocka_unit_test(a_time_since_the_start_is_as_exact_as_it_is_short),
		cmocka_unit_test(intervals_are_read),
		cmocka_unit_test(invalid_intervals_are_refused),
		cmocka_unit_test(intervals_are_printed_as_they_are_read),
		cmocka_unit_test(timestamps_are_utc_in_every_time_zone),
	};

	return cmocka_run_group_tests_name("unit", tests, NULL, NULL);
}
