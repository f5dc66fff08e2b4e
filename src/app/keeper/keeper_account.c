/* SPDX-License-Identifier: MIT */
/* keeper_account.c: what a keeper reports about its job: its identity, its figures, its end. */
#include "app/keeper/keeper_private.h"
#include "base/io.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/state/kept_output.h"
#include "app/state/writer_lock.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "source/host/machine.h"
#include "text/argv.h"
#include "text/run/summary.h"

#define FIGURES_NS NS_PER_SECOND
#define RISING_NS (100 * NS_PER_MS)
/* At the end, screens wait at most this long for the terminal's last contents. */
#define SCREENS_WAIT_NS (2 * NS_PER_SECOND)

/* --- identity --- */

static void
copy(char *to, size_t size, const char *from)
{
	struct buffer b = buffer_over(to, size);

	clean_text(&b, from, strlen(from));
}

void
keeper_begin_identity(struct keeper *k, const struct run_options *o)
{
	struct watched_identity *id = &k->identity;
	struct bytes quoted = { .data = NULL };
	struct buffer name = buffer_over(id->name, sizeof id->name);
	char *const program[] = { o->job.argv[0], NULL };
	const struct run shown = { .argv = o->program_only ? program : o->job.argv };

	*id = (struct watched_identity){ .keeper = getpid(), .started_wall_ns = clock_wall_ns() };
	argv_put_short(shown.argv, sizeof id->command - 1, &quoted);
	copy(id->command, sizeof id->command, quoted.data);
	bytes_free(&quoted);
	run_put_name(&shown, &name);
	if (o->label != NULL)
		copy(id->label, sizeof id->label, o->label);
	copy(id->cwd, sizeof id->cwd, k->job->run.cwd);
}

static void
note_identity(struct keeper *k)
{
	struct watched_identity *id = &k->identity;
	const struct job *j = k->job;

	if (id->root.pid == j->launched.pid && id->run == j->run.number)
		return;
	if (id->root.pid != j->launched.pid) {
		id->root.pid = j->launched.pid;
		machine_process_start(id->root.pid, &id->root.start_ticks);
		id->started_wall_ns = j->run.started_wall_ns;
	}
	if (id->run != j->run.number) {
		id->run = j->run.number;
		keeper_log_name(&k->log, id->run);
	}
	keeper_news(k, NEWS_IDENTITY);
}

/* --- figures --- */

static bool
is_stopped(const struct job *j)
{
	for (size_t i = 0; i < j->observer.sample.count; i++)
		if (j->observer.sample.readings[i].key.pid == j->launched.pid)
			return j->observer.sample.readings[i].state == 'T';
	return false;
}

static uint64_t
smallest_limit(const struct run *run)
{
	uint64_t limit = run->limit_bytes;

	if (run->cgroup.limit_bytes > 0 && (limit == 0 || run->cgroup.limit_bytes < limit))
		limit = run->cgroup.limit_bytes;
	return limit;
}

static void
fill_phase(struct keeper *k)
{
	const struct run_phase *phase = phases_now(&k->job->phases, &k->figures.phase_at_ns);

	if (phase == NULL)
		return;
	strcpy(k->figures.phase, phase->name);
	if (k->figures.phase_at_ns == k->marks_at_ns)
		return;
	k->marks_at_ns = k->figures.phase_at_ns;
	keeper_news(k, NEWS_MARKS);
}

static void
fill_figures(struct keeper *k)
{
	const struct job *j = k->job;
	const struct run *run = &j->run;

	k->figures = (struct watched_figures){
		.at_ns = j->root_ended ? run->wall_ns : clock_active_ns() - j->launched.started_ns,
		.held_bytes = k->end.ended ? 0 : observer_tree_bytes(&j->observer),
		.tree_bytes = run->tree.bytes,
		.tree_at_ns = run->tree.at_ns,
		.tree_origin = run->tree.origin,
		.tree_processes = run->tree.process_count,
		.single_bytes = run->single.member.bytes,
		.single_pid = run->single.member.pid,
		.processes = k->end.ended ? run->left_alive : j->observer.sample.count,
		.processes_seen = run->processes_seen,
		.limit_bytes = smallest_limit(run),
		.stopped = !k->end.ended && is_stopped(j),
		.terminal = keeper_terminal_status(k),
		.over = k->end.ended,
		.screens = k->figures.screens,
		.no_output_kept = k->log.fd < 0 && (k->log.failed || k->log.max_bytes == 0),
	};
	strcpy(k->figures.single_name, run->single.member.name);
	fill_phase(k);
	if (k->recorded->options.program_only)
		k->figures.single_name[strcspn(k->figures.single_name, " ")] = '\0';
}

void
keeper_note_figures(struct keeper *k)
{
	uint64_t now_ns = clock_active_ns(), best = k->job->observer.tree.best.bytes;
	bool stopped = k->figures.stopped;

	note_identity(k);
	if (now_ns - k->figures_ns < RISING_NS)
		return;
	if (now_ns - k->figures_ns < FIGURES_NS && best <= k->sent_bytes &&
		is_stopped(k->job) == stopped && k->job->phases.began_ns == k->marks_at_ns)
		return;
	fill_figures(k);
	k->figures_ns = now_ns;
	k->sent_bytes = best;
	keeper_news(k, NEWS_FIGURES);
}

/* --- the end --- */

/* Writes a temporary file and renames it, so a reader always finds a complete file. It contains the
 * full command, so it is not written for a job that is recorded without its arguments. */
static void
leave_screen(struct keeper *k)
{
	char path[PATH_MAX], temporary[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	struct buffer t = buffer_over(temporary, sizeof temporary);
	struct bytes out = { .data = NULL };
	struct failure ignored;
	bool good;
	int fd;

	if (k->recorded->options.program_only ||
		!kept_output_path(&b, k->identity.run, KEPT_SCREEN, &ignored))
		return;
	buffer_print(&t, "%s.%ld-%" PRIx64 ".new", path, (long)getpid(), clock_wall_ns());
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	writer_lock_file(fd);
	keeper_finish_terminal(k);
	k->patience_ns = clock_active_ns() + SCREENS_WAIT_NS;
	keeper_put_all(k, &out);
	keeper_free_last(k);
	good = io_write(fd, &out, &ignored);
	bytes_free(&out);
	if (close(fd) != 0 || !good || rename(temporary, path) != 0)
		unlink(temporary);
}

static void
put_messages(struct keeper *k)
{
	char text[2048];
	ssize_t count = k->messages_fd >= 0 ? pread(k->messages_fd, text, sizeof text, 0) : -1;

	if (count > 0)
		bytes_put(&k->summary, text, (size_t)count);
}

static void
leave_files(struct keeper *k)
{
	keeper_log_close(&k->log, k->identity.run > 0);
	if (k->identity.run > 0 && k->log.max_bytes > 0)
		leave_screen(k);
}

void
keeper_settle(struct keeper *k)
{
	const struct run *run = &k->job->run;

	note_identity(k);
	k->end = (struct watched_end){ .ended = true,
		.reason = run->reason,
		.status = run->status,
		.signal = run->signal,
		.exit_status = run_exit_status(run),
		.wall_ns = run->wall_ns };
	fill_figures(k);
	put_messages(k);
	summary_put(run, UNITS_AUTO, &k->summary);
	keeper_notify_attached(k);
	keeper_drain(k);
	k->all_read = true;
	k->patience_ns = clock_active_ns() + SCREENS_WAIT_NS;
	if (k->identity.run > 0)
		leave_files(k);
	keeper_news(k, NEWS_IDENTITY | NEWS_POINTS | NEWS_FIGURES | NEWS_END);
}

void
keeper_file(struct keeper *k)
{
	if (k->log.closed)
		return;
	note_identity(k);
	leave_files(k);
	keeper_news(k, NEWS_IDENTITY);
}

void
keeper_fail(struct keeper *k, const struct failure *why)
{
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);

	failure_put(why, &b);
	k->end = (struct watched_end){
		.ended = true, .reason = RUN_NOT_STARTED, .exit_status = EXIT_OURS
	};
	k->all_read = true;
	bytes_print(&k->summary, "peaktop: %s\n", text);
	keeper_log_close(&k->log, false);
	keeper_news(k, NEWS_END);
}
