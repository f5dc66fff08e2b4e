/* SPDX-License-Identifier: MIT */
/* test_mouse.c: clicks on titles and rows, and the wheel. */
#include "support/screen_test.h"
#include "support/suite.h"

static struct command
click(struct scene_fixture *f, int row, int col)
{
	return fixture_event(
		f, &(struct key_event){ .code = KEY_CODE_PRESS, .row = row, .col = col });
}

/* A click on a title sorts by its column; a second one reverses the order. */
static void
a_click_on_a_title_sorts_by_it(void **state)
{
	struct scene_fixture *f = *state;

	for (int cols = 40; cols <= 200; cols += 40) {
		struct column_list list;
		struct placement p;

		fixture_resize(f, 24, cols);
		list = list_columns(&f->state.list);
		p = layout_columns(&list, cols, f->state.units);
		for (size_t i = 0; i < p.count; i++) {
			int head = f->scene.layout.head.row,
			    end = p.items[i].col + p.items[i].width;
			bool again = f->state.list.sort == p.items[i].column;

			assert_refreshes(click(f, head, p.items[i].col), REFRESH_ROWS);
			assert_ptr_equal(f->state.list.sort, p.items[i].column);
			assert_int_equal(f->state.list.inverted, again);
			assert_refreshes(click(f, head, end - 1), REFRESH_ROWS);
			assert_int_equal(f->state.list.inverted, !again);
		}
	}
}

static void
a_click_on_a_title_in_a_tree_finds_the_same_column(void **state)
{
	struct scene_fixture *f = *state;
	struct column_list list;
	struct placement p;

	fixture_keys(f, "t");
	list = list_columns(&f->state.list);
	p = layout_columns(&list, 80, f->state.units);
	assert_string_equal(p.items[2].column->name, "tree_rss");
	click(f, f->scene.layout.head.row, p.items[2].col);
	assert_string_equal(f->state.list.sort->name, "tree_rss");
}

static void
a_click_on_a_row_selects_it_also_when_scrolled(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 10, 80);
	for (int pass = 0; pass < 2; pass++) {
		size_t top = f->state.list.top;

		for (int i = 0; i < f->scene.layout.body.rows; i++) {
			click(f, f->scene.layout.body.row + i, 5 * i);
			assert_int_equal(f->state.list.cursor, top + (size_t)i);
			assert_int_equal(f->state.list.top, top);
		}
		fixture_keys(f, "End");
		assert_true(f->state.list.top > 0);
	}
}

/* The line of all ended processes; and, once that is open, the row of many that ran the same. */
static void
a_click_on_a_line_of_ended_processes_opens_it(void **state)
{
	struct scene_fixture *f = *state;
	int body;
	size_t line, many;

	fixture_end_many(f);
	fixture_resize(f, 60, 80);
	body = f->scene.layout.body.row;
	line = f->rows.count - 1;
	assert_int_equal(f->rows.items[line].kind, ROW_ENDED);
	assert_refreshes(click(f, body + (int)line, 10), REFRESH_ROWS);
	assert_int_equal(f->state.list.cursor, line);
	many = f->rows.count;
	for (size_t i = line; i < f->rows.count; i++)
		if (f->rows.items[i].kind == ROW_ALIKE && f->rows.items[i].inside_count == 12)
			many = i;
	assert_true(many < f->rows.count);
	click(f, body + (int)many, 10);
	assert_int_equal(f->rows.items[many + 12].depth, 1);
	click(f, body + (int)many, 10);
	assert_int_equal(f->rows.items[many + 1].depth, 0);
	click(f, body + (int)line, 10);
	assert_int_equal(f->rows.count, line + 1);
}

static void
clicks_elsewhere_change_nothing(void **state)
{
	struct scene_fixture *f = *state;
	const int places[][2] = { { 0, 10 }, { 1, 10 }, { 2, 0 }, { 3, 0 }, { 22, 10 }, { 23, 6 },
		{ 24, 0 }, { -1, -1 }, { 1000, 1000 }, { 2, 1000 } };

	fixture_keys(f, "Down Down");
	for (size_t i = 0; i < LENGTH(places); i++) {
		assert_refreshes(click(f, places[i][0], places[i][1]), REFRESH_NONE);
		assert_int_equal(f->state.list.cursor, 2);
		assert_string_equal(f->state.list.sort->name, "rss");
	}
	fixture_keys(f, "h");
	assert_refreshes(click(f, 5, 5), REFRESH_NONE);
	assert_int_equal(f->state.list.cursor, 2);
}

static void
the_wheel_moves_by_three(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 10, 80);
	fixture_press(f, KEY_CODE_WHEEL_DOWN);
	assert_int_equal(f->state.list.cursor, 3);
	fixture_press(f, KEY_CODE_WHEEL_UP);
	fixture_press(f, KEY_CODE_WHEEL_UP);
	assert_int_equal(f->state.list.cursor, 0);
	fixture_keys(f, "h");
	fixture_press(f, KEY_CODE_WHEEL_DOWN);
	assert_int_equal(f->state.scroll, 3);
	for (int i = 0; i < 100; i++)
		fixture_press(f, KEY_CODE_WHEEL_DOWN);
	assert_int_equal(f->state.scroll, view_scroll_max(&f->scene));
	fixture_press(f, KEY_CODE_WHEEL_UP);
	assert_int_equal(f->state.scroll, view_scroll_max(&f->scene) - 3);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_click_on_a_title_sorts_by_it),
		WORLD_TEST(a_click_on_a_title_in_a_tree_finds_the_same_column),
		WORLD_TEST(a_click_on_a_row_selects_it_also_when_scrolled),
		WORLD_TEST(a_click_on_a_line_of_ended_processes_opens_it),
		WORLD_TEST(clicks_elsewhere_change_nothing),
		WORLD_TEST(the_wheel_moves_by_three),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
