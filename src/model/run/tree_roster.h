/* SPDX-License-Identifier: MIT */
/* tree_roster.h: who is in a tree, from sample to sample, and who may share memory with whom. */
#ifndef PEAKTOP_MODEL_RUN_TREE_ROSTER_H
#define PEAKTOP_MODEL_RUN_TREE_ROSTER_H

#include "model/run/tree_member.h"

/* Start with a zeroed struct. */
struct tree_roster {
	struct tree_member *members, *next; /* sorted by key */
	size_t count, capacity, next_capacity;
	uint64_t left_bytes; /* anonymous memory that those who ended left to relatives, at most */
	uint64_t likely_left_bytes; /* the same since the last estimate of shares */
	uint64_t cpu_ns;            /* that all of them were seen to use */
};

/* Takes over from one sample to the next: newcomers, who stayed, who ended or ran exec. */
void tree_roster_update(struct tree_roster *, const struct sample *);
void tree_roster_clear(struct tree_roster *);

/* Takes over the estimates of shares that its members were given. `frames`: pages could be told
 * from each other. `yield`: of what may be copies so many are. */
void tree_roster_take_estimates(struct tree_roster *, bool frames, double yield);

/* NULL: there is none. */
struct tree_member *tree_roster_find(const struct tree_roster *, pid_t);

#endif
