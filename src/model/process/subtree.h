/* SPDX-License-Identifier: MIT */
/* subtree.h: what a process and all living ones below it hold together, and the most of that at one
 * sample.
 *
 * Below is what the parents of one sample say: whoever was left by its parent counts for who took
 * it over. Sums are of RSS, pages that several share counted for each. */
#ifndef PEAKTOP_MODEL_PROCESS_SUBTREE_H
#define PEAKTOP_MODEL_PROCESS_SUBTREE_H

#include <stddef.h>

#include "model/process/peak.h"

struct process;

/* The largest sum, PEAK_RSS_SUM or PEAK_NONE, and how many held it. */
struct subtree_peak {
	struct peak peak;
	size_t processes;
};

/* The most is of this image, as is the peak of the process itself; what it held alone counts,
 * too. */
struct subtree {
	uint64_t rss_bytes; /* of the newest sample */
	size_t processes;   /* whose RSS was known then; a zombie holds none */
	struct subtree_peak most;
	struct subtree_peak marked; /* since the mark; PEAK_NONE: there is none */
	bool parent;                /* it was seen with a living child */
};

/* What is kept from one sample to the next to save its allocation; starts zeroed. */
struct subtree_node;
struct subtree_room {
	struct subtree_node *nodes;
	size_t capacity;
};

void subtree_room_clear(struct subtree_room *);

/* Sums up and raises the peaks of all living, sorted by key, after they took over a sample: O(n log
 * n). `marked`: there is a mark, and it holds for newcomers, too. */
void subtree_update(
	struct subtree_room *, struct process **living, size_t count, bool marked, uint64_t now_ns);

/* Another image: begins anew, but for the peak since the mark. */
void subtree_begin(struct subtree *);

/* Begins the peak since the mark at what is held now; ends it. */
void subtree_mark(struct subtree *, uint64_t now_ns);
void subtree_unmark(struct subtree *);

/* Nothing is held any more; the peaks stay. */
void subtree_end(struct subtree *);

/* The peak that is shown: since the mark, where there is one. NULL: it never had children. */
const struct subtree_peak *subtree_shown(const struct subtree *);

#endif
