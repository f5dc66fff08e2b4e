/* SPDX-License-Identifier: MIT */
/* test_keeper.c: a real keeper, controlled like by a screen: what the job shows, gets and
 * leaves. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "pty/keeper.h"

static void
a_job_is_shown_given_keys_and_its_end_told(void **state)
{
	struct world *w = *state;
	struct watched_job *job = begin(w, "echo hello; read word; echo \"got $word\"; exit 3");

	await(w, shows, "hello");
	assert_string_equal(job->identity.label, "kept");
	type(w, 0, "xyz\r");
	await(w, shows, "got xyz");
	await(w, has_ended, NULL);
	assert_int_equal(job->end.reason, RUN_EXITED);
	assert_int_equal(job->end.status, 3);
	assert_int_equal(job->end.exit_status, 3);
	assert_non_null(strstr(job->summary.data, "exited 3"));
	assert_true(job->identity.run > 0);
}

static void
the_job_has_a_terminal_of_its_own_and_resizes_reach_it(void **state)
{
	struct world *w = *state;

	begin(w, "trap 'stty size' WINCH; stty size; tty; echo $TERM; while :; do read x; done");
	await(w, shows, "10 40");
	await(w, shows, "/dev/pts/");
	await(w, shows, "xterm-256color");
	panes_size(&w->panes, 0, 7, 33);
	await(w, shows, "7 33");
	type(w, 0, "\003");
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[0]->end.exit_status, 128 + SIGINT);
}

static void
no_descriptor_of_ours_reaches_the_job(void **state)
{
	struct world *w = *state;

	begin(w, "ls /proc/self/fd | tr '\\n' ' '; echo end");
	await(w, shows, "0 1 2 3 end");
}

static void
two_screens_see_the_same(void **state)
{
	struct world *w = *state;

	begin(w, "echo first; while read x; do echo \"= $x\"; done");
	await(w, shows, "first");
	await(w, has_number, NULL);
	attach(w, 10, 40);
	await(w, shows, "first");
	type(w, 1, "two\r");
	await(w, shows, "= two");
	await(w, first_shows, "= two");
	assert_int_equal(w->panes.jobs[0]->identity.run, w->panes.jobs[1]->identity.run);
	for (size_t i = 0; i < 400; i++)
		assert_true(vt_cell_same(
			&w->panes.jobs[0]->screen.cells[i], &w->panes.jobs[1]->screen.cells[i]));
}

/* The first screen stops reading: its socket fills up. */
static void
a_stalled_screen_stalls_neither_job_nor_others(void **state)
{
	struct world *w = *state;
	struct pane_link *stalled;

	begin(w, "read go; i=0; while [ $i -lt 3000 ]; do echo \"line $i $i $i $i\"; i=$((i+1)); "
		 "done; echo done; read x");
	await(w, has_number, NULL);
	attach(w, 10, 40);
	stalled = set_first_aside(w);
	type(w, 0, "go\r");
	await(w, shows, "done");
	take_back(w, stalled);
	await(w, shows, "done");
}

static void
the_job_outlives_its_screens_and_is_found_again(void **state)
{
	struct world *w = *state;

	begin(w, "echo before; read x; echo \"after $x\"; exit 5");
	await(w, shows, "before");
	await(w, has_number, NULL);
	panes_close(&w->panes);
	attach(w, 10, 40);
	await(w, shows, "before");
	type(w, 0, "it\r");
	await(w, has_ended, NULL);
	assert_true(first_shows(w, "after it"));
	assert_int_equal(w->panes.jobs[0]->end.exit_status, 5);
	panes_close(&w->panes);
	await(w, keeper_is_gone, NULL);
	assert_int_equal(keeper_sockets(w, (char[64]){ 0 }), 0);
}

static bool
is_found(struct world *w, const void *unused)
{
	(void)unused;
	return keeper_sockets(w, (char[64]){ 0 }) == 1;
}

/* The socket is in a folder that others may clean up: the keeper recreates it. */
static void
a_socket_that_is_taken_away_is_made_anew(void **state)
{
	static const char *const ways[] = { "rm '%s'/*.sock", "rm -r '%s'",
		"rm '%s'/*.sock; touch '%s'/other", "mv '%s'/*.sock '%s'/../old" };
	struct world *w = *state;
	char command[700];

	begin(w, "echo here; read x; exit 4");
	await(w, is_found, NULL);
	panes_close(&w->panes);
	for (size_t i = 0; i < LENGTH(ways); i++) {
		snprintf(command, sizeof command, ways[i], w->sockets, w->sockets);
		assert_int_equal(system(command), 0);
		assert_int_equal(keeper_sockets(w, (char[64]){ 0 }), 0);
		await(w, is_found, NULL);
	}
	attach(w, 10, 40);
	await(w, shows, "here");
	type(w, 0, "\r");
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[0]->end.exit_status, 4);
}

static void
scrollback_is_kept_and_given_out(void **state)
{
	struct world *w = *state;
	struct watched_job *job = begin(w, "seq 1 5000; read x");
	struct vt_cell cells[40];
	struct bytes text = { .data = NULL };

	await(w, shows, "5000");
	panes_ask_lines(&w->panes, 0);
	await(w, has_lines, NULL);
	assert_int_equal(job->lines.first, 0);
	assert_int_equal(job->lines.count, job->screen.line_count);
	assert_true(watched_lines_take(&job->lines, 1233, cells, 40));
	vt_line_text(cells, 40, &text);
	assert_string_equal(text.data, "1234");
	bytes_free(&text);
}

static void
a_stopped_job_is_told_and_goes_on(void **state)
{
	struct world *w = *state;

	begin(w, "kill -STOP $$; echo on; read x");
	await(w, is_stopped, NULL);
	panes_signal(&w->panes, 0, SIGCONT);
	await(w, shows, "on");
}

static bool
file_holds(const char *path, const char *text)
{
	static char data[2 * 1024 * 1024];
	FILE *file = fopen(path, "re");
	size_t length = file != NULL ? fread(data, 1, sizeof data - 1, file) : 0;

	data[length] = '\0';
	if (file != NULL)
		fclose(file);
	return strstr(data, text) != NULL;
}

/* 1 KiB of the beginning is kept, and the newest MiB. */
static void
an_unwatched_end_leaves_output_and_screen(void **state)
{
	struct world *w = *state;
	struct panes again = { .count = 0 };
	struct failure why;
	char log[200], screen[200];
	struct stat info;

	begin(w, "read go; seq 1 400000; echo the end; exit 4");
	await(w, has_number, NULL);
	/* A message is handled although its sender has exited. */
	type(w, 0, "go\r");
	panes_close(&w->panes);
	await(w, keeper_is_gone, NULL);
	snprintf(log, sizeof log, "%s/.local/state/peaktop/output/1.log", w->home);
	snprintf(screen, sizeof screen, "%s/.local/state/peaktop/output/1.screen", w->home);
	assert_int_equal(stat(log, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_true(info.st_size > 1024 * 1024 && info.st_size < 1024 * 1024 + 2048);
	assert_true(file_holds(log, "go\r\n1\r\n2\r\n"));
	assert_true(file_holds(log, " bytes omitted ...]\r\n"));
	assert_true(file_holds(log, "399999\r\n400000\r\nthe end\r\n"));
	assert_true(panes_add_file(&again, screen, &why));
	assert_true(again.jobs[0]->end.ended);
	assert_int_equal(again.jobs[0]->end.exit_status, 4);
	assert_true(shows_on(again.jobs[0], "the end"));
	assert_true(again.jobs[0]->lines.count > 9000);
	panes_close(&again);
}

static void
a_daemon_that_keeps_the_terminal_does_not_hold_the_end(void **state)
{
	struct world *w = *state;
	const struct watched_job *job = begin(w, "trap '' HUP; sleep 30 & echo left $!; exit 2");
	pid_t left;

	await(w, has_ended, NULL);
	assert_int_equal(job->end.exit_status, 2);
	left = number_on_screen(job, "left %d");
	assert_true(left > 0);
	assert_int_equal(kill(left, SIGKILL), 0);
}

static void
a_command_that_is_not_there_is_told(void **state)
{
	struct world *w = *state;

	begin(w, "exec /no/such/command");
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[0]->end.exit_status, 127);
}

static void
what_is_no_protocol_is_disconnected(void **state)
{
	struct world *w = *state;
	struct failure why;
	struct pollfd fd = { .events = POLLIN };
	char byte, name[64];

	begin(w, "echo here; read x");
	await(w, shows, "here");
	assert_int_equal(keeper_sockets(w, name), 1);
	fd.fd = keeper_connect(w->sockets, name, keeper_boot(), &why);
	assert_true(fd.fd >= 0);
	assert_int_equal(send(fd.fd, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL), 18);
	assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
	assert_true(recv(fd.fd, &byte, 1, 0) <= 0);
	close(fd.fd);
	type(w, 0, "still\r");
	await(w, has_ended, NULL);
	assert_true(first_shows(w, "still"));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		KEEPER_TEST(a_job_is_shown_given_keys_and_its_end_told),
		KEEPER_TEST(the_job_has_a_terminal_of_its_own_and_resizes_reach_it),
		KEEPER_TEST(no_descriptor_of_ours_reaches_the_job),
		KEEPER_TEST(two_screens_see_the_same),
		KEEPER_TEST(a_stalled_screen_stalls_neither_job_nor_others),
		KEEPER_TEST(the_job_outlives_its_screens_and_is_found_again),
		KEEPER_TEST(a_socket_that_is_taken_away_is_made_anew),
		KEEPER_TEST(scrollback_is_kept_and_given_out),
		KEEPER_TEST(a_stopped_job_is_told_and_goes_on),
		KEEPER_TEST(an_unwatched_end_leaves_output_and_screen),
		KEEPER_TEST(a_daemon_that_keeps_the_terminal_does_not_hold_the_end),
		KEEPER_TEST(a_command_that_is_not_there_is_told),
		KEEPER_TEST(what_is_no_protocol_is_disconnected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
