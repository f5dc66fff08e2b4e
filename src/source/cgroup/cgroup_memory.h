/* SPDX-License-Identifier: MIT */
/* cgroup_memory.h: memory control groups (v1, v2, hybrid) of other processes: what they hold and
 * may hold.
 *
 * Many processes share a group and all groups share those above them, so each group is known by a
 * number and read at most once a tick: its limit, and only where it has one, what counts against
 * it. A group that nobody asks for is forgotten after a while. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_MEMORY_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_MEMORY_H

#include "base/failure.h"
#include "model/limit/limit.h"

struct cgroup_memory;

/* `mountinfo`: a file as /proc/self/mountinfo, which says where the groups are. `root`: what stands
 * before the paths in it, "" but for a made-up world. Never NULL: without a mount there is no
 * group. */
struct cgroup_memory *cgroup_memory_open(const char *mountinfo, const char *root);
void cgroup_memory_close(struct cgroup_memory *);

/* A new tick: what was read before is read again when it is asked for. */
void cgroup_memory_tick(struct cgroup_memory *);

/* The number of the group that a text as of /proc/PID/cgroup names, never used again for another;
 * 0: none is to be seen. */
unsigned cgroup_memory_find(struct cgroup_memory *, const char *cgroup);

/* Fills the limits of the group and of all above it, the two kinds of groups and `high`, as far as
 * there are any. False: it is gone or forgotten. */
bool cgroup_memory_limits(struct cgroup_memory *, unsigned group, struct limits *);

/* All figures of one group, read now: for the view of one process. False: it is gone or
 * forgotten. */
bool cgroup_memory_read(struct cgroup_memory *, unsigned group, struct memory_group *);

#endif
