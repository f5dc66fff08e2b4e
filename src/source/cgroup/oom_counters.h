/* SPDX-License-Identifier: MIT */
/* oom_counters.h: out-of-memory kills, as counted by the memory control groups of a job. Both
 * versions count a kill in the group of the killed process (v1: oom_kill in memory.oom_control;
 * v2: in memory.events, there also in all groups above it). Another counter shows whose limit
 * was reached (v1: memory.failcnt; v2: oom in memory.events, which a kill increments from that
 * group upwards). */
#ifndef PEAKTOP_SOURCE_CGROUP_OOM_COUNTERS_H
#define PEAKTOP_SOURCE_CGROUP_OOM_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/cgroup/cgroup_path.h"

#define OOM_GROUPS_MAX 16

struct oom_counters {
	bool known;              /* there is a group that counts */
	bool own;                /* only the job is in it */
	struct cgroup_path path; /* the group whose kills are counted */
	uint64_t kills_before;
	uint64_t smallest_limit_bytes; /* of the groups that are not the job's own; 0: none, or
					* unknown */
	/* It and the groups above it that have a limit, from the bottom up. */
	struct oom_group {
		size_t length; /* of its folder, a prefix of the path's */
		uint64_t limit_bytes, hits_before;
		bool hits_known;
	} groups[OOM_GROUPS_MAX];
	size_t group_count;
	uint64_t limit_above_bytes; /* v1: of all invisible groups above; 0: none */
};

/* Notes the present counters. `private_folder`: the job's own group, below ours; NULL: it has
 * none. */
void oom_counters_open(struct oom_counters *, const char *private_folder);

/* The same for any group. */
void oom_counters_open_at(struct oom_counters *, const struct cgroup_path *, bool own);

/* Kills since then in the group; for a job's own group on v1 also in those below it. 0 if
 * unknown. */
uint64_t oom_counters_kills(const struct oom_counters *);

/* The limit that was reached since then, the lowest if there are several; 0: no visible one. */
uint64_t oom_counters_limit(const struct oom_counters *);

#endif
