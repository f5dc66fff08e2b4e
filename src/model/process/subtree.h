/* SPDX-License-Identifier: MIT */
/* subtree.h: what a process and its living descendants hold together, and the maximum of that at
 * one sample. Descent follows the parents of one sample: an orphan counts for the process that
 * adopted it. Sums are of RSS; a page shared by several counts for each, except that one address
 * space counts once. */
#ifndef PEAKTOP_MODEL_PROCESS_SUBTREE_H
#define PEAKTOP_MODEL_PROCESS_SUBTREE_H

#include <stddef.h>

#include "model/process/peak.h"

struct process;

/* The largest sum, PEAK_RSS_SUM or PEAK_NONE, and the number of processes in it. */
struct subtree_peak {
	struct peak peak;
	size_t processes;
};

/* The maximum is of this image, as is the process's own peak; what the process held alone counts
 * too. */
struct subtree {
	uint64_t rss_bytes; /* of the newest sample */
	size_t processes;   /* with a known RSS; a zombie holds none */
	struct subtree_peak max;
	struct subtree_peak since_reset; /* PEAK_NONE: there was no reset */
	bool parent;                     /* it was seen with a living child */
};

/* Scratch memory kept from one sample to the next; starts zeroed. */
struct subtree_node;
struct subtree_scratch {
	struct subtree_node *nodes;
	size_t capacity;
};

void subtree_scratch_clear(struct subtree_scratch *);

/* Computes the sums and raises the peaks of all living processes, sorted by key, after they took
 * a sample: O(n log n). `reset`: peaks were reset, which also applies to newcomers. */
void subtree_update(struct subtree_scratch *, struct process **living, size_t count, bool reset,
	uint64_t now_ns);

/* A new image: starts over, except for the peak since the reset. */
void subtree_begin(struct subtree *);

/* Starts the peak since the reset at the current sum, or ends it. */
void subtree_reset_peak(struct subtree *, uint64_t now_ns);
void subtree_restore_peak(struct subtree *);

/* Nothing is held any more; the peaks remain. */
void subtree_end(struct subtree *);

/* The peak to show: since the reset, if there was one. NULL: it never had children. */
const struct subtree_peak *subtree_shown(const struct subtree *);

#endif
