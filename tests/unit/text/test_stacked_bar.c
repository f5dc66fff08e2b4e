/* SPDX-License-Identifier: MIT */
/* test_stacked_bar.c: the cells of a bar are divided among parts: never more than there are. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "text/stacked_bar.h"

static void
cells_are_in_proportion(void **state)
{
	static const uint64_t parts[] = { 25, 50, 0, 12, 13 };
	static const int expected[] = { 8, 16, 0, 4, 4 };
	int cells[LENGTH(parts)];

	(void)state;
	stacked_bar_cells(parts, LENGTH(parts), 100, 32, cells);
	assert_memory_equal(cells, expected, sizeof cells);
}

static void
what_is_not_nothing_has_a_cell(void **state)
{
	static const uint64_t parts[] = { 1, 99998, 1 };
	int cells[LENGTH(parts)];

	(void)state;
	stacked_bar_cells(parts, LENGTH(parts), 100000, 10, cells);
	assert_int_equal(cells[0], 1);
	assert_int_equal(cells[1], 8);
	assert_int_equal(cells[2], 1);
}

static void
cells_never_exceed_the_bar(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 7, 50, 100, 1000, UINT64_MAX };
	const size_t n = LENGTH(sizes);

	(void)state;
	for (size_t i = 0; i < n * n * n * n; i++) {
		uint64_t parts[] = { sizes[i % n], sizes[i / n % n], sizes[i / n / n % n],
			sizes[i / n / n / n] };

		for (int cells = 0; cells <= 40; cells++) {
			int out[LENGTH(parts)], sum = 0;

			stacked_bar_cells(parts, LENGTH(parts), 100, cells, out);
			for (size_t k = 0; k < LENGTH(parts); k++) {
				assert_true(out[k] >= 0);
				assert_true(parts[k] > 0 || out[k] == 0);
				sum += out[k];
			}
			assert_true(sum <= cells);
		}
	}
}

static void
an_unknown_whole_has_no_cells(void **state)
{
	static const uint64_t parts[] = { 5, 0 };
	int cells[LENGTH(parts)];

	(void)state;
	stacked_bar_cells(parts, LENGTH(parts), 0, 10, cells);
	assert_int_equal(cells[0] + cells[1], 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_in_proportion),
		cmocka_unit_test(what_is_not_nothing_has_a_cell),
		cmocka_unit_test(cells_never_exceed_the_bar),
		cmocka_unit_test(an_unknown_whole_has_no_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
