/* SPDX-License-Identifier: MIT */
/* test_spark.c: rows of bars: their heights, gaps, and what is steady. */
#include "base/length.h"
#include "support/suite.h"
#include "text/spark.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
bars_look_as_people_expect(void **state)
{
	static const struct {
		uint64_t values[8];
		size_t count;
		const char *utf8, *ascii;
	} cases[] = {
		{ { 0, 10, 20, 30, 40, 50, 60 }, 7, "▁▂▃▄▅▆▇", "_.-=+*#" },
		{ { 100, SPARK_UNKNOWN, 200 }, 3, "▁ ▇", "_ #" },
		{ { 1000, 1001, 1000 }, 3, "▁▁▁", "___" },
		{ { 5, 5 }, 2, "▁▁", "__" },
		{ { 0 }, 1, "▁", "_" },
		{ { SPARK_UNKNOWN, SPARK_UNKNOWN }, 2, "  ", "  " },
		{ { 0, UINT64_MAX - 1 }, 2, "▁▇", "_#" },
		{ { 0 }, 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char text[64];
		struct buffer b = buffer_over(text, sizeof text);

		spark_put(cases[i].values, cases[i].count, false, &b);
		assert_string_equal(text, cases[i].utf8);
		b = buffer_over(text, sizeof text);
		spark_put(cases[i].values, cases[i].count, true, &b);
		assert_string_equal(text, cases[i].ascii);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_look_as_people_expect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
