/* SPDX-License-Identifier: MIT */
/* test_keeper_hard.c: a real keeper under stress from jobs and screens. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "pty/keeper.h"

#include <errno.h>

#define MS 1000000ull

/* --- messages to screens --- */

static bool
is_older_than(struct world *w, const void *ns)
{
	return w->panes.jobs[0]->figures.at_ns > *(const uint64_t *)ns;
}

static bool
knows_the_past(struct world *w, const void *unused)
{
	const struct process_history *h = &w->panes.jobs[w->panes.count - 1]->history;
	uint64_t bytes;

	(void)unused;
	return h->began_ns < 500 * MS && process_history_stretch(h, 0, &bytes) && bytes > 0;
}

static void
a_late_screen_has_the_chart_from_the_beginning(void **state)
{
	struct world *w = *state;

	begin(w, "echo begun; read x");
	await(w, is_older_than, &(uint64_t){ 1500 * MS });
	panes_close(&w->panes);
	attach(w, 10, 40);
	await(w, knows_the_past, NULL);
}

static void
the_size_is_that_of_the_screen_that_types(void **state)
{
	struct world *w = *state;

	begin(w, "echo here; while read x; do echo \"$x $(stty size)\"; done");
	await(w, shows, "here");
	await(w, has_number, NULL);
	attach(w, 9, 50);
	type(w, 1, "second\r");
	await(w, shows, "second 9 50");
	type(w, 0, "first\r");
	await(w, first_shows, "first 10 40");
	attach(w, 0, 0);
	await(w, shows, "first 10 40");
	type(w, 1, "again\r");
	await(w, shows, "again 9 50");
}

/* --- signals --- */

static void
a_signal_for_the_tree_comes_once(void **state)
{
	struct world *w = *state;
	char text[16];

	begin(w, "n=0; trap 'n=$((n+1)); echo n=$n' TERM; echo ready; while :; do read x; done");
	await(w, shows, "ready");
	await(w, has_number, NULL);
	for (int i = 1; i <= 8; i++) {
		panes_signal(&w->panes, 0, SIGTERM);
		snprintf(text, sizeof text, "n=%d", i);
		await(w, shows, text);
	}
	assert_false(shows(w, "n=9"));
	panes_signal(&w->panes, 0, SIGKILL);
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[0]->end.exit_status, 128 + SIGKILL);
}

static void
an_interrupt_is_for_the_foreground_alone(void **state)
{
	struct world *w = *state;

	begin(w, "exec bash -c 'set -m; trap \"echo wrong\" INT; "
		 "sh -c \"trap exit INT; echo inner; read x\"; echo outer; read y; echo $y'");
	await(w, shows, "inner");
	panes_signal(&w->panes, 0, SIGINT);
	await(w, shows, "outer");
	type(w, 0, "typed\r");
	await(w, has_ended, NULL);
	assert_false(shows(w, "wrong"));
}

static void
what_ends_the_keeper_is_passed_on_to_the_job(void **state)
{
	struct world *w = *state;

	begin(w, "trap 'echo got it; exit 9' TERM; echo ready; while :; do read x; done");
	await(w, shows, "ready");
	kill(w->keeper, SIGTERM);
	await(w, has_ended, NULL);
	assert_true(shows(w, "got it"));
	assert_int_equal(w->panes.jobs[0]->end.exit_status, 9);
}

/* --- bounds --- */

/* A program that requests the cursor's position half a million times, but reads only the answers
 * that wait at the end: bounds what the terminal and the keeper hold. */
static void
answers_that_a_job_never_reads_do_not_pile_up(void **state)
{
	struct world *w = *state;
	const struct watched_job *job;
	int count;

	job = begin(w,
		"stty raw -echo; yes \"$(printf '\\033[6n\\033[6n\\033[6n')\" | head -c 2000000; "
		"stty min 0 time 5; printf '\\033[2J\\033[H%s' \"count=$(wc -c)\"");
	await(w, shows, "count=");
	count = number_on_screen(job, "count=%d");
	assert_true(count > 1000 && count < 512 * 1024);
}

/* The keeper stops reading from the screen that types, whose own buffer fills up. */
static void
type_until_nothing_is_taken(struct world *w)
{
	const struct pane_link *l = w->panes.links[0];
	int64_t until = now_ms() + PATIENCE_MS;

	while (l->key_count < 64 * 1024) {
		struct pollfd fd = { l->fd, POLLIN | POLLOUT, 0 };
		struct failure ignored;

		assert_true(now_ms() < until);
		for (int i = 0; i < 20000; i++)
			panes_key(&w->panes, 0, &(struct key_event){ .code = 0x1f600 });
		poll(&fd, 1, 5);
		panes_take(&w->panes, 0, &ignored);
		panes_flush(&w->panes, 0);
	}
}

static void
a_job_that_does_not_read_what_is_typed_can_be_ended(void **state)
{
	struct world *w = *state;

	begin(w, "stty raw -echo; echo ready; exec sleep 1000");
	await(w, shows, "ready");
	await(w, has_number, NULL);
	type_until_nothing_is_taken(w);
	attach(w, 10, 40);
	await(w, shows, "ready");
	panes_signal(&w->panes, 1, SIGTERM);
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[1]->end.signal, SIGTERM);
}

/* --- the end --- */

static bool
process_is_gone(struct world *w, const void *pid)
{
	(void)w;
	return kill(*(const pid_t *)pid, 0) < 0 && errno == ESRCH;
}

/* A surviving process ends while its output is still being read. */
static void
the_keeper_stays_for_its_screen_when_a_daemon_ends(void **state)
{
	struct world *w = *state;
	struct watched_job *job =
		begin(w, "seq 1 100; trap '' HUP; sleep 30 & echo daemon $!; exit 2");
	pid_t daemon;

	await(w, has_ended, NULL);
	daemon = number_on_screen(job, "daemon %d");
	assert_true(daemon > 0);
	assert_int_equal(kill(daemon, SIGKILL), 0);
	await(w, process_is_gone, &daemon);
	panes_ask_lines(&w->panes, 0);
	await(w, has_lines, NULL);
	assert_true(job->lines.count > 80);
}

static bool
has_ended_or_is_lost(struct world *w, const void *unused)
{
	(void)unused;
	return w->panes.jobs[0]->end.ended || w->panes.jobs[0]->lost;
}

/* With so few descriptors that some step fails: a screen never waits forever. */
static void
a_job_that_cannot_be_launched_is_told(void **state)
{
	struct world *w = *state;
	size_t told = 0;

	for (w->descriptors = 5; w->descriptors < 16; w->descriptors++) {
		const struct watched_job *job = begin(w, "exit 0");

		await(w, has_ended_or_is_lost, NULL);
		told += job->end.exit_status == 125 &&
			strstr(job->summary.data, "Too many open files") != NULL;
		panes_close(&w->panes);
		await(w, keeper_is_gone, NULL);
	}
	assert_true(told > 0);
}

static void
what_is_not_recorded_leaves_nothing(void **state)
{
	struct world *w = *state;
	char command[300];

	w->output = "--no-history";
	begin(w, "echo secret");
	await(w, has_ended, NULL);
	assert_true(shows(w, "secret"));
	assert_int_equal(w->panes.jobs[0]->identity.run, 0);
	panes_close(&w->panes);
	await(w, keeper_is_gone, NULL);
	snprintf(command, sizeof command, "grep -rq secret %s/.local/state", w->home);
	assert_int_not_equal(system(command), 0);
	snprintf(command, sizeof command, "ls %s/.local/state/peaktop/output | grep -q .", w->home);
	assert_int_not_equal(system(command), 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		KEEPER_TEST(a_late_screen_has_the_chart_from_the_beginning),
		KEEPER_TEST(the_size_is_that_of_the_screen_that_types),
		KEEPER_TEST(a_signal_for_the_tree_comes_once),
		KEEPER_TEST(an_interrupt_is_for_the_foreground_alone),
		KEEPER_TEST(what_ends_the_keeper_is_passed_on_to_the_job),
		KEEPER_TEST(answers_that_a_job_never_reads_do_not_pile_up),
		KEEPER_TEST(a_job_that_does_not_read_what_is_typed_can_be_ended),
		KEEPER_TEST(the_keeper_stays_for_its_screen_when_a_daemon_ends),
		KEEPER_TEST(a_job_that_cannot_be_launched_is_told),
		KEEPER_TEST(what_is_not_recorded_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
