/* SPDX-License-Identifier: MIT */
/* job.c: the actions taken on a running job: its hooks and its budget. */
#include "observe/job.h"

#include <sys/wait.h>

#include "base/arithmetic.h"
#include "base/clock.h"
#include "launch/hook.h"

/* Time between TERM and KILL for a tree over its budget. */
#define GRACE_NS (5 * NS_PER_SECOND)
#define HOOK_PAUSE_NS NS_PER_SECOND

void
job_message(struct job *j, const char *line)
{
	j->callbacks->message(j->callbacks->context, line);
}

void
job_report_failure(struct job *j, const struct failure *why)
{
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);

	failure_put(why, &b);
	job_message(j, text);
}

/* --- hooks --- */

void
job_start_hook(struct job *j, const char *command, const char *reason)
{
	struct hook_values values = { .reason = reason,
		.pid = j->root_ended ? j->launched.pid : observer_largest_pid(&j->observer),
		.rss_bytes = observer_tree_bytes(&j->observer),
		.rss_unknown = j->observer.blind,
		.peak_bytes = j->root_ended ? j->run.tree.bytes : j->observer.tree.best.bytes,
		.elapsed_ns = clock_active_ns() - j->launched.started_ns };
	struct failure why;
	pid_t pid = hook_start(command, &values, j->inherited, &why);

	if (pid < 0) {
		job_report_failure(j, &why);
		return;
	}
	observer_exclude(&j->observer, pid);
	j->hook = pid;
	j->hooked_ns = clock_active_ns();
}

/* One hook at a time: a threshold passed while one runs is reported after it ends. */
void
job_run_hooks(struct job *j)
{
	const struct job_options *o = j->options;
	uint64_t held = observer_tree_bytes(&j->observer),
		 best = observer_certain_bytes(&j->observer);

	for (size_t i = 0; j->hook == 0 && i < o->at_count; i++) {
		if ((j->at_done & 1u << i) || best < o->at[i].bytes)
			continue;
		j->at_done |= 1u << i;
		job_start_hook(j, o->at[i].command, "at");
	}
	if (j->hook != 0 || o->on_peak == NULL || best <= j->hooked_bytes || held == 0 ||
		(j->hooked_ns != 0 && clock_active_ns() - j->hooked_ns < HOOK_PAUSE_NS))
		return;
	j->hooked_bytes = best;
	job_start_hook(j, o->on_peak, "peak");
}

/* --- the budget: only what is certain counts --- */

/* Signals the processes of the newest sample: either the command or all others. */
static void
signal_some(struct job *j, bool root, int signal)
{
	for (size_t i = 0; j->observer.processes != NULL && i < j->observer.sample.count; i++) {
		struct proc_key key = j->observer.sample.readings[i].key;

		if ((key.pid == j->launched.pid) == root)
			process_tree_signal(j->observer.processes, key, signal);
	}
}

void
job_signal_tree(struct job *j, int signal)
{
	signal_some(j, true, signal);
	signal_some(j, false, signal);
}

void
job_stop(struct job *j, int signal)
{
	j->stop_signal = signal;
	job_signal_tree(j, signal);
}

uint64_t
job_next_threshold(const struct job *j)
{
	uint64_t certain = observer_certain_bytes(&j->observer), next = 0;

	if (certain <= j->options->budget_bytes)
		next = j->options->budget_bytes;
	for (size_t i = 0; i < j->options->at_count; i++)
		if (j->options->at[i].bytes > certain &&
			(next == 0 || j->options->at[i].bytes < next))
			next = j->options->at[i].bytes;
	return next;
}

/* How the command ended, if it is not reaped yet; si_pid is 0 while it lives. */
static siginfo_t
end_of_root(const struct job *j)
{
	siginfo_t info = { .si_pid = 0 };

	if (waitid(P_PID, (id_t)j->launched.pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
		info.si_pid = 0;
	return info;
}

/* Nothing is left to enforce then. */
static bool
has_ended(const struct job *j)
{
	return !j->options->wait_all && !j->root_ended && end_of_root(j).si_pid != 0;
}

/* False: the command ended first. */
static bool
signal_root(struct job *j, int signal)
{
	siginfo_t end;

	signal_some(j, true, signal);
	end = end_of_root(j);
	return j->options->wait_all || j->root_ended || end.si_pid == 0 ||
	       end.si_code == CLD_KILLED;
}

uint64_t
job_certain_bytes(const struct job *j)
{
	return larger(observer_certain_bytes(&j->observer), j->tmpfs.certain_bytes);
}

void
job_check_budget(struct job *j)
{
	if (j->options->budget_bytes == 0)
		return;
	if (job_certain_bytes(j) > j->options->budget_bytes)
		j->run.reason = RUN_OVER_BUDGET;
	if (j->run.reason != RUN_OVER_BUDGET || !j->options->enforce)
		return;
	if (j->kill_at_ns == 0) {
		/* The command first: if it has ended by now, nothing is enforced on the others. */
		if (has_ended(j) || !signal_root(j, SIGTERM))
			return;
		signal_some(j, false, SIGTERM);
		j->run.enforced = true;
		j->kill_at_ns = clock_active_ns() + GRACE_NS;
	} else if (clock_active_ns() >= j->kill_at_ns) {
		job_signal_tree(j, SIGKILL);
	}
}
