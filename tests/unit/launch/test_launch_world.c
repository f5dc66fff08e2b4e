/* SPDX-License-Identifier: MIT */
/* test_launch_world.c: a launched command has the environment that it would have without us. */
#include <fcntl.h>

#include "support/launches.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define SIGNALS COMMAND("grep", "^Sig[BIC]", "/proc/self/status")

static void
assert_same(struct world *w, char *const *argv)
{
	const char *plain = output_plain(&w->plain, argv);

	assert_int_not_equal(plain[0], '\0');
	assert_string_equal(world_output(w, argv), plain);
}

/* --- signals --- */

static void
ignore_number(int number)
{
	(void)number;
}

static void
block(int number)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, number);
	sigprocmask(SIG_BLOCK, &one, NULL);
}

/* Changes signals as a monitor does. */
static void
be_busy_with_signals(void)
{
	sigset_t all;

	signal(SIGTERM, ignore_number);
	signal(SIGUSR2, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
}

static void
the_command_inherits_mask_and_dispositions(void **state)
{
	struct world *w = *state;
	const char *plain, *ignored;

	block(SIGUSR1);
	block(SIGRTMIN);
	signal(SIGUSR2, SIG_IGN);
	signal(SIGHUP, SIG_IGN); /* as nohup does */
	signal(SIGINT, SIG_IGN); /* as a shell does for a job in the background */
	signal(SIGRTMAX, SIG_IGN);
	plain = output_plain(&w->plain, SIGNALS);
	inherit_capture(&w->inherited);
	be_busy_with_signals();
	assert_string_equal(world_output(w, SIGNALS), plain);
	/* By proc(5): signal N is bit N - 1. */
	assert_non_null(strstr(plain, "SigBlk:\t0000000200000200"));
	assert_non_null(ignored = strstr(plain, "SigIgn:"));
	assert_int_equal(strtoull(ignored + 7, NULL, 16) & 0x8000000000000803, 0x8000000000000803);
}

static void
our_own_mask_and_handlers_are_unchanged(void **state)
{
	struct world *w = *state;
	struct sigaction action;
	sigset_t mask;

	block(SIGUSR1);
	signal(SIGTERM, ignore_number);
	world_output(w, COMMAND("true"));
	sigprocmask(SIG_BLOCK, NULL, &mask);
	assert_true(sigismember(&mask, SIGUSR1));
	assert_false(sigismember(&mask, SIGUSR2));
	sigaction(SIGTERM, NULL, &action);
	assert_true(action.sa_handler == ignore_number);
}

/* Ignored, it would lose the usage for us; the command must not notice that we changed it. */
static void
an_ignored_sigchld_is_inherited_by_the_command_only(void **state)
{
	struct world *w = *state;
	struct reaped end;
	const char *plain;

	signal(SIGCHLD, SIG_IGN);
	plain = output_plain(&w->plain, SIGNALS);
	inherit_capture(&w->inherited);
	assert_string_equal(world_output(w, SIGNALS), plain);
	signal(SIGCHLD, SIG_IGN);
	w->setup.argv = SHELL("exit 4");
	assert_true(launch_start(&w->setup, &w->launched, &w->why));
	end = await_end(w->launched.pid);
	assert_int_equal(end.status, 4);
	assert_true(end.usage.max_rss_bytes > 0);
	assert_true(end.usage.minor_faults > 0);
}

static void
nohup_ignores_the_hangup_and_nothing_else(void **state)
{
	struct world *w = *state;
	const char *plain;

	signal(SIGHUP, SIG_IGN);
	plain = output_plain(&w->plain, SIGNALS);
	signal(SIGHUP, SIG_DFL);
	w->setup.nohup = true;
	assert_string_equal(world_output(w, SIGNALS), plain);
}

/* --- descriptors, terminal, environment --- */

static void
the_command_inherits_only_inherited_descriptors(void **state)
{
	struct world *w = *state;
	int ours = open("/dev/null", O_RDONLY | O_CLOEXEC);
	const char *seen;

	assert_int_not_equal(ours, -1);
	assert_int_equal(dup2(ours, 77), 77);
	assert_same(w, COMMAND("ls", "/proc/self/fd"));
	seen = world_output(w, SHELL("readlink /proc/$$/fd/77"));
	assert_string_equal(seen, "/dev/null\n");
	close(77);
	close(ours);
}

static void
a_closed_stdin_stays_closed(void **state)
{
	struct world *w = *state;
	int saved = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 100);

	close(STDIN_FILENO);
	assert_same(w, COMMAND("ls", "/proc/self/fd"));
	if (saved >= 0) {
		dup2(saved, STDIN_FILENO);
		close(saved);
	}
}

static void
session_terminal_environment_and_limits_are_unchanged(void **state)
{
	struct world *w = *state;

	assert_same(w, COMMAND("cut", "-d ", "-f5-8,19", "/proc/self/stat"));
	assert_same(w, COMMAND("env", "-0"));
	assert_same(w, COMMAND("cat", "/proc/self/limits"));
	assert_same(
		w, COMMAND("grep", "-E", "^(Umask|Cap|NoNewPrivs|Groups)", "/proc/self/status"));
	assert_same(w, COMMAND("cat", "/proc/self/cgroup", "/proc/self/oom_score_adj"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, world_set_up, world_tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_command_inherits_mask_and_dispositions),
		CASE(our_own_mask_and_handlers_are_unchanged),
		CASE(an_ignored_sigchld_is_inherited_by_the_command_only),
		CASE(nohup_ignores_the_hangup_and_nothing_else),
		CASE(the_command_inherits_only_inherited_descriptors),
		CASE(a_closed_stdin_stays_closed),
		CASE(session_terminal_environment_and_limits_are_unchanged),
	};

	return cmocka_run_group_tests_name("launch_world", tests, NULL, NULL);
}
