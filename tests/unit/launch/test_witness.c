/* SPDX-License-Identifier: MIT */
/* test_witness.c: distinguishes signals sent to others too from those only for us, however late we
 * handle them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "launch/launch.h"
#include "launch/signals.h"
#include "launch/witness.h"
#include "support/launches.h"
#include "support/proc_text.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct inherited nothing;

static int
begin(void **state)
{
	static struct witness w;
	sigset_t taken;

	sigemptyset(&taken);
	sigaddset(&taken, SIGTERM);
	sigaddset(&taken, SIGUSR1);
	sigprocmask(SIG_BLOCK, &taken, NULL);
	w = (struct witness){ .pid = 0 };
	witness_start(&w, &nothing);
	*state = &w;
	return w.pid > 0 ? 0 : -1;
}

/* Of a case; 0: none. */
static pid_t sender;

static int
end(void **state)
{
	child_end(&sender, SIGKILL);
	witness_end(*state);
	return 0;
}

static void
take_own(int number)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, number);
	assert_int_equal(sigtimedwait(&one, NULL, &(struct timespec){ 0, 0 }), number);
}

static void
name_of(pid_t pid, char *name, size_t size)
{
	proc_text(pid, "comm", name, size);
	name[strcspn(name, "\n")] = '\0';
}

static bool
sleeps(pid_t pid)
{
	return proc_state(pid) == 'S';
}

static void
assert_named(pid_t pid, const char *expected)
{
	char name[32];

	name_of(pid, name, sizeof name);
	assert_string_equal(name, expected);
}

static void
await_sleep(pid_t pid)
{
	uint64_t until = clock_active_ns() + 30 * NS_PER_SECOND;

	do {
		assert_true(clock_active_ns() < until);
		clock_pause(NS_PER_MS);
	} while (!sleeps(pid));
}

/* Checks, each after the witness has answered the previous one: it sleeps again. */
static void
look(struct witness *w, int times)
{
	while (times-- > 0) {
		witness_forget_old(w);
		await_sleep(w->pid);
	}
}

static void
a_signal_to_both_is_reported_once(void **state)
{
	struct witness *w = *state;

	assert_false(witness_saw(w, SIGUSR1, 0, NULL));
	kill(w->pid, SIGUSR1);
	assert_true(witness_saw(w, SIGUSR1, 0, NULL));
	assert_false(witness_saw(w, SIGUSR1, 0, NULL));
	assert_false(witness_saw(w, SIGTERM, 0, NULL));
}

/* A loop that checks several times before it handles its signals. */
static void
a_signal_still_pending_for_us_is_not_old(void **state)
{
	struct witness *w = *state;

	look(w, 1);
	kill(w->pid, SIGTERM);
	kill(getpid(), SIGTERM);
	look(w, 4);
	take_own(SIGTERM);
	assert_true(witness_saw(w, SIGTERM, 0, NULL));
}

static void
a_signal_only_to_others_is_forgotten(void **state)
{
	struct witness *w = *state;

	kill(w->pid, SIGTERM);
	look(w, 4);
	kill(getpid(), SIGTERM);
	take_own(SIGTERM);
	assert_false(witness_saw(w, SIGTERM, 0, NULL));
}

/* It came just before a check, and signals at other times had been queried. */
static void
a_new_signal_is_not_forgotten_with_an_old_one(void **state)
{
	struct witness *w = *state;

	kill(w->pid, SIGTERM);
	look(w, 2);
	assert_true(witness_saw(w, SIGTERM, 0, NULL));
	kill(w->pid, SIGTERM);
	look(w, 1);
	assert_true(witness_saw(w, SIGTERM, 0, NULL));
}

/* Like pkill on a loaded machine: it is not running now, but has not reached the end of its
 * list. */
static void
an_active_sender_is_waited_for(void **state)
{
	struct witness *w = *state;
	uint64_t from = clock_active_ns();

	sender = child_fork();
	if (sender == 0) {
		while (clock_active_ns() < from + 20 * NS_PER_MS)
			continue;
		kill(w->pid, SIGTERM);
		kill(w->pid, SIGRTMAX);
		while (true)
			pause();
	}
	assert_true(witness_saw(w, SIGRTMAX, sender, NULL));
	assert_true(witness_saw(w, SIGTERM, sender, NULL));
	assert_false(witness_saw(w, SIGTERM, sender, NULL));
}

static bool
waits_for(pid_t pid, int number)
{
	return (proc_status_number(pid, "ShdPnd", 16) >> (number - 1) & 1) != 0;
}

/* The second one comes after the first was handled, while a running sender is waited for. */
static void
a_signal_during_that_wait_is_handled(void **state)
{
	struct witness *w = *state;
	struct signals s = { .count = 0 };
	pid_t us = getpid();
	siginfo_t info;

	sender = child_fork();
	if (sender == 0) {
		for (int i = 0; i < 2; i++) {
			kill(us, SIGUSR1);
			while (waits_for(us, SIGUSR1))
				continue;
		}
		kill(w->pid, SIGTERM);
		while (true)
			pause();
	}
	sigemptyset(&s.awaited);
	sigaddset(&s.awaited, SIGUSR1);
	assert_true(witness_saw(w, SIGTERM, sender, &s));
	for (int i = 0; i < 2; i++) {
		assert_true(signals_next(&s, &info));
		assert_int_equal(info.si_signo, SIGUSR1);
		assert_int_equal(info.si_pid, sender);
	}
	assert_false(signals_next(&s, &info));
}

static void
all_pending_signals_are_handled_at_once(void **state)
{
	const int expected[] = { SIGUSR1, SIGTERM, SIGUSR1 };
	struct signals s = { .count = 0 };
	siginfo_t info;

	(void)state;
	sigemptyset(&s.awaited);
	sigaddset(&s.awaited, SIGUSR1);
	sigaddset(&s.awaited, SIGTERM);
	kill(getpid(), SIGTERM);
	kill(getpid(), SIGUSR1);
	signals_take(&s);
	kill(getpid(), SIGUSR1);
	for (size_t i = 0; i < 3; i++) {
		assert_true(signals_await(&s, NS_PER_SECOND, &info));
		assert_int_equal(info.si_signo, expected[i]);
	}
	assert_false(signals_await(&s, NS_PER_MS, &info));
}

/* More than fit: the rest waits. */
static void
any_number_of_pending_signals_is_handled_in_order(void **state)
{
	struct signals s = { .count = 0 };
	siginfo_t info;

	(void)state;
	sigemptyset(&s.awaited);
	sigaddset(&s.awaited, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &s.awaited, NULL);
	for (int i = 0; i < 3 * SIGNALS_MAX; i++)
		assert_int_equal(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = i }), 0);
	for (int i = 0; i < 3 * SIGNALS_MAX; i++) {
		assert_true(signals_next(&s, &info));
		assert_int_equal(info.si_value.sival_int, i);
	}
	assert_false(signals_next(&s, &info));
}

/* --- of a command --- */

static struct witness beside;

/* After a failure, too: held processes continue, and all of them exit by themselves. */
static int
world_end(void **state)
{
	struct world *w = *state;

	if (w->launched.channel > 0)
		close(w->launched.channel);
	witness_end(&beside);
	while (launch_has_children())
		await_end(0);
	return world_tear_down(state);
}

/* --- before it --- */

static bool
is_nobodys(const siginfo_t *info)
{
	(void)info;
	return false;
}

/* However late we are, the command has not handled its signals yet. */
static void
a_held_command_gets_what_waits_for_us_once(void **state)
{
	struct world *w = *state;
	sigset_t awaited, taken;
	struct reaped end;

	sigemptyset(&awaited);
	sigaddset(&awaited, SIGTERM);
	sigprocmask(SIG_BLOCK, &awaited, NULL);
	witness_start(&beside, &nothing);
	assert_true(beside.pid > 0);
	w->setup.argv = SHELL("trap '' TERM; exit 3");
	w->setup.held = true;
	assert_true(launch_begin(&w->setup, &w->launched, &w->why));
	await_sleep(w->launched.pid);
	assert_named(w->launched.pid, program_invocation_short_name);
	kill(getpid(), SIGTERM);
	kill(beside.pid, SIGTERM);
	witness_give_early(&beside, &awaited, w->launched.pid, is_nobodys, &taken);
	assert_true(sigismember(&taken, SIGTERM));
	assert_true(waits_for(w->launched.pid, SIGTERM));
	assert_named(beside.pid, "signal-witness");
	assert_false(witness_saw(&beside, SIGTERM, 0, NULL));
	launch_let_go(&w->launched);
	assert_true(launch_settle(&w->setup, &w->launched, &w->why));
	end = await_end(w->launched.pid);
	assert_int_equal(end.signal, SIGTERM);
	witness_end(&beside);
}

/* --- after it --- */

/* The executed path must not be in the arguments of the test itself. */
static bool
begin_beside(struct world *w, char *const *argv)
{
	if (!witness_prepare(&beside, true))
		return false;
	w->setup.argv = argv;
	w->setup.witness = &beside;
	assert_true(launch_begin(&w->setup, &w->launched, &w->why));
	return true;
}

/* Even before it runs: a search for our name does not find it. */
static void
a_witness_that_is_left_has_its_name_at_once(void **state)
{
	struct world *w = *state;

	for (unsigned i = 0; i < 30; i++) {
		if (!begin_beside(w, SHELL("exit 3"))) {
			not_shown("no witness can be left on this machine");
			return;
		}
		assert_true(launch_settle(&w->setup, &w->launched, &w->why));
		assert_true(beside.pid > 0);
		assert_named(beside.pid, "signal-witness");
		assert_int_equal(await_end(w->launched.pid).status, 3);
		witness_end(&beside);
	}
}

static void
a_command_leaves_a_witness_that_ends_with_it(void **state)
{
	struct world *w = *state;
	struct reaped end;

	if (!begin_beside(w, SHELL("exit 3"))) {
		not_shown("no witness can be left on this machine");
		return;
	}
	assert_true(launch_settle(&w->setup, &w->launched, &w->why));
	assert_true(beside.pid > 0);
	assert_false(w->launched.silent);
	end = await_end(w->launched.pid);
	assert_int_equal(end.status, 3);
	assert_false(launch_has_children());
	assert_int_equal(waitpid(beside.pid, NULL, __WALL), beside.pid);
	assert_true(witness_was(&beside, beside.pid));
}

static void
what_is_not_started_leaves_a_witness_to_be_ended(void **state)
{
	struct world *w = *state;

	if (!begin_beside(w, COMMAND("/nowhere/at/all"))) {
		not_shown("no witness can be left on this machine");
		return;
	}
	assert_true(launch_settle(&w->setup, &w->launched, &w->why));
	assert_int_equal(w->launched.start_error, ENOENT);
	assert_false(w->launched.silent);
	witness_end(&beside);
	assert_int_equal(waitpid(-1, NULL, __WALL), -1);
}

/* No SIGCHLD reports it, however far it is by then. */
static void
one_that_is_killed_on_the_way_to_its_exec_is_told(void **state)
{
	struct world *w = *state;
	unsigned silent = 0;

	for (unsigned i = 0; i < 50; i++) {
		struct reaped end;

		if (!begin_beside(w, SHELL("while :; do :; done"))) {
			not_shown("no witness can be left on this machine");
			return;
		}
		kill(w->launched.pid, SIGKILL);
		assert_true(launch_settle(&w->setup, &w->launched, &w->why));
		silent += w->launched.silent;
		if (w->launched.silent)
			assert_true(launch_reap_one(w->launched.pid, &end));
		else
			end = await_end(w->launched.pid);
		assert_int_equal(end.pid, w->launched.pid);
		assert_int_equal(end.signal, SIGKILL);
		witness_end(&beside);
		assert_int_equal(waitpid(-1, NULL, __WALL), -1);
	}
	assert_true(silent > 0);
}

#define BESIDE(test) cmocka_unit_test_setup_teardown(test, world_set_up, world_end)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_signal_to_both_is_reported_once, begin, end),
		cmocka_unit_test_setup_teardown(
			a_signal_still_pending_for_us_is_not_old, begin, end),
		cmocka_unit_test_setup_teardown(a_signal_only_to_others_is_forgotten, begin, end),
		cmocka_unit_test_setup_teardown(
			a_new_signal_is_not_forgotten_with_an_old_one, begin, end),
		cmocka_unit_test_setup_teardown(an_active_sender_is_waited_for, begin, end),
		cmocka_unit_test_setup_teardown(a_signal_during_that_wait_is_handled, begin, end),
		cmocka_unit_test(all_pending_signals_are_handled_at_once),
		cmocka_unit_test(any_number_of_pending_signals_is_handled_in_order),
		BESIDE(a_held_command_gets_what_waits_for_us_once),
		BESIDE(a_witness_that_is_left_has_its_name_at_once),
		BESIDE(a_command_leaves_a_witness_that_ends_with_it),
		BESIDE(what_is_not_started_leaves_a_witness_to_be_ended),
		BESIDE(one_that_is_killed_on_the_way_to_its_exec_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
