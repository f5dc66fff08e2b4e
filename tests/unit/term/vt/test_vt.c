/* SPDX-License-Identifier: MIT */
/* test_vt.c: output of a program becomes the right cells. */
#include <locale.h>

#include "support/pane_text.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* The screen of `rows` x `cols` after `text`. */
static void
shows(int rows, int cols, const char *text, const char *wanted)
{
	struct vt *p = pane_with(rows, cols, text);

	assert_rows(p, wanted);
	vt_close(p);
}

static void
a_bar_is_drawn_over_by_carriage_returns(void **state)
{
	(void)state;
	shows(2, 20, " 10%|#    | 1/10\r 20%|##   | 2/10", " 20%|##   | 2/10||");
	shows(2, 20, "long line\rshort\033[K", "short||");
	shows(3, 9, "a\nb\r\nc", "a| b|c|");
}

static void
wide_characters_take_two_cells(void **state)
{
	struct vt *p = pane_with(2, 6, "a\u65e5\u672cb");

	(void)state;
	assert_rows(p, "a\u65e5\u672cb||");
	assert_int_equal(pane_cell_at(p, 0, 1).width, 2);
	assert_int_equal(pane_cell_at(p, 0, 2).width, 0);
	vt_close(p);
	shows(2, 4, "abc\u65e5", "abc|\u65e5|");
}

static void
half_a_wide_character_is_blank_when_the_other_is_overwritten(void **state)
{
	(void)state;
	shows(1, 6, "\u65e5\u672c\033[1;2Hx", " x\u672c|");
	shows(1, 6, "\u65e5\u672c\033[1;1Hx", "x \u672c|");
	shows(1, 6, "\u65e5\u672c\033[1;2H\u4e2d", " \u4e2d|");
	shows(1, 6, "a\u65e5b\033[1;3H\033[K", "a|");
	shows(1, 6, "a\u65e5b\033[1;3H\033[P", "a b|");
}

static void
marks_stay_with_their_character(void **state)
{
	struct vt *p = pane_with(1, 8, "e\u0301x");

	(void)state;
	assert_int_equal(pane_cell_at(p, 0, 0).marks[0], 0x301);
	assert_rows(p, "e\u0301x|");
	pane_say(p, "\ro\u0308\u0304\u0323");
	assert_rows(p, "o\u0308\u0304x|");
	pane_say(p, "\ru");
	pane_say(p, "\u0302");
	assert_rows(p, "u\u0302x|");
	vt_close(p);
}

static void
characters_may_be_cut_anywhere(void **state)
{
	static const char text[] = "\033[31m\u65e5\u00e9\U0001f600\033[0mz";
	struct vt *p = vt_open(1, 10);

	(void)state;
	for (size_t i = 0; i < sizeof text - 1; i++)
		vt_write(p, &text[i], 1);
	assert_rows(p, "\u65e5\u00e9\U0001f600z|");
	assert_int_equal(pane_cell_at(p, 0, 0).ink.front, 1);
	vt_close(p);
}

static void
text_is_clean(void **state)
{
	(void)state;
	shows(1, 12, "a\u202eb\u200fc\u2028d", "abc?d|");
	shows(1, 12, "a\xff\xfez", "a\uFFFD\uFFFDz|");
	shows(1, 12,
		"a\xc2\x85"
		"b\xc2\x9bz",
		"a\uFFFDb\uFFFDz|");
}

static void
ink(const char *pen, int32_t front, int32_t back, uint32_t attributes)
{
	struct vt *p = pane_with(1, 4, pen);
	struct ink found;

	pane_say(p, "x");
	found = pane_cell_at(p, 0, 0).ink;
	assert_int_equal(found.front, front);
	assert_int_equal(found.back, back);
	assert_int_equal(found.attributes, attributes);
	vt_close(p);
}

static void
colours_and_attributes_are_kept(void **state)
{
	(void)state;
	ink("", INK_DEFAULT, INK_DEFAULT, 0);
	ink("\033[31;44m", 1, 4, 0);
	ink("\033[91;102m", 9, 10, 0);
	ink("\033[38;5;200;48;5;17m", 200, 17, 0);
	ink("\033[38;2;1;2;3;48;2;250;0;9m", INK_RGB | 0x010203, INK_RGB | 0xfa0009, 0);
	ink("\033[1;3;4;5;7;9m", INK_DEFAULT, INK_DEFAULT,
		INK_BOLD | INK_ITALIC | INK_UNDERLINE | INK_BLINK | INK_REVERSE | INK_STRIKE);
	ink("\033[1;31m\033[m", INK_DEFAULT, INK_DEFAULT, 0);
}

static void
erased_cells_have_the_background_of_the_pen(void **state)
{
	struct vt *p = pane_with(3, 4, "abcd\033[41m\033[1;2H\033[K\033[3;1H\n");

	(void)state;
	assert_int_equal(pane_cell_at(p, 2, 3).ink.back, 1);
	assert_int_equal(pane_cell_at(p, 0, 3).ink.back, INK_DEFAULT);
	vt_close(p);
	p = pane_with(1, 4, "abcd\033[41m\033[1;2H\033[K");
	assert_int_equal(pane_cell_at(p, 0, 0).ink.back, INK_DEFAULT);
	assert_int_equal(pane_cell_at(p, 0, 1).ink.back, 1);
	vt_close(p);
}

static void
leaving_the_alternate_screen_restores_the_first(void **state)
{
	struct vt *p = pane_with(2, 6, "shell\033[?1049h\033[Hfull");

	(void)state;
	assert_true(vt_screen(p)->alternate);
	assert_rows(p, "full||");
	pane_say(p, "\r\n\n\n\n");
	assert_int_equal(vt_screen(p)->line_count, 0);
	pane_say(p, "\033[?1049l");
	assert_false(vt_screen(p)->alternate);
	assert_rows(p, "shell||");
	assert_int_equal(vt_screen(p)->cursor_col, 5);
	pane_say(p, "\033[?1049h\033c");
	assert_false(vt_screen(p)->alternate);
	vt_close(p);
}

static void
only_a_region_scrolls(void **state)
{
	(void)state;
	shows(4, 3, "a\r\nb\r\nc\r\nd\033[2;3r\033[3;1H\nx", "a|c|x|d|");
	shows(4, 3, "a\r\nb\r\nc\r\nd\033[2;3r\033[2;1H\033M", "a||b|d|");
	shows(4, 3, "a\r\nb\r\nc\r\nd\033[2;1H\033[L", "a||b|c|");
	shows(4, 3, "a\r\nb\r\nc\r\nd\033[2;1H\033[2M", "a|d|||");
	shows(3, 3, "a\r\nb\r\nc\033[2T", "||a|");
	shows(3, 3, "a\r\nb\r\nc\033[1S", "b|c||");
}

static void
characters_are_inserted_and_deleted(void **state)
{
	(void)state;
	shows(1, 6, "abcdef\033[1;2H\033[2@", "a  bcd|");
	shows(1, 6, "abcdef\033[1;2H\033[2P", "adef|");
	shows(1, 6, "abcdef\033[1;2H\033[2X", "a  def|");
	shows(1, 6, "abc\033[4h\033[1;1Hxy", "xyabc|");
	shows(2, 6, "-\033[5b|", "------|||");
}

static void
tabs_origin_and_line_drawing_work(void **state)
{
	(void)state;
	shows(1, 20, "a\tb\tc", "a       b       c|");
	shows(1, 20, "\033[5G\033H\r\033[3g\033[3G\033H\rx\ty", "x y|");
	shows(4, 4, "\033[2;3r\033[?6h\033[1;1Hx\033[9;1Hy", "|x|y||");
	shows(1, 4, "\033(0qx\033(Bq", "\u2500\u2502q|");
}

/* --- other sizes --- */

static void
a_resize_keeps_the_top_left(void **state)
{
	struct vt *p = pane_with(2, 6, "abcdef\r\nx");

	(void)state;
	vt_resize(p, 3, 4);
	assert_rows(p, "abcd|x||");
	vt_resize(p, 3, 8);
	assert_rows(p, "abcd|x||");
	pane_say(p, "y");
	assert_rows(p, "abcd|xy||");
	vt_close(p);
}

static void
a_screen_of_fewer_rows_keeps_the_cursor_on_its_text(void **state)
{
	struct vt *p = pane_with(4, 4, "a\r\nb\r\nc\r\nd");

	(void)state;
	vt_resize(p, 2, 4);
	assert_rows(p, "c|d|");
	assert_int_equal(vt_screen(p)->cursor_row, 1);
	assert_int_equal(vt_screen(p)->line_count, 2);
	assert_old_line(p, 0, "a");
	assert_old_line(p, 1, "b");
	pane_say(p, "\033[1;1H");
	vt_resize(p, 1, 4);
	assert_rows(p, "c|");
	vt_close(p);
}

static void
a_resize_under_a_full_screen_program_keeps_what_is_below_it(void **state)
{
	struct vt *p = pane_with(4, 4, "a\r\nb\r\nc\r\nd\033[?1049hfull");

	(void)state;
	vt_resize(p, 2, 4);
	pane_say(p, "\033[?1049l!");
	assert_rows(p, "c|d!|");
	vt_close(p);
}

static void
sizes_have_bounds(void **state)
{
	struct vt *p = vt_open(0, -4);

	(void)state;
	assert_int_equal(vt_screen(p)->rows, 1);
	assert_int_equal(vt_screen(p)->cols, 1);
	pane_say(p, "\u65e5a\u65e5\r\n\t\b");
	vt_resize(p, 100000, 100000);
	assert_int_equal(vt_screen(p)->rows, VT_ROWS_MAX);
	assert_int_equal(vt_screen(p)->cols, VT_COLS_MAX);
	vt_close(p);
}

/* A scroll region and a saved cursor that are outside afterwards. */
static void
nothing_is_kept_outside_of_a_smaller_screen(void **state)
{
	struct vt *p = pane_with(24, 80, "\033[20;24r\033[24;80H\0337\033[?6h");

	(void)state;
	vt_resize(p, 5, 10);
	pane_say(p, "\n\n\n\033");
	pane_say(p, "8xyz\n\r\t\033[?1048lw\033H\033[2g");
	assert_in_range(vt_screen(p)->cursor_row, 0, 4);
	assert_in_range(vt_screen(p)->cursor_col, 0, 9);
	vt_close(p);
}

/* --- changes --- */

static void
a_row_records_when_it_changed(void **state)
{
	struct vt *p = pane_with(3, 4, "a\r\nb");
	uint64_t seen = vt_generation(p);

	(void)state;
	pane_say(p, "c");
	assert_true(vt_row_generation(p, 0) <= seen);
	assert_true(vt_row_generation(p, 1) > seen);
	assert_true(vt_row_generation(p, 2) <= seen);
	seen = vt_generation(p);
	pane_say(p, "\033[A");
	assert_true(vt_generation(p) > seen);
	assert_true(vt_row_generation(p, 0) <= seen);
	pane_say(p, "\r\n\n\n");
	for (int row = 0; row < 3; row++)
		assert_true(vt_row_generation(p, row) > seen);
	seen = vt_generation(p);
	vt_screen(p);
	assert_int_equal(vt_generation(p), seen);
	vt_close(p);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bar_is_drawn_over_by_carriage_returns),
		cmocka_unit_test(wide_characters_take_two_cells),
		cmocka_unit_test(half_a_wide_character_is_blank_when_the_other_is_overwritten),
		cmocka_unit_test(marks_stay_with_their_character),
		cmocka_unit_test(characters_may_be_cut_anywhere),
		cmocka_unit_test(text_is_clean),
		cmocka_unit_test(colours_and_attributes_are_kept),
		cmocka_unit_test(erased_cells_have_the_background_of_the_pen),
		cmocka_unit_test(leaving_the_alternate_screen_restores_the_first),
		cmocka_unit_test(only_a_region_scrolls),
		cmocka_unit_test(characters_are_inserted_and_deleted),
		cmocka_unit_test(tabs_origin_and_line_drawing_work),
		cmocka_unit_test(a_resize_keeps_the_top_left),
		cmocka_unit_test(a_screen_of_fewer_rows_keeps_the_cursor_on_its_text),
		cmocka_unit_test(a_resize_under_a_full_screen_program_keeps_what_is_below_it),
		cmocka_unit_test(sizes_have_bounds),
		cmocka_unit_test(nothing_is_kept_outside_of_a_smaller_screen),
		cmocka_unit_test(a_row_records_when_it_changed),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests_name("pane", tests, NULL, NULL);
}
