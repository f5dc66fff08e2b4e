/* SPDX-License-Identifier: MIT */
/* test_sets.c: several processes at once: the row of a group, and tagged processes as a set. */
#include "support/screen_test.h"
#include "support/check_shown.h"
#include "support/suite.h"

static void
tag(struct scene_fixture *f, pid_t pid)
{
	fixture_select(f, pid);
	assert_int_equal(fixture_selected(f), pid);
	fixture_keys(f, "Space");
}

static bool
targets(const struct scene_fixture *f, pid_t pid)
{
	for (size_t i = 0; i < f->state.signal.targets.count; i++)
		if (f->state.signal.targets.items[i].pid == pid)
			return true;
	return false;
}

/* --- jobs --- */

static void
space_tags_all_of_a_job_and_takes_all_tags_away(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "J");
	tag(f, PID_MASTER);
	assert_int_equal(f->state.list.tagged.count,
		4); /* living ones: exited processes are not signalled */
	for (pid_t pid = PID_MASTER; pid <= 3003; pid++)
		assert_true(key_set_has(
			&f->state.list.tagged, table_find_pid(&f->table, pid)->now.key));
	tag(f, PID_MASTER);
	assert_int_equal(f->state.list.tagged.count, 0);
	fixture_keys(f, "J");
	tag(f, 3002);
	fixture_keys(f, "J");
	tag(f, PID_MASTER); /* one was tagged: now all are */
	assert_int_equal(f->state.list.tagged.count, 4);
}

static void
a_signal_goes_to_all_of_a_job(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "J");
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "k");
	assert_int_equal(f->state.signal.targets.count, 4);
	for (pid_t pid = PID_MASTER; pid <= 3003; pid++)
		assert_true(targets(f, pid));
	fixture_keys(f, "Enter");
	check_shown(f, "Send SIGTERM to 4 processes?", true);
}

static void
enter_on_a_job_opens_its_page(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "J");
	fixture_select(f, PID_MASTER);
	/* The limits of its leader's control group are read. */
	assert_true(fixture_press(f, KEY_CODE_ENTER).refresh & REFRESH_DETAILS);
	assert_int_equal(f->state.view, VIEW_SET);
	assert_int_equal(f->state.process.opened.pid, PID_MASTER);
	fixture_keys(f, "k");
	assert_int_equal(f->state.signal.targets.count, 4);
}

static void
a_filter_shows_the_whole_job_of_one_that_matches(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "J \\");
	fixture_type(f, "\"gunicorn worker\"");
	fixture_keys(f, "Enter");
	assert_int_equal(f->rows.count, 1);
	assert_int_equal(f->rows.items[0].process->now.key.pid, PID_MASTER);
	check_shown(f, "(4) gunicorn", true);
	check_shown(f, "  GROUPS", true);
	fixture_keys(f, "J");
	assert_int_equal(f->rows.count, 3);
	check_shown(f, "  GROUPS", false);
}

/* --- the tagged --- */

static void
enter_on_any_row_opens_the_set_of_two_tagged(void **state)
{
	struct scene_fixture *f = *state;

	tag(f, PID_TRAIN);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_PROCESS); /* one is not a set */
	fixture_keys(f, "Esc");
	check_shown(f, "Enter details", true);
	tag(f, PID_DATABASE);
	check_shown(f, "Enter all tagged", true);
	fixture_select(f, PID_CJK);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_SET); /* though it is not tagged */
	fixture_keys(f, "Esc");
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_SET);
	check_shown(f, "2 tagged processes", true);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(f->state.list.tagged.count, 2);
}

static void
open_set(struct scene_fixture *f)
{
	fixture_resize(f, 60, 120);
	tag(f, PID_TRAIN);
	tag(f, PID_DATABASE);
	tag(f, PID_KILLED);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_SET);
}

static void
a_set_lists_its_members_in_the_order_of_the_table(void **state)
{
	struct scene_fixture *f = *state;

	open_set(f);
	check_shown(f, "3 tagged processes, 1 of them ended", true);
	check_shown(f, " 2120   2.30G   2.30G", true);
	check_shown(f, " 4200 SIGKILL   3.03G", true);
	check_shown(f, "3.71G, shared pages", true);
	check_shown(f, "peak          3.71G at one sample", true);
	check_shown(f, "gunicorn", false);
}

/* Only the control group that all are in limits them together, and the machine. */
static void
a_set_has_no_limit_of_a_single_process(void **state)
{
	struct scene_fixture *f = *state;

	f->details.limits.limits.of[LIMIT_DATA] =
		(struct limit){ LIMIT_DATA, 1u << 20, 1, true, .group = 0 };
	open_set(f);
	fixture_tick(f, 0);
	fixture_tick(f, 0);
	assert_non_null(f->scene.opened.details);
	check_shown(f, "limit         4.00G, 1.50G left; set by the cgroup", true);
	process_describe(table_find_pid(&f->table, PID_DATABASE),
		&(struct description){ .cgroup = "/elsewhere" }, f->table.taken_ns);
	check_shown(f, "limit         16.0G, 9.00G left; the memory of the machine", true);
	/* Nor does one that is open, but not a member. */
	f->state.process.opened = table_find_pid(&f->table, PID_BASH)->now.key;
	check_shown(f, "limit         ", false);
}

static void
a_signal_goes_to_all_of_a_set(void **state)
{
	struct scene_fixture *f = *state;

	open_set(f);
	fixture_keys(f, "k");
	assert_int_equal(f->state.menu.kind, MENU_SIGNAL);
	assert_int_equal(f->state.signal.targets.count, 3);
	assert_true(targets(f, PID_TRAIN) && targets(f, PID_DATABASE) && targets(f, PID_KILLED));
}

static void
a_set_whose_members_were_dismissed_says_so(void **state)
{
	struct scene_fixture *f = *state;

	tag(f, PID_KILLED);
	tag(f, PID_FAILED);
	fixture_select(f, PID_FAILED);
	fixture_keys(f, "Enter");
	check_shown(f, "2 tagged processes, 2 of them ended", true);
	fixture_keys(f, "Esc X");
	f->state.view = VIEW_SET;
	check_shown(f, "ended and were dismissed", true);
	fixture_keys(f, "Down End");
	check_shown(f, "ended and were dismissed", true);
}

/* Dismissed processes stay tagged, but do not count for a set. */
static void
one_that_is_left_of_a_set_opens_alone(void **state)
{
	struct scene_fixture *f = *state;

	tag(f, PID_TRAIN);
	tag(f, PID_KILLED);
	fixture_keys(f, "X");
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_PROCESS);
}

static void
a_set_is_drawn_at_every_size(void **state)
{
	struct scene_fixture *f = *state;

	open_set(f);
	fixture_tick(f, 0);
	for (int rows = 1; rows <= 60; rows++) {
		for (int cols = 1; cols <= 130; cols += 3) {
			fixture_resize(f, rows, cols);
			fixture_draw(f);
			check_cells(&f->grid, "a set");
			f->state.scroll = view_scroll_max(&f->scene);
		}
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(space_tags_all_of_a_job_and_takes_all_tags_away),
		WORLD_TEST(a_signal_goes_to_all_of_a_job),
		WORLD_TEST(enter_on_a_job_opens_its_page),
		WORLD_TEST(a_filter_shows_the_whole_job_of_one_that_matches),
		WORLD_TEST(enter_on_any_row_opens_the_set_of_two_tagged),
		WORLD_TEST(a_set_lists_its_members_in_the_order_of_the_table),
		WORLD_TEST(a_set_has_no_limit_of_a_single_process),
		WORLD_TEST(a_signal_goes_to_all_of_a_set),
		WORLD_TEST(a_set_whose_members_were_dismissed_says_so),
		WORLD_TEST(one_that_is_left_of_a_set_opens_alone),
		WORLD_TEST(a_set_is_drawn_at_every_size),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
