/* SPDX-License-Identifier: MIT */
/* verdict.c: how a run ended, in a few words; "out of memory" only on evidence. */
#include "text/run/verdict.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "base/exit_status.h"
#include "base/plural.h"
#include "base/signal_name.h"
#include "base/utf8.h"
#include "model/run/confidence.h"

#define VICTIMS_SHOWN 3
#define NAME_IN_LIST 40

/* How the command itself ended, whatever the reason. */
static void
put_end(const struct run *run, struct buffer *b)
{
	if (run->signal == 0) {
		buffer_print(b, "exited %d", run->status);
		return;
	}
	buffer_text(b, "killed by ");
	signal_name_put(run->signal, b);
	if (run->core_dumped)
		buffer_text(b, " (core dumped)");
}

/* A shell exits with 128 + N if its command was killed. */
static void
put_exited(const struct run *run, struct buffer *b)
{
	int signal = run->status - EXIT_SIGNALED;

	put_end(run, b);
	if (run->signal != 0 || !signal_name_is_known(signal))
		return;
	buffer_text(b, ", as a shell reports ");
	signal_name_put(signal, b);
}

/* The limit that was reached, if known; for a run of an older peaktop, that of its own group or
 * otherwise the smallest above it. 0: none but RAM. */
static uint64_t
limit_reached(const struct run *run)
{
	if (run->oom_limit_bytes != 0)
		return run->oom_limit_bytes;
	if (run->cgroup.limit_bytes != 0)
		return run->cgroup.limit_bytes;
	return run->limit_bytes < run->machine_total_bytes ? run->limit_bytes : 0;
}

/* "(worker 4711, held 118 MiB; ..., 2 more)"; those that no sample saw are not named. */
static void
put_victims(const struct run *run, uint64_t kills, enum units units, struct buffer *b)
{
	size_t shown = 0;

	for (size_t i = 0; i < run->victim_count && shown < VICTIMS_SHOWN; i++) {
		const struct run_member *v = &run->victims[i];
		size_t length = strlen(v->name);

		if (v->pid == 0)
			continue;
		buffer_text(b, shown++ > 0 ? "; " : " (");
		buffer_put(b, v->name,
			length > NAME_IN_LIST ? utf8_cut(v->name, length, NAME_IN_LIST) : length);
		buffer_print(b, "%s%d", length > 0 ? " " : "process ", (int)v->pid);
		if (v->bytes > 0)
			unit_size_after(
				b, v->exact ? ", held " : ", held at least ", v->bytes, units);
	}
	if (shown > 0 && kills > shown)
		buffer_print(b, "; %" PRIu64 " more", kills - shown);
	buffer_text(b, shown > 0 ? ")" : "");
}

static void
put_kills(const struct run *run, uint64_t kills, enum units units, struct buffer *b)
{
	buffer_print(b, "%" PRIu64 " of its processes %s killed for memory", kills,
		plural(kills, "was", "were"));
	put_victims(run, kills, units, b);
}

static bool
is_killed_itself(const struct run *run)
{
	return run->signal == SIGKILL ||
	       (run->signal == 0 && run->status == EXIT_SIGNALED + SIGKILL);
}

static void
put_out_of_memory(const struct run *run, enum units units, struct buffer *b)
{
	uint64_t limit = limit_reached(run);
	uint64_t kills = run_oom_kills(run);

	put_end(run, b);
	buffer_text(b, ": out of memory");
	if (limit != 0)
		unit_size_after(b, ", limit ", limit, units);
	if (kills > 1 || (kills == 1 && run->signal == 0)) {
		buffer_text(b, "; ");
		put_kills(run, kills, units, b);
	}
}

/* It survived a kill, or failed because of it. */
static void
put_coped(const struct run *run, enum units units, struct buffer *b)
{
	uint64_t limit = limit_reached(run);

	if (run->oom_kills > 0) {
		buffer_text(b, "; ");
		put_kills(run, run->oom_kills, units, b);
		if (limit != 0)
			unit_size_after(b, ", limit ", limit, units);
	} else if (run->oom_likely && is_killed_itself(run)) {
		buffer_text(b, ": likely out of memory (the system counted an OOM kill)");
	} else if (run->oom_likely) {
		buffer_text(b, "; likely ");
		put_kills(run, run->victim_count, units, b);
	}
}

static void
put_over_budget(const struct run *run, enum units units, struct buffer *b)
{
	buffer_text(b, "over budget");
	if (run->tree.bytes > run->budget_bytes) {
		buffer_print(b, " by %s", confidence_prefix(confidence_tree(run)));
		unit_size(b, run->tree.bytes - run->budget_bytes, units);
		unit_size_after(b, " (", run->tree.bytes, units);
		unit_size_after(b, " of ", run->budget_bytes, units);
		buffer_text(b, ")");
	} else {
		unit_size_after(b, " of ", run->budget_bytes, units);
		if (run->tmpfs.counted)
			buffer_text(b, " with its files in memory");
	}
	/* A command that exits by itself may have handled the signal, or have been about to
	 * exit. */
	buffer_text(b, !run->enforced ? "; " : run->signal != 0 ? "; enforced: " : "; enforced, ");
	put_end(run, b);
	put_coped(run, units, b);
}

void
verdict_put(const struct run *run, enum units units, struct buffer *out)
{
	switch (run->reason) {
	case RUN_EXITED:
	case RUN_SIGNALED:
		put_exited(run, out);
		put_coped(run, units, out);
		break;
	case RUN_OOM_KILLED:
		put_out_of_memory(run, units, out);
		break;
	case RUN_OVER_BUDGET:
		put_over_budget(run, units, out);
		break;
	case RUN_NOT_STARTED:
		buffer_text(out, "not started");
		if (run->start_error != 0)
			buffer_print(out, ": %s", strerror(run->start_error));
		break;
	case RUN_RUNNING:
		buffer_text(out, "running");
		break;
	case RUN_IMPORTED:
		buffer_text(out, "unknown: the file contains only samples");
		break;
	case RUN_LOST:
		buffer_text(out, "lost: its observer was killed; figures up to then");
		break;
	}
}

bool
verdict_cut_short(const struct run *run)
{
	enum run_cut cut = run_cut(run);

	return cut != CUT_NONE && cut <= CUT_ENFORCED;
}
