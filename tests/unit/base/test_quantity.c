/* SPDX-License-Identifier: MIT */
/* test_quantity.c: parsing sizes. */
#include "base/length.h"
#include "base/quantity.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define KIB 1024ull

static void
sizes_are_read(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} cases[] = { { "0", 0 }, { "4096", 4096 }, { "4096B", 4096 }, { "1k", KIB }, { "1K", KIB },
		{ "1kB", KIB }, { "1KiB", KIB }, { "1kib", KIB }, { "300M", 300 * KIB * KIB },
		{ "300MB", 300 * KIB * KIB }, { "300MiB", 300 * KIB * KIB },
		{ "1.5G", 3 * KIB * KIB * KIB / 2 }, { ".5M", KIB * KIB / 2 }, { "1.M", KIB * KIB },
		{ "2T", 2 * KIB * KIB * KIB * KIB }, { "1P", KIB * KIB * KIB * KIB * KIB },
		{ "007", 7 }, { "0.0001K", 0 }, { "9007199254740991", (1ull << 53) - 1 },
		{ "8191P", 8191ull << 50 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		uint64_t bytes = 42;

		if (!quantity_parse_size(cases[i].text, &bytes))
			fail_msg("'%s' is refused", cases[i].text);
		if (bytes != cases[i].bytes)
			fail_msg(
				"'%s' is taken for %llu", cases[i].text, (unsigned long long)bytes);
	}
}

static void
invalid_sizes_are_refused(void **state)
{
	static const char *const bad[] = { "", " ", "M", ".", "..", ".M", "-1", "+1", " 1", "1 ",
		"1 M", "1,5G", "1.5.2G", "1x", "1MM", "1Mb1", "1Mi", "1iB", "1BB", "0x10", "1e3",
		"1E", "inf", "nan", "infinity", "unlimited", "1\x0b", "1@", "1\xcb", "\u0661" };

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		uint64_t bytes = 42;

		if (quantity_parse_size(bad[i], &bytes))
			fail_msg("'%s' is taken for %llu", bad[i], (unsigned long long)bytes);
		assert_int_equal(bytes, 42);
	}
}

static void
too_large_sizes_are_refused(void **state)
{
	static const char *const large[] = { "8192P", "8388608T", "9300000000000000000",
		"99999999999999999999999999999999999999999999999999", "99999999999999999999P" };
	uint64_t bytes;

	(void)state;
	for (size_t i = 0; i < LENGTH(large); i++)
		assert_false(quantity_parse_size(large[i], &bytes));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_read),
		cmocka_unit_test(invalid_sizes_are_refused),
		cmocka_unit_test(too_large_sizes_are_refused),
	};

	return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
