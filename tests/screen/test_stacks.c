/* SPDX-License-Identifier: MIT */
/* test_stacks.c: the page of a Python process's stacks: where it opens, why it does not, what it
 * says, and that it fits any size. */
#include "base/length.h"
#include "support/check_shown.h"
#include "support/screen_test.h"
#include "support/suite.h"
#include "support/watched_world.h"
#include "support/sample_lines.h"

#include <stdio.h>

static void
assert_refused(struct scene_fixture *f, const char *why)
{
	enum view before = f->state.view;

	assert_int_equal(fixture_press(f, 'l').kind, COMMAND_NONE);
	assert_int_equal(f->state.view, before);
	assert_non_null(strstr(f->state.message, why));
}

static void
a_recording_and_the_proc_of_others_have_no_stacks(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_TRAIN);
	f->state.foreign = true;
	assert_refused(f, "of our own /proc and pid namespace");
	f->state.replay.on = true;
	assert_refused(f, "a recording has no stacks");
	f->state.view = VIEW_PROCESS;
	f->state.process.opened = f->state.list.under;
	assert_refused(f, "a recording has no stacks");
}

static void
what_has_ended_has_no_stacks(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "x");
	fixture_select(f, PID_KILLED);
	assert_int_equal(fixture_selected(f), PID_KILLED);
	assert_refused(f, "it has ended");
	fixture_keys(f, "Enter");
	assert_int_equal(f->state.view, VIEW_PROCESS);
	assert_refused(f, "it has ended");
}

static void
a_line_of_ended_ones_is_no_process(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "End");
	while (list_on_process(&f->state.list) && f->state.list.cursor > 0)
		fixture_keys(f, "Up");
	if (!list_on_process(&f->state.list))
		assert_refused(f, "no process is selected");
}

static void
it_opens_from_details_and_goes_back_there(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter Down Down l");
	assert_int_equal(f->state.view, VIEW_STACKS);
	check_shown(f, "Thread 2120, the main one, grew last", true);
	fixture_keys(f, "Down h Esc");
	assert_int_equal(f->state.view, VIEW_STACKS);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_PROCESS);
	assert_int_equal(f->state.scroll, 2);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(fixture_selected(f), PID_TRAIN);
}

static void
of_a_group_it_is_the_largest_python(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "J");
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "l");
	assert_int_equal(f->state.view, VIEW_STACKS);
	assert_true(f->state.stacks.of.pid >= PID_MASTER);
	assert_true(table_find(&f->table, f->state.stacks.of)->python);
	fixture_keys(f, "Esc Enter");
	assert_int_equal(f->state.view, VIEW_SET);
	fixture_keys(f, "Down l");
	while (f->state.view == VIEW_SET) /* the page was scrolled to the member first */
		fixture_keys(f, "l");
	assert_int_equal(f->state.view, VIEW_STACKS);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_SET);
}

static void
of_a_job_it_is_the_member_or_the_command(void **state)
{
	struct watched_world w;
	struct scene_fixture *f = &w.scene;

	(void)state;
	watched_world_open(&w, 40, 100, JOB_COUNT);
	watched_world_show(&w, JOB_TRAINS);
	f->state.pane.focused = false;
	fixture_build(f);
	fixture_keys(f, "l");
	assert_int_equal(f->state.view, VIEW_STACKS);
	assert_int_equal(f->state.stacks.of.pid, PID_TRAIN);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_JOB);
	watched_world_show(&w, JOB_ENDED);
	f->state.pane.focused = false;
	fixture_build(f);
	assert_refused(f, "it has ended");
	/* One that was just launched: the table does not have it yet. */
	watched_world_show(&w, JOB_TRAINS);
	f->state.pane.focused = false;
	w.jobs[JOB_TRAINS].identity.root = (struct proc_key){ 77777, 1 };
	fixture_build(f);
	fixture_keys(f, "l");
	assert_int_equal(f->state.view, VIEW_STACKS);
	assert_int_equal(f->state.stacks.of.pid, 77777);
	assert_int_equal(fixture_press(f, 'r').kind, COMMAND_STACKS);
	f->stacks.status = STACKS_GONE;
	assert_int_equal(fixture_press(f, 'r').kind, COMMAND_NONE);
	watched_world_close(&w);
}

/* Of a job what the history has since its start: on the page, and at the cursor of the job's chart.
 * What was read of another job is not shown. */
static void
a_job_has_its_growth_since_the_start(void **state)
{
	struct job_code code = { .run = 0 };
	struct watched_world w;
	struct scene_fixture *f = &w.scene;
	struct run run = sample_run((char *[]){ "train.py", NULL });

	(void)state;
	sample_lines(&run, &code.grown.by);
	watched_world_open(&w, 40, 120, JOB_COUNT);
	code.run = w.jobs[JOB_TRAINS].identity.run;
	code.grown.bytes = run.lines.bytes;
	code.tree_at_ns = w.jobs[JOB_TRAINS].figures.tree_at_ns;
	chart_places_fill(&code.places, &run);
	watched_world_show(&w, JOB_TRAINS);
	f->state.pane.focused = false;
	fixture_build(f);
	fixture_keys(f, "Left");
	check_shown(f, " in model.py:88 Model.forward", false);
	f->job_code = &code;
	check_shown(f, " in model.py:88 Model.forward", true);
	fixture_keys(f, "l");
	check_shown(f, "Its job since the start, at the peak: 400M", true);
	check_shown(f, "+310M  78 %", true);
	fixture_resize(f, 12, 40);
	fixture_keys(f, "PageDown");
	check_shown(f, "Its job since", true);
	code.run++;
	check_shown(f, "Its job since", false);
	chart_places_clear(&code.places);
	watched_world_close(&w);
}

/* Each reason is a sentence, and no screen is empty. */
static void
each_status_is_a_sentence(void **state)
{
	static const char *const said[STACKS_STATUSES] = {
		[STACKS_AWAITED] = "being read",
		[STACKS_READ] = "Thread 2120",
		[STACKS_NONE] = "There is no Python",
		[STACKS_EARLY] = "is starting, or at its end",
		[STACKS_REFUSED] = "not one that is understood",
		[STACKS_DENIED] = "may not be read",
		[STACKS_GONE] = "It has ended. What it ran",
		[STACKS_TORN] = "changed too fast",
		[STACKS_FAILED] = "allowed no thread",
	};
	struct scene_fixture *f = *state;

	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "l");
	for (size_t i = 0; i < STACKS_STATUSES; i++) {
		f->stacks.status = (enum code_stacks_status)i;
		f->stacks.version = 0;
		check_shown(f, said[i], true);
	}
	f->stacks.status = STACKS_REFUSED;
	f->stacks.version = 0x307;
	check_shown(f, "Python 3.7 is not understood", true);
}

/* Draws every size; the grid's own checks find what is written outside. */
static void
it_fits_any_size(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "l");
	for (int rows = 1; rows < 50; rows += rows < 12 ? 1 : 7)
		for (int cols = 1; cols < 160; cols += cols < 60 ? 1 : 13) {
			size_t max;

			fixture_resize(f, rows, cols);
			max = view_scroll_max(&f->scene);
			for (size_t scroll = 0; scroll <= max; scroll += 1 + max / 4) {
				f->state.scroll = scroll;
				fixture_draw(f);
			}
		}
}

static void
the_end_can_be_reached(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 5, 20);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "l End");
	check_shown(f, "(unknown)", true);
	fixture_keys(f, "Home");
	check_shown(f, "train.py", true);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_recording_and_the_proc_of_others_have_no_stacks),
		WORLD_TEST(what_has_ended_has_no_stacks),
		WORLD_TEST(a_line_of_ended_ones_is_no_process),
		WORLD_TEST(it_opens_from_details_and_goes_back_there),
		WORLD_TEST(of_a_group_it_is_the_largest_python),
		cmocka_unit_test(of_a_job_it_is_the_member_or_the_command),
		cmocka_unit_test(a_job_has_its_growth_since_the_start),
		WORLD_TEST(each_status_is_a_sentence),
		WORLD_TEST(it_fits_any_size),
		WORLD_TEST(the_end_can_be_reached),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
