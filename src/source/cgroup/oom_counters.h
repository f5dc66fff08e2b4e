/* SPDX-License-Identifier: MIT */
/* oom_counters.h: kills by the out-of-memory killer, as the memory control groups of a job count
 * them.
 *
 * Both versions count a kill in the group of the process that was killed (v1: oom_kill of
 * memory.oom_control; v2: of memory.events, there in all groups above it as well). Whose limit was
 * reached tells a counter of its own (v1: memory.failcnt; v2: oom of memory.events, which a kill
 * moves from that group upwards). */
#ifndef PEAKTOP_SOURCE_CGROUP_OOM_COUNTERS_H
#define PEAKTOP_SOURCE_CGROUP_OOM_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/cgroup/cgroup_path.h"

#define OOM_GROUPS_MAX 16

struct oom_counters {
	bool known;               /* there is a group that counts */
	bool own;                 /* nobody but the job is in it */
	struct cgroup_path place; /* the group whose kills are counted */
	uint64_t kills_before;
	uint64_t smallest_limit_bytes; /* of the groups that are not the job's own; 0: none, or
					  unknown */
	/* It and those above it that have a limit, from below. */
	struct oom_group {
		size_t length; /* of its folder, the start of the place's */
		uint64_t limit_bytes, hits_before;
		bool hits_known;
	} groups[OOM_GROUPS_MAX];
	size_t group_count;
	uint64_t limit_above_bytes; /* v1: of what lies above all that can be seen; 0: none */
};

/* What was counted up to now. `private_folder`: the job's own group, below ours; NULL: it has
 * none. */
void oom_counters_open(struct oom_counters *, const char *private_folder);

/* The same of any group. */
void oom_counters_open_at(struct oom_counters *, const struct cgroup_path *, bool own);

/* Kills since then, in the group; of a job's own on v1 also in those below it. 0 where none is
 * known. */
uint64_t oom_counters_kills(const struct oom_counters *);

/* The limit that was reached since then, the lowest where there are several; 0: none that can be
 * seen. */
uint64_t oom_counters_limit(const struct oom_counters *);

#endif
