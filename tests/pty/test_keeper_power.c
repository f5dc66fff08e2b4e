/* SPDX-License-Identifier: MIT */
/* test_keeper_power.c: the terminal's process dies: the job gets its input once; and that process
 * has few permissions. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "pty/keeper.h"

#include <errno.h>

#include "pty/terminal_process.h"

/* --- input of the job --- */

static void
an_answer_comes_once(void **state)
{
	struct world *w = *state;
	int extra;

	begin(w, "stty raw -echo; printf '\\033[3;5H\\033[6n'; dd bs=6 count=1 2>/dev/null | tr "
		 "'\\033' E; printf 'first\\r\\n'; read go; stty min 0 time 5; "
		 "extra=$(wc -c); printf 'extra=%s.' $extra; stty sane; read x");
	await(w, shows, "E[3;5R");
	await(w, shows, "first");
	for (int i = 0; i < 4; i++)
		end_terminal(w, another_of(i));
	type(w, 0, "\n");
	await(w, shows, "extra=");
	extra = number_on_screen(w->panes.jobs[0], "%*[^=]=%d.");
	assert_int_equal(extra, 0);
}

static void
keys_that_were_typed_meanwhile_arrive_once(void **state)
{
	struct world *w = *state;
	char word[32], shown[32];

	begin(w, "stty -echo; echo here; while read x; do echo \"= $x.\"; done");
	await(w, shows, "here");
	for (int i = 0; i < 12; i++) {
		pid_t pid;

		await(w, has_terminal, NULL);
		pid = terminal_of(w);
		snprintf(word, sizeof word, "word%d\r", i);
		snprintf(shown, sizeof shown, "= word%d.", i);
		if (pid > 0 && i % 2 == 0)
			kill(pid, another_of(i / 2));
		type(w, 0, word);
		if (pid > 0 && i % 2 == 1)
			kill(pid, another_of(i / 2));
		await(w, shows, shown);
	}
}

/* --- permissions --- */

static bool
status_has(pid_t pid, const char *line)
{
	char text[4096];

	proc_text(pid, "status", text, sizeof text);
	return strstr(text, line) != NULL;
}

static void
it_is_not_ended_by_what_is_for_others(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGPIPE,
		SIGALRM };
	struct world *w = *state;
	pid_t pid = begin_with_terminal(w, "echo here; read x; echo \"got $x\"; read x");

	for (size_t i = 0; i < LENGTH(signals); i++)
		assert_int_equal(kill(pid, signals[i]), 0);
	type(w, 0, "it\r");
	await(w, shows, "got it");
	assert_int_equal(terminal_of(w), pid);
}

static bool
is_gone(struct world *w, const void *pid)
{
	(void)w;
	return kill(*(const pid_t *)pid, 0) < 0 && errno == ESRCH;
}

static void
it_ends_with_its_keeper(void **state)
{
	struct world *w = *state;
	pid_t pid = begin_with_terminal(w, "echo here; read x");

	kill(pid, SIGSTOP);
	kill(w->keeper, SIGKILL);
	waitpid(w->keeper, NULL, 0);
	w->keeper = 0;
	panes_close(&w->panes);
	await(w, is_gone, &pid);
}

static void
it_leaves_no_core_and_gains_nothing(void **state)
{
	struct world *w = *state;
	pid_t pid = begin_with_terminal(w, "echo here; read x");

#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
	assert_true(status_has(pid, "\nNoNewPrivs:\t1\n"));
	assert_true(status_has(pid, "\nSeccomp:\t2\n") || !status_has(pid, "\nSeccomp:"));
#else
	assert_true(status_has(pid, "\nName:") || status_has(pid, "Name:"));
#endif
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		KEEPER_TEST(an_answer_comes_once),
		KEEPER_TEST(keys_that_were_typed_meanwhile_arrive_once),
		KEEPER_TEST(it_is_not_ended_by_what_is_for_others),
		KEEPER_TEST(it_ends_with_its_keeper),
		KEEPER_TEST(it_leaves_no_core_and_gains_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
