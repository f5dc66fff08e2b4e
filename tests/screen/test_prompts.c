/* SPDX-License-Identifier: MIT */
/* test_prompts.c: typing into prompts, choosing from menus, and the effect on the state. */
#include "base/utf8.h"
#include "screen/state/menu.h"
#include "screen/state/prompt.h"
#include "support/screen_test.h"
#include "support/suite.h"

/* --- typing --- */

static void
a_filter_works_while_it_is_typed(void **state)
{
	struct scene_fixture *f = *state;
	size_t all = f->rows.count;

	fixture_keys(f, "\\");
	fixture_type(f, "worker");
	assert_int_equal(f->rows.count, 5);
	fixture_type(f, " --q");
	assert_int_equal(f->rows.count, 1);
	assert_int_equal(fixture_selected(f), PID_NAMELESS);
	fixture_keys(f, "Backspace Backspace Backspace Backspace");
	assert_int_equal(f->rows.count, 5);
	fixture_type(f, "|BASH");
	assert_int_equal(f->rows.count, 6);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	assert_int_equal(f->rows.count, 6);
	fixture_keys(f, "\\ Esc");
	assert_null(f->state.list.selection.filter);
	assert_int_equal(f->rows.count, all);
}

static void
backspace_takes_one_character_of_any_width(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "\\");
	fixture_type(f, "aé日🚀");
	assert_string_equal(f->state.prompt.typed, "aé日🚀");
	fixture_keys(f, "Backspace");
	assert_string_equal(f->state.prompt.typed, "aé日");
	fixture_press(f, '\b');
	assert_string_equal(f->state.prompt.typed, "aé");
	fixture_keys(f, "Backspace Backspace");
	assert_string_equal(f->state.prompt.typed, "");
	assert_refreshes(fixture_press(f, KEY_CODE_BACKSPACE), REFRESH_NONE);
	fixture_type(f, "日本");
	assert_int_equal(fixture_selected(f), PID_CJK);
	fixture_keys(f, "Ctrl-U");
	assert_null(f->state.list.selection.filter);
}

static void
controls_and_keys_without_a_character_are_not_typed(void **state)
{
	static const int codes[] = { 7, 28, 31, 0x7f + 1, 0x9b, 0x9f, KEY_CODE_PAGE_UP, KEY_CODE_F1,
		KEY_CODE_DELETE, KEY_CODE_PRESS, KEY_CODE_WHEEL_UP };
	struct scene_fixture *f = *state;

	fixture_keys(f, "/ x");
	for (size_t i = 0; i < LENGTH(codes); i++) {
		fixture_press(f, codes[i]);
		assert_string_equal(f->state.prompt.typed, "x");
		assert_int_equal(f->state.prompt.kind, PROMPT_SEARCH);
	}
}

static void
typing_without_end_stops_before_half_a_character(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "\\ x");
	for (int i = 0; i < 300; i++)
		fixture_press(f, 0x6f22);
	assert_int_equal(strlen(f->state.prompt.typed), 1 + 42 * 3);
	assert_int_equal(utf8_columns(f->state.prompt.typed), 1 + 42 * 2);
	assert_string_equal(f->state.prompt.typed, filter_text(f->state.list.selection.filter));
}

static void
a_filter_that_is_not_finished_leaves_the_last_one(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "\\");
	fixture_type(f, "worker /q");
	assert_int_equal(f->rows.count, 5);
	assert_string_equal(filter_text(f->state.list.selection.filter), "worker ");
	assert_non_null(strstr(f->state.message, "ends with /"));
	assert_true(f->state.alert);
	fixture_keys(f, "Left Right"); /* what is wrong still is */
	assert_non_null(strstr(f->state.message, "ends with /"));
	fixture_keys(f, "Enter"); /* nor is it accepted */
	assert_int_equal(f->state.prompt.kind, PROMPT_FILTER);
	assert_non_null(strstr(f->state.message, "ends with /"));
	assert_int_equal(f->state.prompt.history[PROMPT_FILTER].count, 0);
	fixture_type(f, "/");
	assert_string_equal(f->state.message, "");
	assert_int_equal(f->rows.count, 1);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	fixture_keys(f, "\\ Ctrl-U");
	fixture_type(f, "peak>1G");
	assert_int_equal(f->rows.count, 3);
	fixture_keys(f, "Ctrl-U");
	fixture_type(f, "user:ada|user:4242 !pid:2101 <1G");
	assert_int_equal(f->rows.count, 3);
	fixture_keys(f, "/ Esc");
	assert_null(f->state.list.selection.filter);
}

/* The rows of the table that have underlined cells, and how many: "2120:4 3001:6 ". */
static void
put_underlined(const struct scene_fixture *f, struct buffer *b)
{
	for (int row = 0; row < f->grid.rows; row++) {
		size_t at = f->state.list.top + (size_t)(row - f->scene.layout.body.row), cells = 0;

		for (int col = 0; col < f->grid.cols; col++)
			cells += grid_at(&f->grid, row, col)->underlined;
		if (cells > 0 && row >= f->scene.layout.body.row)
			buffer_print(
				b, "%d:%zu ", (int)f->rows.items[at].process->now.key.pid, cells);
		else
			assert_int_equal(cells, 0);
	}
}

static void
what_a_filter_found_is_underlined(void **state)
{
	static const struct {
		const char *filter, *keys, *underlined;
	} cases[] = { { "train", NULL, "2120:5 " },
		{ "/[gr]/ worker", NULL, "3001:8 3002:8 3003:8 6000:6 3000:9 " },
		{ "!user:root 漢字|テスト", NULL, "5000:10 " }, { "user:ada <1G", NULL, "" },
		{ "漢字", "Right Right", "5000:2 " }, { "postgres", "t", "4000:16 " },
		{ "postgres", "J", "4000:16 " } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		char text[200];
		struct buffer b = buffer_over(text, sizeof text);

		world_restart(f);
		fixture_resize(f, 24, 100);
		fixture_keys(f, "\\");
		fixture_type(f, cases[i].filter);
		fixture_keys(f, "Enter");
		if (cases[i].keys != NULL)
			fixture_keys(f, cases[i].keys);
		fixture_draw(f);
		put_underlined(f, &b);
		if (strcmp(text, cases[i].underlined) != 0)
			fail_msg("'%s': %s", cases[i].filter, text);
	}
}

static void
the_end_of_a_long_text_and_the_cursor_stay_in_view(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 10, 30);
	fixture_keys(f, "\\");
	fixture_type(f, "0123456789 0123456789 漢字漢字 the end");
	view_draw(&f->grid, &f->scene);
	assert_int_equal(grid_at(&f->grid, 9, 29)->role, ROLE_SELECTED);
	assert_int_equal(grid_at(&f->grid, 9, 28)->bytes[0], 'd');
	assert_int_equal(grid_at(&f->grid, 9, 0)->bytes[0], 'F');
	assert_memory_equal(grid_at(&f->grid, 9, 8)->bytes, "…", 3); /* the start is cut */
	fixture_keys(f, "Home");
	view_draw(&f->grid, &f->scene);
	assert_memory_equal(grid_at(&f->grid, 9, 8)->bytes, "0", 1);
	assert_memory_equal(grid_at(&f->grid, 9, 29)->bytes, "…", 3); /* the end is */
}

static void
a_search_moves_to_the_match_and_says_when_there_is_none(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "/");
	fixture_type(f, "post");
	assert_int_equal(fixture_selected(f), PID_DATABASE);
	fixture_type(f, "man");
	assert_int_equal(fixture_selected(f), PID_DATABASE);
	assert_true(f->state.alert);
	assert_non_null(strstr(f->state.message, "postman"));
	fixture_keys(f, "Backspace Backspace Backspace");
	assert_string_equal(f->state.message, "");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	assert_true(f->rows.count > 10);
	fixture_keys(f, "n");
	assert_int_equal(fixture_selected(f), PID_DATABASE);
}

static void
intervals_are_taken_or_refused(void **state)
{
	static const struct {
		const char *typed;
		uint64_t ns; /* 0: refused */
	} cases[] = { { "500ms", 500000000 }, { "2s", 2000000000 }, { "0.5", 500000000 },
		{ "10ms", 10000000 }, { "1h", 3600000000000 }, { "1m", 60000000000 }, { "9ms", 0 },
		{ "0", 0 }, { "61m", 0 }, { "", 0 }, { "-1", 0 }, { "x", 0 }, { "1 week", 0 },
		{ "inf", 0 }, { "nan", 0 }, { "1e3", 0 }, { "0x10", 0 }, { "1.2.3", 0 },
		{ "日", 0 } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct command command;

		f->state.interval_ns = 7;
		fixture_keys(f, "d");
		fixture_type(f, cases[i].typed);
		command = fixture_press(f, KEY_CODE_ENTER);
		assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
		assert_int_equal((command.refresh & REFRESH_TIMING) != 0, cases[i].ns != 0);
		assert_int_equal(f->state.interval_ns, cases[i].ns != 0 ? cases[i].ns : 7);
		assert_int_equal(f->state.message[0] != '\0', cases[i].ns == 0);
	}
	fixture_keys(f, "d 2 s Esc");
	assert_int_equal(f->state.interval_ns, 7);
}

static void
digits_jump_to_a_pid(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "4 1 2");
	assert_int_equal(fixture_selected(f), 412);
	fixture_keys(f, "Backspace Backspace Backspace 3 0 0 2");
	assert_int_equal(fixture_selected(f), 3002);
	fixture_keys(f, "9 9 9 Enter");
	assert_int_equal(fixture_selected(f), 3002);
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	fixture_keys(f, "4 2 9 4 9 6 9 4 1 6 Enter"); /* 2^32 + 2120 */
	assert_int_equal(fixture_selected(f), 3002);
	fixture_keys(f, "2 1 0 1 Down");
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	assert_int_not_equal(fixture_selected(f), PID_BASH);
}

static void
a_paste_says_how_to_end_it_until_it_has_ended(void **state)
{
	struct scene_fixture *f = *state;
	struct key_event pasted = { .code = 'q', .modifiers = KEY_PASTED };

	fixture_event(f, &pasted);
	assert_non_null(strstr(f->state.message, "Ctrl-C"));
	fixture_press(f, KEY_CODE_PASTE_END);
	assert_string_equal(f->state.message, "pasted text has no effect here");
	assert_refreshes(fixture_press(f, KEY_CODE_PASTE_END), REFRESH_NONE);
	fixture_keys(f, "/");
	fixture_event(f, &pasted);
	assert_non_null(strstr(f->state.message, "Ctrl-C"));
	fixture_press(f, KEY_CODE_PASTE_END);
	assert_null(strstr(f->state.message, "Ctrl-C"));
	assert_string_equal(f->state.prompt.typed, "q");
}

static void
a_jump_to_no_process_says_so(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "9 9 9 9 9 Enter");
	assert_string_equal(f->state.message, "no process 99999");
	assert_true(f->state.alert);
	fixture_keys(f, "1 9 9 9 9 9 9 9 9 9 9 9");
	assert_string_equal(f->state.message, ""); /* not while it is typed */
	fixture_keys(f, "Enter");
	assert_string_equal(f->state.message, "no process 199999999999");
	fixture_keys(f, "9");
	for (int i = 0; i < 30; i++)
		fixture_keys(f, "9");
	fixture_keys(f, "Enter");
	assert_non_null(strstr(f->state.message, "no process 99999999"));
	fixture_keys(f, "4 1 2 Enter");
	assert_string_equal(f->state.message, "");
	fixture_keys(f, "\\");
	fixture_type(f, "worker");
	fixture_keys(f, "Enter 2 1 2 0 Enter");
	assert_string_equal(f->state.message, "process 2120 is not in this list");
	fixture_keys(f, "4 2 0 0 Enter");
	assert_string_equal(f->state.message, "process 4200 has ended and is not in this list");
	fixture_keys(f, "1 Backspace Enter");
	assert_string_equal(f->state.message, "");
}

static bool
has_arrow(const struct scene_fixture *f, const char *arrow)
{
	int row = f->scene.layout.head.row;

	for (int col = 0; col < f->grid.cols; col++)
		if (grid_at(&f->grid, row, col)->length == strlen(arrow) &&
			memcmp(grid_at(&f->grid, row, col)->bytes, arrow, strlen(arrow)) == 0 &&
			grid_at(&f->grid, row, col)->role == ROLE_SORTED)
			return true;
	return false;
}

/* Also one whose title fills its column, and at the edge of the screen. */
static void
the_title_that_rows_are_sorted_by_has_an_arrow(void **state)
{
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < column_count; i++) {
		int edge = LAYOUT_MARKS + (int)column_width(&columns[i], f->state.units);

		f->state.list.sort = &columns[i];
		for (int only = 0; only < 2; only++) {
			f->state.list.columns = (struct column_list){
				.items = { &columns[i], column_by_name("command") },
				.count = only ? 1 : 2
			};
			f->state.list.tree = false;
			for (int more = 0; more < 3; more++) {
				fixture_resize(f, 24, only ? edge + more : 60 + more);
				fixture_draw(f);
				for (int ended = 0; ended < 2; ended++) {
					f->state.list.inverted = ended == 1;
					fixture_draw(f);
					CHECK(has_arrow(f, columns[i].big_first != (ended == 1)
								   ? "▾"
								   : "▴"),
						"%s, %d columns", columns[i].name, f->grid.cols);
				}
			}
		}
		f->state.list.inverted = false;
	}
}

/* --- menus --- */

static void
the_sort_menu_sorts_by_any_column(void **state)
{
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < column_count; i++) {
		fixture_keys(f, "I F6 Home");
		for (size_t k = 0; k < i; k++)
			fixture_keys(f, "Down");
		assert_true(fixture_press(f, KEY_CODE_ENTER).refresh & REFRESH_WANTS);
		assert_ptr_equal(f->state.list.sort, &columns[i]);
		assert_false(f->state.list.inverted);
		assert_int_equal(f->state.menu.kind, MENU_NONE);
	}
	fixture_keys(f, "F6 Home Esc");
	assert_ptr_equal(f->state.list.sort, &columns[column_count - 1]);
	fixture_keys(f, "F6 End Down PageDown Home Up PageUp End Enter");
	assert_ptr_equal(f->state.list.sort, &columns[column_count - 1]);
}

static void
the_user_menu_shows_one_user_or_all(void **state)
{
	static const size_t rows[] = { 14, 4, 1, 4, 1, 3 }; /* all, then by what they hold */
	struct scene_fixture *f = *state;

	f->state.list.ended = ENDED_HIDDEN;
	fixture_build(f);
	for (size_t i = 1; i < 6; i++) {
		fixture_keys(f, "u Home");
		for (size_t k = 0; k < i; k++)
			fixture_keys(f, "Down");
		fixture_keys(f, "Enter");
		assert_true(f->state.list.selection.by_uid);
		assert_int_equal(f->rows.count, rows[i]);
		for (size_t k = 0; k < f->rows.count; k++)
			assert_int_equal(
				f->rows.items[k].process->now.uid, f->state.menu.users[i - 1].uid);
	}
	assert_int_equal(fixture_selected(f), PID_SYSTEMD);
	fixture_keys(f, "u Home Enter");
	assert_int_equal(f->rows.count, rows[0]);
}

static void
an_open_menu_takes_every_key(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "F6");
	for (int code = ' '; code < 127; code++) {
		assert_refreshes(fixture_press(f, code), REFRESH_SCREEN);
		assert_int_equal(f->state.menu.kind, MENU_SORT);
		assert_int_equal(f->state.menu.typed[0], code);
		fixture_keys(f, "Ctrl-U");
	}
	assert_string_equal(f->state.list.sort->name, "rss");
	assert_int_equal(f->state.list.tagged.count, 0);
}

/* What Alt and a character do: nothing, except in a text the keys that readline has. */
static void
alt_and_a_character_are_not_the_plain_one(void **state)
{
	static const struct {
		const char *opened;
		bool edits;
	} places[] = { { "Down", false }, { "t Down", false }, { "F6", false }, { "F2", false },
		{ "C", false }, { ": q", false }, { "h", false }, { "H", false },
		{ "Enter", false }, { "k Enter", false }, { "\\ a", true }, { "/ a", true },
		{ "! a", true }, { "d 2", true }, { "4", true } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(places); i++) {
		world_restart(f);
		fixture_keys(f, places[i].opened);
		for (int code = 1; code < 0x100; code++) {
			struct view_state before = f->state;

			if (places[i].edits &&
				(code == KEY_CODE_BACKSPACE || (code < 127 && strchr("bfd", code))))
				continue;
			fixture_event(f, &(struct key_event){ .code = code, .modifiers = KEY_ALT });
			if (memcmp(&before, &f->state, sizeof before) != 0)
				fail_msg("after '%s': Alt and %d", places[i].opened, code);
		}
		fixture_keys(f, "Esc");
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_filter_works_while_it_is_typed),
		WORLD_TEST(backspace_takes_one_character_of_any_width),
		WORLD_TEST(controls_and_keys_without_a_character_are_not_typed),
		WORLD_TEST(typing_without_end_stops_before_half_a_character),
		WORLD_TEST(a_filter_that_is_not_finished_leaves_the_last_one),
		WORLD_TEST(what_a_filter_found_is_underlined),
		WORLD_TEST(the_end_of_a_long_text_and_the_cursor_stay_in_view),
		WORLD_TEST(a_search_moves_to_the_match_and_says_when_there_is_none),
		WORLD_TEST(intervals_are_taken_or_refused),
		WORLD_TEST(digits_jump_to_a_pid),
		WORLD_TEST(a_paste_says_how_to_end_it_until_it_has_ended),
		WORLD_TEST(a_jump_to_no_process_says_so),
		WORLD_TEST(the_title_that_rows_are_sorted_by_has_an_arrow),
		WORLD_TEST(the_sort_menu_sorts_by_any_column),
		WORLD_TEST(the_user_menu_shows_one_user_or_all),
		WORLD_TEST(an_open_menu_takes_every_key),
		WORLD_TEST(alt_and_a_character_are_not_the_plain_one),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
