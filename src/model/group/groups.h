/* SPDX-License-Identifier: MIT */
/* groups.h: groups (model/group/group.h) over time: what the members of each hold, and the most
 * they held together. A group of several keeps a synthetic process, `sum`: the identity, names
 * and age of its leader, the sums of its members, and their process_history, growth and peak. The
 * peak is the largest sum of RSS at one sample (a page shared by several counts for each), and
 * never below the largest peak of a member. It is kept as long as one of the members is in the
 * table. */
#ifndef PEAKTOP_MODEL_GROUP_GROUPS_H
#define PEAKTOP_MODEL_GROUP_GROUPS_H

#include "model/group/group.h"
#include "model/group/group_sum.h"

struct process_group {
	struct group_members members;
	const struct process *sum; /* the leader itself if it is alone and always was */
};

struct kept_group {
	struct proc_key key;        /* of the leader */
	struct group_sum group_sum; /* without a sum: it was moved to another entry */
};

/* Start with a zeroed struct. Pointers into it are valid until the table changes. */
struct groups {
	struct process_group *items;
	size_t count, capacity;
	const struct process **members;
	size_t member_capacity;
	struct group_map map;
	struct kept_group *kept; /* by key */
	size_t kept_count, kept_capacity;
	struct kept_group *spare; /* the array for the next sample */
	size_t kept_spare, spare_capacity;
	uint64_t samples; /* samples of the table so far */
};

void groups_clear(struct groups *);

/* Updates all groups from the table's newest sample; also call it after processes were dismissed
 * or reset. On the first call it is unknown how long a group has existed; later it is known. */
void groups_update(struct groups *, const struct table *);

#endif
