/* SPDX-License-Identifier: MIT */
/* tree_peak.h: the most that a tree of processes held together at one instant, shared pages once.
 *
 * RSS is cheap and counts a shared page once for each process; PSS counts it right and stalls the
 * process it is read of. So PSS is read seldom and carried on in between: since its last reading
 * a process has gained what its RSS gained; a process that came by fork has only what it gained since,
 * for it began as a copy of pages that are counted already; one that came by exec has its anonymous
 * memory. Such an estimate is never below the largest process nor above the sum of RSS. It is too
 * high where RSS grew by pages that others hold as well (shared memory, mapped files); the next
 * reading tells by how much, and the peak is put right.
 *
 * One process alone needs none of this: its RSS is its PSS. Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_TREE_PEAK_H
#define PEAKTOP_MODEL_TREE_PEAK_H

#include "model/run.h"
#include "model/sample.h"

/* What is carried on of one process. */
struct tree_member {
	struct proc_key key;
	uint64_t image;
	uint64_t rss_then_bytes, pss_then_bytes; /* at the last reading, or first sight */
	bool measured;                           /* pss_then was read, not assumed */
	uint64_t rss_bytes, held_bytes;          /* now; held: its part of the tree */
};

/* Who is in a breakdown, in its order: a name once given is kept. */
struct tree_who {
	struct proc_key key;
	uint64_t image;
};

struct tree_peak {
	struct run_tree_peak best;
	struct tree_who best_who[RUN_MEMBERS_MAX];
	struct run_tree_peak measured; /* the best that is no estimate, while `best` is one */
	struct tree_who measured_who[RUN_MEMBERS_MAX];
	uint64_t sum_bytes, held_bytes; /* of the newest sample: sum of RSS, estimate of the tree */
	uint64_t sum_before_bytes;      /* of the sample before */
	uint64_t at_ns, before_ns;      /* of these two */
	uint64_t best_measured_bytes;   /* by a reading of PSS, or of one process alone */
	uint64_t measured_at_ns, measured_sum_bytes;
	struct tree_member *members, *next; /* sorted by key */
	size_t count, capacity, next_capacity;
	bool changed; /* members came, went or ran exec since the last reading */
};

/* Start with a zeroed struct. */
void tree_peak_clear(struct tree_peak *);

/* Takes a sample of the whole tree, `at_ns` since the start. */
void tree_peak_apply(struct tree_peak *, const struct sample *, uint64_t at_ns);

/* Whether a reading of PSS now could show a higher peak than is known, or is needed to carry on. */
bool tree_peak_wants_pss(const struct tree_peak *, uint64_t at_ns);

/* Whether the sum of RSS stands about still: what is read now will hold for a while. */
bool tree_peak_settled(const struct tree_peak *);

/* In what time the tree would rise by a hundredth of its peak as it rose between the last two samples;
 * UINT64_MAX where it did not. */
uint64_t tree_peak_rise_ns(const struct tree_peak *);

/* What one member's PSS and RSS are at one instant, right after the sample it was in. After the last
 * of them, tree_peak_measured takes the sum for the tree's. */
void tree_peak_take_pss(
	struct tree_peak *, struct proc_key, uint64_t pss_bytes, uint64_t rss_bytes);
void tree_peak_measured(struct tree_peak *, uint64_t at_ns);

/* The tree's peak is never below that of its largest process, which the kernel knew at exit. */
void tree_peak_at_least(struct tree_peak *, uint64_t bytes, enum peak_origin, uint64_t at_ns);

#endif
