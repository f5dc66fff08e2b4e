/* SPDX-License-Identifier: MIT */
/* test_monitor_stalled.c: a terminal that stops reading delays nothing but its own frames. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

#define CTRL_S "\023"
#define CTRL_Q "\021"

/* How a terminal stops reading: by Ctrl-S, or because its line is stalled. */
enum stall { BY_CTRL_S, BY_THE_LINE };

/* Sends frames until the line is full (about 70 KiB). Counts checks, not time: if the monitor or
 * the kernel's worker is late, nothing moves for a while either. */
static void
fill_the_line(struct terminal *t)
{
	int looks = 0;

	terminal_stall(t, true);
	for (int full = 0; full < 30; full++) {
		assert_true(looks++ < 6000);
		terminal_keys(t, "\014");
		terminal_settle(t, 5, 5);
		if (terminal_has_room(t))
			full = 0;
	}
}

static void
stall(struct terminal *t, enum stall how)
{
	if (how == BY_CTRL_S)
		terminal_keys(t, CTRL_S);
	else
		fill_the_line(t);
}

static void
go_on(struct terminal *t, enum stall how)
{
	if (how == BY_CTRL_S)
		terminal_keys(t, CTRL_Q);
	else
		terminal_stall(t, false);
}

static struct terminal *
open_large(void **state, const char *options, const char *before)
{
	return monitor_open(
		state, &(struct monitor_setup){
			       .before = before, .options = options, .rows = 60, .cols = 200 });
}

static bool
is_file(struct terminal *t, void *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", terminal_home(t), (const char *)name);
	return access(path, F_OK) == 0;
}

static bool
is_tree(struct terminal *t, void *data)
{
	(void)data;
	return terminal_find_row(t, "TREE") >= 0 && terminal_find_row(t, "COMMAND") >= 0 &&
	       terminal_find_row(t, "q quit") == 59 && terminal_in_alternate_screen(t);
}

/* By whichever of our processes is left to do it. */
static bool
is_put_back(struct terminal *t, void *data)
{
	(void)data;
	return !terminal_in_alternate_screen(t) && terminal_cursor_visible(t);
}

/* --- what continues --- */

static void
test_samples_alerts_and_keys_go_on(void **state)
{
	for (enum stall how = BY_CTRL_S; how <= BY_THE_LINE; how++) {
		struct victim v = victim_start();
		char options[200];
		struct terminal *t;

		snprintf(options, sizeof options,
			"-d 50ms --at '40M:%d=echo x >~/rose' -F _nobody_", (int)v.pid);
		t = open_large(state, options, NULL);
		assert_text(t, "q quit");
		stall(t, how);
		victim_do(&v, 5);
		assert_true(
			terminal_wait_until(t, is_file, (void *)(uintptr_t) "rose", PATIENCE_MS));
		terminal_keys(t, "t");
		assert_int_equal(terminal_find_row(t, "TREE"), -1);
		go_on(t, how);
		assert_true(terminal_wait_until(t, is_tree, NULL, PATIENCE_MS));
		monitor_quit(t);
		victim_end(&v);
	}
}

static void
test_another_size_while_nothing_is_read(void **state)
{
	for (enum stall how = BY_CTRL_S; how <= BY_THE_LINE; how++) {
		struct terminal *t = open_large(state, "-d 50ms", NULL);

		stall(t, how);
		terminal_resize(t, 30, 100);
		terminal_resize(t, 60, 200);
		terminal_keys(t, "t");
		go_on(t, how);
		assert_true(terminal_wait_until(t, is_tree, NULL, PATIENCE_MS));
		monitor_quit(t);
	}
}

/* --- exits --- */

static void
test_keys_and_signals_end_it(void **state)
{
	static const struct {
		const char *keys;
		int signal;
	} ways[] = { { "q", 0 }, { "\003", 0 }, { NULL, SIGTERM }, { NULL, SIGHUP },
		{ NULL, SIGINT }, { NULL, SIGQUIT } };

	for (enum stall how = BY_CTRL_S; how <= BY_THE_LINE; how++) {
		for (size_t i = 0; i < LENGTH(ways); i++) {
			struct terminal *t = open_large(state, "-d 50ms", "echo before;");
			int status;

			stall(t, how);
			if (ways[i].keys != NULL)
				terminal_keys(t, ways[i].keys);
			else
				assert_int_equal(kill(terminal_pid(t), ways[i].signal), 0);
			assert_true(terminal_wait_exit(t, PATIENCE_MS, &status));
			assert_true(terminal_modes_restored(t));
			go_on(t, how);
			/* The terminal disappears with its session leader. */
			if (how == BY_CTRL_S)
				assert_restored(t);
		}
	}
}

/* The shell continues at once; its screen is restored when the line accepts bytes again. */
static void
test_a_full_line_is_put_back_when_it_goes_on(void **state)
{
	const char *const argv[] = { "sh", "-c",
		"\"$PEAKTOP\" -d 50ms; echo $? >\"$HOME/ended\"; exec sleep 600", NULL };
	char path[512];
	const char *const env[] = { path, NULL };
	struct terminal *t;

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	t = start(state,
		&(struct terminal_setup){ .argv = argv, .env = env, .rows = 60, .cols = 200 });
	assert_text(t, "q quit");
	fill_the_line(t);
	terminal_keys(t, "q");
	assert_true(terminal_wait_until(t, is_file, (void *)(uintptr_t) "ended", PATIENCE_MS));
	terminal_stall(t, false);
	assert_true(terminal_wait_until(t, is_put_back, NULL, PATIENCE_MS));
	assert_true(terminal_modes_restored(t));
}

static void
test_a_crash_does_not_wait(void **state)
{
	for (enum stall how = BY_CTRL_S; how <= BY_THE_LINE; how++) {
		struct terminal *t = open_large(state, "-d 50ms", "ulimit -c 0;");

		stall(t, how);
		assert_int_equal(kill(terminal_pid(t), SIGSEGV), 0);
		assert_killed(t, SIGSEGV);
		assert_true(terminal_modes_restored(t));
	}
}

/* A job's last screen and its summary are only for a terminal that reads. */
static void
test_last_words_wait_for_nobody(void **state)
{
	for (enum stall how = BY_CTRL_S; how <= BY_THE_LINE; how++) {
		struct terminal *t = open_large(state, "-d 50ms -- seq 1 500", NULL);

		assert_text(t, "exited 0");
		terminal_keys(t, "\035");
		stall(t, how);
		assert_int_equal(kill(terminal_pid(t), SIGTERM), 0);
		assert_exit(t, 0);
		assert_true(terminal_modes_restored(t));
	}
}

/* --- the terminal is the shell's too --- */

/* Its descriptors stay blocking: O_NONBLOCK would affect the shell too. */
static void
test_the_shells_descriptors_stay_as_they_are(void **state)
{
	const char *const argv[] = { "sh", "-c",
		"\"$PEAKTOP\" -d 50ms -n 10; "
		"awk '/flags/ { print \"flags\", $2 }' /proc/$$/fdinfo/1",
		NULL };
	char path[512], text[256];
	const char *const env[] = { path, NULL };
	struct terminal *t;
	long flags;
	int row;

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	t = start(state, &(struct terminal_setup){ .argv = argv, .env = env });
	assert_exit(t, 0);
	row = terminal_find_row(t, "flags ");
	assert_true(row >= 0 && terminal_row(t, row, text, sizeof text));
	flags = strtol(text + sizeof "flags", NULL, 8);
	assert_true(flags != 0 && !(flags & O_NONBLOCK));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_samples_alerts_and_keys_go_on),
		TERMINAL_TEST(test_another_size_while_nothing_is_read),
		TERMINAL_TEST(test_keys_and_signals_end_it),
		TERMINAL_TEST(test_a_full_line_is_put_back_when_it_goes_on),
		TERMINAL_TEST(test_a_crash_does_not_wait),
		TERMINAL_TEST(test_last_words_wait_for_nobody),
		TERMINAL_TEST(test_the_shells_descriptors_stay_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
