/* SPDX-License-Identifier: MIT */
/* test_pane_keys.c: keys and the mouse with jobs: which go to the job, what the others do to its
 * pane, how to leave. */
#include "support/watched_world.h"
#include "support/screen_test.h"
#include "support/suite.h"

#define PANE_TEST(function) cmocka_unit_test_setup_teardown(function, jobs_open, jobs_close)

static int
jobs_open(void **state)
{
	*state = malloc(sizeof(struct watched_world));
	assert_non_null(*state);
	watched_world_open(*state, 24, 80, JOB_COUNT);
	return 0;
}

static int
jobs_close(void **state)
{
	watched_world_close(*state);
	free(*state);
	return 0;
}

static struct command
mouse(struct watched_world *w, int code, int row, int col)
{
	return fixture_event(
		&w->scene, &(struct key_event){ .code = code, .row = row, .col = col });
}

/* --- keys --- */

static void
every_key_but_one_goes_to_the_job(void **state)
{
	static const int codes[] = { 'q', 'h', 'k', ' ', KEY_CODE_ENTER, KEY_CODE_ESCAPE,
		KEY_CODE_TAB, KEY_CODE_UP, KEY_CODE_F1 + 9, 'C' & 0x1f, 'Z' & 0x1f, 'L' & 0x1f,
		0x8a9e, KEY_CODE_INSERT, KEY_CODE_BACK_TAB, KEY_CODE_PASTE_BEGIN,
		KEY_CODE_PASTE_END };
	struct watched_world *w = *state;
	struct view_state before;

	watched_world_show(w, JOB_TRAINS);
	before = w->scene.state;
	for (size_t i = 0; i < LENGTH(codes); i++) {
		assert_commands(fixture_press(&w->scene, codes[i]), COMMAND_JOB_KEY, REFRESH_NONE);
		assert_memory_equal(&w->scene.state, &before, sizeof before);
	}
	assert_commands(fixture_event(&w->scene,
				&(struct key_event){ .code = KEY_CODE_UP, .modifiers = KEY_CTRL }),
		COMMAND_JOB_KEY, REFRESH_NONE);
	state_message(&w->scene.state, true, "a message stays until a key is pressed");
	fixture_press(&w->scene, 'x');
	assert_string_equal(w->scene.state.message, "");
	assert_refreshes(fixture_press(&w->scene, ']' & 0x1f), REFRESH_SCREEN);
	assert_refreshes(fixture_press(&w->scene, '?'), REFRESH_SCREEN);
	assert_int_equal(w->scene.state.view, VIEW_HELP);
}

/* They would move the cursor, or close the search prompt that a paste is typed into. */
static void
keys_for_panes_mean_nothing_elsewhere(void **state)
{
	struct watched_world *w = *state;
	static const int codes[] = { KEY_CODE_INSERT, KEY_CODE_BACK_TAB, KEY_CODE_PASTE_BEGIN,
		KEY_CODE_PASTE_END, KEY_CODE_RELEASE, KEY_CODE_DRAG };

	for (size_t i = 0; i < LENGTH(codes); i++)
		assert_refreshes(fixture_press(&w->scene, codes[i]), REFRESH_NONE);
	assert_refreshes(fixture_event(&w->scene, &(struct key_event){ .code = KEY_CODE_DOWN,
							  .modifiers = KEY_SHIFT }),
		REFRESH_NONE);
	assert_int_equal(w->scene.state.list.cursor, 0);
	fixture_keys(&w->scene, "/ a");
	fixture_press(&w->scene, KEY_CODE_PASTE_END);
	assert_int_equal(w->scene.state.prompt.kind, PROMPT_SEARCH);
	assert_string_equal(w->scene.state.prompt.typed, "a");
}

static void
a_job_that_ended_leaves_the_keys_to_the_monitor(void **state)
{
	struct watched_world *w = *state;

	w->scene.watched.count = 1;
	watched_world_show(w, JOB_TRAINS);
	assert_commands(fixture_press(&w->scene, 'q'), COMMAND_JOB_KEY, REFRESH_NONE);
	w->jobs[JOB_TRAINS].end.ended = true;
	assert_commands(fixture_press(&w->scene, 'q'), COMMAND_QUIT, REFRESH_NONE);
	w->jobs[JOB_TRAINS].end.ended = false;
	w->jobs[JOB_TRAINS].lost = true;
	assert_commands(fixture_press(&w->scene, 'q'), COMMAND_QUIT, REFRESH_NONE);
}

static void
what_is_pasted_is_no_command(void **state)
{
	struct watched_world *w = *state;
	struct key_event pasted = { .code = ']' & 0x1f, .modifiers = KEY_PASTED };

	watched_world_show(w, JOB_TRAINS);
	assert_commands(fixture_event(&w->scene, &pasted), COMMAND_JOB_KEY, REFRESH_NONE);
	w->jobs[JOB_TRAINS].end.ended = true;
	for (pasted.code = 1; pasted.code < 127; pasted.code++)
		assert_refreshes(fixture_event(&w->scene, &pasted), REFRESH_SCREEN);
	assert_true(w->scene.state.view == VIEW_JOB && w->scene.state.prompt.kind == PROMPT_NONE);
}

/* Views that fill the whole screen hide the pane. */
static void
a_pane_that_is_not_seen_takes_no_keys(void **state)
{
	struct watched_world *w = *state;

	watched_world_show(w, JOB_TRAINS);
	fixture_keys(&w->scene, "Ctrl-] h");
	w->scene.state.pane.focused = true;
	fixture_build(&w->scene);
	assert_int_equal(w->scene.scene.layout.pane.rows, 0);
	fixture_keys(&w->scene, "Esc");
	assert_int_equal(w->scene.state.view, VIEW_JOB);
}

static void
enter_on_a_process_of_a_job_opens_the_job(void **state)
{
	struct watched_world *w = *state;

	w->jobs[JOB_STOPPED].identity.root = table_find_pid(&w->scene.table, PID_MASTER)->now.key;
	fixture_select(&w->scene, 3002);
	fixture_keys(&w->scene, "Enter");
	assert_int_equal(w->scene.state.view, VIEW_JOB);
	assert_int_equal(w->scene.state.pane.job, JOB_STOPPED);
	assert_true(scene_pane_has_keys(&w->scene.scene));
	fixture_keys(&w->scene, "Ctrl-] Enter");
	assert_int_equal(w->scene.state.view, VIEW_PROCESS);
	assert_int_equal(w->scene.state.process.opened.pid, PID_MASTER);
	fixture_keys(&w->scene, "Esc");
	fixture_select(&w->scene, PID_DATABASE);
	fixture_keys(&w->scene, "Enter");
	assert_int_equal(w->scene.state.view, VIEW_PROCESS);
}

static void
leaving_asks_while_jobs_go_on(void **state)
{
	static const struct {
		int key;
		enum command_kind kind;
		unsigned refresh;
	} answers[] = { { KEY_CODE_ENTER, COMMAND_QUIT, REFRESH_NONE },
		{ 'd', COMMAND_QUIT, REFRESH_NONE }, { 'e', COMMAND_END_JOBS, REFRESH_SCREEN },
		{ 's', COMMAND_NONE, REFRESH_SCREEN },
		{ KEY_CODE_ESCAPE, COMMAND_NONE, REFRESH_SCREEN } };
	struct watched_world *w = *state;

	for (size_t i = 0; i < LENGTH(answers); i++) {
		assert_refreshes(fixture_press(&w->scene, 'q'), REFRESH_SCREEN);
		assert_int_equal(w->scene.state.prompt.kind, PROMPT_LEAVE);
		assert_commands(fixture_press(&w->scene, answers[i].key), answers[i].kind,
			answers[i].refresh);
		assert_int_equal(w->scene.state.prompt.kind, PROMPT_NONE);
	}
	w->scene.state.readonly = true;
	fixture_press(&w->scene, 'q');
	assert_refreshes(fixture_press(&w->scene, 'e'), REFRESH_SCREEN);
	w->jobs[JOB_TRAINS].end.ended = w->jobs[JOB_STOPPED].end.ended = true;
	assert_commands(fixture_press(&w->scene, 'q'), COMMAND_QUIT, REFRESH_NONE);
}

static void
escape_leads_from_zoom_to_the_job_to_the_table(void **state)
{
	struct watched_world *w = *state;

	watched_world_show(w, JOB_TRAINS);
	fixture_keys(&w->scene, "Ctrl-] z Esc");
	assert_false(w->scene.state.pane.zoomed);
	assert_int_equal(w->scene.state.view, VIEW_JOB);
	fixture_keys(&w->scene, "Esc");
	assert_int_equal(w->scene.state.view, VIEW_TABLE);
	assert_true(w->scene.scene.layout.pane.rows > 0);
}

/* --- the output --- */

static void
the_output_is_scrolled_from_its_end(void **state)
{
	struct watched_world *w = *state;
	const struct pane_choice *pane = &w->scene.state.pane;
	size_t max;

	watched_world_show(w, JOB_TRAINS);
	fixture_keys(&w->scene, "Ctrl-] b");
	max = view_output_max(&w->scene.scene);
	assert_int_equal(max, JOB_LINES + 5 - (size_t)w->scene.scene.layout.body.rows);
	fixture_keys(&w->scene, "Down Up Up PageUp");
	assert_int_equal(pane->scroll, 2 + (size_t)w->scene.scene.layout.body.rows - 1);
	fixture_press(&w->scene, KEY_CODE_WHEEL_DOWN);
	assert_int_equal(pane->scroll, (size_t)w->scene.scene.layout.body.rows - 2);
	fixture_keys(&w->scene, "Home Up");
	assert_int_equal(pane->scroll, max);
	assert_refreshes(fixture_press(&w->scene, KEY_CODE_END), REFRESH_SCREEN);
	assert_int_equal(pane->scroll, 0);
	w->jobs[JOB_TRAINS].screen.line_count++;
	assert_int_equal(fixture_press(&w->scene, KEY_CODE_END).kind, COMMAND_JOB_LINES);
}

static void
the_output_is_searched_upwards_and_round(void **state)
{
	struct watched_world *w = *state;
	const struct pane_choice *pane = &w->scene.state.pane;

	fixture_keys(&w->scene, "b /");
	fixture_type(&w->scene, "STEP 100");
	fixture_keys(&w->scene, "Enter");
	assert_int_equal(pane->found, 1010); /* "step 1009" */
	fixture_keys(&w->scene, "n n n n n n n n n");
	assert_int_equal(pane->found, 1001);
	fixture_keys(&w->scene, "n");
	assert_int_equal(pane->found, 101);
	fixture_keys(&w->scene, "n");
	assert_int_equal(pane->found, 1010);
	fixture_keys(&w->scene, "/");
	fixture_type(&w->scene, "学習率");
	assert_int_equal(pane->found, 701);
	fixture_type(&w->scene, "x");
	assert_true(w->scene.state.alert);
}

/* --- the mouse --- */

static void
a_press_moves_the_focus(void **state)
{
	struct watched_world *w = *state;
	const struct layout *l = &w->scene.scene.layout;

	fixture_keys(&w->scene, "Tab Ctrl-]");
	assert_refreshes(mouse(w, KEY_CODE_PRESS, l->pane.row + 1, 5), REFRESH_SCREEN);
	assert_true(w->scene.state.pane.focused);
	mouse(w, KEY_CODE_PRESS, l->body.row + 1, 5);
	assert_false(w->scene.state.pane.focused);
	assert_int_equal(w->scene.state.list.cursor, 1);
	mouse(w, KEY_CODE_PRESS, l->pane_title.row, 5);
	assert_true(w->scene.state.pane.focused);
}

/* Rows and columns of the job's screen, which may have more rows than are visible. */
static void
the_job_is_told_where_the_mouse_is_on_its_own_screen(void **state)
{
	struct watched_world *w = *state;
	struct vt_screen *screen = &w->jobs[JOB_TRAINS].screen;
	struct command command;
	const struct rect *pane = &w->scene.scene.layout.pane;

	watched_world_show(w, JOB_TRAINS);
	screen->mouse = VT_MOUSE_CLICK;
	command = mouse(w, KEY_CODE_PRESS, pane->row + 2, pane->col + 7);
	assert_int_equal(command.kind, COMMAND_JOB_KEY);
	assert_int_equal(command.job, JOB_TRAINS);
	assert_int_equal(command.key.code, KEY_CODE_PRESS);
	assert_int_equal(command.key.row, 2 + view_pane_top(screen, pane->rows));
	assert_int_equal(command.key.col, 7);
	command = fixture_press(&w->scene, 'x');
	assert_int_equal(command.job, JOB_TRAINS);
	assert_int_equal(command.key.code, 'x');
}

static void
the_mouse_is_the_job_s_where_its_program_asked(void **state)
{
	static const int codes[] = { KEY_CODE_RELEASE, KEY_CODE_DRAG, KEY_CODE_WHEEL_DOWN };
	struct watched_world *w = *state;
	struct vt_screen *screen = &w->jobs[JOB_TRAINS].screen;
	int row;

	watched_world_show(w, JOB_TRAINS);
	row = w->scene.scene.layout.pane.row;
	for (size_t i = 0; i < LENGTH(codes); i++)
		assert_refreshes(mouse(w, codes[i], row, 0), REFRESH_NONE);
	screen->mouse = VT_MOUSE_CLICK;
	assert_commands(mouse(w, KEY_CODE_PRESS, row, 0), COMMAND_JOB_KEY, REFRESH_SCREEN);
	assert_commands(mouse(w, KEY_CODE_RELEASE, row, 0), COMMAND_JOB_KEY, REFRESH_NONE);
	assert_commands(mouse(w, KEY_CODE_WHEEL_UP, row, 0), COMMAND_JOB_KEY, REFRESH_NONE);
	assert_refreshes(mouse(w, KEY_CODE_DRAG, row, 0), REFRESH_NONE);
	screen->mouse = VT_MOUSE_DRAG;
	assert_commands(mouse(w, KEY_CODE_DRAG, row, 0), COMMAND_JOB_KEY, REFRESH_NONE);
	assert_refreshes(mouse(w, KEY_CODE_RELEASE, 0, 0), REFRESH_NONE);
	screen->mouse = VT_MOUSE_NONE;
	screen->wheel_keys = true;
	assert_commands(mouse(w, KEY_CODE_WHEEL_UP, row, 0), COMMAND_JOB_KEY, REFRESH_NONE);
	assert_commands(mouse(w, KEY_CODE_WHEEL_DOWN, row, 0), COMMAND_JOB_KEY, REFRESH_NONE);
	assert_refreshes(mouse(w, KEY_CODE_PRESS, row, 0), REFRESH_SCREEN);
	screen->wheel_keys = false;
	assert_int_equal(mouse(w, KEY_CODE_WHEEL_UP, row, 0).kind, COMMAND_JOB_LINES);
	assert_int_equal(w->scene.state.view, VIEW_OUTPUT);
}

/* --- anything at any time --- */

static unsigned
pick(uint64_t *seed, unsigned below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % below;
}

static void
change_jobs(struct watched_world *w, uint64_t *seed)
{
	struct watched_job *job = &w->jobs[pick(seed, JOB_COUNT)];

	job->end.ended = pick(seed, 4) == 0;
	job->lost = pick(seed, 8) == 0;
	job->figures.stopped = pick(seed, 2) == 0;
	job->screen.mouse = (uint8_t)pick(seed, 4);
	w->scene.watched.count = pick(seed, 20) > 0 ? 1 + pick(seed, JOB_COUNT) : 0;
	watched_world_fill(w, 1 + (int)pick(seed, 30), 1 + (int)pick(seed, 120));
	fixture_resize(&w->scene, 1 + (int)pick(seed, 40), 1 + (int)pick(seed, 130));
}

static void
a_storm_of_keys_while_jobs_come_and_go(void **state)
{
	struct watched_world *w = *state;
	uint64_t seed = 20260101;

	for (int i = 0; i < 20000; i++) {
		struct key_event event = { .modifiers = pick(&seed, 10) == 0 ? pick(&seed, 8) : 0 };

		event.code =
			pick(&seed, 3) > 0
				? (int)pick(&seed, 128)
				: KEY_CODE_UP + (int)pick(&seed, KEY_CODE_DRAG - KEY_CODE_UP + 1);
		event.row = (int)pick(&seed, 45) - 2;
		event.col = (int)pick(&seed, 135) - 2;
		fixture_event(&w->scene, &event);
		CHECK(w->scene.state.view < VIEW_KINDS, "view %d", w->scene.state.view);
		if (i % 10 == 0)
			change_jobs(w, &seed);
		if (i % 5 == 0) {
			fixture_draw(&w->scene);
			check_cells(&w->scene.grid, "storm");
		}
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		PANE_TEST(every_key_but_one_goes_to_the_job),
		PANE_TEST(keys_for_panes_mean_nothing_elsewhere),
		PANE_TEST(a_job_that_ended_leaves_the_keys_to_the_monitor),
		PANE_TEST(what_is_pasted_is_no_command),
		PANE_TEST(a_pane_that_is_not_seen_takes_no_keys),
		PANE_TEST(enter_on_a_process_of_a_job_opens_the_job),
		PANE_TEST(leaving_asks_while_jobs_go_on),
		PANE_TEST(escape_leads_from_zoom_to_the_job_to_the_table),
		PANE_TEST(the_output_is_scrolled_from_its_end),
		PANE_TEST(the_output_is_searched_upwards_and_round),
		PANE_TEST(a_press_moves_the_focus),
		PANE_TEST(the_job_is_told_where_the_mouse_is_on_its_own_screen),
		PANE_TEST(the_mouse_is_the_job_s_where_its_program_asked),
		PANE_TEST(a_storm_of_keys_while_jobs_come_and_go),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
