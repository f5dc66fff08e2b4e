/* SPDX-License-Identifier: MIT */
/* tagged.h: the processes that the user tagged, summed from sample to sample since they are a set.
 *
 * Another choice is another set, which begins anew. The peak is that of the sums alone: what a
 * member held before it was tagged does not count. */
#ifndef PEAKTOP_MODEL_GROUP_TAGGED_H
#define PEAKTOP_MODEL_GROUP_TAGGED_H

#include "model/group/group_sum.h"

/* Start with a zeroed struct. Pointers in it are good until the table changes. */
struct tagged_set {
	struct proc_key *keys;
	size_t count, capacity; /* at least two, or none: fewer are no set */
	const struct process **room;
	size_t room_capacity;
	struct group_members members; /* those that the table has; the living first */
	struct group_sum group_sum;   /* of no sum: none of them was there yet */
};

void tagged_clear(struct tagged_set *);

/* The members, in the order in which they were tagged; copies the keys. */
void tagged_choose(struct tagged_set *, const struct proc_key *keys, size_t count);

/* Brings members and sum up to the table's newest sample. */
void tagged_update(struct tagged_set *, const struct table *);

/* The table is made anew: so is the sum. */
void tagged_restart(struct tagged_set *);

#endif
