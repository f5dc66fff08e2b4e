/* SPDX-License-Identifier: MIT */
/* test_offspring.c: whether an exited process had children; never wrongly that it had none. */
#include "source/proc/offspring.h"

#include "base/clock.h"
#include "support/child.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define PATIENCE_NS (20 * NS_PER_SECOND)
/* No process has this pid: then the newest pid shows nothing. */
#define NONE_NEWEST 0

static void
end_at_once(void)
{
}

static void
wait_for_a_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
}

/* A child that reaped one of its own: the sum includes the usage of both. */
static void
wait_for_two_generations(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		wait_for_a_child();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

/* wait returns when they are gone. */
static void
have_them_dropped(void)
{
	signal(SIGCHLD, SIG_IGN);
	wait_for_a_child();
}

static void
ignore_their_ends(void)
{
	signal(SIGCHLD, SIG_IGN);
}

static enum offspring
ask(void (*deeds)(void), bool told_newest)
{
	pid_t pid = child_fork();
	enum offspring told;
	siginfo_t info;

	if (pid == 0) {
		deeds();
		_exit(0);
	}
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	told = offspring_of_ended(pid, told_newest ? pid : NONE_NEWEST);
	waitpid(pid, NULL, 0);
	return told;
}

static void
reaped_children_are_included(void **state)
{
	(void)state;
	assert_int_equal(ask(end_at_once, false), OFFSPRING_NONE);
	assert_int_equal(ask(wait_for_a_child, false), OFFSPRING_SOME);
	assert_int_equal(ask(wait_for_two_generations, false), OFFSPRING_SOME);
}

static void
ignored_children_are_unknown(void **state)
{
	(void)state;
	assert_int_equal(ask(have_them_dropped, false), OFFSPRING_UNKNOWN);
	assert_int_equal(ask(ignore_their_ends, false), OFFSPRING_UNKNOWN);
}

/* Others on this machine fork as well, but not all the time. */
static void
without_a_fork_there_were_no_children(void **state)
{
	uint64_t until = clock_active_ns() + PATIENCE_NS;
	enum offspring told = OFFSPRING_UNKNOWN;

	(void)state;
	while (told != OFFSPRING_NONE && clock_active_ns() < until)
		told = ask(ignore_their_ends, true);
	assert_int_equal(told, OFFSPRING_NONE);
	assert_int_equal(ask(have_them_dropped, true), OFFSPRING_UNKNOWN);
	assert_int_equal(ask(wait_for_a_child, true), OFFSPRING_SOME);
}

static void
nothing_is_known_about_a_missing_process(void **state)
{
	pid_t pid = child_fork();

	(void)state;
	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	assert_int_equal(offspring_of_ended(pid, NONE_NEWEST), OFFSPRING_UNKNOWN);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reaped_children_are_included),
		cmocka_unit_test(ignored_children_are_unknown),
		cmocka_unit_test(without_a_fork_there_were_no_children),
		cmocka_unit_test(nothing_is_known_about_a_missing_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
