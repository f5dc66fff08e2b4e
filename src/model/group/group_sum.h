/* SPDX-License-Identifier: MIT */
/* group_sum.h: sums several processes, from sample to sample, into a synthetic process. It has
 * the identity, names and age of the leader, the sums of the living members, and a process_history,
 * a growth and a peak of those sums. A page shared by several members counts for each, except that
 * one address space counts once. */
#ifndef PEAKTOP_MODEL_GROUP_GROUP_SUM_H
#define PEAKTOP_MODEL_GROUP_GROUP_SUM_H

#include "model/process/table.h"

/* The processes to sum; all borrowed. Start with a zeroed struct and storage for `items`. */
struct group_members {
	const struct process *leader; /* the oldest living member, else the oldest */
	const struct process **items; /* the living first */
	size_t count, living;
};

/* Adds a process; living ones must be added before ended ones. */
void group_members_add(struct group_members *, const struct process *);

/* The number of members shown: the living ones, or all if none lives. */
size_t group_members_count(const struct group_members *);

/* Start with a zeroed struct. */
struct group_sum {
	struct process *sum; /* owned; NULL: nothing was summed yet */
	uint64_t reset_ns;   /* the table's reset_ns when the peak of the sum was last reset */
};

void group_sum_clear(struct group_sum *);

/* Updates the sum from the table's newest sample, which may be the same as last time; `members`
 * is not empty. On the first call, `witnessed` says whether they came together only now. The peak
 * is PEAK_RSS_SUM, the largest sum of RSS at one sample: a lower bound. */
void group_sum_update(
	struct group_sum *, const struct group_members *, const struct table *, bool witnessed);

/* Raises the peak to that of the member that held most: together they held no less. The origin
 * then is that of the member's peak. */
void group_sum_take_peaks(struct group_sum *, const struct group_members *);

#endif
