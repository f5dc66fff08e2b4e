/* SPDX-License-Identifier: MIT */
/* group_sum.h: several processes summed, from sample to sample, into a process of its own making.
 *
 * That process has the identity, names and age of the leader, the sums of the living members, and
 * a history, a growth and a peak of those sums. Pages that several share are counted for each. */
#ifndef PEAKTOP_MODEL_GROUP_GROUP_SUM_H
#define PEAKTOP_MODEL_GROUP_GROUP_SUM_H

#include "model/process/table.h"

/* Who is summed; all borrowed. Start with a zeroed struct and room for `items`. */
struct group_members {
	const struct process *leader; /* the oldest that lives, else the oldest */
	const struct process **items; /* the living first */
	size_t count, living;
};

/* Adds one; the living come before the ended. */
void group_members_add(struct group_members *, const struct process *);

/* How many are told of: those that live, or where none does, all. */
size_t group_members_told(const struct group_members *);

/* Start with a zeroed struct. */
struct group_sum {
	struct process *sum; /* owned; NULL: nothing was summed yet */
	uint64_t marked_ns;  /* of the table, when the sum was last marked */
};

void group_sum_clear(struct group_sum *);

/* Brings the sum up to the table's newest sample, which may be the last one again; `members` is not
 * empty. At the first time `witnessed` says that they came together only now. The peak is
 * PEAK_RSS_SUM: the largest sum of RSS at one sample, at least that. */
void group_sum_update(
	struct group_sum *, const struct group_members *, const struct table *, bool witnessed);

/* Raises the peak to that of the member that held most: together they held no less. Its origin is
 * then that of the member's. */
void group_sum_take_peaks(struct group_sum *, const struct group_members *);

#endif
