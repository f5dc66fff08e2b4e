/* SPDX-License-Identifier: MIT */
/* test_line_table.c: the three formats of CPython's tables of lines, whole, cut and hostile. */
#include "source/python/line_table.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "support/suite.h"

struct expected {
	int64_t position;
	int line;
};

static void
check(enum layout_lines kind, const unsigned char *table, size_t length, int first_line,
	const struct expected *expected, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
			line_table_find(kind, table, length, first_line, expected[i].position),
			expected[i].line);
	/* Cut anywhere, it yields something, and reads nothing beyond its end. */
	for (size_t cut = 0; cut <= length; cut++)
		for (int64_t position = -2; position < 600; position += 7)
			line_table_find(kind, table, cut, first_line, position);
}

#define CHECK(kind, table, first_line, expected)                \
	check(kind, table, sizeof(table), first_line, expected, \
		sizeof(expected) / sizeof *(expected))

/* A line more at 4, two hundred more at 10 (in two steps), three less at 12. */
static void
test_pairs(void **state)
{
	static const unsigned char table[] = { 4, 1, 6, 127, 0, 73, 2, 253 };
	static const struct expected expected[] = { { -1, 5 }, { 0, 5 }, { 3, 5 }, { 4, 6 },
		{ 9, 6 }, { 10, 206 }, { 11, 206 }, { 12, 203 }, { 1000, 203 } };

	(void)state;
	CHECK(LINES_OF_PAIRS, table, 5, expected);
}

/* The line of a range moves on before it; one has none. */
static void
test_ranges(void **state)
{
	static const unsigned char table[] = { 4, 0, 2, 1, 6, 128, 4, 254 };
	static const struct expected expected[] = { { -2, 9 }, { 0, 9 }, { 4, 10 }, { 6, 9 },
		{ 11, 9 }, { 12, 8 }, { 15, 8 }, { 16, 9 } };

	(void)state;
	CHECK(LINES_OF_RANGES, table, 9, expected);
}

/* Each kind of entry: no line; long with columns; long without; the next lines; columns only. */
static void
test_locations(void **state)
{
	static const unsigned char table[] = {
		0x80 | 15 << 3 | 0,                      /* 0: none */
		0x80 | 14 << 3 | 1, 0x48, 0x03, 1, 2, 3, /* 2 and 4: (8 + 3 * 64) / 2 more */
		0x80 | 13 << 3 | 0, 7,                   /* 6: three less */
		0x80 | 11 << 3 | 2, 0, 0,                /* 8 to 12: one more */
		0x80 | 12 << 3 | 0, 0, 0,                /* 14: two more */
		0x80 | 10 << 3 | 0, 0, 0,                /* 16: the same */
		0x80 | 3 << 3 | 7, 0,                    /* 18 to 32: the same */
	};
	static const struct expected expected[] = { { -2, 1 }, { 0, 1 }, { 2, 101 }, { 4, 101 },
		{ 6, 98 }, { 8, 99 }, { 12, 99 }, { 14, 101 }, { 16, 101 }, { 18, 101 },
		{ 32, 101 }, { 34, 1 } };

	(void)state;
	CHECK(LINES_OF_LOCATIONS, table, 1, expected);
}

/* Numbers that never end, and sums that are too large. */
static void
test_nonsense(void **state)
{
	unsigned char table[300];
	static const struct expected none[] = { { -1, INT32_MAX } };

	(void)state;
	for (int fill = 0; fill < 256; fill++) {
		memset(table, fill, sizeof table);
		for (int kind = LINES_OF_PAIRS; kind <= LINES_OF_LOCATIONS; kind++)
			CHECK((enum layout_lines)kind, table, INT32_MAX, none);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_locations),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
