/* SPDX-License-Identifier: MIT */
/* test_grid_svg.c: the screen as a picture: text, blocks, dots, grounds, inks, and any text in it.
 */
#include "screen/frame/grid_svg.h"
#include "support/chart_world.h"
#include "support/suite.h"
#include "support/xml_check.h"

#include "support/screen_test.h"

static struct bytes
drawn(struct grid *g, const char *scheme)
{
	struct bytes out = { .data = NULL };
	struct theme theme;

	theme_init(&theme);
	assert_true(theme_set_scheme(&theme, scheme));
	grid_put_svg(g, &theme, HOSTILE, &out);
	assert_true(is_xml(out.data));
	return out;
}

static void
assert_draws(const struct bytes *out, const char *part)
{
	if (strstr(out->data, part) == NULL)
		fail_msg("no %s in %s", part, out->data);
}

static void
text_blocks_dots_and_grounds_are_drawn(void **state)
{
	static const char *const parts[] = {
		" font-weight=\"700\" x=\"14\" y=\"27.4\" textLength=\"50.4\">a &lt; 日<",
		"<rect fill=\"#5faf5f\" x=\"14\" y=\"34\" width=\"21\" height=\"14\"/>",
		"<rect fill=\"#5faf5f\" x=\"39.2\" y=\"45.5\" width=\"8.4\" height=\"4.5\"/>",
		"<path fill=\"#5faf5f\" d=\"M61.3 33.2h2v2h-2z\"/>",
		/* a rule of two cells, a heavy upright, and a corner of two strokes */
		"<rect fill=\"#8a8a8a\" x=\"72.8\" y=\"40.5\" width=\"16.8\" height=\"1\"/>",
		"<rect fill=\"#8a8a8a\" x=\"92.6\" y=\"32\" width=\"2.4\" height=\"18\"/>",
		"<rect fill=\"#8a8a8a\" x=\"101.7\" y=\"40.5\" width=\"4.7\" height=\"1\"/>",
		"<rect fill=\"#8a8a8a\" x=\"101.7\" y=\"32\" width=\"1\" height=\"9.5\"/>",
		"<rect fill=\"#444444\" x=\"14\" y=\"50\" width=\"168\" height=\"18\"/>",
	};
	struct grid g = { .cells = NULL };
	struct bytes out;

	(void)state;
	grid_resize(&g, 3, 20, false);
	grid_put(&g, 0, 0, 20, ROLE_TITLE, "a < 日");
	grid_put(&g, 1, 0, 20, ROLE_BAR_USED, "██▌▂ ⠈");
	grid_put(&g, 1, 7, 20, ROLE_LABEL, "──┃└");
	grid_fill(&g, (struct rect){ 2, 0, 1, 20 }, ROLE_HEAD);
	out = drawn(&g, "default");
	for (size_t i = 0; i < LENGTH(parts); i++)
		assert_draws(&out, parts[i]);
	bytes_free(&out);
	grid_clear(&g);
}

/* What is far apart, or looks different, is a text of its own, at its own place. */
static void
texts_are_placed_one_by_one(void **state)
{
	struct grid g = { .cells = NULL };
	struct bytes out;

	(void)state;
	grid_resize(&g, 1, 30, false);
	grid_put(&g, 0, 0, 30, ROLE_TEXT, "one two  three");
	grid_put(&g, 0, 14, 30, ROLE_LABEL, "four");
	out = drawn(&g, "default");
	assert_draws(&out, " x=\"14\" y=\"27.4\" textLength=\"58.8\">one two</text>");
	assert_draws(&out, " x=\"89.6\" y=\"27.4\" textLength=\"42\">three</text>");
	assert_draws(&out, "fill=\"#8a8a8a\" x=\"131.6\"");
	bytes_free(&out);
	grid_clear(&g);
}

/* What has a mark is written, even a blank or a line. */
static void
marks_are_written_with_their_character(void **state)
{
	struct grid g = { .cells = NULL };
	struct bytes out;

	(void)state;
	grid_resize(&g, 1, 30, false);
	grid_put(&g, 0, 0, 30, ROLE_TEXT, "e\u0301\u65e5\u0301   \u0302   \u2500\u0303");
	out = drawn(&g, "default");
	assert_draws(&out, ">e\u0301\u65e5\u0301<");
	assert_draws(&out, "> \u0302<");
	assert_draws(&out, ">\u2500\u0303<");
	bytes_free(&out);
	grid_clear(&g);
}

static void
attributes_become_colours(void **state)
{
	const struct vt_cell cells[] = {
		{ .character = 'r', .ink = { INK_RGB | 0x123456, INK_DEFAULT, 0 }, .width = 1 },
		{ .character = 'v', .ink = { 9, 196, INK_REVERSE }, .width = 1 },
		{ .character = 'h', .ink = { 2, INK_DEFAULT, INK_HIDDEN }, .width = 1 },
		{ .character = 'd', .ink = { 15, INK_RGB, INK_DIM | INK_UNDERLINE }, .width = 1 },
	};
	struct grid g = { .cells = NULL };
	struct bytes out;

	(void)state;
	grid_resize(&g, 2, 20, false);
	grid_put_pane(&g, 0, 0, 20, cells, LENGTH(cells));
	grid_put(&g, 1, 0, 20, ROLE_SELECTED, "chosen");
	out = drawn(&g, "mono");
	assert_draws(&out, "<text fill=\"#123456\" x=\"14\"");
	assert_draws(&out, "<rect fill=\"#ff616e\"");
	assert_draws(&out, "<text fill=\"#ff0000\"");
	assert_draws(&out, "<text fill=\"#12161c\""); /* hidden: as the ground */
	assert_draws(&out, "<text fill=\"#7f7f7f\" text-decoration=\"underline\"");
	assert_draws(&out, "<rect fill=\"#d6dae0\" x=\"14\" y=\"32\" width=\"50.4\"");
	bytes_free(&out);
	grid_clear(&g);
}

/* Every view of the test world, at sizes where much is cut. */
static void
any_screen_is_valid(void **state)
{
	static const char *const keys[] = { "g", "t", "h", "Enter", "H", "F6", "J" };
	static const int sizes[][2] = { { 1, 1 }, { 5, 20 }, { 24, 80 }, { 40, 200 } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(keys); i++) {
		fixture_keys(f, keys[i]);
		for (size_t k = 0; k < LENGTH(sizes); k++) {
			struct bytes out;

			fixture_resize(f, sizes[k][0], sizes[k][1]);
			fixture_draw(f);
			out = drawn(&f->grid, "default");
			bytes_free(&out);
		}
		fixture_keys(f, "Esc");
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_blocks_dots_and_grounds_are_drawn),
		cmocka_unit_test(texts_are_placed_one_by_one),
		cmocka_unit_test(marks_are_written_with_their_character),
		cmocka_unit_test(attributes_become_colours),
		WORLD_TEST(any_screen_is_valid),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
