/* SPDX-License-Identifier: MIT */
/* test_keeper_crashes.c: jobs whose terminal's process is killed at random and at the worst
 * moments, again and again: output, status and peak stay complete. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "pty/keeper.h"

#include <errno.h>
#include <sys/ptrace.h>

#include "pty/terminal_process.h"

#define MIB (1024 * 1024ull)

/* --- the killer --- */

/* A process of its own, so that it goes on while the test waits. */
static pid_t
begin_killer(struct world *w, int signal, int pause_ms, int times)
{
	pid_t killer = child_fork();

	if (killer != 0)
		return killer;
	for (size_t i = 0; i < w->panes.count; i++)
		close(w->panes.links[i]->fd); /* a screen that exits is gone */
	for (int i = 0; times == 0 || i < times; i++) {
		pid_t pid = terminal_of(w);

		if (pid > 0)
			kill(pid, signal != 0 ? signal
					      : (int[]){ SIGSEGV, SIGKILL, SIGSTOP }[rand() % 3]);
		poll(NULL, 0, pause_ms > 0 ? 1 + rand() % pause_ms : 1);
		if (kill(w->keeper, 0) != 0)
			break;
	}
	_exit(0);
}

static void
end_killer(pid_t killer)
{
	kill(killer, SIGKILL);
	waitpid(killer, NULL, 0);
}

/* --- files of the job --- */

static char *
read_kept(const struct world *w, const char *ending, size_t *length)
{
	char path[200], *text = malloc(4 * MIB);
	FILE *file;

	snprintf(path, sizeof path, "%s/.local/state/peaktop/output/1.%s", w->home, ending);
	file = fopen(path, "re");
	assert_non_null(file);
	*length = fread(text, 1, 4 * MIB - 1, file);
	text[*length] = '\0';
	fclose(file);
	return text;
}

/* The log contains "line 0" to the last, each once and in order. */
static void
log_is_whole(const struct world *w, int lines)
{
	size_t length;
	char *text = read_kept(w, "log", &length), *at = text, expected[32];

	for (int i = 0; i < lines; i++) {
		size_t size = (size_t)snprintf(expected, sizeof expected, "line %d\r\n", i);

		assert_memory_equal(at, expected, size);
		at += size;
	}
	assert_int_equal(*at, '\0');
	free(text);
}

static bool
left_shows(const struct world *w, const char *text)
{
	struct panes again = { .count = 0 };
	struct failure why;
	char path[200];
	bool found;

	snprintf(path, sizeof path, "%s/.local/state/peaktop/output/1.screen", w->home);
	assert_true(panes_add_file(&again, path, &why));
	found = again.jobs[0]->end.ended && shows_on(again.jobs[0], text);
	panes_close(&again);
	return found;
}

/* --- jobs --- */

#define HOLDS_20_MIB "dd if=/dev/zero of=/dev/null bs=20M count=1 2>/dev/null; "

/* 2 MiB of output are kept: everything. */
static void
random_moments(struct world *w, int signal)
{
	const struct watched_job *job;
	pid_t killer;

	w->output = "--keep-output=1M";
	job = begin(w, HOLDS_20_MIB "i=0; while [ $i -lt 300 ]; do echo \"line $i\"; i=$((i+1)); "
				    "sleep 0.005; done; exit 3");
	await(w, shows, "line");
	killer = begin_killer(w, signal, 100, 20);
	await(w, has_ended, NULL);
	end_killer(killer);
	assert_int_equal(job->end.status, 3);
	assert_int_equal(job->end.signal, 0);
	assert_true(job->figures.tree_bytes > 20 * MIB && job->figures.tree_bytes < 60 * MIB);
	/* The shell, dd, and each sampled sleep. */
	assert_true(job->figures.processes_seen <= 2 + 300);
	assert_true(shows(w, "line 299"));
	panes_close(&w->panes);
	await(w, keeper_is_gone, NULL);
	log_is_whole(w, 300);
	assert_true(left_shows(w, "line 299"));
}

static void
segv_at_20_random_moments(void **state)
{
	random_moments(*state, SIGSEGV);
}

static void
kill_at_20_random_moments(void **state)
{
	random_moments(*state, SIGKILL);
}

static void
stop_at_20_random_moments(void **state)
{
	random_moments(*state, SIGSTOP);
}

/* As if its input killed each one: none lives for more than a moment, also while earlier output is
 * restored. */
static void
where_none_lives_the_job_gets_on(void **state)
{
	struct world *w = *state;
	const struct watched_job *job;
	pid_t killer;

	w->output = "--keep-output=1M";
	job = begin(w,
		"read go; i=0; while [ $i -lt 60000 ]; do echo \"line $i\"; i=$((i+1)); done; "
		"read go; exit 4");
	await(w, has_number, NULL);
	await(w, has_terminal, NULL);
	type(w, 0, "go\r");
	await(w, shows, "line");
	killer = begin_killer(w, SIGSEGV, 0, 0);
	poll(NULL, 0, 700);
	end_killer(killer);
	/* Keys typed meanwhile are kept; the last screen comes once one lives. */
	type(w, 0, "on\r");
	await(w, has_ended, NULL);
	assert_int_equal(job->end.status, 4);
	assert_true(shows(w, "line 59999"));
	panes_close(&w->panes);
	await(w, keeper_is_gone, NULL);
	assert_true(left_shows(w, "line 59999"));
}

/* The end waits for a last screen, but not forever. */
static void
where_none_ever_lives_the_account_is_whole(void **state)
{
	struct world *w = *state;
	const struct watched_job *job;
	size_t length;
	pid_t killer;
	char *text;

	job = begin(w, "echo begun; sleep 0.3; seq 1 100; exit 5");
	await(w, shows, "begun");
	killer = begin_killer(w, SIGKILL, 0, 0);
	await(w, has_ended, NULL);
	end_killer(killer); /* before a sanitizer starts a process at exit */
	assert_int_equal(job->end.status, 5);
	panes_close(&w->panes);
	await(w, keeper_is_gone, NULL);
	text = read_kept(w, "log", &length);
	assert_non_null(strstr(text, "begun\r\n1\r\n2\r\n"));
	assert_non_null(strstr(text, "\r\n99\r\n100\r\n"));
	free(text);
}

static void
with_nothing_kept_the_newest_is_shown_again(void **state)
{
	struct world *w = *state;

	w->output = "--keep-output=0";
	begin(w, "seq 1 300000; echo the end; read x; exit 6");
	await(w, shows, "the end");
	for (int i = 0; i < 3; i++) {
		wipe(w);
		end_terminal(w, SIGSEGV);
		await(w, shows, "the end");
		await(w, shows, "300000");
	}
	type(w, 0, "\r");
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[0]->end.status, 6);
}

/* The first screen stops reading; a second one shows the present state. */
static void
beside_a_screen_that_stalls_the_other_is_right_again(void **state)
{
	struct world *w = *state;
	struct pane_link *stalled;

	begin(w, "read go; seq 1 20000; echo done; read x");
	await(w, has_number, NULL);
	attach(w, 10, 40);
	stalled = set_first_aside(w);
	type(w, 0, "go\r");
	await(w, shows, "done");
	for (int i = 0; i < 4; i++) {
		wipe(w);
		end_terminal(w, i % 2 == 0 ? SIGSEGV : SIGSTOP);
		await(w, shows, "done");
	}
	take_back(w, stalled);
	await(w, shows, "done");
}

/* The job has ended: attached screens have its last screen and its lines. */
static void
after_the_end_it_is_made_anew_as_well(void **state)
{
	struct world *w = *state;

	begin(w, "seq 1 400000; echo the end");
	await(w, has_ended, NULL);
	assert_true(shows(w, "the end"));
	wipe(w);
	end_terminal(w, SIGSEGV);
	await(w, shows, "the end");
	await(w, shows, "400000");
}

/* A traced process does nothing, and is not reported as stopped. */
static void
one_that_hangs_is_ended(void **state)
{
	struct world *w = *state;
	pid_t pid = begin_with_terminal(w, "echo here; while read x; do echo \"got $x\"; done");

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) != 0)
		skip(); /* tracing is not permitted */
	assert_int_equal(ptrace(PTRACE_INTERRUPT, pid, NULL, NULL), 0);
	type(w, 0, "word\r");
	await(w, shows, "got word");
	waitpid(pid, NULL, __WALL);
	assert_int_not_equal(terminal_of(w), pid);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		KEEPER_TEST(segv_at_20_random_moments),
		KEEPER_TEST(kill_at_20_random_moments),
		KEEPER_TEST(stop_at_20_random_moments),
		KEEPER_TEST(where_none_lives_the_job_gets_on),
		KEEPER_TEST(where_none_ever_lives_the_account_is_whole),
		KEEPER_TEST(with_nothing_kept_the_newest_is_shown_again),
		KEEPER_TEST(beside_a_screen_that_stalls_the_other_is_right_again),
		KEEPER_TEST(after_the_end_it_is_made_anew_as_well),
		KEEPER_TEST(one_that_hangs_is_ended),
	};

	srand((unsigned)now_ms());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
