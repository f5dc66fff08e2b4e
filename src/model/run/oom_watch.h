/* SPDX-License-Identifier: MIT */
/* oom_watch.h: which processes of a tree the out-of-memory killer ended: a counter shows that it
 * killed, and samples show which processes have gone since. A kill is counted some time before
 * its process is gone: candidates are the processes gone at the sample that saw the counter
 * rise, or at the next one; if there are none, the first to go within half a second. Of several
 * candidates it is the one known to have ended by SIGKILL, or else the largest. Pure: no files,
 * no clock. */
#ifndef PEAKTOP_MODEL_RUN_OOM_WATCH_H
#define PEAKTOP_MODEL_RUN_OOM_WATCH_H

#include "model/run/run.h"
#include "model/process/sample.h"

#define OOM_CANDIDATES 16

struct oom_member {
	struct proc_key key;
	uint64_t bytes; /* the most it was seen to hold, or was reported to have held at its end */
	bool killed;    /* ended by SIGKILL, according to wait or the kernel */
	bool final;     /* it held no more than that */
	bool of_many;   /* no sample saw it, and the figure may be that of a child it waited for */
};

/* Start with a zeroed struct. */
struct oom_watch {
	struct oom_member *living, *next; /* sorted by key */
	size_t count, capacity, next_capacity;
	struct oom_member gone[OOM_CANDIDATES]; /* the largest of them */
	size_t gone_count;
	uint64_t kills;     /* counted so far */
	uint64_t pending;   /* those whose victim is still to be found */
	uint64_t min_bytes; /* what a victim of these must have held */
	/* Set by the caller before a count: oom_watch_end was called for every process that is
	 * gone. Then only a process ended by SIGKILL may be a victim. */
	bool ends_known;
	uint64_t now_ns;   /* of the newest sample, on clock_active_ns */
	uint64_t until_ns; /* how long pending kills wait for the first process to go */
	uint64_t found;    /* kills with a victim; the first of them are kept: */
	struct oom_member victims[RUN_VICTIMS_MAX];
	size_t victim_count;
};

void oom_watch_clear(struct oom_watch *);

/* Takes a sample of the whole tree. True: a process is gone, or kills are pending. Then the
 * counters are worth reading, and oom_watch_count must follow. */
bool oom_watch_take(struct oom_watch *, const struct sample *);

/* Notes how a process ended, and the most that it held; unless it is its `own`, the figure may be
 * that of a child it waited for. Call before the sample that misses it. 0: unknown; a process that
 * no sample saw is then ignored. */
void oom_watch_end(struct oom_watch *, pid_t, bool killed, uint64_t bytes, bool own);

/* Notes the total of kills so far; a process that held less than `min_bytes` is not a victim
 * of the new ones. False: no kill is new, and none was pending. If others share the counter,
 * call it now and then even while no process is gone: otherwise a kill from long ago would be
 * blamed on the next process to go. */
bool oom_watch_count(struct oom_watch *, uint64_t kills, uint64_t min_bytes);

/* The largest of the gone processes that may be victims; 0: none. */
uint64_t oom_watch_gone_bytes(const struct oom_watch *);

/* At the end of the run: no process of the newest sample is still alive; the last count. */
void oom_watch_all_gone(struct oom_watch *);
void oom_watch_finish(struct oom_watch *, uint64_t kills, uint64_t min_bytes);

#endif
