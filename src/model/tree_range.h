/* SPDX-License-Identifier: MIT */
/* tree_range.h: what a tree holds: no less than, probably, no more than. */
#ifndef PEAKTOP_MODEL_TREE_RANGE_H
#define PEAKTOP_MODEL_TREE_RANGE_H

#include "model/tree_roster.h"

struct tree_range {
	uint64_t least, likely, most;
};

struct tree_held {
	size_t living;
	struct memory_kinds sum;          /* pages counted for each process */
	uint64_t shmem_bytes, file_bytes; /* of what is mapped, probably: pages counted once */
	uint64_t sum_bytes;               /* of RSS */
	uint64_t largest_bytes;           /* RSS of the largest process */
	uint64_t copied_bytes; /* what may be copies since the last reading or estimate */
	uint64_t
		told_bytes; /* of anonymous memory, by that reading or estimate, and by growth since */
	uint64_t open_bytes; /* what nothing tells of since then: these, and what ended ones left */
	struct tree_range anon; /* of anonymous memory alone */
	struct tree_range range;
};

/* `yield`: of what may be copies so many probably are. */
void tree_held_now(struct tree_held *, const struct tree_roster *, double yield);

/* What was held at an instant of `then`, when at a later one `now` was thought and `measured` is read:
 * each share of the doubt was wrong alike. */
uint64_t tree_range_corrected(struct tree_range then, struct tree_range now, uint64_t measured);

#endif
