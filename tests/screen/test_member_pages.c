/* SPDX-License-Identifier: MIT */
/* test_member_pages.c: the page of a group, a set or a job: its members are walked, the values of
 * its chart are read, and Esc comes back to where a process was opened. */
#include "base/bytes.h"
#include "base/duration.h"
#include "base/length.h"
#include "support/screen_test.h"
#include "support/check_shown.h"
#include "support/suite.h"
#include "support/watched_world.h"

#include <stdio.h>

/* The text of the selected row; empty: none is visible. */
static void
selected_row(struct scene_fixture *f, char *text, size_t size)
{
	struct buffer b = buffer_over(text, size);

	text[0] = '\0';
	fixture_draw(f);
	for (int row = 0; row < f->grid.rows; row++) {
		if (grid_at(&f->grid, row, 0)->role != ROLE_SELECTED)
			continue;
		for (int col = 0; col < f->grid.cols; col++)
			buffer_put(&b, grid_at(&f->grid, row, col)->bytes,
				grid_at(&f->grid, row, col)->length);
		return;
	}
}

static bool
is_selected(struct scene_fixture *f, const char *wanted)
{
	char text[1000];

	selected_row(f, text, sizeof text);
	return strstr(text, wanted) != NULL;
}

static void
open_group(struct scene_fixture *f)
{
	fixture_keys(f, "J");
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_SET);
}

/* --- a group --- */

static void
enter_on_a_group_shows_the_sum_and_its_members(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	open_group(f);
	check_shown(f, "gunicorn shop.wsgi --workers 3   4 processes, 1 ended", true);
	check_shown(f, "resident      659M, shared pages", true);
	check_shown(f, "gunicorn 3001 ", true); /* in the legend */
	check_shown(f, " 3001    210M    340M", true);
	check_shown(f, " 3002 ", true);
	check_shown(f, "train.py", false);
}

static void
members_are_walked_and_opened(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	open_group(f);
	assert_true(is_selected(f, " 3001 "));
	fixture_keys(f, "Down");
	assert_true(is_selected(f, " 3002 "));
	assert_true(fixture_press(f, KEY_CODE_ENTER).refresh & REFRESH_DETAILS);
	assert_int_equal(f->state.view, VIEW_PROCESS);
	assert_int_equal(f->state.process.opened.pid, 3002);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_SET);
	assert_int_equal(f->state.process.opened.pid, PID_MASTER);
	assert_true(is_selected(f, " 3002 "));
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(fixture_selected(f), PID_MASTER);
	fixture_select(f, PID_DATABASE);
	fixture_keys(f, "Enter"); /* a group of one is its process */
	assert_int_equal(f->state.view, VIEW_PROCESS);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
}

/* Where not all fits: each line of the page is seen, then the members, and back. */
static void
walking_scrolls_to_the_members_and_back(void **state)
{
	struct scene_fixture *f = *state;
	size_t steps = 0;

	for (int rows = 5; rows < 24; rows += 3) {
		fixture_resize(f, rows, 60);
		f->state.view = VIEW_TABLE;
		f->state.list.groups = false;
		open_group(f);
		fixture_keys(f, "Home");
		for (steps = 0; !is_selected(f, " 3001 ") && steps < 60; steps++) {
			size_t scroll = f->state.scroll;

			fixture_keys(f, "Down");
			assert_in_range(f->state.scroll, scroll, scroll + 1);
		}
		assert_true(is_selected(f, " 3001 "));
		fixture_keys(f, "End");
		check_shown(f, "rotate logs", true);
		assert_true(is_selected(f, "rotate logs"));
		for (int i = 0; i < 30; i++)
			fixture_keys(f, "PageUp");
		assert_int_equal(f->state.scroll, 0);
	}
}

static void
the_mouse_selects_a_member(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	open_group(f);
	fixture_draw(f);
	for (int row = 0; row < f->grid.rows; row++) {
		struct key_event click = { .code = KEY_CODE_PRESS, .row = row, .col = 5 };

		fixture_event(f, &click);
		if (is_selected(f, " 3003 "))
			return;
	}
	fail_msg("no row selects 3003");
}

/* The leader's exit does not lose the group. */
static void
a_group_outlives_its_leader(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	open_group(f);
	fixture_tick(f, PID_MASTER);
	fixture_tick(f, PID_MASTER);
	check_shown(f, "gunicorn worker   3 processes, 2 ended", true);
	table_dismiss(&f->table);
	fixture_build(f);
	f->state.set.group.pid = 1234567;
	check_shown(f, "ended and were dismissed", true);
	fixture_keys(f, "Down Enter Left a + - End Home Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
}

static void
a_group_of_one_control_group_has_its_limit(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	open_group(f);
	check_shown(f, "limit         ", false);
	f->scene.opened.details = &f->details;
	grid_resize(&f->grid, 40, 120, false);
	view_draw(&f->grid, &f->scene);
	{
		struct bytes text = { .data = NULL };

		grid_dump(&f->grid, false, &text);
		assert_non_null(strstr(text.data, "limit         4.00G, 1.50G left; set by"));
		bytes_free(&text);
	}
	f->details.limits.limits.of[LIMIT_DATA] =
		(struct limit){ LIMIT_DATA, 1024, 1, true, .group = 0 };
	process_describe(table_find_pid(&f->table, 3003),
		&(struct description){ .cgroup = "/elsewhere" }, f->table.taken_ns);
	grid_resize(&f->grid, 40, 120, false);
	view_draw(&f->grid, &f->scene);
	{
		struct bytes text = { .data = NULL };

		grid_dump(&f->grid, false, &text);
		assert_non_null(strstr(text.data, "limit         16.0G"));
		bytes_free(&text);
	}
}

/* --- the tagged --- */

/* From any row, whose place the cursor keeps; the limits are those of a member that lives. */
static void
members_of_the_tagged_are_opened_and_left(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	fixture_select(f, 3002);
	fixture_keys(f, "Space");
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Space");
	fixture_tick(f, 3002);
	fixture_keys(f, "F"); /* on its line, not with its process */
	fixture_select(f, PID_DATABASE);
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_SET);
	assert_int_equal(f->state.process.opened.pid, PID_TRAIN);
	fixture_keys(f, "End Enter");
	assert_int_equal(f->state.view, VIEW_PROCESS);
	assert_int_equal(f->state.process.opened.pid, 3002);
	fixture_tick(f, PID_MASTER);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_SET);
	fixture_tick(f, 3003);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(fixture_selected(f), PID_DATABASE);
}

/* What is known of them stays while the one read ends, until another one is read. */
static void
limits_of_a_set_outlive_the_member_read(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 120);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Space");
	fixture_select(f, PID_DATABASE);
	fixture_keys(f, "Space Enter");
	assert_int_equal(f->state.process.opened.pid, PID_TRAIN);
	assert_int_equal(scene_set_reads(&f->scene).pid, PID_TRAIN);
	check_shown(f, "limit         ", true);
	fixture_tick(f, PID_TRAIN);
	check_shown(f, "2 tagged processes, 1 of them ended", true);
	check_shown(f, "limit         ", true);
	assert_int_equal(scene_set_reads(&f->scene).pid, PID_DATABASE);
	/* Back from a member: what the cursor of the table was on is none. */
	f->state.process.opened = table_find_pid(&f->table, PID_MASTER)->now.key;
	assert_int_equal(scene_set_reads(&f->scene).pid, PID_DATABASE);
	table_find_pid(&f->table, PID_DATABASE)->now.state = 'Z';
	assert_int_equal(scene_set_reads(&f->scene).pid, PID_MASTER);
}

/* --- the chart --- */

static void
the_cursor_reads_values(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 30, 100);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	assert_refreshes(fixture_press(f, KEY_CODE_RIGHT), REFRESH_NONE);
	assert_false(f->state.chart.has_cursor);
	fixture_keys(f, "Left");
	assert_true(f->state.chart.has_cursor);
	check_shown(f, "2.13G at 09:59:59", true);
	for (int i = 0; i < 40; i++)
		fixture_keys(f, "Left");
	check_shown(f, "at 09:59:3", true);
	for (int i = 0; i < 200; i++)
		fixture_keys(f, "Left");
	check_shown(f, "200M at 09:59:00", true);
	for (int i = 0; i < 200; i++)
		fixture_keys(f, "Right");
	assert_false(f->state.chart.has_cursor);
	fixture_keys(f, "Left Esc Enter");
	assert_false(f->state.chart.has_cursor);
}

static void
axis_and_span_are_chosen(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 30, 100);
	for (int i = 0; i < 60; i++)
		fixture_tick(f, 0);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	check_shown(f, "   0 ┤", true);
	fixture_keys(f, "a");
	check_shown(f, "chart: what moves, not from 0", true);
	check_shown(f, "   0 ┤", true); /* it was small once */
	fixture_keys(f, "+");
	check_shown(f, "chart: the last 5m", true);
	fixture_keys(f, "+");
	check_shown(f, "chart: the last 1m", true);
	check_shown(f, "   0 ┤", false);
	fixture_keys(f, "+");
	check_shown(f, "nothing finer", true);
	fixture_keys(f, "a");
	check_shown(f, "   0 ┤", true);
	fixture_keys(f, "-");
	check_shown(f, "chart: the last 5m", true);
	fixture_keys(f, "-");
	check_shown(f, "chart: all of the time", true);
	/* The cursor takes the span along. */
	fixture_keys(f, "+ +");
	for (int i = 0; i < 400; i++)
		fixture_keys(f, "Left");
	check_shown(f, " at 09:55:", true);
	check_shown(f, "09:57:00", false);
}

static void
a_chart_is_drawn_at_every_size(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "a");
	open_group(f);
	fixture_keys(f, "Left a");
	for (int i = 0; i < 20; i++)
		fixture_keys(f, "Left");
	fixture_resize(f, 100, 300);
	fixture_draw(f);
	check_cells(&f->grid, "a group");
	for (int rows = 1; rows <= 50; rows += 2) {
		for (int cols = 1; cols <= 170; cols += 7) {
			fixture_resize(f, rows, cols);
			fixture_draw(f);
			check_cells(&f->grid, "a group");
			fixture_keys(f, "Down");
			f->state.ascii = !f->state.ascii;
		}
	}
}

/* --- a job --- */

static void
the_members_of_a_job_are_walked(void **state)
{
	struct watched_world w;
	struct scene_fixture *f = &w.scene;

	(void)state;
	watched_world_open(&w, 60, 120, JOB_COUNT);
	w.jobs[JOB_TRAINS].identity.root = table_find_pid(&f->table, PID_MASTER)->now.key;
	watched_world_show(&w, JOB_TRAINS);
	check_shown(f, "forecast      limit in about ", true);
	check_shown(f, "gunicorn 3001 ", true);
	assert_false(is_selected(f, "gunicorn shop")); /* the keys are the pane's */
	fixture_press(f, ']' & 0x1f);
	assert_true(is_selected(f, "gunicorn shop"));
	fixture_keys(f, "Down");
	assert_true(is_selected(f, "─ gunicorn worker"));
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_PROCESS);
	assert_int_equal(f->state.process.opened.pid, 3001);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_JOB);
	fixture_keys(f, "Left");
	assert_true(f->state.chart.has_cursor);
	watched_world_close(&w);
}

/* The job of a master with three workers, above its pane, which does not have the keys. */
static void
open_job(struct watched_world *w, int rows, int cols)
{
	struct scene_fixture *f = &w->scene;

	watched_world_open(w, rows, cols, 1);
	w->jobs[JOB_TRAINS].identity.root = table_find_pid(&f->table, PID_MASTER)->now.key;
	watched_world_show(w, JOB_TRAINS);
	fixture_press(f, ']' & 0x1f);
}

static int
rows_with(struct scene_fixture *f, const char *text)
{
	struct bytes all = { .data = NULL };
	int count = 0;

	fixture_draw(f);
	grid_dump(&f->grid, false, &all);
	for (const char *at = all.data; (at = strstr(at, text)) != NULL; at++)
		count++;
	bytes_free(&all);
	return count;
}

/* At each size the member under the cursor is visible, and more where the chart
 * leaves room. */
static void
a_job_shows_its_members_at_every_size(void **state)
{
	static const struct {
		int rows, cols, members;
	} sizes[] = { { 50, 160, 4 }, { 40, 120, 4 }, { 30, 120, 3 }, { 24, 80, 2 }, { 20, 60, 1 },
		{ 16, 60, 1 }, { 12, 40, 2 }, { 11, 40, 1 } };
	struct watched_world w;

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		int shown;

		open_job(&w, sizes[i].rows, sizes[i].cols);
		shown = rows_with(&w.scene, "   300");
		CHECK(shown >= sizes[i].members, "%dx%d: %d members", sizes[i].cols, sizes[i].rows,
			shown);
		assert_true(is_selected(&w.scene, " 3000 "));
		for (int pid = 3001; pid <= 3003; pid++) {
			char cell[20];

			snprintf(cell, sizeof cell, " %d ", pid);
			fixture_keys(&w.scene, "Down");
			assert_true(is_selected(&w.scene, cell));
		}
		watched_world_close(&w);
	}
}

static void
check_titles(struct scene_fixture *f)
{
	for (f->state.scroll = 0; f->state.scroll < 30; f->state.scroll++)
		CHECK(rows_with(f, "PID     RSS") == 0 || rows_with(f, "   300") > 0,
			"%d rows, scrolled by %zu", f->grid.rows, f->state.scroll);
}

/* Titles are not the last line of what is visible, wherever a page is scrolled to: of a job, a
 * group, a process with a tree. */
static void
titles_of_a_list_have_a_row_below(void **state)
{
	struct scene_fixture *f = *state;
	struct watched_world w;

	for (int rows = 6; rows < 60; rows++) {
		open_job(&w, rows, 80);
		check_titles(&w.scene);
		watched_world_close(&w);
	}
	open_group(f);
	for (int rows = 6; rows < 60; rows++) {
		fixture_resize(f, rows, 80);
		check_titles(f);
	}
	f->state.view = VIEW_PROCESS;
	f->state.process.opened = table_find_pid(&f->table, PID_MASTER)->now.key;
	for (int rows = 6; rows < 60; rows++) {
		fixture_resize(f, rows, 80);
		check_titles(f);
	}
}

/* It is not opened unseen, but shown. */
static void
enter_shows_a_member_that_is_not_visible(void **state)
{
	struct watched_world w;
	struct scene_fixture *f = &w.scene;

	(void)state;
	for (int rows = 12; rows <= 40; rows += 4) {
		open_job(&w, rows, 80);
		f->state.scroll = 1000;
		fixture_keys(f, "Up");
		if (is_selected(f, "gunicorn"))
			f->state.scroll = 1000;
		if (!is_selected(f, "gunicorn")) {
			fixture_keys(f, "Enter");
			assert_int_equal(f->state.view, VIEW_JOB);
			assert_true(is_selected(f, "gunicorn"));
		}
		fixture_keys(f, "Enter");
		assert_int_equal(f->state.view, VIEW_PROCESS);
		watched_world_close(&w);
	}
	f = *state;
	fixture_resize(f, 12, 40);
	open_group(f);
	assert_false(is_selected(f, " 3001 "));
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_SET);
	assert_true(is_selected(f, " 3001 "));
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_PROCESS);
}

/* Where it is below the list, the first of its keys scrolls to it; Enter comes back to the list. */
static void
keys_of_a_chart_show_it(void **state)
{
	static const char *const keys[] = { "Left", "a", "-" };
	struct watched_world w;
	struct scene_fixture *f = &w.scene;

	(void)state;
	for (size_t i = 0; i < LENGTH(keys); i++) {
		open_job(&w, 12, 80);
		assert_int_equal(rows_with(f, "┤"), 0);
		fixture_keys(f, keys[i]);
		assert_true(rows_with(f, "┤") >= 2);
		check_shown(f, "└──", true); /* below its last row */
		fixture_keys(f, "Enter");
		assert_true(is_selected(f, " 3000 "));
		watched_world_close(&w);
	}
}

/* Before the screen sampled it; later it is a part of the whole that has a name. */
static void
the_first_seconds_of_a_job_are_its_commands(void **state)
{
	struct watched_world w;
	struct scene_fixture *f = &w.scene;
	struct watched_job *job = &w.jobs[JOB_TRAINS];
	struct process *first;
	int rest;

	(void)state;
	open_job(&w, 40, 120);
	fixture_tick(f, 3003);
	first = table_find_pid(&f->table, PID_MASTER);
	first->now.started_ns = f->table.taken_ns - 130 * NS_PER_SECOND;
	job->identity.root = first->now.key;
	job->figures.tree_bytes = 700ull << 20;
	watched_begin_held(job, NS_PER_SECOND);
	for (uint64_t second = 0; second <= 130; second++)
		watched_note_held(job, second * NS_PER_SECOND, (400 + second * 2) << 20);
	for (pid_t pid = 3001; pid <= 3002; pid++)
		table_find_pid(&f->table, pid)->now.started_ns =
			f->table.taken_ns - 30 * NS_PER_SECOND;
	rest = rows_with(f, "┤░");
	assert_true(rest > 0); /* six were seen, whatever they held */
	job->figures.processes_seen = 3;
	CHECK(rows_with(f, "┤░") == 0, "%d of %d rows begin with the rest", rows_with(f, "┤░"),
		rest);
	for (pid_t pid = 3001; pid <= 3002; pid++)
		table_find_pid(&f->table, pid)->now.started_ns =
			f->table.taken_ns - 130 * NS_PER_SECOND;
	assert_int_equal(rows_with(f, "┤░"), rest);
	watched_world_close(&w);
}

/* The sum exists since it is summed, not since before that. */
static void
the_peak_of_the_first_sample_of_a_sum_says_so(void **state)
{
	struct scene_fixture *f = *state;
	struct open_set set;
	struct process *sum = NULL;

	fixture_resize(f, 40, 120);
	open_group(f);
	assert_true(scene_set(&f->scene, &set));
	for (size_t i = 0; i < f->groups.kept_count; i++)
		if (f->groups.kept[i].group_sum.sum == set.sum)
			sum = f->groups.kept[i].group_sum.sum;
	assert_non_null(sum);
	sum->peak.origin = PEAK_RSS_SUM;
	sum->peak.at_known = false;
	check_shown(f, " at one sample, the first one", true);
	check_shown(f, "before peaktop started", false);
}

/* Before its first sample nothing is known. */
static void
what_a_job_holds_is_a_gap_until_it_is_known(void **state)
{
	struct watched_job job = { .known = true };
	uint64_t bytes;

	(void)state;
	watched_begin_held(&job, NS_PER_SECOND);
	watched_note_held(&job, 0, 0);
	watched_note_held(&job, 3 * NS_PER_SECOND, 5 << 20);
	assert_false(process_history_stretch(&job.history, 0, &bytes));
	assert_true(process_history_stretch(&job.history, 3, &bytes));
	assert_int_equal(bytes, 5 << 20);
}

static void
a_page_without_a_sample_says_that_there_is_no_chart(void **state)
{
	struct scene_fixture *f = *state;
	struct process *p = table_find_pid(&f->table, PID_TRAIN);

	fixture_resize(f, 40, 120);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	check_shown(f, "no chart", false);
	process_history_begin(&p->history, p->first_seen_ns, NS_PER_SECOND);
	check_shown(f, "no chart: no sample of its memory", true);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(enter_on_a_group_shows_the_sum_and_its_members),
		WORLD_TEST(members_are_walked_and_opened),
		WORLD_TEST(walking_scrolls_to_the_members_and_back),
		WORLD_TEST(the_mouse_selects_a_member),
		WORLD_TEST(a_group_outlives_its_leader),
		WORLD_TEST(a_group_of_one_control_group_has_its_limit),
		WORLD_TEST(members_of_the_tagged_are_opened_and_left),
		WORLD_TEST(limits_of_a_set_outlive_the_member_read),
		WORLD_TEST(the_peak_of_the_first_sample_of_a_sum_says_so),
		cmocka_unit_test(what_a_job_holds_is_a_gap_until_it_is_known),
		WORLD_TEST(a_page_without_a_sample_says_that_there_is_no_chart),
		WORLD_TEST(the_cursor_reads_values),
		WORLD_TEST(axis_and_span_are_chosen),
		WORLD_TEST(a_chart_is_drawn_at_every_size),
		cmocka_unit_test(the_members_of_a_job_are_walked),
		cmocka_unit_test(a_job_shows_its_members_at_every_size),
		WORLD_TEST(titles_of_a_list_have_a_row_below),
		WORLD_TEST(enter_shows_a_member_that_is_not_visible),
		cmocka_unit_test(keys_of_a_chart_show_it),
		cmocka_unit_test(the_first_seconds_of_a_job_are_its_commands),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
