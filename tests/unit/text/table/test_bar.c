/* SPDX-License-Identifier: MIT */
/* test_bar.c: bars of memory and its peak: their width, their parts, and what touches what. */
#include <string.h>

#include "base/length.h"
#include "base/utf8.h"
#include "support/suite.h"
#include "text/table/bar.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)

static const char *
drawn(uint64_t now, uint64_t peak, uint64_t scale, unsigned cells, bool ascii)
{
	static char text[200];
	struct buffer b = buffer_over(text, sizeof text);
	struct bar bar;

	bar_make(&bar, &(struct bar_sizes){ now * MIB, peak * MIB, scale * MIB }, cells, ascii);
	buffer_print(&b, "%s%s%s", bar.filled, bar.gap, bar.tick);
	return text;
}

static void
bars_look_as_people_expect(void **state)
{
	static const struct {
		unsigned now, peak, scale, cells;
		const char *utf8, *ascii;
	} cases[] = {
		{ 829, 829, 829, 8, "███████┃", "=======|" },
		{ 9, 309, 829, 15, "▏····┃", ".....|" },
		{ 400, 800, 800, 9, "████····┃", "====....|" },
		{ 450, 800, 800, 9, "████▌···┃", "=====...|" },
		{ 0, 800, 800, 8, "·······┃", ".......|" },              /* it exited */
		{ 61, 0, 829, 15, "█▏", "=" },                           /* no peak is known */
		{ 61, 0, 829, 8, "▋", "=" }, { 3, 0, 829, 8, "▏", "=" }, /* nor less */
		{ 3, 4, 829, 8, "┃", "|" },                              /* less than a cell */
		{ 0, 4, 829, 8, "┃", "|" }, { 11, 26, 235, 8, "┃", "|" },
		{ 500, 400, 1000, 8, "███┃", "===|" }, /* the peak is at least what it holds */
		{ 2000, 2000, 1000, 8, "███████┃", "=======|" }, { 0, 0, 829, 8, "", "" },
		{ 829, 829, 0, 8, "", "" }, /* no scale */
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_string_equal(
			drawn(cases[i].now, cases[i].peak, cases[i].scale, cases[i].cells, false),
			cases[i].utf8);
		assert_string_equal(
			drawn(cases[i].now, cases[i].peak, cases[i].scale, cases[i].cells, true),
			cases[i].ascii);
	}
}

/* Of all sizes and widths: within the cells; touching the tick means being at the peak, within what
 * an eighth of a cell can tell. */
static void
bars_stay_within_their_cells(void **state)
{
	(void)state;
	for (unsigned cells = 0; cells <= BAR_CELLS_MAX + 2; cells++) {
		unsigned max = cells < BAR_CELLS_MAX ? cells : BAR_CELLS_MAX;

		for (unsigned peak = 0; peak <= 1000; peak += 37) {
			for (unsigned now = 0; now <= peak; now += 29) {
				struct bar bar;

				for (int ascii = 0; ascii < 2; ascii++) {
					size_t cols =
						utf8_columns(drawn(now, peak, 1000, cells, ascii));

					if (cols > max)
						fail_msg("%zu of %u cells", cols, max);
				}
				bar_make(
					&bar, &(struct bar_sizes){ now, peak, 1000 }, cells, false);
				if (bar.tick[0] != '\0' && now == peak)
					assert_string_equal(bar.gap, "");
				if (bar.tick[0] != '\0' && now < peak * 9 / 10 && cells >= 12)
					assert_true(bar.gap[0] != '\0' ||
						    utf8_columns(bar.filled) < 10);
			}
		}
	}
}

/* Of parts of a thousand: the tick is there, and nothing before it that has no cell. */
static void
check_tick(uint64_t now, uint64_t peak, unsigned cells, bool ascii)
{
	struct bar bar;

	bar_make(&bar, &(struct bar_sizes){ now, peak, 1000 }, cells, ascii);
	if (strcmp(bar.tick, ascii ? "|" : "┃") != 0)
		fail_msg("no tick at %d, holding %d, in %u cells", (int)peak, (int)now, cells);
	if (now == 0 && bar.filled[0] != '\0')
		fail_msg("a bar for nothing, of %d in %u cells", (int)peak, cells);
	if (peak * cells < 1000 && (bar.filled[0] != '\0' || bar.gap[0] != '\0'))
		fail_msg("more than the tick at %d in %u cells", (int)peak, cells);
}

static void
a_known_peak_has_its_tick_and_what_is_held_is_never_blank(void **state)
{
	(void)state;
	for (unsigned cells = BAR_CELLS_MIN; cells <= BAR_CELLS_MAX; cells++) {
		for (unsigned ascii = 0; ascii < 2; ascii++) {
			for (uint64_t peak = 1; peak <= 1001; peak += 8)
				for (uint64_t now = 0; now <= peak; now += 8)
					check_tick(now, peak, cells, ascii);
			for (uint64_t now = 1; now <= 1001; now++) {
				struct bar bar;

				bar_make(&bar, &(struct bar_sizes){ now, 0, 1000 }, cells, ascii);
				assert_string_not_equal(bar.filled, "");
				assert_string_equal(bar.tick, "");
			}
		}
	}
}

/* What holds more is never drawn shorter. */
static void
more_is_never_shorter(void **state)
{
	(void)state;
	for (unsigned cells = 8; cells <= BAR_CELLS_MAX; cells++) {
		size_t last = 0;

		for (unsigned now = 0; now <= 1000; now++) {
			struct bar bar;

			bar_make(&bar, &(struct bar_sizes){ now, 1000, 1000 }, cells, false);
			assert_true(utf8_columns(bar.filled) >= last);
			last = utf8_columns(bar.filled);
		}
		assert_int_equal(last, cells - 1);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_look_as_people_expect),
		cmocka_unit_test(bars_stay_within_their_cells),
		cmocka_unit_test(a_known_peak_has_its_tick_and_what_is_held_is_never_blank),
		cmocka_unit_test(more_is_never_shorter),
	};

	return cmocka_run_group_tests_name("bar", tests, NULL, NULL);
}
