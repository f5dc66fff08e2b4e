/* SPDX-License-Identifier: MIT */
/* test_terminal_world.c: the environment that the test terminal gives a program, and how it ends
 * with it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
test_tells_status(void **state)
{
	assert_exit(start_shell(state, "exit 7"), 7);
	assert_killed(start_shell(state, "kill -TERM $$"), SIGTERM);
	assert_exit(start_shell(state, "sleep 0.2; exit 0"), 0);
}

static void
test_program_not_found(void **state)
{
	const char *const argv[] = { "./no-such-program", NULL };
	struct terminal *t = start(state, &(struct terminal_setup){ .argv = argv });

	assert_exit(t, 127);
	assert_int_equal(terminal_find_row(t, "cannot run ./no-such-program: No such file"), 0);
}

static void
test_sealed_environment(void **state)
{
	const char *const argv[] = { "env", NULL };
	const char *const env[] = { "TERM=dumb", "TZ", "ADDED=a=b", "ABSENT", "ADDED=c", NULL };
	struct terminal *t;
	char line[512];

	setenv("PATH", "/usr/bin:/bin", 1);
	setenv("LINES", "5", 1);
	setenv("NO_COLOR", "1", 1);
	t = start(state, &(struct terminal_setup){ .argv = argv, .env = env, .cols = 400 });
	assert_exit(t, 0);
	assert_row(t, 0, "PATH=/usr/bin:/bin");
	assert_row(t, 1, "LC_ALL=C.UTF-8");
	assert_row(t, 2, "TERM=dumb");
	snprintf(line, sizeof line, "HOME=%s", terminal_home(t));
	assert_row(t, 3, line);
	snprintf(line, sizeof line, "XDG_RUNTIME_DIR=%s/.run", terminal_home(t));
	assert_row(t, 8, line);
	assert_row(t, 9, "ADDED=c");
	assert_row(t, 10, "");
}

static void
test_private_folder_is_removed(void **state)
{
	struct terminal *t = start_shell(state,
		"mkdir -p \"$XDG_CONFIG_HOME/a/b\"; echo x >\"$XDG_RUNTIME_DIR/y\"; ln -s / ~/root;"
		"stat -c %a ~ $XDG_RUNTIME_DIR");
	char *home = strdup(terminal_home(t));

	assert_exit(t, 0);
	assert_row(t, 0, "700");
	assert_row(t, 1, "700");
	assert_int_equal(access(home, F_OK), 0);
	terminal_teardown(state);
	assert_int_equal(access(home, F_OK), -1);
	free(home);
}

static void
test_signals_and_descriptors_are_clean(void **state)
{
	/* Signals 32 and 33 are internal to the C library: whatever starts us (like make) may leave
	 * them ignored, and the library cannot change that. */
	const char *const signals[] = { "grep", "-cE", "^Sig(Blk|Ign):.0+(180000000)?$",
		"/proc/self/status", NULL };
	const char *const descriptors[] = { "ls", "/proc/self/fd", NULL };
	sigset_t blocked, before;
	int leak = open("/dev/null", O_RDONLY);

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	signal(SIGINT, SIG_IGN);
	assert_exit(start(state, &(struct terminal_setup){ .argv = signals }), 0);
	signal(SIGINT, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_row(*state, 0, "2");
	assert_exit(start(state, &(struct terminal_setup){ .argv = descriptors }), 0);
	close(leak);
	assert_row(*state, 0, "0  1  2  3"); /* 3 is the folder that ls reads */
}

static bool
has_left_a_file(struct terminal *t, void *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", terminal_home(t), (const char *)name);
	return access(path, F_OK) == 0;
}

static void
test_hangup(void **state)
{
	struct terminal *t = start_shell(
		state, "trap 'touch ~/told; exit 3' HUP; sleep 1000 & echo ready; wait");
	char name[] = "told";

	assert_text(t, "ready");
	terminal_hangup(t);
	assert_true(terminal_wait_until(t, has_left_a_file, name, PATIENCE_MS));
	assert_exit(t, 3);
	assert_row(t, 0, "ready");
	assert_false(terminal_modes_restored(t));
}

/* Starts `script`, which opens the fifo "held" for writing once it has reported so; it must not
 * outlive the terminal. */
static void
assert_ends_with_terminal(void **state, const char *script)
{
	struct terminal *t = start_shell(state, script);
	struct pollfd held = { .events = POLLIN };
	char path[512], word[8];

	assert_text(t, "ready");
	snprintf(path, sizeof path, "%s/held", terminal_home(t));
	held.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_int_equal(poll(&held, 1, PATIENCE_MS), 1);
	assert_int_equal(read(held.fd, word, sizeof word), 5);
	assert_int_equal(poll(&held, 1, 0), 0);
	terminal_teardown(state);
	assert_int_equal(poll(&held, 1, PATIENCE_MS), 1);
	assert_int_equal(read(held.fd, word, sizeof word), 0);
	close(held.fd);
}

static void
test_close_kills(void **state)
{
	/* In the process group of the program, and in another one that is in the foreground. */
	assert_ends_with_terminal(state,
		"trap '' HUP TERM; mkfifo ~/held; echo ready; (echo held; sleep 1000) >~/held");
	assert_ends_with_terminal(state, "trap '' HUP TERM; mkfifo ~/held; echo ready; set -m;"
					 "sh -c 'echo held; sleep 1000' >~/held");
	/* The program itself has ended before. */
	assert_ends_with_terminal(state,
		"trap '' HUP TERM; mkfifo ~/held; echo ready; (echo held; sleep 1000) >~/held &");
}

/* What a failed wait for `needle` writes to stderr. */
static void
read_report(struct terminal *t, const char *needle, char *report, size_t size)
{
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);
	size_t count;

	assert_true(file != NULL && before != -1 && dup2(fileno(file), STDERR_FILENO) != -1);
	assert_false(terminal_wait_text(t, needle, 30));
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(file);
	count = fread(report, 1, size - 1, file);
	report[count] = '\0';
	fclose(file);
}

static void
test_failed_wait_shows_the_screen(void **state)
{
	const char *expected = "# waited 30 ms in vain for the text: elsewhere\n"
			       "# the program exited with 4; 7 bytes came; its main screen, 80x24,"
			       " cursor visible:\n#  0|there\n#  1|\n";
	struct terminal *t = start_shell(state, "echo there; exit 4");
	char report[4096];

	assert_exit(t, 4);
	read_report(t, "elsewhere", report, sizeof report);
	report[strlen(expected)] = '\0';
	assert_string_equal(report, expected);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_tells_status),
		TERMINAL_TEST(test_program_not_found),
		TERMINAL_TEST(test_sealed_environment),
		TERMINAL_TEST(test_private_folder_is_removed),
		TERMINAL_TEST(test_signals_and_descriptors_are_clean),
		TERMINAL_TEST(test_hangup),
		TERMINAL_TEST(test_close_kills),
		TERMINAL_TEST(test_failed_wait_shows_the_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
