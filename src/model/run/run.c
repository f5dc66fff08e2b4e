/* SPDX-License-Identifier: MIT */
/* run.c: the names of how a run ended, and its exit status. */
#include "model/run/run.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "base/exit_status.h"
#include "base/length.h"
#include "model/naming/command.h"

static int
not_started_status(int error)
{
	if (error == 0)
		return EXIT_OURS;
	return error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUNNABLE;
}

int
run_exit_status(const struct run *run)
{
	if (run->reason == RUN_NOT_STARTED)
		return not_started_status(run->start_error);
	if (run->reason == RUN_OVER_BUDGET)
		return EXIT_OVER_BUDGET;
	return run->signal != 0 ? EXIT_SIGNALED + run->signal : run->status;
}

uint64_t
run_oom_kills(const struct run *run)
{
	if (run->oom_kills == 0 && run->reason == RUN_OOM_KILLED)
		return run->cgroup.oom_kills > 0 ? run->cgroup.oom_kills : 1;
	return run->oom_kills;
}

enum run_cut
run_cut(const struct run *run)
{
	if (run->reason == RUN_OOM_KILLED)
		return CUT_KILLED;
	if (run->oom_kills > 0)
		return CUT_COPED;
	if (run->oom_likely)
		return CUT_LIKELY;
	if (run->reason == RUN_OVER_BUDGET && run->enforced)
		return CUT_ENFORCED;
	if (run->reason == RUN_LOST)
		return CUT_LOST;
	if (run->reason == RUN_RUNNING)
		return CUT_RUNNING;
	return run_end_known(run) && run->signal != 0 ? CUT_SIGNALED : CUT_NONE;
}

bool
run_end_known(const struct run *run)
{
	return run->reason != RUN_NOT_STARTED && run->reason != RUN_RUNNING &&
	       run->reason != RUN_LOST && run->reason != RUN_IMPORTED;
}

bool
run_is_observed(const struct run *run)
{
	return run->processes_seen > 0 || run->reason == RUN_IMPORTED;
}

bool
run_processes_known(const struct run *run)
{
	return run->processes_seen > 0;
}

bool
run_members_known(const struct run *run)
{
	return run->reason == RUN_NOT_STARTED ||
	       (run->reason != RUN_IMPORTED && run_is_observed(run));
}

bool
run_left_known(const struct run *run)
{
	return run_end_known(run) && run_is_observed(run);
}

bool
run_kills_known(const struct run *run)
{
	bool any = run_oom_kills(run) > 0 || run->victim_count > 0 || run->oom_likely;

	return run->reason != RUN_IMPORTED && (run->reason != RUN_LOST || any);
}

bool
run_swap_known(const struct run *run)
{
	return run_is_observed(run) && run->samples > 0 && run->reason != RUN_IMPORTED;
}

/* If a tree's peak is the kernel's figure of one process, its time is that process's. */
bool
run_tree_time_known(const struct run *run)
{
	bool of_one = run->tree.origin == PEAK_RUSAGE || run->tree.origin == PEAK_KERNEL;

	return run->tree.origin != PEAK_NONE && run_is_observed(run) &&
	       (!of_one || run->single.at_known);
}

static void
drop_arguments_of(struct run_member *m)
{
	m->name[strcspn(m->name, " ")] = '\0';
}

static void
drop_arguments(struct run_member *members, size_t count)
{
	for (size_t i = 0; i < count; i++)
		drop_arguments_of(&members[i]);
}

void
run_drop_arguments(struct run *run)
{
	drop_arguments_of(&run->single.member);
	drop_arguments(run->tree.members, run->tree.member_count);
	drop_arguments(run->top, run->top_count);
	drop_arguments(run->left, run->left_count);
	drop_arguments(run->victims, run->victim_count);
}

/* Its arguments in the kernel's form, in `storage`, which the caller frees. */
static struct command_line
command_of(const struct run *run, struct bytes *storage)
{
	for (char *const *argument = run->argv; *argument != NULL; argument++)
		bytes_put(storage, *argument, strlen(*argument) + 1);
	return (struct command_line){ .argv = storage->data, .argv_bytes = storage->length };
}

void
run_put_name(const struct run *run, struct buffer *out)
{
	struct bytes arguments = { .data = NULL };
	struct command_line line = command_of(run, &arguments);

	command_name(&line, out);
	bytes_free(&arguments);
}

void
run_put_script(const struct run *run, struct buffer *out)
{
	struct bytes arguments = { .data = NULL };
	struct command_line line = command_of(run, &arguments);

	command_script(&line, out);
	bytes_free(&arguments);
}

/* These words are a public interface, shared by JSON and the store. */
static const char *const reason_names[] = {
	[RUN_EXITED] = "exited",
	[RUN_SIGNALED] = "signaled",
	[RUN_OOM_KILLED] = "oom_killed",
	[RUN_OVER_BUDGET] = "over_budget",
	[RUN_NOT_STARTED] = "not_started",
	[RUN_RUNNING] = "running",
	[RUN_LOST] = "lost",
	[RUN_IMPORTED] = "imported",
};

static const char *const origin_names[] = {
	[PEAK_NONE] = "none",
	[PEAK_SAMPLED] = "sampled",
	[PEAK_KERNEL] = "kernel",
	[PEAK_RUSAGE] = "rusage",
	[PEAK_EXACT] = "exact",
	[PEAK_RSS] = "rss",
	[PEAK_PSS] = "pss",
	[PEAK_RSS_SUM] = "rss_sum",
};

const char *
run_reason_name(enum run_reason reason)
{
	return reason_names[reason];
}

bool
run_reason_by_name(const char *name, enum run_reason *reason)
{
	for (size_t i = 0; i < LENGTH(reason_names); i++) {
		if (strcmp(name, reason_names[i]) != 0)
			continue;
		*reason = (enum run_reason)i;
		return true;
	}
	return false;
}

const char *
peak_origin_name(enum peak_origin origin)
{
	return origin_names[origin];
}

enum peak_origin
peak_origin_by_name(const char *name)
{
	for (size_t i = 0; i < LENGTH(origin_names); i++)
		if (strcmp(name, origin_names[i]) == 0)
			return (enum peak_origin)i;
	return PEAK_NONE;
}

const char *
code_line_kind_name(enum code_line_kind kind)
{
	static const char *const names[LINE_KINDS] = {
		[LINE_CODE] = "line",
		[LINE_IMPORT] = "import",
		[LINE_START] = "start",
		[LINE_NATIVE] = "native",
		[LINE_UNKNOWN] = "unknown",
		[LINE_OTHER] = "other",
		[LINE_UNFOLLOWED] = "unfollowed",
		[LINE_REST] = "rest",
	};

	return names[kind < LINE_KINDS ? kind : LINE_OTHER];
}

const char *
run_lines_status_name(enum run_lines_status status)
{
	static const char *const names[LINES_STATUSES] = {
		[LINES_NONE] = "none",
		[LINES_KNOWN] = "known",
		[LINES_DENIED] = "denied",
		[LINES_REFUSED] = "refused",
		[LINES_NOT_STARTED] = "not_started",
		[LINES_OFF] = "off",
	};

	return names[status < LINES_STATUSES ? status : LINES_NONE];
}

bool
run_lines_known(const struct run *run)
{
	return run->lines.status == LINES_KNOWN && run->lines.lists != NULL &&
	       run->lines.lists->line_count > 0;
}

bool
run_lines_peak_known(const struct run *run)
{
	return run_lines_known(run) && run->lines.unseen_bytes == 0 &&
	       run->lines.lists->peak.kind != LINE_REST && run->lines.bytes >= run->tree.bytes / 2;
}
