/* SPDX-License-Identifier: MIT */
/* job_life.c: a job from its launch to its last figures, whatever its callbacks do. */
#include "observe/job.h"

#include <string.h>

#include "observe/job_kills.h"
#include "observe/job_marks.h"
#include "observe/job_tmpfs.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "base/time_slice.h"
#include "launch/hook.h"

/* If a threshold is set, sample at least this often, whatever a sample costs: on a slow machine
 * the CPU budget would put samples ten seconds apart. */
#define ACTING_WAIT_NS NS_PER_SECOND
/* How long to wait after the end for a hook that still runs, and for --on-exit. */
#define HOOK_LEFT_NS (2 * NS_PER_SECOND)
#define HOOK_EXIT_NS (10 * NS_PER_SECOND)

/* --- events and callbacks --- */

void
job_handle_events(struct job *j, uint64_t until_ns)
{
	j->next_sample_ns = until_ns;
	job_await_events(j);
	job_take_events(j);
}

static void
note(struct job *j, enum job_moment moment)
{
	j->callbacks->note(j->callbacks->context, j, moment);
}

/* --- sampling --- */

static void
report(struct job *j)
{
	if (!j->root_ended)
		j->run.wall_ns = clock_active_ns() - j->launched.started_ns;
	observer_report(&j->observer);
	job_tmpfs_report(j);
}

static bool
has_size_action(const struct job *j)
{
	return (j->options->budget_bytes > 0 && j->options->enforce) || j->options->at_count > 0;
}

static void
take_sample(struct job *j)
{
	uint64_t wait;

	witness_forget_old(&j->witness);
	j->observer.next_threshold_bytes = job_next_threshold(j);
	wait = observer_sample(&j->observer);
	wait = job_lines_sample(&j->lines, &j->observer.sample, &j->observer.tree, &j->run, wait);
	if (wait > ACTING_WAIT_NS && has_size_action(j))
		wait = ACTING_WAIT_NS;
	j->next_sample_ns = clock_active_ns() + wait;
	job_kills_sample(j);
	job_tmpfs_sample(j);
	parts_take(&j->parts, &j->observer.sample);
	job_check_budget(j);
	if (j->stop_signal == SIGKILL)
		job_signal_tree(j, SIGKILL);
	report(j);
	if (j->kill_at_ns > clock_active_ns() && j->kill_at_ns < j->next_sample_ns)
		j->next_sample_ns = j->kill_at_ns;
	job_run_hooks(j);
	note(j, JOB_SAMPLED);
}

/* --- from the launch to the end --- */

bool
job_is_released(const struct job *j)
{
	return j->release_ns != 0 && clock_active_ns() >= j->release_ns;
}

/* With --wait-all, or while a tree is being stopped, waits until no process is left; hooks do not
 * count. */
static bool
waits_for_others(const struct job *j)
{
	bool waits = j->options->wait_all && !job_is_released(j);

	if (j->stop_signal != 0 && j->observer.sample.count > 0)
		return true;
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
		if (j->release_ns != 0 && j->release_ns < j->next_sample_ns)
			j->next_sample_ns = j->release_ns;
		job_await_events(j);
		job_take_events(j);
		if (!is_over(j) && clock_active_ns() >= j->next_sample_ns)
			take_sample(j);
	}
}

/* "Out of memory" requires evidence; status 137 alone is none. */
static void
judge(struct job *j)
{
	struct run *run = &j->run;
	bool killed = run->signal == SIGKILL ||
		      (run->signal == 0 && run->status == EXIT_SIGNALED + SIGKILL);

	job_kills_finish(j, killed);
	if (j->options->wait_all)
		run->wall_ns = clock_active_ns() - j->launched.started_ns;
	if (j->options->budget_bytes > 0 && job_certain_bytes(j) > j->options->budget_bytes)
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
	job_read_cgroup(j);
	parts_put(&j->parts, &j->run);
	job_lines_finish(&j->lines, &j->run);
	job_tmpfs_finish(j);
	judge(j);
	job_marks_finish(j);
	j->run.observer_cpu_ns = clock_own_cpu_ns() - j->observer.other_ns;
}

/* A job that cannot be observed still runs, and wait4 still yields its largest process. */
static void
begin_observation(struct job *j)
{
	struct system_memory m;
	struct failure why;

	if (!observer_open(&j->observer, &why)) {
		job_report_failure(j, &why);
		return;
	}
	if (j->witness.pid != 0)
		observer_exclude(&j->observer, j->witness.pid);
	time_slice_shorten(); /* beside a busy job, samples would come milliseconds late */
	process_tree_machine(j->observer.processes, &m);
	j->run.machine_total_bytes = m.total_bytes;
	j->run.machine_available_bytes = m.available_bytes;
	job_kills_begin(j);
}

/* A traced command waits at its exec until the end of any process can be read. */
static void
observe(struct job *j)
{
	if (!j->traced)
		job_take_events(j);
	if (launch_has_children())
		begin_observation(j);
	note(j, JOB_STARTED);
	watch(j);
	j->observer.phases = NULL;
	witness_dismiss(&j->witness);
	if (!j->options->wait_all || job_is_released(j))
		job_count_left(j);
	settle(j);
}

void
job_observe(struct job *j)
{
	if (j->launched.start_error == 0) {
		observe(j);
		return;
	}
	j->run.reason = RUN_NOT_STARTED;
	j->run.start_error = j->launched.start_error;
}

/* --- the end --- */

/* Waits for the hook, but no longer than this: a hook that hangs delays nobody. */
static void
await_hook(struct job *j, uint64_t max_wait_ns)
{
	uint64_t until = clock_active_ns() + max_wait_ns;

	while (j->hook != 0 && clock_active_ns() < until)
		job_handle_events(j, until);
}

/* Waited for, so that what it prints or sends is done before a script or a container goes on. A
 * hook that still runs comes first: two never run at a time. */
void
job_run_exit_hook(struct job *j)
{
	if (j->run.reason == RUN_NOT_STARTED || j->options->on_exit == NULL)
		return;
	await_hook(j, HOOK_LEFT_NS);
	if (j->hook != 0) {
		job_message(j, "a hook was still running 2 s after the end and was ended");
		hook_end(j->hook);
	}
	job_start_hook(j, j->options->on_exit, "exit");
	await_hook(j, HOOK_EXIT_NS);
	if (j->hook != 0)
		job_message(j, "--on-exit continues in the background");
}

void
job_close(struct job *j)
{
	job_lines_close(&j->lines);
	observer_close(&j->observer);
	job_marks_close(j);
	oom_watch_clear(&j->kills);
	cgroup_remove(&j->cgroup);
}

/* --- the beginning --- */

bool
job_begin(struct job *j, struct failure *why)
{
	if (!job_open_signals(j, why) || !job_make_cgroup(j, why))
		return false;
	job_marks_open(j);
	if (job_launch(j, why))
		return true;
	job_close(j);
	return false;
}
