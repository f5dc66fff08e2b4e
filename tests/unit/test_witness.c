/* SPDX-License-Identifier: MIT */
/* test_witness.c: signals that came to more than us, told from those to us alone, however late we come to them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "launch/launch.h"
#include "launch/witness.h"
#include "support/launches.h"
#include "support/suite.h"

/* Last: its macro fail() is no name for a function. */
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

static int
end(void **state)
{
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

static bool
sleeps(pid_t pid)
{
	char path[40], state = '?';
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d (%*[^)]) %c", &state), 1);
	fclose(file);
	return state == 'S';
}

/* Looks, each after the witness has answered the one before: it sleeps again. */
static void
look(struct witness *w, int times)
{
	while (times-- > 0) {
		uint64_t until = clock_active_ns() + 30 * NS_PER_SECOND;

		witness_forget_old(w);
		do {
			assert_true(clock_active_ns() < until);
			clock_pause(NS_PER_MS);
		} while (!sleeps(w->pid));
	}
}

static void
what_came_to_both_is_seen_once(void **state)
{
	struct witness *w = *state;

	assert_false(witness_saw(w, SIGUSR1, 0));
	kill(w->pid, SIGUSR1);
	assert_true(witness_saw(w, SIGUSR1, 0));
	assert_false(witness_saw(w, SIGUSR1, 0));
	assert_false(witness_saw(w, SIGTERM, 0));
}

/* A loop that looks several times before it comes to its signals. */
static void
what_waits_for_us_as_well_is_not_old(void **state)
{
	struct witness *w = *state;

	look(w, 1);
	kill(w->pid, SIGTERM);
	kill(getpid(), SIGTERM);
	look(w, 4);
	take_own(SIGTERM);
	assert_true(witness_saw(w, SIGTERM, 0));
}

static void
what_came_to_others_alone_is_forgotten(void **state)
{
	struct witness *w = *state;

	kill(w->pid, SIGTERM);
	look(w, 4);
	kill(getpid(), SIGTERM);
	take_own(SIGTERM);
	assert_false(witness_saw(w, SIGTERM, 0));
}

/* It came just before a look, and what came at another time had been asked for. */
static void
what_is_new_is_not_forgotten_with_what_was_old(void **state)
{
	struct witness *w = *state;

	kill(w->pid, SIGTERM);
	look(w, 2);
	assert_true(witness_saw(w, SIGTERM, 0));
	kill(w->pid, SIGTERM);
	look(w, 1);
	assert_true(witness_saw(w, SIGTERM, 0));
}

/* As pkill on a loaded machine: it is not its turn, but it has not come to the end of its list. */
static void
one_who_is_still_sending_is_waited_for(void **state)
{
	struct witness *w = *state;
	uint64_t from = clock_active_ns();
	pid_t sender = fork();

	if (sender == 0) {
		while (clock_active_ns() < from + 20 * NS_PER_MS)
			continue;
		kill(w->pid, SIGTERM);
		kill(w->pid, SIGRTMAX);
		while (true)
			pause();
	}
	assert_true(witness_saw(w, SIGRTMAX, sender));
	assert_true(witness_saw(w, SIGTERM, sender));
	assert_false(witness_saw(w, SIGTERM, sender));
	kill(sender, SIGKILL);
	waitpid(sender, NULL, 0);
}

/* --- left by a command --- */

/* What is exec'd may not lie in the words of the test itself. */
static bool
begin_beside(struct world *w, struct witness *witness, char *const *argv)
{
	*witness = (struct witness){ .pid = 0 };
	if (!witness_prepare(witness, true))
		return false;
	w->setup.argv = argv;
	w->setup.witness = witness;
	assert_true(launch_begin(&w->setup, &w->launched, &w->why));
	return true;
}

static void
a_command_leaves_a_witness_that_ends_with_it(void **state)
{
	struct world *w = *state;
	struct witness witness;
	struct reaped end;

	if (!begin_beside(w, &witness, SHELL("exit 3"))) {
		not_shown("no witness can be left on this machine");
		return;
	}
	assert_true(launch_settle(&w->setup, &w->launched, &w->why));
	assert_true(witness.pid > 0);
	assert_false(w->launched.silent);
	end = await_end(w->launched.pid);
	assert_int_equal(end.status, 3);
	assert_false(launch_has_children());
	assert_int_equal(waitpid(witness.pid, NULL, __WALL), witness.pid);
	assert_true(witness_was(&witness, witness.pid));
}

static void
what_is_not_started_leaves_a_witness_to_be_ended(void **state)
{
	struct world *w = *state;
	struct witness witness;

	if (!begin_beside(w, &witness, COMMAND("/nowhere/at/all"))) {
		not_shown("no witness can be left on this machine");
		return;
	}
	assert_true(launch_settle(&w->setup, &w->launched, &w->why));
	assert_int_equal(w->launched.start_error, ENOENT);
	assert_false(w->launched.silent);
	witness_end(&witness);
	assert_int_equal(waitpid(-1, NULL, __WALL), -1);
}

/* Of which no SIGCHLD tells; however far it is by then. */
static void
one_that_is_killed_on_the_way_to_its_exec_is_told(void **state)
{
	struct world *w = *state;
	struct witness witness;
	unsigned silent = 0;

	for (unsigned i = 0; i < 50; i++) {
		struct reaped end;

		if (!begin_beside(w, &witness, SHELL("while :; do :; done"))) {
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
		witness_end(&witness);
		assert_int_equal(waitpid(-1, NULL, __WALL), -1);
	}
	assert_true(silent > 0);
}

#define BESIDE(test) cmocka_unit_test_setup_teardown(test, world_set_up, world_tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_came_to_both_is_seen_once, begin, end),
		cmocka_unit_test_setup_teardown(what_waits_for_us_as_well_is_not_old, begin, end),
		cmocka_unit_test_setup_teardown(what_came_to_others_alone_is_forgotten, begin, end),
		cmocka_unit_test_setup_teardown(
			what_is_new_is_not_forgotten_with_what_was_old, begin, end),
		cmocka_unit_test_setup_teardown(one_who_is_still_sending_is_waited_for, begin, end),
		BESIDE(a_command_leaves_a_witness_that_ends_with_it),
		BESIDE(what_is_not_started_leaves_a_witness_to_be_ended),
		BESIDE(one_that_is_killed_on_the_way_to_its_exec_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
