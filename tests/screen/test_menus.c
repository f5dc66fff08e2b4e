/* SPDX-License-Identifier: MIT */
/* test_menus.c: the one menu: typing narrows it, keys and the mouse move and choose, and the
 * palette lists each command that works here once. */
#include "screen/state/menu.h"
#include "support/screen_test.h"
#include "support/suite.h"

/* The first items shown. */
static void
assert_shows(struct scene_fixture *f, const char *const *names, size_t count)
{
	size_t items[MENU_ITEMS_MAX], shown = menu_shown(&f->scene, items);

	assert_true(shown >= count);
	for (size_t i = 0; i < count; i++) {
		struct menu_item item;

		menu_fill(&f->scene, items[i], &item);
		assert_string_equal(item.name, names[i]);
	}
}

#define ASSERT_SHOWS(f, ...)                                  \
	assert_shows(f, (const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static size_t
shown(const struct scene_fixture *f)
{
	size_t items[MENU_ITEMS_MAX];

	return menu_shown(&f->scene, items);
}

/* The row of the drawn screen that contains this text; -1: none. */
static int
row_with(struct scene_fixture *f, const char *text, int *col)
{
	fixture_draw(f);
	for (int row = 0; row < f->grid.rows; row++) {
		char line[1024];
		struct buffer b = buffer_over(line, sizeof line);
		const char *found;

		for (int at = 0; at < f->grid.cols; at++) {
			const struct cell *cell = grid_at(&f->grid, row, at);

			/* One byte per cell, so that an offset is a column. */
			buffer_char(&b, cell->length == 1 ? cell->bytes[0] : '~');
		}
		found = strstr(line, text);
		if (found == NULL)
			continue;
		*col = (int)(found - line);
		return row;
	}
	return -1;
}

static struct command
click(struct scene_fixture *f, const char *text)
{
	int col = 0, row = row_with(f, text, &col);

	if (row < 0)
		fail_msg("'%s' is not shown", text);
	return fixture_event(
		f, &(struct key_event){ .code = KEY_CODE_PRESS, .row = row, .col = col });
}

/* --- narrowing --- */

static void
typing_narrows_and_the_best_match_comes_first(void **state)
{
	struct scene_fixture *f = *state;
	size_t all;

	fixture_keys(f, "F6");
	all = shown(f);
	assert_int_equal(all, column_count);
	fixture_type(f, "PEAK");
	ASSERT_SHOWS(f, "peak", "peak_age", "tree_peak", "tree_peak_age", "memory");
	fixture_keys(f, "Down Down Backspace");
	assert_int_equal(f->state.menu.cursor, 0);
	fixture_keys(f, "Ctrl-U");
	assert_int_equal(shown(f), all);
	fixture_type(f, "subtree sample"); /* both in the description */
	ASSERT_SHOWS(f, "tree_peak");
	fixture_keys(f, "Enter");
	assert_string_equal(f->state.list.sort->name, "tree_peak");
}

static void
digits_narrow_the_signals(void **state)
{
	struct scene_fixture *f = *state;
	static const struct {
		const char *typed;
		int signal;
	} cases[] = { { "9", 9 }, { "1", 1 }, { "15", 15 }, { "kill", 9 }, { "usr2", 12 },
		{ "core dump ctrl", 3 } };

	for (size_t i = 0; i < LENGTH(cases); i++) {
		fixture_keys(f, "k");
		fixture_type(f, cases[i].typed);
		fixture_keys(f, "Enter");
		assert_int_equal(f->state.prompt.kind, PROMPT_CONFIRM);
		assert_int_equal(f->state.signal.number, cases[i].signal);
		fixture_keys(f, "n");
	}
}

static void
without_a_match_nothing_is_chosen(void **state)
{
	struct scene_fixture *f = *state;
	int col;

	fixture_keys(f, "F6");
	fixture_type(f, "no such column");
	assert_true(row_with(f, "nothing matches", &col) > 0);
	fixture_keys(f, "Down PageDown End Enter");
	assert_int_equal(f->state.menu.kind, MENU_SORT);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.menu.kind, MENU_NONE);
	assert_string_equal(f->state.list.sort->name, "rss");
}

static void
what_was_typed_last_stays_visible(void **state)
{
	struct scene_fixture *f = *state;
	int col, row;

	fixture_resize(f, 5, 20);
	fixture_keys(f, ":");
	fixture_type(f, "a long text to the end");
	row = row_with(f, "end", &col);
	assert_int_equal(row, 0);
	assert_int_equal(grid_at(&f->grid, 0, col + 3)->role, ROLE_SELECTED);
	for (col = 0; col < 20 && grid_at(&f->grid, 0, col)->bytes[0] != ' '; col++)
		continue;
	col += (int)strlen(" Commands: ");
	assert_memory_equal(grid_at(&f->grid, 0, col)->bytes, "…", 3); /* the start is cut */
	fixture_resize(f, 5, 3);
	fixture_draw(f);
	check_cells(&f->grid, "narrow");
}

/* --- the present one --- */

static void
the_present_one_is_marked_and_under_the_cursor(void **state)
{
	struct scene_fixture *f = *state;
	int col;

	fixture_keys(f, "K F6");
	assert_true(row_with(f, "~ peak  ", &col) > 0);
	fixture_keys(f, "Enter u Down Down Enter u");
	assert_int_equal(f->state.menu.cursor, 2);
	assert_true(row_with(f, "~ postgres", &col) > 0);
}

/* --- the mouse --- */

static void
a_click_chooses_and_one_outside_closes(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	fixture_keys(f, "F6");
	click(f, "swap  ");
	assert_int_equal(f->state.menu.kind, MENU_NONE);
	assert_string_equal(f->state.list.sort->name, "swap");
	fixture_keys(f, "F6");
	click(f, "Sort by"); /* the frame */
	assert_int_equal(f->state.menu.kind, MENU_SORT);
	fixture_event(f, &(struct key_event){ .code = KEY_CODE_PRESS });
	assert_int_equal(f->state.menu.kind, MENU_NONE);
	assert_string_equal(f->state.list.sort->name, "swap");
}

static void
the_wheel_moves_and_scrolls(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 12, 60);
	fixture_keys(f, "F6 Home");
	for (size_t i = 0; i < column_count + 3; i++)
		fixture_press(f, KEY_CODE_WHEEL_DOWN);
	assert_int_equal(f->state.menu.cursor, column_count - 1);
	click(f, "trend  ");
	assert_string_equal(f->state.list.sort->name, "trend");
	fixture_keys(f, "F6");
	for (size_t i = 0; i < 3; i++)
		fixture_press(f, KEY_CODE_WHEEL_UP);
	fixture_keys(f, "Enter");
	assert_ptr_equal(f->state.list.sort, column_by_name("trend") - 3);
}

/* --- sizes --- */

static void
the_item_under_the_cursor_is_seen_at_any_size(void **state)
{
	static const struct {
		int rows, cols;
	} sizes[] = { { 5, 20 }, { 3, 20 }, { 12, 40 }, { 16, 60 }, { 24, 80 }, { 100, 300 } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(sizes); i++) {
		fixture_resize(f, sizes[i].rows, sizes[i].cols);
		fixture_keys(f, "F6 Home");
		for (size_t k = 0; k < column_count; k++) {
			int col, row = row_with(f, columns[k].name, &col);

			assert_true(row >= 0);
			fixture_keys(f, "Down");
		}
		fixture_keys(f, "Esc");
	}
}

/* --- the palette --- */

static void
the_palette_lists_each_command_once(void **state)
{
	struct scene_fixture *f = *state;

	for (unsigned view = VIEW_TABLE; view < VIEW_KINDS; view++) {
		size_t items[MENU_ITEMS_MAX], count, expected = 0;

		f->state.view = (enum view)view;
		fixture_keys(f, ":");
		count = menu_list(&f->scene, items);
		for (size_t i = 0; i < key_action_count; i++)
			expected += key_action_works(&key_actions[i], (enum view)view, false);
		assert_int_equal(count, expected - 1); /* not itself */
		for (size_t i = 1; i < count; i++)
			assert_true(items[i] > items[i - 1]);
		assert_string_equal(menu_command(&f->scene, items[count - 1])->name, "quit");
		fixture_keys(f, "Esc");
	}
}

static void
the_palette_does_what_the_key_does(void **state)
{
	struct scene_fixture *f = *state;
	int col;

	fixture_keys(f, ":");
	fixture_type(f, "sort peak");
	assert_true(row_with(f, " K ", &col) > 0);
	fixture_keys(f, "Enter");
	assert_string_equal(f->state.list.sort->name, "peak");
	assert_int_equal(f->state.menu.kind, MENU_NONE);
	fixture_keys(f, ":");
	fixture_type(f, "send a signal");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.menu.kind, MENU_SIGNAL);
	fixture_keys(f, "Esc :");
	fixture_type(f, "quit");
	assert_int_equal(fixture_press(f, KEY_CODE_ENTER).kind, COMMAND_QUIT);
	fixture_keys(f, ":");
	fixture_type(f, "jump");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.prompt.kind, PROMPT_JUMP);
	assert_string_equal(f->state.prompt.typed, "");
}

static void
what_cannot_be_done_now_says_why(void **state)
{
	static const struct {
		const char *name, *why;
	} cases[] = { { "zoom", "no job: press ! to run a command" },
		{ "collapse", "only in the tree" },
		{ "signal", "read-only: signals cannot be sent" },
		{ "run", "read-only: commands cannot be run" } };
	struct scene_fixture *f = *state;
	int col;

	f->state.readonly = true;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		fixture_keys(f, ":");
		fixture_type(f, cases[i].name);
		assert_true(row_with(f, cases[i].why, &col) > 0);
		fixture_keys(f, "Enter");
		assert_string_equal(f->state.message, cases[i].why);
		assert_int_equal(f->state.menu.kind, MENU_NONE);
		assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	}
}

static void
a_click_in_the_palette_does_it(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, ":");
	fixture_type(f, "tree");
	click(f, "tree  ");
	assert_true(f->state.list.tree);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(typing_narrows_and_the_best_match_comes_first),
		WORLD_TEST(digits_narrow_the_signals),
		WORLD_TEST(without_a_match_nothing_is_chosen),
		WORLD_TEST(what_was_typed_last_stays_visible),
		WORLD_TEST(the_present_one_is_marked_and_under_the_cursor),
		WORLD_TEST(a_click_chooses_and_one_outside_closes),
		WORLD_TEST(the_wheel_moves_and_scrolls),
		WORLD_TEST(the_item_under_the_cursor_is_seen_at_any_size),
		WORLD_TEST(the_palette_lists_each_command_once),
		WORLD_TEST(the_palette_does_what_the_key_does),
		WORLD_TEST(what_cannot_be_done_now_says_why),
		WORLD_TEST(a_click_in_the_palette_does_it),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
