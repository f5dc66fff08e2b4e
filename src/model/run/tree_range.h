/* SPDX-License-Identifier: MIT */
/* tree_range.h: the range of what a tree holds: certainly, probably, at most. */
#ifndef PEAKTOP_MODEL_RUN_TREE_RANGE_H
#define PEAKTOP_MODEL_RUN_TREE_RANGE_H

#include "model/run/tree_roster.h"

/* found and found_max are by the last PSS reading or estimate from pages, whichever was later:
 * what it found plus growth since; and the same with all that may have been copied or left
 * since. */
struct tree_range {
	uint64_t min, found, likely, found_max, max;
};

struct tree_held {
	size_t living;
	struct memory_kinds sum;          /* shared pages counted for each process */
	uint64_t shmem_bytes, file_bytes; /* of what is mapped, probably: shared pages counted
					   * once */
	uint64_t sum_bytes;               /* of RSS */
	uint64_t largest_bytes;           /* RSS of the largest process */
	uint64_t copied_bytes;            /* possible copies since the last reading or estimate */
	uint64_t found_bytes; /* anonymous memory by that reading or estimate, plus growth since */
	uint64_t open_bytes;  /* what is unknown since then: these copies, and what ended
			       * processes left */
	bool estimated;       /* shares of some are from an estimate */
	struct tree_range anon; /* of anonymous memory alone */
	struct tree_range range;
};

/* `yield`: the fraction of possible copies that probably are copies. */
void tree_held_now(struct tree_held *, const struct tree_roster *, double yield);

/* Corrects the size at an instant of `then`, given that later the size was thought to be `now`
 * and was read as `measured`: each part of the doubt was wrong by the same fraction. What a
 * reading or an estimate had found then was not in doubt. */
uint64_t tree_range_corrected(struct tree_range then, struct tree_range now, uint64_t measured);

#endif
