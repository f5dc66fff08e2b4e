/* SPDX-License-Identifier: MIT */
/* tree_range.h: what a tree holds: no less than, probably, no more than. */
#ifndef PEAKTOP_MODEL_RUN_TREE_RANGE_H
#define PEAKTOP_MODEL_RUN_TREE_RANGE_H

#include "model/run/tree_roster.h"

/* The inner part is by the last reading or estimate from pages, whichever was later: what that told
 * and growth since, and with all that may have been copied or left since. */
struct tree_range {
	uint64_t least, told, likely, told_most, most;
};

struct tree_held {
	size_t living;
	struct memory_kinds sum;          /* pages counted for each process */
	uint64_t shmem_bytes, file_bytes; /* of what is mapped, probably: pages counted once */
	uint64_t sum_bytes;               /* of RSS */
	uint64_t largest_bytes;           /* RSS of the largest process */
	uint64_t copied_bytes; /* what may be copies since the last reading or estimate */
	uint64_t told_bytes;   /* of anonymous memory, by that reading or estimate, and by growth
				  since */
	uint64_t open_bytes; /* what nothing tells of since then: these, and what ended ones left */
	bool estimated;      /* shares of some are by an estimate from pages */
	struct tree_range anon; /* of anonymous memory alone */
	struct tree_range range;
};

/* `yield`: of what may be copies so many probably are. */
void tree_held_now(struct tree_held *, const struct tree_roster *, double yield);

/* What was held at an instant of `then`, when at a later one `now` was thought and `measured` is
 * read: each share of the doubt was wrong alike. What a reading or an estimate told then was no
 * doubt. */
uint64_t tree_range_corrected(struct tree_range then, struct tree_range now, uint64_t measured);

#endif
