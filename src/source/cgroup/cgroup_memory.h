/* SPDX-License-Identifier: MIT */
/* cgroup_memory.h: memory control groups (v1, v2, hybrid) of other processes: usage and limits.
 * Many processes share a group, and groups share those above them, so each group has a number
 * and is read at most once per tick: its limit and, only if it has one, what is charged against
 * it. A group that is not requested for a while is forgotten. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_MEMORY_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_MEMORY_H

#include "model/limit/limit.h"

struct cgroup_memory;

/* `mountinfo`: a file like /proc/self/mountinfo, which says where the groups are. `root`: a
 * prefix of the paths in it, "" except in tests. Never NULL: without a mount there are no
 * groups. */
struct cgroup_memory *cgroup_memory_open(const char *mountinfo, const char *root);
void cgroup_memory_close(struct cgroup_memory *);

/* Starts a new tick: each group is read again when it is requested. */
void cgroup_memory_tick(struct cgroup_memory *);

/* The number of the group that a text like /proc/PID/cgroup names, never reused for another; 0:
 * not visible. */
unsigned cgroup_memory_find(struct cgroup_memory *, const char *cgroup);

/* Fills the limits of the group and of all groups above it, the two kinds of group limits and
 * `high`, as far as they exist. False: it is gone or forgotten. */
bool cgroup_memory_limits(struct cgroup_memory *, unsigned group, struct limits *);

/* Reads all figures of one group now, for the view of one process. False: it is gone or
 * forgotten. */
bool cgroup_memory_read(struct cgroup_memory *, unsigned group, struct memory_group *);

#endif
