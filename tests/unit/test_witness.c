/* SPDX-License-Identifier: MIT */
/* test_witness.c: signals that came to more than us, told from those to us alone, however late we come to them. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "launch/launch.h"
#include "launch/witness.h"
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

	assert_false(witness_saw(w, SIGUSR1));
	kill(w->pid, SIGUSR1);
	assert_true(witness_saw(w, SIGUSR1));
	assert_false(witness_saw(w, SIGUSR1));
	assert_false(witness_saw(w, SIGTERM));
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
	assert_true(witness_saw(w, SIGTERM));
}

static void
what_came_to_others_alone_is_forgotten(void **state)
{
	struct witness *w = *state;

	kill(w->pid, SIGTERM);
	look(w, 4);
	kill(getpid(), SIGTERM);
	take_own(SIGTERM);
	assert_false(witness_saw(w, SIGTERM));
}

/* It came just before a look, and what came at another time had been asked for. */
static void
what_is_new_is_not_forgotten_with_what_was_old(void **state)
{
	struct witness *w = *state;

	kill(w->pid, SIGTERM);
	look(w, 2);
	assert_true(witness_saw(w, SIGTERM));
	kill(w->pid, SIGTERM);
	look(w, 1);
	assert_true(witness_saw(w, SIGTERM));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_came_to_both_is_seen_once, begin, end),
		cmocka_unit_test_setup_teardown(what_waits_for_us_as_well_is_not_old, begin, end),
		cmocka_unit_test_setup_teardown(what_came_to_others_alone_is_forgotten, begin, end),
		cmocka_unit_test_setup_teardown(
			what_is_new_is_not_forgotten_with_what_was_old, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
