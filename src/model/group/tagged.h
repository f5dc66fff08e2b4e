/* SPDX-License-Identifier: MIT */
/* tagged.h: the processes that the user tagged, summed from sample to sample since they were
 * tagged. A different selection is a new set and starts over. The peak is that of the sums
 * alone: what a member held before it was tagged does not count. */
#ifndef PEAKTOP_MODEL_GROUP_TAGGED_H
#define PEAKTOP_MODEL_GROUP_TAGGED_H

#include "model/group/group_sum.h"

/* Start with a zeroed struct. Pointers into it are valid until the table changes. */
struct tagged_set {
	struct proc_key *keys;
	size_t count, capacity; /* at least two, or none: fewer are not a set */
	const struct process **storage;
	size_t storage_capacity;
	struct group_members members; /* those that are in the table; the living first */
	struct group_sum group_sum;   /* without a sum: none of them was seen yet */
};

void tagged_clear(struct tagged_set *);

/* Sets the members, in the order in which they were tagged; copies the keys. False: it has them
 * already. */
bool tagged_choose(struct tagged_set *, const struct proc_key *keys, size_t count);

/* Updates members and sum from the table's newest sample. */
void tagged_update(struct tagged_set *, const struct table *);

/* Starts the sum over, for a new table. */
void tagged_restart(struct tagged_set *);

#endif
