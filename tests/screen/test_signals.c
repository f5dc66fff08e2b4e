/* SPDX-License-Identifier: MIT */
/* test_signals.c: a signal goes only to the intended processes, and only after a confirmation. */
#include "base/signal_name.h"
#include "base/utf8.h"
#include "screen/state/menu.h"
#include "screen/state/prompt.h"
#include "support/screen_test.h"
#include "support/suite.h"

static void
assert_targets(const struct scene_fixture *f, const pid_t *pids, size_t count)
{
	assert_int_equal(f->state.signal.targets.count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(f->state.signal.targets.items[i].pid, pids[i]);
}

static void
a_signal_is_sent_only_after_yes(void **state)
{
	static const int refusals[] = { 'n', 'N', KEY_CODE_ESCAPE, KEY_CODE_ENTER, ' ', 'q', 'k',
		KEY_CODE_PRESS, KEY_CODE_WHEEL_DOWN, KEY_CODE_F1 + 8, 0xff59 /* a wide y */ };
	struct scene_fixture *f = *state;
	struct command command;

	fixture_select(f, PID_CJK);
	for (size_t i = 0; i < LENGTH(refusals); i++) {
		fixture_keys(f, "k Down Enter");
		assert_int_equal(f->state.prompt.kind, PROMPT_CONFIRM);
		assert_int_equal(fixture_press(f, refusals[i]).kind, COMMAND_NONE);
		assert_int_equal(f->state.prompt.kind, PROMPT_NONE);
		assert_int_equal(f->state.menu.kind, MENU_NONE);
	}
	fixture_keys(f, "k");
	assert_int_not_equal(fixture_press(f, KEY_CODE_ENTER).kind, COMMAND_SIGNAL);
	command = fixture_press(f, 'y');
	assert_int_equal(command.kind, COMMAND_SIGNAL);
	assert_int_equal(command.signal.signal, 15);
	assert_int_equal(command.signal.count, 1);
	assert_int_equal(command.signal.targets[0].pid, PID_CJK);
	assert_targets(f, (const pid_t[]){ PID_CJK }, 1);
}

static void
the_menu_gives_the_signal_that_it_shows(void **state)
{
	struct scene_fixture *f = *state;
	size_t count;

	fixture_keys(f, "k");
	count = menu_list(&f->scene, NULL);
	fixture_keys(f, "Esc");
	for (size_t i = 0; i < count; i++) {
		char wanted[64];
		struct buffer b = buffer_over(wanted, sizeof wanted);
		struct menu_item shown;

		fixture_keys(f, "k");
		for (size_t k = 0; k < i; k++)
			fixture_keys(f, "Down");
		menu_fill(&f->scene, f->state.menu.cursor, &shown);
		fixture_keys(f, "Enter y");
		buffer_print(&b, "%2d ", f->state.signal.number);
		signal_name_put(f->state.signal.number, &b);
		assert_string_equal(shown.name, wanted);
	}
}

static void
a_signal_goes_to_the_tagged_before_the_selected(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, 3001);
	fixture_keys(f, "Space Space");
	fixture_select(f, PID_SYSTEMD);
	fixture_keys(f, "k Enter y");
	assert_targets(f, (const pid_t[]){ 3001, 3002 }, 2);
	fixture_keys(f, "U k Enter y");
	assert_targets(f, (const pid_t[]){ PID_SYSTEMD }, 1);
}

static void
a_signal_from_the_details_goes_to_the_process_that_is_open(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	fixture_tick(f, PID_DATABASE);
	fixture_select(f, PID_SYSTEMD);
	fixture_keys(f, "k Enter y");
	assert_targets(f, (const pid_t[]){ PID_TRAIN }, 1);
}

/* Rows may move before the confirmation: the signal still goes to the intended process. */
static void
targets_stay_when_rows_move_under_an_open_menu(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_NAMELESS);
	fixture_keys(f, "F k");
	fixture_tick(f, 3001);
	fixture_keys(f, "Enter");
	fixture_tick(f, 3001);
	assert_int_not_equal(fixture_selected(f), PID_NAMELESS);
	fixture_keys(f, "y");
	assert_targets(f, (const pid_t[]){ PID_NAMELESS }, 1);
}

static void
the_question_is_seen_at_any_usual_width(void **state)
{
	struct scene_fixture *f = *state;

	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "k Enter");
	for (int cols = 30; cols <= 200; cols++) {
		char label[400];
		struct buffer b = buffer_over(label, sizeof label);

		fixture_resize(f, 10, cols);
		prompt_put_label(&f->scene, &b);
		assert_true(utf8_columns(label) <= (size_t)cols);
		assert_non_null(strstr(label, "Send SIGTERM to 2120"));
		assert_non_null(strstr(label, "? y/n"));
	}
}

static void
readonly_sends_no_signals(void **state)
{
	struct scene_fixture *f = *state;

	f->state.readonly = true;
	for (int view = VIEW_TABLE; view <= VIEW_PROCESS; view++) {
		f->state.view = (enum view)view;
		fixture_keys(f, "k");
		assert_int_equal(f->state.menu.kind, MENU_NONE);
		assert_true(f->state.alert);
		assert_non_null(strstr(f->state.message, "read-only"));
		assert_int_not_equal(fixture_press(f, 'y').kind, COMMAND_SIGNAL);
	}
}

static void
without_a_process_nothing_opens(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "\\");
	fixture_type(f, "nobody");
	fixture_keys(f, "Enter");
	assert_int_equal(f->rows.count, 0);
	fixture_keys(f, "k Enter Space Down End n");
	assert_int_equal(f->state.menu.kind, MENU_NONE);
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(f->state.list.tagged.count, 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_signal_is_sent_only_after_yes),
		WORLD_TEST(the_menu_gives_the_signal_that_it_shows),
		WORLD_TEST(a_signal_goes_to_the_tagged_before_the_selected),
		WORLD_TEST(a_signal_from_the_details_goes_to_the_process_that_is_open),
		WORLD_TEST(targets_stay_when_rows_move_under_an_open_menu),
		WORLD_TEST(the_question_is_seen_at_any_usual_width),
		WORLD_TEST(readonly_sends_no_signals),
		WORLD_TEST(without_a_process_nothing_opens),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
