/* SPDX-License-Identifier: MIT */
/* test_setup.c: the set-up shows the settings and changes them at once, q restores them, and
 * columns are turned on, off and moved. */
#include "screen/state/menu.h"
#include "screen/state/prompt.h"
#include "support/grid_dump.h"
#include "support/screen_test.h"
#include "support/suite.h"

#include <stdio.h>

static const char *
value_of(const struct scene_fixture *f, const char *name)
{
	size_t at = setup_find(&f->setup, name);

	assert_true(at < f->setup.count);
	return f->setup.items[at].value;
}

/* Puts the cursor of the set-up on a setting. */
static void
go_to(struct scene_fixture *f, const char *name)
{
	fixture_keys(f, "Home");
	for (size_t i = 0; i < setup_find(&f->setup, name); i++)
		fixture_keys(f, "Down");
	assert_int_equal(f->state.menu.cursor, setup_find(&f->setup, name));
}

static void
open_at(struct scene_fixture *f, const char *name)
{
	fixture_keys(f, "F2");
	assert_int_equal(f->state.menu.kind, MENU_SETUP);
	go_to(f, name);
}

/* --- settings --- */

static void
it_shows_what_keys_have_changed(void **state)
{
	struct scene_fixture *f = *state;

	f->state.list.ended = ENDED_HIDDEN;
	fixture_keys(f, "F2");
	assert_string_equal(value_of(f, "ended"), "hidden");
	fixture_keys(f, "F2 x F2");
	assert_string_equal(value_of(f, "ended"), "folded");
	fixture_keys(f, "F2 x F2");
	assert_string_equal(value_of(f, "ended"), "open");
	fixture_keys(f, "F2 e K y t F2");
	assert_string_equal(value_of(f, "units"), "kib");
	assert_string_equal(value_of(f, "sort"), "peak");
	assert_string_equal(value_of(f, "python"), "yes");
	assert_string_equal(value_of(f, "tree"), "yes");
	assert_string_equal(value_of(f, "groups"), "no");
	assert_string_equal(value_of(f, "interval"), "1s");
}

/* Kiosks rely on --readonly. */
static void
it_does_not_lift_readonly(void **state)
{
	struct scene_fixture *f = *state;

	assert_int_equal(setup_find(&f->setup, "readonly"), f->setup.count);
}

static void
flags_are_turned_at_once(void **state)
{
	static const char *const keys[] = { "Enter", "Space", "Left", "Right" };
	struct scene_fixture *f = *state;
	size_t all = f->rows.count;

	open_at(f, "python");
	for (size_t i = 0; i < LENGTH(keys); i++) {
		fixture_keys(f, keys[i]);
		assert_string_equal(value_of(f, "python"), i % 2 ? "no" : "yes");
		assert_int_equal(f->rows.count == all, i % 2);
		assert_int_equal(f->state.menu.kind, MENU_SETUP);
		assert_int_equal(f->state.menu.cursor, setup_find(&f->setup, "python"));
	}
}

static void
the_order_is_reversed(void **state)
{
	struct scene_fixture *f = *state;

	open_at(f, "sort");
	fixture_keys(f, "Right");
	assert_true(f->state.list.inverted);
	assert_string_equal(value_of(f, "sort"), "-rss");
	fixture_keys(f, "Left");
	assert_false(f->state.list.inverted);
}

static void
tree_and_groups_exclude_each_other(void **state)
{
	struct scene_fixture *f = *state;

	open_at(f, "tree");
	fixture_keys(f, "Enter");
	assert_true(f->state.list.tree && !f->state.list.groups);
	go_to(f, "groups");
	fixture_keys(f, "Enter");
	assert_true(!f->state.list.tree && f->state.list.groups);
	assert_string_equal(value_of(f, "tree"), "no");
	go_to(f, "tree");
	fixture_keys(f, "Enter");
	assert_true(f->state.list.tree && !f->state.list.groups);
}

static void
choices_are_shown_while_one_moves(void **state)
{
	struct scene_fixture *f = *state;

	open_at(f, "units");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.menu.kind, MENU_CHOICE);
	fixture_keys(f, "Down Down");
	assert_int_equal(f->state.units, UNITS_KIB);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.units, UNITS_SHORT);
	assert_int_equal(f->state.menu.kind, MENU_SETUP);
	assert_int_equal(f->state.menu.cursor, setup_find(&f->setup, "units"));
	fixture_keys(f, "Enter");
	fixture_type(f, "gib");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.units, UNITS_GIB);
	assert_int_equal(f->state.menu.kind, MENU_SETUP);
	fixture_keys(f, "Right");
	assert_int_equal(f->state.units, UNITS_BYTES);
	fixture_keys(f, "Left Left");
	assert_int_equal(f->state.units, UNITS_MIB);
}

static void
the_scheme_has_a_menu_of_its_own(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "i End Up Up");
	assert_string_equal(theme_scheme_name(&f->chosen.theme), "contrast");
	fixture_keys(f, "Esc");
	assert_string_equal(theme_scheme_name(&f->chosen.theme), "auto");
	fixture_keys(f, "i");
	fixture_type(f, "mono");
	fixture_keys(f, "Enter");
	assert_string_equal(theme_scheme_name(&f->chosen.theme), "mono");
	assert_int_equal(f->state.menu.kind, MENU_NONE);
}

static void
a_text_is_typed_and_refused_if_it_is_invalid(void **state)
{
	struct scene_fixture *f = *state;

	open_at(f, "interval");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.prompt.kind, PROMPT_SETTING);
	assert_string_equal(f->state.prompt.typed, "1s");
	fixture_keys(f, "Ctrl-U");
	fixture_type(f, "250ms");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.interval_ns, 250000000);
	assert_int_equal(f->state.menu.kind, MENU_SETUP);
	fixture_keys(f, "Enter Ctrl-U");
	fixture_type(f, "soon");
	fixture_keys(f, "Enter");
	assert_true(f->state.alert);
	assert_non_null(strstr(f->state.message, "soon"));
	assert_int_equal(f->state.interval_ns, 250000000);
	fixture_keys(f, "Enter Esc");
	assert_int_equal(f->state.menu.kind, MENU_SETUP);
	assert_int_equal(f->state.menu.cursor, setup_find(&f->setup, "interval"));
}

/* --- leaving --- */

/* All that the set-up has changed. */
static void
change_much(struct scene_fixture *f)
{
	open_at(f, "units");
	fixture_keys(f, "Right");
	go_to(f, "sort");
	fixture_keys(f, "Enter");
	fixture_type(f, "pid");
	fixture_keys(f, "Enter");
	go_to(f, "columns");
	fixture_keys(f, "Enter Enter Esc");
	go_to(f, "scheme");
	fixture_keys(f, "Right Right Right");
	go_to(f, "tree");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.menu.kind, MENU_SETUP);
	assert_string_equal(f->state.list.sort->name, "pid");
	assert_false(column_list_has(&f->state.list.columns, column_by_name("pid")));
}

static void
leaving_it_restores_everything(void **state)
{
	static const char *const keys[] = { "q", "Esc" };
	struct scene_fixture *f = *state;
	struct column_list before = f->state.list.columns;

	for (size_t i = 0; i < LENGTH(keys); i++) {
		change_much(f);
		fixture_keys(f, keys[i]);
		assert_int_equal(f->state.menu.kind, MENU_NONE);
		assert_int_equal(f->state.units, UNITS_SHORT);
		assert_string_equal(f->state.list.sort->name, "rss");
		assert_false(f->state.list.tree);
		assert_int_equal(f->state.list.columns.count, before.count);
		assert_memory_equal(f->state.list.columns.items, before.items,
			before.count * sizeof before.items[0]);
		assert_string_equal(theme_scheme_name(&f->chosen.theme), "auto");
	}
}

static void
closing_it_keeps_everything(void **state)
{
	static const char *const keys[] = { "F2", "S", "F10", NULL };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(keys); i++) {
		world_restart(f);
		change_much(f);
		if (keys[i] != NULL)
			fixture_keys(f, keys[i]);
		else
			fixture_event(f, &(struct key_event){ .code = KEY_CODE_PRESS });
		assert_int_equal(f->state.menu.kind, MENU_NONE);
		assert_string_equal(f->state.list.sort->name, "pid");
		assert_true(f->state.list.tree);
		assert_string_equal(theme_scheme_name(&f->chosen.theme), "contrast");
	}
}

static void
w_writes(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "S");
	assert_int_equal(fixture_press(f, 'w').kind, COMMAND_SETUP_WRITE);
	assert_int_equal(f->state.menu.kind, MENU_SETUP); /* until it is written */
}

/* --- columns --- */

static const char *
column_at(const struct scene_fixture *f, size_t at)
{
	assert_true(at < f->state.list.columns.count);
	return f->state.list.columns.items[at]->name;
}

static void
columns_are_turned_on_and_off(void **state)
{
	struct scene_fixture *f = *state;
	size_t count = f->state.list.columns.count;

	fixture_keys(f, "C");
	fixture_type(f, "oom_score");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.menu.kind, MENU_COLUMNS);
	assert_int_equal(f->state.list.columns.count, count + 1);
	assert_string_equal(column_at(f, count - 1), "oom_score");
	assert_string_equal(column_at(f, count), "command");
	assert_true(fixture_press(f, ' ').refresh & REFRESH_WANTS);
	assert_int_equal(f->state.list.columns.count, count);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.menu.kind, MENU_NONE);
}

static void
columns_are_moved_and_the_cursor_goes_along(void **state)
{
	struct scene_fixture *f = *state;
	struct failure why;

	assert_true(column_list_parse("pid,rss,peak,command", &f->state.list.columns, &why));
	fixture_keys(f, "C Down Left");
	assert_string_equal(column_at(f, 0), "rss");
	assert_int_equal(f->state.menu.cursor, 0);
	fixture_keys(f, "Left Right Right Right Right Right");
	assert_string_equal(column_at(f, 3), "rss");
	assert_int_equal(f->state.menu.cursor, 3);
	assert_string_equal(column_at(f, 0), "pid");
	fixture_keys(f, "Down Left Right"); /* one that is off has no place */
	assert_int_equal(f->state.list.columns.count, 4);
	assert_string_equal(column_at(f, 3), "rss");
}

static void
the_last_column_stays(void **state)
{
	struct scene_fixture *f = *state;
	struct failure why;

	assert_true(column_list_parse("rss,peak", &f->state.list.columns, &why));
	fixture_keys(f, "C Enter");
	assert_int_equal(f->state.list.columns.count, 1);
	fixture_keys(f, "Home Enter");
	assert_int_equal(f->state.list.columns.count, 1);
	assert_string_equal(column_at(f, 0), "peak");
	assert_true(f->state.alert);
}

/* Turned on in any order, all of the table fit. */
static void
all_columns_can_be_shown(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "C End");
	while (f->state.list.columns.count < column_count)
		fixture_keys(f, "Enter End");
	fixture_keys(f, "Esc t");
	fixture_resize(f, 20, 300);
	fixture_draw(f);
	check_cells(&f->grid, "all columns");
}

/* Whether a text, or its beginning with a mark, is on the screen; at least so much of it. */
static bool
is_drawn(struct scene_fixture *f, const char *text)
{
	char part[400];
	struct bytes out = { .data = NULL };
	size_t length = strlen(text);
	bool found;

	fixture_draw(f);
	grid_dump(&f->grid, false, &out);
	found = strstr(out.data, text) != NULL;
	for (; !found && length > 3; length--) {
		snprintf(part, sizeof part, "%.*s…", (int)length, text);
		found = strstr(out.data, part) != NULL;
	}
	bytes_free(&out);
	return found;
}

/* A value may be long, which leaves less to what is beside it. */
static void
no_text_is_cut_without_a_mark(void **state)
{
	struct scene_fixture *f = *state;

	for (int cols = 40; cols <= 120; cols += 4) {
		for (size_t i = 0; i < setup_find(&f->setup, "scheme"); i++) {
			world_restart(f);
			f->state.list.sort = column_by_name("tree_peak_age");
			fixture_resize(f, 30, cols);
			fixture_keys(f, "F2");
			go_to(f, f->setup.items[i].name);
			CHECK(is_drawn(f, f->setup.items[i].name) &&
					is_drawn(f, f->setup.items[i].value) &&
					is_drawn(f, f->setup.items[i].help),
				"%s is cut on %d columns", f->setup.items[i].name, cols);
		}
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(it_shows_what_keys_have_changed),
		WORLD_TEST(no_text_is_cut_without_a_mark),
		WORLD_TEST(it_does_not_lift_readonly),
		WORLD_TEST(flags_are_turned_at_once),
		WORLD_TEST(the_order_is_reversed),
		WORLD_TEST(tree_and_groups_exclude_each_other),
		WORLD_TEST(choices_are_shown_while_one_moves),
		WORLD_TEST(the_scheme_has_a_menu_of_its_own),
		WORLD_TEST(a_text_is_typed_and_refused_if_it_is_invalid),
		WORLD_TEST(leaving_it_restores_everything),
		WORLD_TEST(closing_it_keeps_everything),
		WORLD_TEST(w_writes),
		WORLD_TEST(columns_are_turned_on_and_off),
		WORLD_TEST(columns_are_moved_and_the_cursor_goes_along),
		WORLD_TEST(the_last_column_stays),
		WORLD_TEST(all_columns_can_be_shown),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
