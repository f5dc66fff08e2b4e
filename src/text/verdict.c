/* SPDX-License-Identifier: MIT */
/* verdict.c: how a run ended, in a few words; out of memory only on evidence. */
#include "text/verdict.h"

#include <inttypes.h>
#include <string.h>

#include "text/column.h"
#include "text/trust.h"

static void
put_size(const char *before, uint64_t bytes, enum units units, struct buffer *b)
{
	buffer_text(b, before);
	unit_size(b, bytes, units);
}

/* How the command itself ended, whatever the reason. */
static void
put_end(const struct run *run, struct buffer *b)
{
	if (run->signal == 0) {
		buffer_print(b, "exited %d", run->status);
		return;
	}
	buffer_text(b, "killed by ");
	cell_put_signal(run->signal, b);
	if (run->core_dumped)
		buffer_text(b, " (core dumped)");
}

/* A shell whose command was killed exits 128 + N itself. */
static void
put_exited(const struct run *run, struct buffer *b)
{
	int signal = run->status - 128;

	put_end(run, b);
	if (run->signal != 0 || signal <= 0 || sigabbrev_np(signal) == NULL)
		return;
	buffer_text(b, ", as a shell reports ");
	cell_put_signal(signal, b);
}

/* The limit that its cgroup ran into: its own, or else the smallest above it. 0: none but RAM. */
static uint64_t
limit_reached(const struct run *run)
{
	if (run->cgroup.limit_bytes != 0)
		return run->cgroup.limit_bytes;
	return run->limit_bytes < run->machine_total_bytes ? run->limit_bytes : 0;
}

static void
put_out_of_memory(const struct run *run, enum units units, struct buffer *b)
{
	uint64_t limit = limit_reached(run);
	uint64_t kills = run->cgroup.oom_kills;

	put_end(run, b);
	buffer_text(b, ": out of memory");
	if (limit != 0)
		put_size(", limit ", limit, units, b);
	if (kills > 1 || (kills == 1 && run->signal == 0))
		buffer_print(b, ", %" PRIu64 " process%s killed", kills, kills == 1 ? "" : "es");
}

static void
put_over_budget(const struct run *run, enum units units, struct buffer *b)
{
	buffer_text(b, "over budget");
	if (run->tree.bytes > run->budget_bytes) {
		buffer_print(b, " by %s", trust_words(trust_tree(run)));
		unit_size(b, run->tree.bytes - run->budget_bytes, units);
		put_size(" (", run->tree.bytes, units, b);
		put_size(" of ", run->budget_bytes, units, b);
		buffer_text(b, ")");
	} else {
		put_size(" of ", run->budget_bytes, units, b);
	}
	buffer_text(b, run->enforced ? "; enforced: " : "; ");
	put_end(run, b);
}

void
verdict_put(const struct run *run, enum units units, struct buffer *out)
{
	switch (run->reason) {
	case RUN_EXITED:
	case RUN_SIGNALED:
		put_exited(run, out);
		if (run->oom_likely)
			buffer_text(
				out, ": likely out of memory (this system counted such a kill)");
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
		buffer_text(out, "not known: the file has samples only");
		break;
	case RUN_LOST:
		buffer_text(out, "lost: its observer was killed; known until then");
		break;
	}
}

bool
verdict_cut_short(const struct run *run)
{
	return run->reason == RUN_OOM_KILLED || run->oom_likely ||
	       (run->reason == RUN_OVER_BUDGET && run->enforced);
}
