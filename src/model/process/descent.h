/* SPDX-License-Identifier: MIT */
/* descent.h: which processes that ended on the machine belonged to one job, by their parents.
 * The kernel reports all ends in order, each with its parent at that moment. A parent is known
 * by its own end, which is reported later, or as a living member of the job. An uncertain
 * process is not counted as the job's: pids may be reused at any time, and ends may be lost.
 * Pure, except for its memory, which is bounded. */
#ifndef PEAKTOP_MODEL_PROCESS_DESCENT_H
#define PEAKTOP_MODEL_PROCESS_DESCENT_H

#include "model/process/sample.h"

/* The most ends that wait for information about their parents. */
#define DESCENT_WAITING_MAX 20000
#define DESCENT_EXCLUDED_MAX 64
#define DESCENT_STRANGERS 256

enum descent_fate { FATE_OPEN, FATE_OURS, FATE_STRANGER };

struct descent_end {
	struct ending ending;
	uint64_t after_ns; /* it ended after this, on the clock of start times */
	/* The last end before it, and the first after it, of its parent's pid: indices into
	 * `ends` plus 1; 0: none. */
	uint32_t before, after;
	unsigned rounds; /* rounds it has waited */
	enum descent_fate fate;
	bool gap;      /* ends were lost around it */
	bool reported; /* was in `ours` before: kept for its children */
};

/* An ended process of the job. */
struct descent_own {
	struct ending ending;
	uint64_t after_ns;          /* it ended after this */
	uint64_t parent_peak_bytes; /* if its parent's end was reported too; 0: unknown */
};

/* Start with a zeroed struct. */
struct descent {
	pid_t observer;                       /* whose descendants are meant; never ends */
	pid_t excluded[DESCENT_EXCLUDED_MAX]; /* its children that are not of the job */
	size_t excluded_count;
	struct descent_end *ends; /* in the order in which they were reported */
	size_t count, capacity;
	uint32_t *by_pid; /* a hash of them by pid, during a search */
	size_t by_pid_size;
	struct descent_own *ours;
	size_t ours_count, ours_capacity;
	pid_t strangers[DESCENT_STRANGERS]; /* living parents that are not of the job */
	uint64_t taken_ns, until_ns;        /* of the newest descent_take */
};

void descent_clear(struct descent *);

/* Excludes a child of the observer that is not of the job, and its descendants while it lives. */
void descent_exclude(struct descent *, pid_t);

/* Takes the ends reported since the last call: all up to `now_ns` (on the clock of start times),
 * none after `until_ns`. `lost`: some were lost. */
void descent_take(struct descent *, const struct ending *, size_t count, uint64_t now_ns,
	uint64_t until_ns, bool lost);

/* Call after each descent_take: `members` are the living processes of the job, read since then,
 * sorted by pid. Processes now certain to have been of the job are in `ours`, each once, until
 * the next call. */
void descent_settle(struct descent *, const struct sample *members);

#endif
