/* SPDX-License-Identifier: MIT */
/* test_search.c: the cursor stays on what a search found, wherever that goes. */
#include "support/screen_test.h"
#include "support/suite.h"

static void
search(struct scene_fixture *f, const char *text)
{
	fixture_keys(f, "/");
	fixture_type(f, text);
}

static void
the_cursor_stays_on_what_was_found_when_rows_move(void **state)
{
	static const char *const keys[] = { "I", "N", "P", "t", "I", "t", "x", "x", "e" };
	struct scene_fixture *f = *state;

	search(f, "postgres -D");
	assert_int_equal(fixture_selected(f), PID_DATABASE);
	fixture_keys(f, "Enter");
	for (size_t i = 0; i < LENGTH(keys); i++) {
		size_t before = f->state.list.cursor;

		fixture_keys(f, keys[i]);
		assert_int_equal(fixture_selected(f), PID_DATABASE);
		assert_int_equal(
			f->rows.items[f->state.list.cursor].process->now.key.pid, PID_DATABASE);
		if (i == 0)
			assert_int_not_equal(f->state.list.cursor, before);
	}
	fixture_tick(f, 3001);
	assert_int_equal(fixture_selected(f), PID_DATABASE);
}

/* Also while it is still being typed. */
static void
it_stays_there_while_the_prompt_is_open(void **state)
{
	struct scene_fixture *f = *state;

	search(f, "cafe");
	fixture_tick(f, PID_TRAIN);
	fixture_tick(f, PID_TRAIN);
	assert_int_equal(fixture_selected(f), PID_EMOJI);
	fixture_keys(f, "Esc I");
	assert_int_equal(fixture_selected(f), PID_EMOJI);
}

static void
what_was_found_in_a_group_is_found_in_the_list_again(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "J");
	search(f, "gunicorn worker");
	assert_int_equal(fixture_selected(f), PID_MASTER); /* the row of all four */
	fixture_keys(f, "Enter J");
	assert_int_equal(fixture_selected(f), 3001);
	fixture_keys(f, "J");
	assert_int_equal(fixture_selected(f), PID_MASTER);
}

static void
a_move_ends_it(void **state)
{
	static const char *const moves[] = { "Down", "Home", "PageDown", "Space" };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(moves); i++) {
		world_restart(f);
		search(f, "gunicorn shop");
		fixture_keys(f, "Enter");
		fixture_keys(f, moves[i]);
		assert_int_not_equal(fixture_selected(f), PID_MASTER);
		fixture_keys(f, "N");
		assert_int_not_equal(fixture_selected(f), PID_MASTER);
	}
}

/* The filter hides it for a while. */
static void
it_comes_back_with_what_was_found(void **state)
{
	struct scene_fixture *f = *state;

	search(f, "gunicorn shop");
	fixture_keys(f, "Enter \\ b a s h Enter");
	assert_int_equal(fixture_selected(f), PID_BASH);
	fixture_keys(f, "Esc");
	assert_int_equal(fixture_selected(f), PID_MASTER);
}

static void
so_it_is_with_a_pid(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "3 0 0 0 Enter I t N");
	assert_int_equal(fixture_selected(f), PID_MASTER);
	fixture_keys(f, "t J 3 0 0 2 Enter");
	assert_int_equal(fixture_selected(f), PID_MASTER);
	fixture_keys(f, "J");
	assert_int_equal(fixture_selected(f), 3002);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_cursor_stays_on_what_was_found_when_rows_move),
		WORLD_TEST(it_stays_there_while_the_prompt_is_open),
		WORLD_TEST(what_was_found_in_a_group_is_found_in_the_list_again),
		WORLD_TEST(a_move_ends_it),
		WORLD_TEST(it_comes_back_with_what_was_found),
		WORLD_TEST(so_it_is_with_a_pid),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
