/* SPDX-License-Identifier: MIT */
/* test_monitor_shell.c: whatever a shell, a signal or a window does to the monitor, the terminal is
 * restored, and no process is left. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/monitor.h"

/* --- unexpected signals --- */

static void
test_every_signal_that_would_end_it(void **state)
{
	const int signals[] = { SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO,
		SIGPWR, SIGSTKFLT, SIGTRAP, SIGSYS, SIGRTMIN, SIGRTMIN + 7, SIGRTMAX };

	for (size_t i = 0; i < LENGTH(signals); i++)
		assert_true(terminal_saw(monitor_crash(state, signals[i]), "2004l"));
}

static void
test_signals_that_are_ignored_stay_so(void **state)
{
	struct terminal *t = monitor_open(state,
		&(struct monitor_setup){ .before = "trap '' USR1 ALRM;", .options = "-d 50ms" });

	assert_int_equal(kill(terminal_pid(t), SIGUSR1), 0);
	assert_int_equal(kill(terminal_pid(t), SIGALRM), 0);
	terminal_keys(t, "t");
	assert_text(t, "TREE");
	monitor_quit(t);
}

/* --- under a shell --- */

/* A monitor that writes its pid to ~/monitor. */
#define MONITOR "sh -c 'echo $$ >~/monitor; exec $PEAKTOP -d 1h'"

static struct terminal *
open_shell(void **state)
{
	static char path[512];
	const char *const argv[] = { "sh", "-i", NULL };
	const char *const env[] = { path, "PS1=prompt> ", "ENV", NULL };
	struct terminal *t;

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	t = start(state, &(struct terminal_setup){ .argv = argv, .env = env, .cols = 100 });
	assert_text(t, "prompt>");
	return t;
}

static pid_t
pid_in(struct terminal *t, const char *name)
{
	char path[512], text[32] = "";
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", terminal_home(t), name);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof text, file));
	fclose(file);
	return (pid_t)strtol(text, NULL, 10);
}

/* Or a zombie whose new parent does not reap it. */
static bool
is_gone(struct terminal *t, void *pid)
{
	char state = proc_state(*(pid_t *)pid);

	(void)t;
	return state == 'Z' || state == 'X';
}

static bool
is_restored(struct terminal *t, void *data)
{
	(void)data;
	return terminal_modes_restored(t) && !terminal_in_alternate_screen(t) &&
	       terminal_cursor_visible(t);
}

static struct terminal *
open_stopped(void **state, pid_t *pid)
{
	struct terminal *t = open_shell(state);

	terminal_keys(t, MONITOR "\r");
	assert_text(t, "q quit");
	*pid = pid_in(t, "monitor");
	terminal_keys(t, "\032");
	assert_text(t, "Stopped");
	assert_true(terminal_wait_until(t, is_restored, NULL, PATIENCE_MS));
	return t;
}

/* `kill %1`: the shell continues it so that it can exit; it must not wait for the terminal
 * first. */
static void
test_a_stopped_one_can_be_ended(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1 };

	for (size_t i = 0; i < LENGTH(signals); i++) {
		pid_t pid;
		struct terminal *t = open_stopped(state, &pid);

		terminal_forget(t);
		assert_int_equal(kill(pid, signals[i]), 0);
		assert_int_equal(kill(pid, SIGCONT), 0);
		assert_true(terminal_wait_until(t, is_gone, &pid, PATIENCE_MS));
		assert_false(terminal_saw(t, "1049"));
		terminal_keys(t, "echo on''e\r");
		assert_text(t, "one");
		assert_true(is_restored(t, NULL));
	}
}

/* After `bg` it cannot draw: it is stopped again until `fg`. */
static void
test_in_the_background_it_waits_for_the_terminal(void **state)
{
	pid_t pid;
	struct terminal *t = open_stopped(state, &pid);

	terminal_forget(t);
	for (int i = 0; i < 3; i++) {
		char line[64], answer[16];

		snprintf(line, sizeof line, "bg; sleep 0.1; clear; echo tr''y%d\r", i);
		snprintf(answer, sizeof answer, "try%d", i);
		terminal_keys(t, line);
		assert_text(t, answer);
	}
	assert_false(terminal_saw(t, "1049h"));
	terminal_keys(t, "fg\r");
	assert_text(t, "q quit");
	assert_true(terminal_in_alternate_screen(t));
	terminal_keys(t, "q");
	assert_true(terminal_wait_until(t, is_restored, NULL, PATIENCE_MS));
}

/* It restores the modes that the user set meanwhile. */
static void
test_modes_set_between_stop_and_fg_are_kept(void **state)
{
	pid_t pid;
	struct terminal *t = open_stopped(state, &pid);

	terminal_keys(t, "stty -ixon; clear; fg\r");
	assert_text(t, "q quit");
	terminal_keys(t, "q");
	assert_true(terminal_wait_until(t, is_gone, &pid, PATIENCE_MS));
	terminal_keys(t, "stty -a | grep -q -e -ixon && echo ke''pt\r");
	assert_text(t, "kept");
}

/* A killed inner shell leaves it in an orphaned process group: from then on, reading keys fails
 * immediately. */
static void
test_a_shell_that_is_killed_leaves_nothing_that_spins(void **state)
{
	struct terminal *t = open_shell(state);
	pid_t pid;

	terminal_keys(t, "sh -i; sleep 1000\r");
	terminal_keys(t, "echo $$ >~/inner; " MONITOR "\r");
	assert_text(t, "q quit");
	pid = pid_in(t, "monitor");
	assert_int_equal(kill(pid_in(t, "inner"), SIGKILL), 0);
	for (int tries = 0; tries < 200 && !is_gone(t, &pid); tries++) {
		terminal_keys(t, "x\r");
		terminal_settle(t, 50, 100);
	}
	assert_true(is_gone(t, &pid));
	assert_false(terminal_in_alternate_screen(t));
}

/* --- windows --- */

/* Absurd sizes, set by mistake or in other units. */
static void
test_windows_of_any_size(void **state)
{
	static const char *const sizes[] = { "rows 65535 cols 65535", "rows 40000 cols 10",
		"rows 10 cols 40000", "rows 32767 cols 32767", "rows 1 cols 65535",
		"rows 65535 cols 1", "rows 0 cols 65535" };

	for (size_t i = 0; i < LENGTH(sizes); i++) {
		char before[64];
		struct terminal *t;

		snprintf(before, sizeof before, "stty %s;", sizes[i]);
		t = monitor_start(
			state, &(struct monitor_setup){ .before = before, .options = "-d 1h" });
		for (int tries = 0; tries < 400 && !terminal_in_alternate_screen(t); tries++)
			terminal_settle(t, 20, 50);
		assert_true(terminal_in_alternate_screen(t));
		monitor_quit(t);
	}
}

/* A terminal without an alternate screen: the prompt is below the last frame, however high that
 * was. */
static void
test_the_prompt_comes_below_what_was_shown(void **state)
{
	static const int heights[] = { 40, 10, 24, 31 };
	struct terminal *t;
	int row, col;

	for (size_t i = 0; i < LENGTH(heights); i++) {
		t = monitor_start(state,
			&(struct monitor_setup){ .options = "-d 1h", .env = { "TERM=vt100" } });
		assert_text(t, "q quit");
		terminal_resize(t, heights[i], 100);
		for (int tries = 0; tries < 400 && terminal_find_row(t, "q quit") != heights[i] - 1;
			tries++)
			terminal_settle(t, 20, 50);
		terminal_keys(t, "q");
		assert_exit(t, 0);
		terminal_cursor(t, &row, &col);
		assert_int_equal(row, heights[i] - 1);
		assert_int_equal(col, 0);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_every_signal_that_would_end_it),
		TERMINAL_TEST(test_signals_that_are_ignored_stay_so),
		TERMINAL_TEST(test_a_stopped_one_can_be_ended),
		TERMINAL_TEST(test_in_the_background_it_waits_for_the_terminal),
		TERMINAL_TEST(test_modes_set_between_stop_and_fg_are_kept),
		TERMINAL_TEST(test_a_shell_that_is_killed_leaves_nothing_that_spins),
		TERMINAL_TEST(test_windows_of_any_size),
		TERMINAL_TEST(test_the_prompt_comes_below_what_was_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
