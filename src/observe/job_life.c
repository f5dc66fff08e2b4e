/* SPDX-License-Identifier: MIT */
/* job_life.c: a job from its launch to its account, whoever attends to it meanwhile. */
#include "observe/job.h"

#include <string.h>

#include "observe/job_kills.h"
#include "observe/job_tmpfs.h"
#include "app/cli/message.h"
#include "app/run/unwatched.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "base/grow.h"
#include "launch/hook.h"

/* Where something is to be done at a size, however dear a look is: on a slow machine the budget of CPU
 * time would put looks ten seconds apart. */
#define ACTING_WAIT_NS NS_PER_SECOND
/* After the account: for how long a run that is not recorded yet is tried, and how often. */
#define LATE_NS (2 * NS_PER_SECOND)
#define KEEPER_LATE_NS (60 * NS_PER_SECOND)
#define LATE_PAUSE_NS (100 * NS_PER_MS)
/* How long is waited after the end: for a hook that runs still, and for --on-exit. */
#define HOOK_LEFT_NS (2 * NS_PER_SECOND)
#define HOOK_EXIT_NS (10 * NS_PER_SECOND)

/* --- who attends --- */

void
job_await_events(struct job *j)
{
	if (j->attendant != NULL)
		j->attendant->wait(j->attendant->context, j);
	else
		job_wait(j);
}

static void
tell_attendant(struct job *j, enum job_moment moment)
{
	if (j->attendant != NULL)
		j->attendant->note(j->attendant->context, j, moment);
}

/* --- looking --- */

static void
record(struct job *j)
{
	uint64_t at_ns = clock_active_ns() - j->launched.started_ns;

	if (!j->root_ended)
		j->run.wall_ns = at_ns;
	observer_report(&j->observer);
	job_record_look(&j->record, at_ns);
}

static bool
acts_on_size(const struct job *j)
{
	return (j->options.budget_bytes > 0 && j->options.enforce) || j->options.at_count > 0;
}

static void
look(struct job *j)
{
	uint64_t wait;

	witness_forget_old(&j->witness);
	j->observer.act_at_bytes = job_next_threshold(j);
	wait = observer_look(&j->observer);
	if (wait > ACTING_WAIT_NS && acts_on_size(j))
		wait = ACTING_WAIT_NS;
	j->next_look_ns = clock_active_ns() + wait;
	job_kills_look(j);
	job_tmpfs_look(j);
	parts_take(&j->parts, &j->observer.sample);
	job_check_budget(j);
	record(j);
	if (j->kill_at_ns > clock_active_ns() && j->kill_at_ns < j->next_look_ns)
		j->next_look_ns = j->kill_at_ns;
	job_run_hooks(j);
	run_account_progress(&j->account, &j->run, observer_tree_bytes(&j->observer),
		j->observer.tree.best.bytes, clock_active_ns() - j->launched.started_ns);
	tell_attendant(j, JOB_LOOKED);
}

/* --- from the launch to the end --- */

/* Told to end, by a signal, after the command had ended. */
static bool
is_released(const struct job *j)
{
	return j->release_ns != 0 && clock_active_ns() >= j->release_ns;
}

/* With --wait-all, and where a tree is being ended, until nobody is left; a hook is none of them. */
static bool
waits_for_others(const struct job *j)
{
	bool waits = j->options.wait_all && !is_released(j);

	if ((!waits && !j->run.enforced) || !launch_has_children())
		return false;
	return j->hook == 0 || j->observer.sample.count > 0;
}

static bool
is_over(const struct job *j)
{
	return j->root_ended && !waits_for_others(j);
}

static void
watch(struct job *j)
{
	while (!is_over(j)) {
		if (j->release_ns != 0 && j->release_ns < j->next_look_ns)
			j->next_look_ns = j->release_ns;
		job_await_events(j);
		job_take_events(j);
		if (!is_over(j) && clock_active_ns() >= j->next_look_ns)
			look(j);
	}
}

/* "Out of memory" needs evidence; 137 alone is none. */
static void
judge(struct job *j)
{
	struct run *run = &j->run;
	bool killed = run->signal == SIGKILL ||
		      (run->signal == 0 && run->status == EXIT_SIGNALED + SIGKILL);

	job_kills_finish(j, killed);
	if (j->options.wait_all)
		run->wall_ns = clock_active_ns() - j->launched.started_ns;
	if (j->options.budget_bytes > 0 &&
		observer_certain_bytes(&j->observer) > j->options.budget_bytes)
		run->reason = RUN_OVER_BUDGET;
	if (run->reason == RUN_OVER_BUDGET)
		return;
	run->reason = run->signal != 0 ? RUN_SIGNALED : RUN_EXITED;
	if (killed && run->oom_kills > 0)
		run->reason = RUN_OOM_KILLED;
}

static void
settle(struct job *j)
{
	struct run_usage *usage = &j->run.usage;

	usage->max_rss_floor_bytes = j->launched.floor_bytes;
	usage->max_rss_floored = usage->max_rss_bytes <=
				 usage->max_rss_floor_bytes + usage->max_rss_floor_bytes / 20;
	observer_finish(&j->observer);
	job_read_group(j);
	parts_put(&j->parts, &j->run);
	job_tmpfs_finish(j);
	judge(j);
	j->run.observer_cpu_ns = clock_own_cpu_ns() - j->observer.other_ns;
}

/* A job that cannot be watched still runs, and wait4 still tells its largest process. */
static void
begin_observation(struct job *j)
{
	struct system_memory m;
	struct failure why;

	if (!observer_open(&j->observer, &why)) {
		tell_failure(&why, 0);
		return;
	}
	if (j->witness.pid != 0)
		observer_exclude(&j->observer, j->witness.pid);
	j->observer.series = job_record_series(&j->record, j->series);
	family_machine(j->observer.family, &m);
	j->run.machine_total_bytes = m.total_bytes;
	j->run.machine_available_bytes = m.available_bytes;
	job_kills_begin(j);
}

/* A traced command waits at its exec, until its first end can be read. */
static void
observe(struct job *j)
{
	if (!j->options.exact)
		job_take_events(j);
	if (launch_has_children())
		begin_observation(j);
	tell_attendant(j, JOB_BEGUN);
	watch(j);
	witness_dismiss(&j->witness);
	if (!j->options.wait_all || is_released(j))
		job_count_left(j);
	settle(j);
}

/* Until the hook ends, for so long at most: one that hangs keeps nobody. */
static void
await_hook(struct job *j, uint64_t at_most_ns)
{
	uint64_t until = clock_active_ns() + at_most_ns;

	j->next_look_ns = until;
	while (j->hook != 0 && clock_active_ns() < until) {
		job_await_events(j);
		job_take_events(j);
	}
}

/* Waited for, so that what it has to say or send is done before a script or a container goes on. One
 * that runs from before comes first: never two at a time. */
static void
run_exit_hook(struct job *j)
{
	await_hook(j, HOOK_LEFT_NS);
	if (j->hook != 0) {
		tell("a hook still ran 2 s after the end, and was ended");
		hook_end(j->hook);
	}
	job_start_hook(j, j->options.on_exit, "exit");
	await_hook(j, HOOK_EXIT_NS);
	if (j->hook != 0)
		tell("--on-exit goes on by itself");
}

/* Through no fault of the command's. */
static int
give_up(struct job *j, const struct failure *why)
{
	if (j->attendant == NULL) {
		unwatched_become(j, why);
		return tell_failure(why, EXIT_OURS);
	}
	j->attendant->fail(j->attendant->context, why);
	return EXIT_OURS;
}

/* What found no place yet is tried for again, now that nobody waits for us but a shell. */
static void
record_late(struct job *j)
{
	uint64_t until = clock_active_ns(), now;

	until += j->attendant != NULL ? KEEPER_LATE_NS : LATE_NS;
	while (j->record.late && (now = clock_active_ns()) < until && !is_released(j)) {
		j->next_look_ns = now + LATE_PAUSE_NS;
		job_await_events(j);
		job_take_events(j);
		job_record_retry(&j->record, false);
	}
	job_record_retry(&j->record, true);
	tell_attendant(j, JOB_RECORDED);
}

static int
live(struct job *j)
{
	struct failure why;

	if (!run_account_open(&j->account, &j->options, &why) || !job_open_signals(j, &why) ||
		!job_make_group(j, &why))
		return give_up(j, &why);
	if (!job_launch(j, &why)) {
		job_record_close(&j->record);
		observer_close(&j->observer);
		cgroup_remove(&j->cgroup);
		return give_up(j, &why);
	}
	if (j->launched.start_error != 0) {
		j->run.reason = RUN_NOT_STARTED;
		j->run.start_error = j->launched.start_error;
		tell("cannot run '%s': %s", j->options.argv[0], strerror(j->run.start_error));
	} else {
		observe(j);
	}
	job_end_record(j);
	observer_close(&j->observer);
	oom_watch_clear(&j->kills);
	cgroup_remove(&j->cgroup);
	run_account_put(&j->account, &j->options, &j->run);
	tell_attendant(j, JOB_SETTLED);
	record_late(j);
	if (j->run.reason != RUN_NOT_STARTED && j->options.on_exit != NULL)
		run_exit_hook(j);
	return run_exit_status(&j->run);
}

int
job_live(struct job *j)
{
	int status = live(j);

	witness_end(&j->witness);
	return status;
}
