/* SPDX-License-Identifier: MIT */
/* recorded_job.c: a job with its account and its record in the history, from its launch to its
 * end. */
#include "app/run/recorded_job.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/message.h"
#include "app/cli/suggest.h"
#include "app/run/unobserved.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "source/cgroup/cgroup_scope.h"
#include "model/run/confidence.h"

/* After the account: how long to retry recording the run, and how often. */
#define LATE_NS (2 * NS_PER_SECOND)
#define KEEPER_LATE_NS (60 * NS_PER_SECOND)
#define LATE_PAUSE_NS (100 * NS_PER_MS)

void
recorded_job_init(
	struct recorded_job *r, const struct run_options *o, const struct inherited *inherited)
{
	r->options = *o;
	r->job.options = &r->options.job;
	r->job.inherited = inherited;
	r->job.signal_fd = -1;
	run_account_begin(&r->job.run, o);
}

static void
notify(struct recorded_job *r, enum run_moment moment)
{
	if (r->callbacks != NULL)
		r->callbacks->note(r->callbacks->context, moment);
}

/* --- the record --- */

/* With --program-only, or that setting, the run contains only the program of the command from the
 * start, and no arguments of any process at the end: so they appear in no account, on no screen and
 * in no file. */
static void
begin_record(struct recorded_job *r)
{
	job_record_begin(&r->record, &r->job.run, &r->options);
	/* A script is an argument. */
	r->job.lines.off = r->record.no_lines || r->record.program_only;
	if (r->job.lines.off)
		r->job.run.lines.status = LINES_OFF;
	if (!r->record.program_only)
		return;
	r->program[0] = r->options.job.argv[0];
	r->job.run.argv = r->program;
}

static void
end_record(struct recorded_job *r)
{
	if (r->program[0] != NULL)
		run_drop_arguments(&r->job.run);
	job_record_end(&r->record);
}

/* Retries to record the run, now that only a shell waits for us. */
static void
record_late(struct recorded_job *r)
{
	uint64_t until = clock_active_ns(), now;

	until += r->callbacks != NULL ? KEEPER_LATE_NS : LATE_NS;
	while (r->record.late && (now = clock_active_ns()) < until && !job_is_released(&r->job)) {
		job_handle_events(&r->job, now + LATE_PAUSE_NS);
		job_record_retry(&r->record, false);
	}
	job_record_retry(&r->record, true);
	notify(r, RUN_RECORDED);
}

/* --- while it runs --- */

static void
note_sample(struct recorded_job *r)
{
	struct job *j = &r->job;
	uint64_t elapsed_ns = clock_active_ns() - j->launched.started_ns;

	job_record_sample(&r->record, elapsed_ns);
	run_account_progress(&r->account, &j->run, observer_tree_bytes(&j->observer),
		j->observer.tree.best.bytes, elapsed_ns);
	notify(r, RUN_SAMPLED);
}

static void
note_moment(void *context, struct job *j, enum job_moment moment)
{
	struct recorded_job *r = context;

	switch (moment) {
	case JOB_LAUNCHED:
		begin_record(r);
		break;
	case JOB_STARTED:
		if (j->observer.processes != NULL)
			j->observer.series = job_record_series(&r->record, r->series);
		notify(r, RUN_STARTED);
		break;
	case JOB_SAMPLED:
		note_sample(r);
		break;
	}
}

static void
wait_by_callback(void *context, struct job *j)
{
	struct recorded_job *r = context;

	r->callbacks->wait(r->callbacks->context, j);
}

static void
report_line(void *context, const char *line)
{
	(void)context;
	message("%s", line);
}

/* --- from the launch to the account --- */

/* If the tree's peak is an estimate: whether the user manager could have provided a cgroup, which
 * knows it. */
static bool
is_group_to_be_had(const struct job *j)
{
	return j->options->cgroup == CGROUP_AUTO && !j->cgroup.made &&
	       confidence_tree(&j->run) != CONFIDENCE_EXACT && geteuid() != 0 &&
	       cgroup_is_cheap() && cgroup_scope_is_likely(getenv("XDG_RUNTIME_DIR"));
}

/* For reasons unrelated to the command. */
static int
give_up(struct recorded_job *r, const struct failure *why)
{
	job_record_close(&r->record);
	if (r->callbacks != NULL) {
		r->callbacks->fail(r->callbacks->context, why);
		return EXIT_OURS;
	}
	unobserved_become(r, why);
	return message_failure(why, EXIT_OURS);
}

static int
live(struct recorded_job *r)
{
	struct job *j = &r->job;
	struct failure why;

	if (!run_account_open(&r->account, &r->options, &why) || !job_begin(j, &why))
		return give_up(r, &why);
	job_observe(j);
	if (j->run.reason != RUN_NOT_STARTED)
		j->run.cgroup_to_be_had = is_group_to_be_had(j);
	else
		suggest_after_failure(j->options->argv[0], j->run.start_error);
	job_close(j); /* the record and the account may need its descriptors */
	end_record(r);
	run_account_put(&r->account, &r->options, &j->run);
	notify(r, RUN_SETTLED);
	record_late(r);
	job_run_exit_hook(j);
	return run_exit_status(&j->run);
}

int
recorded_job_live(struct recorded_job *r)
{
	const struct job_callbacks callbacks = { .context = r,
		.wait = r->callbacks != NULL ? wait_by_callback : NULL,
		.note = note_moment,
		.message = report_line };
	int status;

	r->job.callbacks = &callbacks;
	status = live(r);
	witness_end(&r->job.witness);
	return status;
}
