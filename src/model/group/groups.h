/* SPDX-License-Identifier: MIT */
/* groups.h: jobs (model/group/group.h) as they accumulate from sample to sample: what all of one
 * hold, and the most they held together.
 *
 * A job of several keeps a process of its own making, `sum`: the identity, names and age of its
 * leader, the sums of its members, and their history, growth and peak. The peak is the largest sum
 * of RSS at one sample, pages that several share counted for each, and never below the largest peak
 * of a member. It is kept as long as one of the members is in the table. */
#ifndef PEAKTOP_MODEL_GROUP_GROUPS_H
#define PEAKTOP_MODEL_GROUP_GROUPS_H

#include "model/group/group.h"
#include "model/group/group_sum.h"

struct process_group {
	struct group_members members;
	const struct process *sum; /* the leader itself where it is alone and always was */
};

struct kept_group {
	struct proc_key key;        /* of the leader */
	struct group_sum group_sum; /* of no sum: it was taken on */
};

/* Start with a zeroed struct. Pointers in it are good until the table changes. */
struct groups {
	struct process_group *items;
	size_t count, capacity;
	const struct process **members;
	size_t member_capacity;
	struct group_map groups;
	struct kept_group *kept; /* by key */
	size_t kept_count, kept_capacity;
	struct kept_group *spare; /* what the next sample's are written to */
	size_t kept_spare, spare_capacity;
	uint64_t looks; /* at the table so far */
};

void groups_clear(struct groups *);

/* Brings all up to the table's newest sample; also after processes were dismissed or marked. At the
 * first time it is not known since when a job is one of several, later it is. */
void groups_update(struct groups *, const struct table *);

#endif
