/* SPDX-License-Identifier: MIT */
/* tree_roster.h: the processes of a tree, from sample to sample, and which may share memory. */
#ifndef PEAKTOP_MODEL_RUN_TREE_ROSTER_H
#define PEAKTOP_MODEL_RUN_TREE_ROSTER_H

#include "model/run/tree_member.h"

/* Start with a zeroed struct. */
struct tree_roster {
	struct tree_member *members, *next; /* sorted by key */
	size_t count, capacity, next_capacity;
	uint64_t left_bytes; /* anonymous memory that ended processes left to relatives, at most */
	uint64_t likely_left_bytes; /* the same since the last estimate of shares */
	uint64_t cpu_ns;            /* CPU time that all were seen to use */
};

/* Moves on to the next sample: newcomers, processes that stayed, ended or called exec. */
void tree_roster_update(struct tree_roster *, const struct sample *);
void tree_roster_clear(struct tree_roster *);

/* Takes over the estimates of shares given to its members. `frames`: pages could be identified.
 * `yield`: the fraction of possible copies that are copies. */
void tree_roster_take_estimates(struct tree_roster *, bool frames, double yield);

/* The member with this pid, or NULL. */
struct tree_member *tree_roster_find(const struct tree_roster *, pid_t);

#endif
