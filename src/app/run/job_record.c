/* SPDX-License-Identifier: MIT */
/* job_record.c: records a job in the history while it runs. */
#include "app/run/job_record.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/state/folder.h"
#include "app/state/history_open.h"
#include "app/cli/settings.h"
#include "app/cli/message.h"
#include "app/state/writer_lock.h"
#include "base/duration.h"
#include "base/grow.h"
#include "base/pages.h"
#include "source/host/git_commit.h"
#include "source/host/machine.h"

/* When a run is first recorded (shorter ones go through store/spool), and how often after that. */
#define FIRST_NS (NS_PER_SECOND / 4)
#define RECORD_EVERY_NS (2 * NS_PER_SECOND)
#define BUSY_NS (NS_PER_SECOND / 2) /* if the record could not be started */

/* How long a write may wait for that of another run. Not at all while the job runs: its terminal,
 * signals and samples would wait too, and the next write makes up for it. A little at the end, if
 * the number is needed. */
#define PATIENCE_MS 0
#define NUMBER_PATIENCE_MS 100

static void
identify(struct run *run)
{
	struct buffer boot = buffer_over(run->boot_id, sizeof run->boot_id);
	struct buffer commit = buffer_over(run->commit, sizeof run->commit);

	machine_boot_id(&boot);
	git_commit_of(run->cwd, &commit);
}

static void
give_up(struct job_record *r, const struct failure *why)
{
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);

	failure_put(why, &b);
	message("run not recorded: %s", text);
	r->wanted = false;
}

/* A run that ends before its first write is short: SQLite would cost more than everything else. So
 * would looking up the user's name; whoever merges the spool knows it. A JSON account needs the
 * number. */
static void
open_spool(struct job_record *r)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	struct failure ignored;

	if (folder_state_path(&b, &ignored))
		r->spool = store_spool_open(path, r->run, r->program_only);
}

static void
close_spool(struct job_record *r)
{
	store_spool_close(r->spool);
	r->spool = NULL;
}

void
job_record_begin(struct job_record *r, struct run *run, const struct run_options *o)
{
	struct run_options settings = { .no_history = o->no_history,
		.program_only = o->program_only,
		.job.no_lines = o->job.no_lines };
	struct failure why;

	*r = (struct job_record){ .run = run,
		.next_ns = FIRST_NS,
		.numbered = o->json || o->numbered,
		.filed = o->numbered };
	r->program_only = o->program_only;
	r->no_lines = o->job.no_lines;
	if (o->no_history && o->program_only && o->job.no_lines)
		return;
	/* If the settings cannot be understood, the run is not recorded, so that nothing private
	 * is. */
	if (!o->settled && !settings_read_run(&settings, &why)) {
		r->program_only = true;
		if (!o->no_history)
			give_up(r, &why);
		return;
	}
	r->wanted = !settings.no_history;
	r->no_lines = settings.job.no_lines || o->job.no_lines;
	r->program_only = settings.program_only || o->program_only;
	if (!r->wanted)
		return;
	identify(run);
	if (!r->numbered)
		open_spool(r);
}

struct series *
job_record_series(struct job_record *r, struct series *given)
{
	if (!r->wanted)
		return given;
	if (given == NULL) {
		given = r->own = grow_new(sizeof *r->own);
		series_begin(r->own, SERIES_STEP_NS);
	}
	r->series = given;
	return given;
}

/* A command that ended before the first sample has no series, and does not pay for one. */
static const struct series *
series_of(const struct job_record *r)
{
	static const struct series none = { .step_ns = SERIES_STEP_NS };

	return r->series != NULL ? r->series : &none;
}

/* --- writing --- */

static bool
open_store(struct job_record *r, int patience_ms, struct failure *why)
{
	struct buffer user = buffer_over(r->run->user, sizeof r->run->user);

	r->store = history_open_busy(patience_ms, r->program_only, &r->busy, why);
	if (r->store == NULL)
		return false;
	history_user(&user);
	return true;
}

static void
put_name(const struct job_record *r, char name[256])
{
	struct buffer b = buffer_over(name, 256);

	run_put_name(r->run, &b);
}

/* Starts the record. If that fails now, it is tried again later, and reported only at the end. */
static void
start(struct job_record *r)
{
	uint64_t start_ticks = 0;
	struct failure why;
	char name[256];

	if (!open_store(r, PATIENCE_MS, &why))
		return;
	put_name(r, name);
	machine_process_start(getpid(), &start_ticks);
	if (r->lock_fd <= 0)
		r->lock_fd = writer_lock_take(start_ticks);
	r->stored = store_begin(r->store, r->run, name, getpid(), start_ticks, &why);
	if (r->stored != NULL) {
		r->run->number = store_run_number(r->stored);
		close_spool(r);
		return;
	}
	store_close(r->store);
	r->store = NULL;
}

void
job_record_sample(struct job_record *r, uint64_t at_ns)
{
	struct failure why;

	if (!r->wanted || at_ns < r->next_ns)
		return;
	if (r->stored == NULL)
		start(r);
	else
		store_update(r->stored, r->run, series_of(r), &why);
	/* Closes SQLite until the next write: it is most of what an observer holds. */
	if (r->stored != NULL)
		pages_drop_read();
	r->next_ns = at_ns + (r->stored == NULL && r->busy ? BUSY_NS : RECORD_EVERY_NS);
}

static bool
leave(struct job_record *r)
{
	char name[256];

	if (r->spool == NULL)
		return false;
	put_name(r, name);
	return store_spool_leave(r->spool, r->run, name, series_of(r), getpid());
}

/* Writes to the history itself. */
static bool
finish(struct job_record *r, int patience_ms, struct failure *why)
{
	char name[256];

	if (r->store == NULL && !open_store(r, patience_ms, why))
		return false;
	store_set_patience(r->store, patience_ms);
	if (r->stored != NULL)
		return store_finish(r->stored, r->run, series_of(r), why);
	put_name(r, name);
	return store_record(r->store, r->run, name, series_of(r), &r->run->number, why);
}

/* Leaves the run in the spool, if the history is only busy. */
static bool
leave_beside(struct job_record *r, bool last)
{
	if (!r->busy || (r->filed && r->stored == NULL && !last))
		return false;
	if (r->spool == NULL)
		open_spool(r);
	return leave(r);
}

void
job_record_end(struct job_record *r)
{
	struct failure why;

	if (r->wanted && (r->stored != NULL || !leave(r)) &&
		!finish(r, r->numbered ? NUMBER_PATIENCE_MS : 0, &why) && !leave_beside(r, false)) {
		if (r->busy) {
			r->late = true;
			return;
		}
		give_up(r, &why);
	}
	job_record_close(r);
}

void
job_record_retry(struct job_record *r, bool last)
{
	struct failure why;

	if (!r->late)
		return;
	if (!finish(r, 0, &why) && !leave_beside(r, last)) {
		if (r->busy && !last)
			return;
		give_up(r, &why);
	}
	job_record_close(r);
}

void
job_record_close(struct job_record *r)
{
	close_spool(r);
	store_run_close(r->stored);
	store_close(r->store);
	free(r->own);
	if (r->lock_fd > 0)
		close(r->lock_fd);
	*r = (struct job_record){ .run = r->run };
}
