/* SPDX-License-Identifier: MIT */
/* test_monitor_end.c: every exit and every stop restores the terminal. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/monitor.h"

static bool
is_stopped(struct terminal *t, void *data)
{
	(void)t;
	return proc_state(*(pid_t *)data) == 'T';
}

static bool
is_restored(struct terminal *t, void *data)
{
	(void)data;
	return terminal_modes_restored(t) && !terminal_in_alternate_screen(t) &&
	       terminal_cursor_visible(t);
}

static bool
is_drawn_anew(struct terminal *t, void *data)
{
	(void)data;
	return terminal_saw(t, "COMMAND") && terminal_find_row(t, "q quit") > 0 &&
	       terminal_in_alternate_screen(t);
}

static struct terminal *
open_any(void **state)
{
	return monitor_open(
		state, &(struct monitor_setup){ .before = "echo before;", .options = "-d 50ms" });
}

/* --- keys --- */

static void
test_keys_that_quit(void **state)
{
	static const char *const keys[] = { "q", "\033[21~", "\003", "\034", "\033[113u",
		"\033[99;5u", "\033[27;5;92~" };

	for (size_t i = 0; i < LENGTH(keys); i++) {
		struct terminal *t = open_any(state);

		terminal_keys(t, keys[i]);
		assert_exit(t, 0);
		assert_restored(t);
		assert_row(t, 0, "before");
		assert_int_equal(terminal_find_row(t, "COMMAND"), -1);
		assert_true(terminal_saw(t, "1000l")); /* the mouse */
	}
}

/* Text that the details of a process that just exited show too: the largest may be any process. */
static void
test_quits_from_every_view(void **state)
{
	static const char *const ways[][2] = { { "h", "this help" }, { "\r", "page faults" },
		{ "t", "TREE" } };

	for (size_t i = 0; i < LENGTH(ways); i++) {
		struct terminal *t = open_any(state);

		terminal_keys(t, ways[i][0]);
		assert_text(t, ways[i][1]);
		monitor_quit(t);
		assert_row(t, 0, "before");
	}
}

/* --- signals --- */

static void
test_signals_that_end_it(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };

	for (size_t i = 0; i < LENGTH(signals); i++) {
		struct terminal *t = open_any(state);
		int status;

		assert_int_equal(kill(terminal_pid(t), signals[i]), 0);
		assert_true(terminal_wait_exit(t, PATIENCE_MS, &status));
		assert_restored(t);
		assert_row(t, 0, "before");
	}
}

static void
test_crashes(void **state)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };

	for (size_t i = 0; i < LENGTH(signals); i++)
		monitor_crash(state, signals[i]);
}

static void
test_a_hang_up_ends_it(void **state)
{
	static const char *const options[] = { "-d 50ms", "-d 1h" };

	for (size_t i = 0; i < 2; i++) {
		struct terminal *t =
			monitor_open(state, &(struct monitor_setup){ .options = options[i] });
		int status;

		terminal_hangup(t);
		assert_true(terminal_wait_exit(t, PATIENCE_MS, &status));
	}
}

/* No signal reports it: only the descriptor does. */
static void
test_a_hang_up_ends_it_with_sighup_ignored(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){ .before = "trap '' HUP;", .options = "-d 1h" });

	terminal_hangup(t);
	assert_true(terminal_wait_exit(t, PATIENCE_MS, NULL));
}

/* --- stop and continue --- */

static struct terminal *
open_in_a_shell(void **state, const char *line)
{
	static char path[512];
	const char *const argv[] = { "sh", "-i", NULL };
	const char *const env[] = { path, "PS1=prompt> ", "ENV", NULL };
	struct terminal *t;

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	t = start(state,
		&(struct terminal_setup){ .argv = argv, .env = env, .rows = 24, .cols = 100 });
	assert_text(t, "prompt>");
	terminal_keys(t, line);
	assert_text(t, "q quit");
	return t;
}

static void
test_ctrl_z_and_fg(void **state)
{
	struct terminal *t = open_in_a_shell(state, "$PEAKTOP -d 50ms\r");

	for (int i = 0; i < 3; i++) {
		terminal_keys(t, "\032");
		assert_true(terminal_wait_until(t, is_restored, NULL, PATIENCE_MS));
		assert_text(t, "Stopped");
		terminal_keys(t, "echo one$((1+1))three\r");
		assert_text(t, "one2three");
		assert_true(terminal_saw(t, "1000l"));
		terminal_forget(t);
		terminal_keys(t, "clear; fg\r");
		assert_true(terminal_wait_until(t, is_drawn_anew, NULL, PATIENCE_MS));
		assert_false(terminal_cursor_visible(t));
		assert_false(terminal_modes_restored(t));
		terminal_keys(t, "t");
		assert_text(t, "TREE");
		terminal_keys(t, "t");
		assert_true(terminal_wait_gone(t, "TREE", PATIENCE_MS));
	}
	terminal_keys(t, "q");
	assert_text(t, "prompt>");
	assert_true(terminal_wait_until(t, is_restored, NULL, PATIENCE_MS));
	terminal_keys(t, "echo status $?\r");
	assert_text(t, "status 0");
}

/* The kernel does not stop a session leader: it continues and redraws. */
static void
test_ctrl_z_without_a_shell(void **state)
{
	struct terminal *t = open_any(state);

	terminal_forget(t);
	terminal_keys(t, "\032");
	assert_true(terminal_wait_until(t, is_drawn_anew, NULL, PATIENCE_MS));
	terminal_keys(t, "t");
	assert_text(t, "TREE");
	monitor_quit(t);
}

static void
test_stop_and_continue_draw_anew(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 1h" });
	pid_t pid = terminal_pid(t);

	assert_int_equal(kill(pid, SIGSTOP), 0);
	assert_true(terminal_wait_until(t, is_stopped, &pid, PATIENCE_MS));
	terminal_forget(t);
	assert_int_equal(kill(pid, SIGCONT), 0);
	assert_true(terminal_wait_until(t, is_drawn_anew, NULL, PATIENCE_MS));
	monitor_quit(t);
}

/* --- where the keys come from --- */

static void
test_keys_come_from_the_terminal_where_stdin_is_none(void **state)
{
	static const char *const options[] = { "-d 50ms </dev/null", "-d 50ms <&-" };

	for (size_t i = 0; i < 2; i++) {
		struct terminal *t =
			monitor_open(state, &(struct monitor_setup){ .options = options[i] });

		terminal_keys(t, "t");
		assert_text(t, "TREE");
		monitor_quit(t);
	}
}

/* A screen although stderr is redirected. */
static void
test_stderr_may_be_closed(void **state)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .options = "-d 50ms 2>&-" });

	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_keys_that_quit),
		TERMINAL_TEST(test_quits_from_every_view),
		TERMINAL_TEST(test_signals_that_end_it),
		TERMINAL_TEST(test_crashes),
		TERMINAL_TEST(test_a_hang_up_ends_it),
		TERMINAL_TEST(test_a_hang_up_ends_it_with_sighup_ignored),
		TERMINAL_TEST(test_ctrl_z_and_fg),
		TERMINAL_TEST(test_ctrl_z_without_a_shell),
		TERMINAL_TEST(test_stop_and_continue_draw_anew),
		TERMINAL_TEST(test_keys_come_from_the_terminal_where_stdin_is_none),
		TERMINAL_TEST(test_stderr_may_be_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
