/* SPDX-License-Identifier: MIT */
/* test_cursor.c: the cursor stays with its process, whatever happens to the rows around it. */
#include "support/screen_test.h"
#include "support/suite.h"

static void
assert_on(const struct scene_fixture *f, pid_t pid)
{
	assert_int_equal(fixture_selected(f), pid);
	assert_int_equal(rows_key(&f->rows.items[f->state.list.cursor]).pid, pid);
}

static void
until_it_is_moved_it_stays_at_the_top(void **state)
{
	struct scene_fixture *f = *state;

	assert_on(f, PID_TRAIN);
	fixture_keys(f, "N");
	assert_on(f, PID_SYSTEMD);
	fixture_keys(f, "I t t K");
	assert_int_equal(f->state.list.cursor, 0);
	fixture_keys(f, "Down Down Home N");
	assert_on(f, PID_SYSTEMD);
	fixture_tick(f, PID_SYSTEMD);
	assert_int_equal(f->state.list.cursor, 0);
}

static void
moved_to_the_top_it_stays_with_its_process(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "Down Up N");
	assert_on(f, PID_TRAIN);
	assert_true(f->state.list.cursor > 0);
	fixture_keys(f, "M");
	assert_int_equal(f->state.list.cursor, 0);
	fixture_keys(f, "Up N");
	assert_on(f, PID_SYSTEMD);
}

static void
it_stays_through_every_order(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_NAMELESS);
	for (size_t i = 0; i < column_count; i++) {
		f->state.list.sort = &columns[i];
		fixture_build(f);
		assert_on(f, PID_NAMELESS);
		fixture_keys(f, "I");
		assert_on(f, PID_NAMELESS);
	}
	fixture_keys(f, "t");
	assert_on(f, PID_NAMELESS);
	fixture_keys(f, "t");
	assert_on(f, PID_NAMELESS);
}

static void
it_stays_while_others_come_and_go(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, 3003);
	fixture_tick(f, 3001);
	fixture_tick(f, 3001);
	assert_on(f, 3003);
	fixture_keys(f, "X");
	assert_on(f, 3003);
	fixture_resize(f, 6, 60);
	assert_on(f, 3003);
	fixture_keys(f, "R Ctrl-R e");
	assert_on(f, 3003);
}

/* The row above and the one below are as near: it takes the one that moves up into its place. */
static void
while_a_filter_hides_it_it_is_on_the_nearest_row(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_NAMELESS);
	fixture_keys(f, "\\");
	fixture_type(f, "gunicorn");
	assert_on(f, PID_MASTER);
	fixture_keys(f, "Enter K N M");
	assert_on(f, PID_MASTER);
	fixture_tick(f, 0);
	assert_on(f, PID_MASTER);
	fixture_keys(f, "Esc");
	assert_on(f, PID_NAMELESS);
	fixture_keys(f, "y");
	assert_on(f, PID_MASTER);
	fixture_keys(f, "y");
	assert_on(f, PID_NAMELESS);
}

static void
filter(struct scene_fixture *f, const char *text)
{
	struct failure why;

	assert_true(list_set_filter(&f->state.list, text, &why));
	fixture_build(f);
}

/* What is nearest to it is hidden as well. */
static void
the_nearest_row_that_is_left_may_be_far(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_MASTER); /* the 7th of 13, of which these are the 2nd and the 13th */
	filter(f, "postgres|cron");
	assert_on(f, PID_DATABASE);
	filter(f, "");
	assert_on(f, PID_MASTER);
	fixture_select(f, PID_CJK);
	filter(f, "postgres|cron");
	assert_on(f, 7100);
}

static void
where_no_row_is_left_it_comes_back(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_NAMELESS);
	fixture_keys(f, "\\");
	fixture_type(f, "nobody runs this");
	assert_int_equal(f->rows.count, 0);
	fixture_keys(f, "Enter Down Up");
	fixture_tick(f, 0);
	fixture_keys(f, "Esc");
	assert_on(f, PID_NAMELESS);
}

static void
moved_while_its_process_is_hidden_it_stays_with_the_new_one(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_NAMELESS);
	fixture_keys(f, "y Up");
	assert_on(f, 3003);
	fixture_keys(f, "y");
	assert_on(f, 3003);
}

static void
a_search_leaves_it_on_what_was_found(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "/");
	fixture_type(f, "cron");
	assert_on(f, 7100);
	fixture_keys(f, "Enter K");
	assert_on(f, 7100);
	fixture_keys(f, "t");
	assert_on(f, 7100);
}

static void
a_search_for_what_is_folded_says_so(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "/");
	fixture_type(f, "rotate");
	assert_string_equal(
		f->state.message, "only ended processes match \"rotate\": open their line");
	fixture_keys(f, "Enter x n");
	assert_on(f, PID_LOST);
}

static void
as_groups_it_is_on_the_row_of_its_group(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, 3002);
	fixture_keys(f, "J");
	assert_on(f, PID_MASTER);
	fixture_keys(f, "K");
	fixture_tick(f, 0);
	assert_on(f, PID_MASTER);
	fixture_keys(f, "J");
	assert_on(f, 3002);
}

static void
below_a_collapsed_branch_it_is_on_its_top(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "t");
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "- t");
	fixture_select(f, 3003);
	fixture_keys(f, "t");
	assert_on(f, PID_MASTER);
	fixture_keys(f, "t");
	assert_on(f, 3003);
	fixture_keys(f, "t +");
	assert_on(f, 3003);
}

static void
when_its_process_ends_it_goes_on_to_the_nearest(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_NAMELESS);
	fixture_tick(f, PID_NAMELESS);
	assert_on(f, PID_MASTER);
	fixture_keys(f, "x");
	assert_on(f, PID_NAMELESS);
	fixture_keys(f, "x");
	assert_int_not_equal(fixture_selected(f), PID_NAMELESS);
	fixture_keys(f, "X");
	assert_true(f->state.list.cursor < f->rows.count);
}

/* It is no process: what acts on one does nothing there. */
static void
on_a_line_of_ended_processes_it_stays_there(void **state)
{
	struct scene_fixture *f = *state;

	fixture_end_many(f);
	fixture_keys(f, "End");
	assert_int_equal(f->rows.items[f->state.list.cursor].kind, ROW_ENDED);
	fixture_keys(f, "k");
	assert_int_equal(f->state.menu.kind, MENU_NONE);
	fixture_keys(f, "Space");
	assert_int_equal(f->state.list.tagged.count, 0);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.list.ended, ENDED_OPEN);
	assert_int_equal(f->rows.items[f->state.list.cursor].kind, ROW_ENDED);
	fixture_keys(f, "Enter + K");
	assert_int_equal(f->state.list.ended, ENDED_OPEN);
	assert_int_equal(f->rows.items[f->state.list.cursor].kind, ROW_ENDED);
	fixture_keys(f, "t -");
	assert_int_equal(f->state.list.ended, ENDED_FOLDED);
	assert_int_equal(f->rows.items[f->state.list.cursor].kind, ROW_ENDED);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(until_it_is_moved_it_stays_at_the_top),
		WORLD_TEST(moved_to_the_top_it_stays_with_its_process),
		WORLD_TEST(it_stays_through_every_order),
		WORLD_TEST(it_stays_while_others_come_and_go),
		WORLD_TEST(while_a_filter_hides_it_it_is_on_the_nearest_row),
		WORLD_TEST(the_nearest_row_that_is_left_may_be_far),
		WORLD_TEST(where_no_row_is_left_it_comes_back),
		WORLD_TEST(moved_while_its_process_is_hidden_it_stays_with_the_new_one),
		WORLD_TEST(a_search_leaves_it_on_what_was_found),
		WORLD_TEST(a_search_for_what_is_folded_says_so),
		WORLD_TEST(as_groups_it_is_on_the_row_of_its_group),
		WORLD_TEST(below_a_collapsed_branch_it_is_on_its_top),
		WORLD_TEST(when_its_process_ends_it_goes_on_to_the_nearest),
		WORLD_TEST(on_a_line_of_ended_processes_it_stays_there),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
