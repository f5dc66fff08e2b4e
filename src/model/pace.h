/* SPDX-License-Identifier: MIT */
/* pace.h: when an observer may look again: often near a new peak, seldom otherwise, and never for
 * more than a hundredth of one CPU nor of the job's own time. Pure: no clock of its own.
 *
 * Each start has a credit (PACE_CREDIT_NS), so that short jobs are looked at closely. */
#ifndef PEAKTOP_MODEL_PACE_H
#define PEAKTOP_MODEL_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_SHORTEST_NS 10000000ull
#define PACE_CREDIT_NS 100000000ull
#define PACE_SHARE 100 /* one part in so many */

struct pace {
	uint64_t longest_ns; /* --interval */
	uint64_t look_ns;    /* what a look costs, by a running average */
	uint64_t looked_ns;  /* CPU spent on looks so far */
	uint64_t stall_ns;   /* what a reading of PSS costs, by a running average */
	uint64_t
		stalled_ns; /* time spent on readings so far, each a possible stall of its target */
};

void pace_begin(struct pace *, uint64_t longest_ns);

/* A look, or a reading of PSS, has cost so much. */
void pace_looked(struct pace *, uint64_t cpu_ns);
void pace_read_pss(struct pace *, uint64_t took_ns);

/* How long to wait for the next look, `at_ns` since the start. `near`: the tree holds about its peak. */
uint64_t pace_next_look(const struct pace *, uint64_t at_ns, bool near);

/* Whether another reading of PSS keeps within the budget. */
bool pace_allows_pss(const struct pace *, uint64_t at_ns);

#endif
