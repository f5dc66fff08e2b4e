/* SPDX-License-Identifier: MIT */
/* test_keys.c: every key of the table changes the state as its help says, and has no effect in
 * other views. A key without a check (here or in check_rows.c) fails. */
#include "base/duration.h"
#include "screen/check_keys.h"
#include "support/suite.h"

/* The rows are in the order of the state's sort column. */
static void
quit(struct scene_fixture *f, int code)
{
	assert_int_equal(fixture_press(f, code).kind, COMMAND_QUIT);
	f->state.view = VIEW_HELP;
	assert_int_equal(fixture_press(f, code).kind, COMMAND_QUIT);
}

static void
help(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.view, VIEW_HELP);
	fixture_press(f, code);
	assert_int_equal(f->state.view, VIEW_TABLE);
}

static void
open_process(struct scene_fixture *f, int code)
{
	fixture_select(f, PID_BASH);
	assert_true(fixture_press(f, code).refresh & REFRESH_DETAILS);
	assert_int_equal(f->state.view, VIEW_PROCESS);
	assert_int_equal(f->state.process.opened.pid, PID_BASH);
}

static void
back(struct scene_fixture *f, int code)
{
	fixture_keys(f, "\\ s s h Enter");
	assert_int_equal(f->rows.count, 1);
	fixture_keys(f, "Enter");
	fixture_press(f, code);
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(f->rows.count, 1);
	fixture_press(f, code);
	assert_null(f->state.list.selection.filter);
	assert_true(f->rows.count > 1);
}

static void
search(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_SEARCH);
}

static void
filter(struct scene_fixture *f, int code)
{
	fixture_keys(f, "\\ b a s h Enter");
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_FILTER);
	assert_string_equal(f->state.prompt.typed, "bash");
}

static void
sort_menu(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.menu.kind, MENU_SORT);
	assert_ptr_equal(&columns[f->state.menu.cursor], f->state.list.sort);
}

static void
choose_columns(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.menu.kind, MENU_COLUMNS);
}

static void
palette(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.menu.kind, MENU_COMMANDS);
}

static void
setup(struct scene_fixture *f, int code)
{
	assert_int_equal(fixture_press(f, code).kind, COMMAND_SETUP_BEGIN);
	assert_int_equal(f->state.menu.kind, MENU_SETUP);
	fixture_press(f, code);
	assert_int_equal(f->state.menu.kind, MENU_NONE);
}

static void
scheme(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.menu.kind, MENU_CHOICE);
	assert_string_equal(f->setup.items[f->state.menu.setting].name, "scheme");
}

static void
send_signal(struct scene_fixture *f, int code)
{
	fixture_select(f, PID_CJK);
	assert_int_not_equal(fixture_press(f, code).kind, COMMAND_SIGNAL);
	assert_int_equal(f->state.menu.kind, MENU_SIGNAL);
	assert_int_equal(f->state.signal.targets.count, 1);
	assert_int_equal(f->state.signal.targets.items[0].pid, PID_CJK);
}

static void
user(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.menu.kind, MENU_USER);
	assert_int_equal(f->state.menu.user_count, 5);
}

static void
jump(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_JUMP);
	assert_int_equal(f->state.prompt.typed[0], code);
}

static void
pause_sampling(struct scene_fixture *f, int code)
{
	assert_true(fixture_press(f, code).refresh & REFRESH_TIMING);
	assert_true(f->state.paused);
	assert_true(fixture_press(f, code).refresh & REFRESH_TIMING);
	assert_false(f->state.paused);
}

static void
units(struct scene_fixture *f, int code)
{
	for (int i = 1; i <= UNITS_COUNT; i++) {
		fixture_press(f, code);
		assert_int_equal(f->state.units, (UNITS_SHORT + i) % UNITS_COUNT);
	}
}

static void
interval(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.prompt.kind, PROMPT_INTERVAL);
}

static void
snapshot(struct scene_fixture *f, int code)
{
	assert_int_equal(fixture_press(f, code).kind, COMMAND_SNAPSHOT);
}

static void
picture(struct scene_fixture *f, int code)
{
	assert_int_equal(fixture_press(f, code).kind, COMMAND_PICTURE);
}

static void
redraw(struct scene_fixture *f, int code)
{
	assert_true(fixture_press(f, code).refresh & REFRESH_TERMINAL);
}

/* A move: from one row to another in the table, from one line to another in the help. */
static void
assert_moves(struct scene_fixture *f, int code, size_t from, size_t row, size_t line)
{
	fixture_resize(f, 10, 80);
	list_move_to(&f->state.list, &f->rows, from);
	fixture_press(f, code);
	assert_int_equal(f->state.list.cursor, row);
	fixture_keys(f, "h");
	f->state.scroll = from;
	fixture_press(f, code);
	assert_int_equal(f->state.scroll, line);
}

#define MOVE(name, from, row, line)                         \
	static void name(struct scene_fixture *f, int code) \
	{                                                   \
		assert_moves(f, code, from, row, line);     \
	}

MOVE(up, 5, 4, 4)
MOVE(down, 5, 6, 6)
MOVE(page_up, 7, 2, 2)
MOVE(page_down, 5, 10, 10)
MOVE(home, 5, 0, 0)

static void
end(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.list.cursor, f->rows.count - 1);
	fixture_keys(f, "h");
	fixture_press(f, code);
	assert_true(f->state.scroll > 30);
	assert_int_equal(f->state.scroll, view_scroll_max(&f->scene));
}

static void
left(struct scene_fixture *f, int code)
{
	f->state.list.shift = 12;
	fixture_press(f, code);
	assert_int_equal(f->state.list.shift, 4);
	fixture_press(f, code);
	assert_int_equal(f->state.list.shift, 0);
}

static void
right(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(f->state.list.shift, 8);
}

static void
history(struct scene_fixture *f, int code)
{
	assert_true(fixture_press(f, code).refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_RUNS);
}

static void
stacks(struct scene_fixture *f, int code)
{
	struct command command;

	fixture_select(f, PID_TRAIN);
	command = fixture_press(f, code);
	assert_int_equal(f->state.view, VIEW_STACKS);
	assert_int_equal(command.kind, COMMAND_STACKS);
	assert_int_equal(command.process.pid, PID_TRAIN);
}

static void
stacks_again(struct scene_fixture *f, int code)
{
	struct command command;

	stacks(f, 'l');
	command = fixture_press(f, code);
	assert_int_equal(command.kind, COMMAND_STACKS);
	assert_int_equal(command.process.pid, PID_TRAIN);
	fixture_tick(f, PID_TRAIN);
	assert_int_equal(fixture_press(f, code).kind, COMMAND_NONE);
	assert_non_null(strstr(f->state.message, "has ended"));
}

static void
share(struct scene_fixture *f, int code)
{
	struct command command;

	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
	command = fixture_press(f, code);
	assert_int_equal(command.kind, COMMAND_SMAPS);
	assert_int_equal(command.process.pid, PID_TRAIN);
	table_find_pid(&f->table, PID_TRAIN)->now.rss_bytes = 32ull << 30;
	assert_int_not_equal(fixture_press(f, code).kind, COMMAND_SMAPS);
	assert_non_null(strstr(f->state.message, "0.5 s"));
	assert_int_equal(fixture_press(f, code).kind, COMMAND_SMAPS);
}

static void
reset_peaks(struct scene_fixture *f, int code)
{
	const struct process *p = table_find_pid(&f->table, PID_TRAIN);
	uint64_t before = p->peak.bytes;

	assert_int_equal(fixture_press(f, code).kind, COMMAND_RESET_PEAKS);
	assert_int_equal(process_peak(p)->bytes, p->now.rss_bytes);
	assert_int_equal(p->peak.bytes, before);
	f->state.readonly = true;
	assert_int_not_equal(fixture_press(f, code).kind, COMMAND_RESET_PEAKS);
}

static void
restore_peaks(struct scene_fixture *f, int code)
{
	const struct process *p = table_find_pid(&f->table, PID_TRAIN);

	fixture_keys(f, "R");
	assert_int_equal(fixture_press(f, code).kind, COMMAND_RESTORE_PEAKS);
	assert_ptr_equal(process_peak(p), &p->peak);
	assert_int_equal(f->table.reset_ns, 0);
}

static void
compare(struct scene_fixture *f, int code)
{
	fixture_keys(f, "H Space Space");
	assert_true(fixture_press(f, code).refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_COMPARE);
}

static void
open_chart(struct scene_fixture *f)
{
	for (int i = 0; i < 60; i++)
		fixture_tick(f, 0);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
}

static void
value_left(struct scene_fixture *f, int code)
{
	open_chart(f);
	fixture_press(f, code);
	assert_true(f->state.chart.has_cursor);
	assert_true(f->state.chart.cursor_ns < 360 * NS_PER_SECOND);
}

static void
value_right(struct scene_fixture *f, int code)
{
	uint64_t before_ns;

	open_chart(f);
	fixture_keys(f, "Left Left Left");
	before_ns = f->state.chart.cursor_ns;
	fixture_press(f, code);
	assert_true(f->state.chart.has_cursor && f->state.chart.cursor_ns > before_ns);
}

static void
axis(struct scene_fixture *f, int code)
{
	open_chart(f);
	fixture_press(f, code);
	assert_true(f->state.chart.from_lowest);
	fixture_press(f, code);
	assert_false(f->state.chart.from_lowest);
}

static void
shorter(struct scene_fixture *f, int code)
{
	open_chart(f);
	fixture_press(f, code);
	assert_int_equal(f->state.chart.span_ns, 5 * NS_PER_MINUTE);
}

static void
longer(struct scene_fixture *f, int code)
{
	open_chart(f);
	fixture_keys(f, "+ +");
	fixture_press(f, code);
	assert_int_equal(f->state.chart.span_ns, 5 * NS_PER_MINUTE);
	fixture_press(f, code);
	assert_int_equal(f->state.chart.span_ns, 0);
}

static const struct key_check view_checks[] = {
	{ "quit", quit },
	{ "help", help },
	{ "open", open_process },
	{ "back", back },
	{ "search", search },
	{ "filter", filter },
	{ "sort_menu", sort_menu },
	{ "columns", choose_columns },
	{ "palette", palette },
	{ "setup", setup },
	{ "scheme", scheme },
	{ "signal", send_signal },
	{ "user", user },
	{ "jump", jump },
	{ "pause", pause_sampling },
	{ "units", units },
	{ "interval", interval },
	{ "snapshot", snapshot },
	{ "picture", picture },
	{ "redraw", redraw },
	{ "up", up },
	{ "down", down },
	{ "page_up", page_up },
	{ "page_down", page_down },
	{ "home", home },
	{ "end", end },
	{ "left", left },
	{ "right", right },
	{ "history", history },
	{ "reset_peaks", reset_peaks },
	{ "share", share },
	{ "stacks", stacks },
	{ "stacks_again", stacks_again },
	{ "restore_peaks", restore_peaks },
	{ "compare", compare },
	{ "value_left", value_left },
	{ "value_right", value_right },
	{ "axis", axis },
	{ "shorter", shorter },
	{ "longer", longer },
};

static const struct key_check *
check_of(const char *action)
{
	const struct {
		const struct key_check *checks;
		size_t count;
	} lists[] = { { view_checks, LENGTH(view_checks) }, { row_checks, row_check_count },
		{ replay_checks, replay_check_count }, { pane_checks, pane_check_count } };

	for (size_t list = 0; list < LENGTH(lists); list++)
		for (size_t i = 0; i < lists[list].count; i++)
			if (strcmp(lists[list].checks[i].action, action) == 0)
				return &lists[list].checks[i];
	return NULL;
}

static void
each_key_does_what_it_says(void **state)
{
	const struct key_action *action = *state;
	const struct key_check *check = check_of(action->name);
	size_t at = (size_t)(action - key_actions);
	struct key_bindings keys;

	if (check == NULL)
		fail_msg("no test presses the key of '%s'", action->name);
	keys_init(&keys);
	for (size_t i = 0; i < KEYS_PER_ACTION && keys.codes[at][i] != 0; i++) {
		struct scene_fixture f;

		fixture_open(&f, 24, 120);
		check->run(&f, keys.codes[at][i]);
		fixture_close(&f);
	}
}

/* In views where an action does not work its keys change only the message, which says where it
 * does. */
static void
keys_have_no_effect_in_other_views(void **state)
{
	struct scene_fixture f;
	struct view_state before;

	(void)state;
	fixture_open(&f, 24, 80);
	for (size_t i = 0; i < key_action_count; i++) {
		char key[24];
		struct buffer b = buffer_over(key, sizeof key);

		input_put_key_name(&b, f.keys.codes[i][0]);
		for (unsigned view = VIEW_TABLE; view < VIEW_KINDS; view++) {
			if ((key_actions[i].views & 1u << view) ||
				has_meaning(&f, f.keys.codes[i][0], (enum view)view))
				continue;
			f.state.view = (enum view)view;
			before = f.state;
			assert_refreshes(keys_press(&f.state, &f.scene,
						 &(struct key_event){ .code = f.keys.codes[i][0] }),
				REFRESH_SCREEN);
			assert_int_equal(strncmp(f.state.message, key, strlen(key)), 0);
			assert_non_null(strstr(f.state.message, ": only "));
			assert_false(f.state.alert);
			memcpy(f.state.message, before.message, sizeof before.message);
			before.message_number = f.state.message_number;
			assert_memory_equal(&f.state, &before, sizeof before);
		}
	}
	fixture_close(&f);
}

TEST_MAIN(void)
{
	struct CMUnitTest tests[KEY_ACTIONS_MAX + 1] = { cmocka_unit_test(
		keys_have_no_effect_in_other_views) };

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < key_action_count; i++)
		tests[i + 1] = (struct CMUnitTest){ key_actions[i].name, each_key_does_what_it_says,
			NULL, NULL, (void *)(uintptr_t)&key_actions[i] };
	return _cmocka_run_group_tests("keys", tests, key_action_count + 1, NULL, NULL);
}
