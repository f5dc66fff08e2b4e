/* SPDX-License-Identifier: MIT */
/* oom_watch.h: which processes of a tree the out-of-memory killer took: a counter tells that it
 * killed, the samples who is gone since.
 *
 * A kill is counted some time before its process is gone: who is gone at the sample that saw the
 * counter move, or at the next one, may be it; where nobody is, the first that goes within half a
 * second. Of several it is the one that SIGKILL is known to have ended, or else the largest. Pure:
 * no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_OOM_WATCH_H
#define PEAKTOP_MODEL_RUN_OOM_WATCH_H

#include "model/run/run.h"
#include "model/process/sample.h"

#define OOM_CANDIDATES 16

struct oom_member {
	struct proc_key key;
	uint64_t bytes; /* the most it was seen to hold, or was told to have held at its end */
	bool killed;    /* SIGKILL ended it: it was waited for */
	bool final;     /* it held no more */
	bool of_many;   /* nobody saw it, and the figure may be that of one that it waited for */
};

/* Start with a zeroed struct. */
struct oom_watch {
	struct oom_member *living, *next; /* sorted by key */
	size_t count, capacity, next_capacity;
	struct oom_member gone[OOM_CANDIDATES]; /* the largest of them */
	size_t gone_count;
	uint64_t kills;       /* that were counted */
	uint64_t pending;     /* of them, with a victim still to be found */
	uint64_t least_bytes; /* that a victim of these held */
	/* Set by the caller before a count: the end of everybody who is gone was given to
	 * oom_watch_end. Then only whom SIGKILL ended may be a victim. */
	bool ends_known;
	uint64_t now_ns;   /* of the newest sample, as clock_active_ns */
	uint64_t until_ns; /* so long those that are pending wait for the first to go */
	uint64_t found;    /* of them, with one; of so many the first are kept: */
	struct oom_member victims[RUN_VICTIMS_MAX];
	size_t victim_count;
};

void oom_watch_clear(struct oom_watch *);

/* Takes a sample of the whole tree. True: who was in it is gone, or kills are pending: the counters
 * are worth reading, and oom_watch_count must follow. */
bool oom_watch_take(struct oom_watch *, const struct sample *);

/* How one of them ended, and what it (`own`), or it or one that it waited for, held at most:
 * before the sample that misses it. 0: unknown; then one that no sample saw is none of them. */
void oom_watch_end(struct oom_watch *, pid_t, bool killed, uint64_t bytes, bool own);

/* So many kills were counted by now, in all; who held less than `least_bytes` is no victim of the
 * new ones. False: none is new, and none was pending. Where others share the counter it has to be
 * read now and then while nobody is gone: a kill from long before would else be taken for that of
 * the next who goes. */
bool oom_watch_count(struct oom_watch *, uint64_t kills, uint64_t least_bytes);

/* The largest of those that are gone, who may be victims; 0: nobody is. */
uint64_t oom_watch_gone_bytes(const struct oom_watch *);

/* The end: nobody lives on of those in the newest sample; and: this was the last count. */
void oom_watch_all_gone(struct oom_watch *);
void oom_watch_finish(struct oom_watch *, uint64_t kills, uint64_t least_bytes);

#endif
