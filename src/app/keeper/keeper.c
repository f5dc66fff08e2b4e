/* SPDX-License-Identifier: MIT */
/* keeper.c: the keeper of a job: its options, its life and its end. */
#include "app/keeper/keeper.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/keeper/keeper_private.h"
#include "app/cli/option_read.h"
#include "app/cli/option_table.h"
#include "app/cli/message.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "base/grow.h"

/* --- its command line, which keeper_start.c writes --- */

struct keeper_options {
	struct run_options run;
	int fd; /* of the screen that started it; -1: none */
	int rows, cols;
	uint64_t output_bytes;
	const char *phase_on; /* a regex; NULL: none */
};

static bool
set_fd(void *to, const char *value, struct failure *why)
{
	(void)why;
	((struct keeper_options *)to)->fd = atoi(value);
	return true;
}

static bool
set_size(void *to, const char *value, struct failure *why)
{
	struct keeper_options *o = to;

	return (sscanf(value, "%dx%d", &o->rows, &o->cols) == 2 && o->rows > 0 && o->cols > 0 &&
		       o->rows <= VT_ROWS_MAX && o->cols <= VT_COLS_MAX) ||
	       failure_set(why, 0, "invalid size '%.100s' (try 24x80)", value);
}

static bool
set_output(void *to, const char *value, struct failure *why)
{
	return option_read_size_or_none(value, &((struct keeper_options *)to)->output_bytes, why);
}

static bool
set_label(void *to, const char *value, struct failure *why)
{
	return option_read_label(value, &((struct keeper_options *)to)->run.label, why);
}

static const struct option_row rows[] = {
	{ "fd", 0, ON_LINE, "N", NULL, .set = set_fd },
	{ "size", 0, ON_LINE, "RxC", NULL, .set = set_size },
	{ "keep-output", 0, ON_LINE, "SIZE", NULL, .set = set_output },
	{ "label", 0, ON_LINE, "NAME", NULL, .set = set_label },
	{ "phase-on", 0, ON_LINE, "REGEX", NULL,
		.member = offsetof(struct keeper_options, phase_on) },
	{ "no-history", 0, ON_LINE, NULL, NULL,
		.member = offsetof(struct keeper_options, run.no_history) },
	{ "program-only", 0, ON_LINE, NULL, NULL,
		.member = offsetof(struct keeper_options, run.program_only) },
	{ "no-lines", 0, ON_LINE, NULL, NULL,
		.member = offsetof(struct keeper_options, run.job.no_lines) },
};
static const struct option_table table = {
	.command = "peaktop keeper", .rows = rows, .count = OPTION_COUNT(rows)
};

static bool
read_options(struct keeper_options *o, int argc, char **argv, struct failure *why)
{
	int operand;

	*o = (struct keeper_options){ .fd = -1, .rows = 24, .cols = 80 };
	run_options_init(&o->run);
	if (!option_table_parse(&table, o, argc, argv, true, &operand, why))
		return false;
	if (operand == argc)
		return failure_set(why, 0, "no command to run");
	o->run.job.argv = argv + operand;
	o->run.no_summary = true;
	o->run.numbered = true;
	o->run.settled = true;
	if (o->run.no_history)
		o->output_bytes = 0;
	return true;
}

/* --- the job --- */

static void
wait_beside_job(void *context, struct job *j)
{
	uint64_t before_ns = clock_thread_cpu_ns();

	keeper_serve(context, j->next_sample_ns);
	/* Serving the terminal is not part of the observer's cost. */
	observer_exempt(&j->observer, clock_thread_cpu_ns() - before_ns);
}

static void
note_moment(void *context, enum run_moment moment)
{
	struct keeper *k = context;

	if (moment == RUN_STARTED)
		keeper_exclude_terminal(k);
	if (moment == RUN_SETTLED)
		keeper_settle(k);
	else if (moment == RUN_RECORDED)
		keeper_file(k);
	else
		keeper_note_figures(k);
	keeper_send(k);
}

static void
note_failure(void *context, const struct failure *why)
{
	keeper_fail(context, why);
}

/* Whether a signal asks it to exit; SIGCHLD of processes that the job left behind does not. */
static bool
is_asked_to_exit(const struct keeper *k)
{
	struct signalfd_siginfo info;
	struct reaped ignored;
	bool asked = false;

	while (read(k->job->signal_fd, &info, sizeof info) == sizeof info)
		asked |= info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP ||
			 info.ssi_signo == SIGINT || info.ssi_signo == SIGQUIT;
	while (launch_reap(&ignored))
		continue;
	return asked;
}

/* Serves attached screens as long as there are any: they show the last screen and the
 * scrollback. */
static void
linger(struct keeper *k)
{
	keeper_send(k);
	while (k->client_count > 0 && !(keeper_serve(k, UINT64_MAX) && is_asked_to_exit(k)))
		continue;
}

/* --- start and end --- */

/* Describes the pane's terminal, independent of the screen that shows it. */
static void
set_environment(void)
{
	setenv("TERM", "xterm-256color", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("TERMCAP");
}

/* Messages that a terminal would show (the run is not recorded, and why) go into the account. */
static void
keep_messages(struct keeper *k)
{
	k->messages_fd = memfd_create("messages", MFD_CLOEXEC);
	if (k->messages_fd >= 0)
		dup2(k->messages_fd, STDERR_FILENO);
}

static int
keep(struct keeper *k, const struct keeper_options *o)
{
	const struct run_callbacks callbacks = { k, wait_beside_job, note_moment, note_failure };
	struct failure why;

	if (!pty_open(&k->pty, k->rows, k->cols, true, &why)) {
		keeper_fail(k, &why);
		return EXIT_OURS;
	}
	k->recorded->callbacks = &callbacks;
	k->recorded->series = &k->series;
	k->job->tty_fd = k->pty.slave;
	keeper_log_open(&k->log, o->output_bytes);
	keeper_listeners_open(&k->listeners);
	keep_messages(k);
	set_environment();
	return recorded_job_live(k->recorded);
}

static struct keeper *
open_keeper(const struct keeper_options *o, const struct inherited *inherited,
	const struct phase_match *match)
{
	struct keeper *k = grow_new(sizeof *k);

	k->pty = (struct pty){ .master = -1, .slave = -1 };
	k->log.fd = k->log.closed_fd = k->messages_fd = -1;
	for (int i = 0; i < SOCKET_FOLDERS; i++)
		k->listeners.listeners[i].fd = -1;
	k->match = *match;
	k->rows = o->rows;
	k->cols = o->cols;
	k->recorded = grow_new(sizeof *k->recorded);
	recorded_job_init(k->recorded, &o->run, inherited);
	k->job = &k->recorded->job;
	series_begin(&k->series, SERIES_STEP_NS);
	keeper_begin_identity(k, &o->run);
	keeper_terminal_open(k);
	if (o->fd >= 0 && fcntl(o->fd, F_SETFD, FD_CLOEXEC) == 0)
		keeper_add_client(k, o->fd);
	return k;
}

static void
close_keeper(struct keeper *k)
{
	keeper_listeners_close(&k->listeners);
	keeper_close_clients(k);
	if (k->messages_fd >= 0)
		close(k->messages_fd);
	keeper_terminal_close(k);
	keeper_log_forget(&k->log);
	free(k->ring);
	pty_close(&k->pty);
	bytes_free(&k->to_pty);
	bytes_free(&k->summary);
	phase_match_close(&k->match);
	free(k->recorded);
	free(k);
}

int
keeper_main(int argc, char **argv, const struct inherited *inherited)
{
	struct keeper_options o;
	struct phase_match match = { .open = false };
	struct keeper *k;
	struct failure why;
	int status;

	/* It was started as /proc/self/exe: otherwise ps and top would call it "exe". */
	prctl(PR_SET_NAME, "peaktop");
	if (!read_options(&o, argc, argv, &why))
		return message_failure(&why, EXIT_OURS);
	/* Compiled here: the terminal's process has no other input than its keeper's messages. */
	if (o.phase_on != NULL && !phase_match_open(&match, o.phase_on, &why))
		return message_failure(&why, EXIT_OURS);
	k = open_keeper(&o, inherited, &match);
	status = keep(k, &o);
	linger(k);
	close_keeper(k);
	return status;
}
