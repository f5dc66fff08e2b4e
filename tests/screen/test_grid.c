/* SPDX-License-Identifier: MIT */
/* test_grid.c: the grid: wide characters stay complete, text outside is cut, a dump shows text and
 * roles. */
#include "base/bytes.h"
#include "base/utf8.h"
#include "support/screen_test.h"
#include "support/grid_dump.h"
#include "support/suite.h"

static void
wide_characters_are_never_halved_by_overwriting(void **state)
{
	struct grid g = { .cells = NULL };

	(void)state;
	for (int col = 0; col < 8; col++) {
		for (int width = 1; width <= 4; width++) {
			grid_resize(&g, 1, 8, false);
			grid_put(&g, 0, 0, 8, ROLE_TEXT, "漢字漢字");
			grid_put(&g, 0, col, width, ROLE_DIM, "abcd");
			check_cells(&g, "text over wide");
			grid_put(&g, 0, 0, 8, ROLE_TEXT, "x漢字漢");
			grid_put(&g, 0, col, width, ROLE_DIM, "字漢");
			check_cells(&g, "wide over wide");
			grid_put(&g, 0, 0, 8, ROLE_TEXT, "漢字漢字");
			grid_fill(&g, (struct rect){ 0, col, 1, width }, ROLE_HEAD);
			check_cells(&g, "filled over wide");
		}
	}
	grid_clear(&g);
}

static void
text_outside_of_the_grid_is_cut(void **state)
{
	static const int places[] = { -1000000, -9, -2, -1, 0, 1, 2, 3, 4, 9, 1000000 };
	struct grid g = { .cells = NULL };

	(void)state;
	grid_resize(&g, 3, 3, false);
	for (size_t r = 0; r < LENGTH(places); r++) {
		for (size_t c = 0; c < LENGTH(places); c++) {
			for (size_t n = 0; n < LENGTH(places); n++) {
				int row = places[r], col = places[c], count = places[n];

				grid_put(&g, row, col, count, ROLE_DIM, "a漢b");
				grid_put_right(&g, row, col, count, ROLE_DIM, "a漢b");
				grid_put_cut(&g, row, col, count, ROLE_DIM, "a漢b漢");
				grid_put_end(&g, row, col, count, ROLE_DIM, "a漢b漢");
				grid_role(&g, row, col, count, ROLE_KEY);
				grid_underline(&g, row, col, count);
				grid_fill(&g, (struct rect){ row, col, count, count }, ROLE_TEXT);
				check_cells(&g, "clipped");
			}
		}
	}
	grid_clear(&g);
}

static void
what_is_cut_has_a_mark(void **state)
{
	static const struct {
		const char *text;
		int limit;
		const char *cut, *end, *ascii;
	} cases[] = { { "", 5, "", "", "" }, { "abcde", 5, "abcde", "abcde", "abcde" },
		{ "abcdef", 5, "abcd…", "…cdef", "abcd>" },
		{ "漢字漢", 5, "漢字…", "…字漢",
			"????"
			">" },
		{ "漢字漢字", 6, "漢字…", "…漢字",
			"????"
			">" },
		{ "abcdef", 3, "ab…", "…ef", "ab>" }, { "abcdef", 2, "ab", "ef", "ab" },
		{ "abc", 0, "", "", "" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *wanted[] = { cases[i].cut, cases[i].end, cases[i].ascii };

		for (size_t form = 0; form < LENGTH(wanted); form++) {
			struct grid g = { .cells = NULL };
			struct bytes out = { .data = NULL };

			grid_resize(&g, 1, 8, form == 2);
			(form == 1 ? grid_put_end : grid_put_cut)(
				&g, 0, 0, cases[i].limit, ROLE_TEXT, cases[i].text);
			check_cells(&g, "cut");
			grid_dump(&g, false, &out);
			out.data[strlen(out.data) - 1] = '\0';
			assert_string_equal(out.data, wanted[form]);
			bytes_free(&out);
			grid_clear(&g);
		}
	}
}

static void
an_ascii_grid_holds_only_ascii(void **state)
{
	struct scene_fixture *f = *state;

	f->state.ascii = true;
	fixture_keys(f, "t");
	fixture_resize(f, 40, 150);
	view_draw(&f->grid, &f->scene);
	for (int row = 0; row < 40; row++)
		for (int col = 0; col < 150; col++)
			CHECK(grid_at(&f->grid, row, col)->length == 1 &&
					(unsigned char)grid_at(&f->grid, row, col)->bytes[0] < 0x80,
				"not ASCII at %d,%d", row, col);
}

static void
right_aligned_text_ends_at_its_limit(void **state)
{
	struct grid g = { .cells = NULL };
	struct bytes dump = { .data = NULL };

	(void)state;
	grid_resize(&g, 3, 8, false);
	grid_put_right(&g, 0, 1, 6, ROLE_KEY, "ab");
	grid_put_right(&g, 1, 1, 6, ROLE_TEXT, "漢字");
	grid_put_right(&g, 2, 1, 3, ROLE_TEXT, "abcdef");
	grid_dump(&g, false, &dump);
	assert_string_equal(dump.data, "     ab\n   漢字\n abc\n");
	bytes_free(&dump);
	grid_clear(&g);
}

static void
a_dump_shows_roles_below_the_rows_that_have_any(void **state)
{
	struct grid g = { .cells = NULL };
	struct bytes dump = { .data = NULL };

	(void)state;
	grid_resize(&g, 2, 6, false);
	grid_put(&g, 0, 1, 5, ROLE_RISING, "漢x");
	grid_put(&g, 1, 0, 6, ROLE_TEXT, "plain");
	grid_dump(&g, true, &dump);
	assert_string_equal(dump.data, "| 漢x\n.RRR\n|plain\n");
	bytes_free(&dump);
	grid_clear(&g);
}

static void
invalid_utf8_becomes_question_marks(void **state)
{
	struct grid g = { .cells = NULL };
	struct bytes dump = { .data = NULL };

	(void)state;
	grid_resize(&g, 1, 8, false);
	assert_int_equal(grid_put(&g, 0, 0, 8, ROLE_TEXT, "a\xff\xe6\x97z"), 5);
	grid_dump(&g, false, &dump);
	assert_string_equal(dump.data, "a???z\n");
	bytes_free(&dump);
	grid_clear(&g);
}

/* What a text looks like in so many columns, up to the end of the row. */
static void
assert_drawn(const char *text, int cols, bool ascii, const char *wanted)
{
	struct grid g = { .cells = NULL };
	struct bytes dump = { .data = NULL };
	int width = (int)utf8_columns(text);

	grid_resize(&g, 1, cols + 1, ascii);
	assert_int_equal(grid_put(&g, 0, 1, cols, ROLE_TEXT, text), width < cols ? width : cols);
	check_cells(&g, text);
	grid_dump(&g, false, &dump);
	assert_int_equal(dump.data[0], wanted[0] == '\0' ? '\n' : ' ');
	assert_memory_equal(dump.data + (wanted[0] != '\0'), wanted, strlen(wanted));
	assert_int_equal(dump.length, strlen(wanted) + (wanted[0] != '\0') + 1);
	bytes_free(&dump);
	grid_clear(&g);
}

static void
a_mark_stays_with_its_character(void **state)
{
	static const struct {
		const char *text;
		int cols;
		const char *utf8, *ascii;
	} cases[] = {
		{ "e\u0301a", 4, "e\u0301a", "ea" },
		{ "\u0928\u092e\u0938\u094d\u0924\u0947x", 8,
			"\u0928\u092e\u0938\u094d\u0924\u0947x", "????x" },
		{ "\u0e19\u0e49\u0e33x", 8, "\u0e19\u0e49\u0e33x", "??x" },
		{ "\u1112\u1161\u11abx", 8, "\u1112\u1161\u11abx", "??x" },
		{ "\u2764\ufe0fx", 8, "\u2764\ufe0fx", "?x" },
		/* at the end of the space */
		{ "e\u0301a", 1, "e\u0301", "e" },
		{ "\u65e5\u0301a", 2, "\u65e5\u0301", "??" },
		/* without a character before it */
		{ "\u0301a", 4, "a", "a" },
		{ "\u0301", 4, "", "" },
		/* too many; the longest that there are */
		{ "e\u0301\u0302\u0303\u0304\u0305\u0306a", 4, "e\u0301\u0302\u0303\u0304a", "ea" },
		{ "\U0001f469\U000e0100\U000e0101\U000e0102a", 4, "\U0001f469\U000e0100\U000e0101a",
			"??a" },
		/* invisible characters, and controls */
		{ "a\u200d\u202e\ufeff\x1b\u0301b", 4, "a\u0301b", "ab" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_drawn(cases[i].text, cases[i].cols, false, cases[i].utf8);
		assert_drawn(cases[i].text, cases[i].cols, true, cases[i].ascii);
	}
}

/* Neither those of another text, nor those of what was there before. */
static void
a_character_has_only_marks_of_its_own(void **state)
{
	struct grid g = { .cells = NULL };
	struct bytes dump = { .data = NULL };

	(void)state;
	grid_resize(&g, 1, 8, false);
	grid_put(&g, 0, 0, 8, ROLE_TEXT, "ae\u0301\u65e5\u0301z");
	grid_put(&g, 0, 1, 1, ROLE_TEXT, "o");
	grid_put(&g, 0, 2, 8, ROLE_TEXT, "\u0308x");
	grid_dump(&g, false, &dump);
	assert_string_equal(dump.data, "aox z\n");
	bytes_free(&dump);
	grid_clear(&g);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wide_characters_are_never_halved_by_overwriting),
		cmocka_unit_test(text_outside_of_the_grid_is_cut),
		cmocka_unit_test(what_is_cut_has_a_mark),
		WORLD_TEST(an_ascii_grid_holds_only_ascii),
		cmocka_unit_test(right_aligned_text_ends_at_its_limit),
		cmocka_unit_test(a_dump_shows_roles_below_the_rows_that_have_any),
		cmocka_unit_test(invalid_utf8_becomes_question_marks),
		cmocka_unit_test(a_mark_stays_with_its_character),
		cmocka_unit_test(a_character_has_only_marks_of_its_own),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
