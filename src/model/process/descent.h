/* SPDX-License-Identifier: MIT */
/* descent.h: which of the processes of the machine that ended were of one job: by their parents.
 *
 * The kernel tells all ends in their order, each with its parent at that moment. A parent is known
 * by its own end, which is told later, or as a living member of the job. What is not certain is not
 * the job's: a pid may be used again at any time, and ends may be lost. Pure but for its memory,
 * which is bounded. */
#ifndef PEAKTOP_MODEL_PROCESS_DESCENT_H
#define PEAKTOP_MODEL_PROCESS_DESCENT_H

#include "model/process/sample.h"

/* Ends that wait for word of their parents, at most. */
#define DESCENT_WAITING_MAX 20000
#define DESCENT_EXCLUDED_MAX 64
#define DESCENT_STRANGERS 256

enum descent_fate { FATE_OPEN, FATE_OURS, FATE_STRANGER };

struct descent_end {
	struct ending ending;
	uint64_t after_ns; /* it ended after this, on the clock of start times */
	/* The last end before, and the next one after it, of the pid that its parent has: places
	 * among `ends` and 1; 0: none. */
	uint32_t before, after;
	unsigned rounds; /* for which it has waited */
	enum descent_fate fate;
	bool gap;  /* ends were lost around it */
	bool told; /* was among `ours` before: kept for its children */
};

/* One that was of the job. */
struct descent_own {
	struct ending ending;
	uint64_t after_ns;          /* it ended after this */
	uint64_t parent_peak_bytes; /* where its parent's end was told, too; 0: unknown */
};

/* Start with a zeroed struct. */
struct descent {
	pid_t observer;                       /* whose descendants they are; never ends */
	pid_t excluded[DESCENT_EXCLUDED_MAX]; /* its children that are not of the job */
	size_t excluded_count;
	struct descent_end *ends; /* in the order in which they came */
	size_t count, capacity;
	uint32_t *by_pid; /* the same by pid, while they are looked for */
	size_t by_pid_size;
	struct descent_own *ours;
	size_t ours_count, ours_capacity;
	pid_t strangers[DESCENT_STRANGERS]; /* living parents that are not of the job, by their
					     * pids */
	uint64_t taken_ns, until_ns;        /* of the newest descent_take */
};

void descent_clear(struct descent *);

/* A child of the observer that is not of the job, nor what descends from it while it lives. */
void descent_exclude(struct descent *, pid_t);

/* Takes all that was told since the call before: until `now_ns` (of the clock of start times) all
 * of it, after `until_ns` nothing. `lost`: some was lost. */
void descent_take(struct descent *, const struct ending *, size_t count, uint64_t now_ns,
	uint64_t until_ns, bool lost);

/* After each descent_take: `members` are the living of the job, read since then, sorted by pid.
 * What is certain by now to have been of the job is in `ours`, each once, until the next call. */
void descent_settle(struct descent *, const struct sample *members);

#endif
