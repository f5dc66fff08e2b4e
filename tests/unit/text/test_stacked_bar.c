/* SPDX-License-Identifier: MIT */
/* test_stacked_bar.c: the cells of a bar are divided among parts: never more than there are. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
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

/* Not 4, 4, 2: the largest remainders are rounded up. */
static void
the_largest_remainders_are_rounded_up(void **state)
{
	static const uint64_t parts[] = { 37, 36, 27 };
	static const int expected[] = { 4, 3, 3 };
	int cells[LENGTH(parts)];

	(void)state;
	stacked_bar_cells(parts, LENGTH(parts), 100, 10, cells);
	assert_memory_equal(cells, expected, sizeof cells);
}

static void
less_than_half_a_cell_is_none(void **state)
{
	static const uint64_t parts[] = { 4, 92, 4 }, just[] = { 5, 90, 5 };
	int cells[LENGTH(parts)];

	(void)state;
	stacked_bar_cells(parts, LENGTH(parts), 100, 10, cells);
	assert_int_equal(cells[0], 0);
	assert_int_equal(cells[1], 10);
	assert_int_equal(cells[2], 0);
	stacked_bar_cells(just, LENGTH(just), 100, 10, cells);
	assert_int_equal(cells[0] + cells[1] + cells[2], 10);
	assert_int_equal(cells[1], 9);
}

/* --- random parts and widths --- */

#define PARTS 6

static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Of all magnitudes, and nothing now and then. */
static uint64_t
random_part(uint64_t *seed)
{
	unsigned bits = (unsigned)(next_random(seed) % 41);

	return bits == 40 ? 0 : next_random(seed) >> (24 + bits);
}

/* `parts` has one more than the bar was given: what is left of the whole. */
static void
check_shares(const uint64_t *parts, size_t count, uint64_t whole, int cells, const int *out)
{
	double unit = (double)whole / cells, small = 0;
	bool any = false;
	int sum = 0;

	for (size_t i = 0; i < count; i++) {
		sum += out[i];
		if ((double)parts[i] * 2 < unit)
			small += (double)parts[i] / unit;
		else
			any = true;
	}
	assert_int_equal(sum, any ? cells : 0);
	for (size_t i = 0; i < count; i++) {
		double quota = (double)parts[i] / unit;

		assert_true(quota * 2 >= 0.999999 || out[i] == 0);
		assert_true(out[i] > quota - 1.000001);
		assert_true(out[i] == 0 || out[i] < quota + 1.000001 + small);
		for (size_t k = 0; k < count; k++)
			assert_true(
				parts[i] < parts[k] || out[i] >= out[k] || parts[i] == parts[k]);
	}
}

static void
any_parts_have_their_shares_in_any_width(void **state)
{
	uint64_t seed = 20261130;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint64_t parts[PARTS + 1], whole = 0;
		int out[PARTS + 1], cells = 1 + (int)(next_random(&seed) % 200);

		for (size_t i = 0; i <= PARTS; i++)
			whole += parts[i] = random_part(&seed);
		if (whole == 0)
			continue;
		stacked_bar_cells(parts, PARTS, whole, cells, out);
		out[PARTS] = cells;
		for (size_t i = 0; i < PARTS; i++)
			out[PARTS] -= out[i];
		if ((double)parts[PARTS] * 2 * cells >= (double)whole)
			check_shares(parts, PARTS + 1, whole, cells, out);
		stacked_bar_cells(parts, PARTS + 1, whole, cells, out); /* nothing is left */
		check_shares(parts, PARTS + 1, whole, cells, out);
	}
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

static void
a_column_keeps_its_largest_part(void **state)
{
	static const uint64_t alike[] = { 20, 20, 20 };
	uint64_t seed = 20261130;
	int out[PARTS];

	(void)state;
	for (int cells = 2; cells <= 14; cells++) {
		stacked_bar_column(alike, LENGTH(alike), 100, cells, out);
		assert_true(out[0] >= 1);
		assert_true(cells < 3 || out[1] >= 1);
		assert_true(cells < 4 || out[2] >= 1);
		assert_in_range(out[0] + out[1] + out[2], 0, cells);
	}
	for (int round = 0; round < 20000; round++) {
		int cells = 2 + (int)(next_random(&seed) % 30), sum = 0;
		uint64_t parts[PARTS], whole = random_part(&seed), largest = 0;

		for (size_t i = 0; i < PARTS; i++) {
			whole += parts[i] = random_part(&seed);
			largest = parts[i] > largest ? parts[i] : largest;
		}
		stacked_bar_column(parts, PARTS, whole, cells, out);
		for (size_t i = 0; i < PARTS; i++) {
			sum += out[i];
			for (size_t k = 0; k < PARTS; k++)
				assert_true(parts[i] <= parts[k] || out[i] >= out[k]);
			assert_true(parts[i] < largest || out[i] > 0 ||
				    (double)largest * cells * 8 < (double)whole || whole == 0);
		}
		assert_in_range(sum, 0, cells);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_in_proportion),
		cmocka_unit_test(the_largest_remainders_are_rounded_up),
		cmocka_unit_test(less_than_half_a_cell_is_none),
		cmocka_unit_test(any_parts_have_their_shares_in_any_width),
		cmocka_unit_test(cells_never_exceed_the_bar),
		cmocka_unit_test(an_unknown_whole_has_no_cells),
		cmocka_unit_test(a_column_keeps_its_largest_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
