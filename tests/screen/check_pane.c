/* SPDX-License-Identifier: MIT */
/* check_pane.c: keys for a job and its pane. */
#include "base/length.h"
#include "screen/check_keys.h"

/* Two running jobs; the second is stopped. */
struct two_jobs {
	struct watched_job jobs[2], *items[2];
};

static void
give_jobs(struct scene_fixture *f, struct two_jobs *j)
{
	*j = (struct two_jobs){ .items = { &j->jobs[0], &j->jobs[1] } };
	j->jobs[0].identity.root = table_find_pid(&f->table, PID_BASH)->now.key;
	j->jobs[1].figures.stopped = true;
	f->watched = (struct watched_set){ j->items, 2 };
	fixture_build(f);
}

static void
says_that_there_is_no_job(struct scene_fixture *f, int code)
{
	assert_refreshes(fixture_press(f, code), REFRESH_SCREEN);
	assert_string_equal(f->state.message, "no job: press ! to run a command");
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_false(f->state.pane.shown);
}

static void
run(struct scene_fixture *f, int code)
{
	struct command command;

	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_COMMAND);
	fixture_type(f, "make -j8");
	command = fixture_press(f, KEY_CODE_ENTER);
	assert_int_equal(command.kind, COMMAND_LAUNCH);
	assert_string_equal(command.text, "make -j8");
	fixture_press(f, code);
	fixture_type(f, "  ");
	assert_int_not_equal(fixture_press(f, KEY_CODE_ENTER).kind, COMMAND_LAUNCH);
	f->state.readonly = true;
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	assert_true(f->state.alert);
}

static void
pane(struct scene_fixture *f, int code)
{
	struct two_jobs j;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	fixture_press(f, code);
	assert_true(f->state.pane.shown && scene_pane_has_keys(&f->scene));
	assert_int_equal(f->state.view, VIEW_TABLE);
}

static void
pane_back(struct scene_fixture *f, int code)
{
	struct two_jobs j;

	give_jobs(f, &j);
	state_show_job(&f->state, 0);
	fixture_build(f);
	assert_refreshes(fixture_press(f, code), REFRESH_SCREEN);
	assert_false(scene_pane_has_keys(&f->scene));
	assert_int_equal(f->state.view, VIEW_JOB);
	fixture_press(f, code);
	assert_int_equal(f->state.view, VIEW_TABLE);
}

/* Asks for the name; in the table, with the cursor on a process of the job, R does the same and
 * restarts the peaks. */
static void
phase(struct scene_fixture *f, int code)
{
	struct command command;
	struct two_jobs j;

	give_jobs(f, &j);
	state_show_job(&f->state, 1);
	f->state.pane.focused = false;
	fixture_build(f);
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_PHASE);
	fixture_type(f, "epoch 3");
	command = fixture_press(f, KEY_CODE_ENTER);
	assert_int_equal(command.kind, COMMAND_JOB_MARK);
	assert_int_equal(command.mark.job, 1);
	assert_string_equal(command.mark.name, "epoch 3");
	assert_false(command.mark.resets_peaks);
	fixture_press(f, code);
	fixture_type(f, "  ");
	assert_int_not_equal(fixture_press(f, KEY_CODE_ENTER).kind, COMMAND_JOB_MARK);
	fixture_press(f, code);
	assert_int_not_equal(fixture_press(f, KEY_CODE_ESCAPE).kind, COMMAND_JOB_MARK);
	j.jobs[1].end.ended = true;
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	assert_string_equal(f->state.message, "the job has ended");
	f->state.readonly = true;
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
	assert_true(f->state.alert);
}

static void
phase_from_the_table(struct scene_fixture *f, int code)
{
	struct command command;
	struct two_jobs j;

	give_jobs(f, &j);
	f->state.view = VIEW_TABLE;
	fixture_select(f, PID_TRAIN);
	assert_int_equal(fixture_press(f, code).kind, COMMAND_RESET_PEAKS);
	fixture_select(f, PID_BASH);
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_PHASE);
	fixture_type(f, "two");
	command = fixture_press(f, KEY_CODE_ENTER);
	assert_int_equal(command.kind, COMMAND_JOB_MARK);
	assert_int_equal(command.mark.job, 0);
	assert_true(command.mark.resets_peaks);
	j.jobs[0].end.ended = true;
	assert_int_equal(fixture_press(f, code).kind, COMMAND_RESET_PEAKS);
}

static void
output(struct scene_fixture *f, int code)
{
	struct two_jobs j;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	assert_int_equal(fixture_press(f, code).kind, COMMAND_JOB_LINES);
	assert_int_equal(f->state.view, VIEW_OUTPUT);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
}

static void
zoom(struct scene_fixture *f, int code)
{
	struct two_jobs j;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	fixture_press(f, code);
	assert_int_equal(f->scene.layout.pane.rows, 22);
	assert_int_equal(f->scene.layout.body.rows, 0);
	fixture_press(f, code);
	assert_true(f->scene.layout.pane.rows < 15 && f->scene.layout.body.rows > 3);
}

static void
above(struct scene_fixture *f, int code)
{
	static const struct {
		enum view view;
		bool pane;
	} steps[] = { { VIEW_JOB, true }, { VIEW_TABLE, true }, { VIEW_TABLE, false } };
	struct two_jobs j;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	for (size_t i = 0; i < 2 * LENGTH(steps); i++) {
		fixture_press(f, code);
		assert_int_equal(f->state.view, steps[i % LENGTH(steps)].view);
		assert_int_equal(f->scene.layout.pane.rows > 0, steps[i % LENGTH(steps)].pane);
	}
}

/* Presses the key once, and thirty times more; returns the change of the pane's rows by the
 * first. */
static int
resize_pane(struct scene_fixture *f, int code)
{
	struct two_jobs j;
	int rows, change;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	fixture_keys(f, "Tab Ctrl-]");
	rows = f->scene.layout.pane.rows;
	fixture_press(f, code);
	change = f->scene.layout.pane.rows - rows;
	for (int i = 0; i < 30; i++)
		fixture_press(f, code);
	return change;
}

static void
smaller(struct scene_fixture *f, int code)
{
	assert_true(resize_pane(f, code) < 0);
	assert_true(f->scene.layout.pane.rows >= 4);
}

static void
larger(struct scene_fixture *f, int code)
{
	assert_true(resize_pane(f, code) > 0);
	assert_true(f->scene.layout.body.rows >= 1);
}

static void
other_job(struct scene_fixture *f, int code)
{
	struct two_jobs j;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	fixture_press(f, code);
	assert_int_equal(f->state.pane.job, 1);
	fixture_press(f, code);
	assert_int_equal(f->state.pane.job, 0);
}

static void
job_menu(struct scene_fixture *f, int code)
{
	struct two_jobs j;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	fixture_press(f, code);
	assert_int_equal(f->state.menu.kind, MENU_JOBS);
	fixture_keys(f, "Down Enter");
	assert_int_equal(f->state.pane.job, 1);
	assert_int_equal(f->state.view, VIEW_JOB);
}

static void
let_go_on(struct scene_fixture *f, int code)
{
	struct command command;
	struct two_jobs j;

	says_that_there_is_no_job(f, code);
	give_jobs(f, &j);
	assert_int_not_equal(fixture_press(f, code).kind, COMMAND_JOB_CONTINUE);
	f->state.pane.job = 1;
	command = fixture_press(f, code);
	assert_int_equal(command.kind, COMMAND_JOB_CONTINUE);
	assert_int_equal(command.job, 1);
	f->state.readonly = true;
	assert_int_not_equal(fixture_press(f, code).kind, COMMAND_JOB_CONTINUE);
}

const struct key_check pane_checks[] = {
	{ "run", run },
	{ "job_menu", job_menu },
	{ "pane", pane },
	{ "pane_back", pane_back },
	{ "phase", phase },
	{ "phase", phase_from_the_table },
	{ "output", output },
	{ "zoom", zoom },
	{ "above", above },
	{ "smaller", smaller },
	{ "larger", larger },
	{ "job_before", other_job },
	{ "job_next", other_job },
	{ "continue", let_go_on },
};
const size_t pane_check_count = LENGTH(pane_checks);
