/* SPDX-License-Identifier: MIT */
/* cgroup_leave.h: what we would leave behind by moving from our control group to another. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_LEAVE_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_LEAVE_H

#include "source/cgroup/cgroup_path.h"

/* Whether a group, or one above it, was created by peaktop for a job (or to move aside for one):
 * its peak is meant to include everything that the job started. A scope from the user manager
 * does not count. */
bool cgroup_is_of_a_run(const char *folder);

/* Cuts `path` to the innermost group with a memory limit (v2), of its group and those above it.
 * False: none has one. */
bool cgroup_limited_part(struct cgroup_path *path);

/* Whether a group is `above` or lies below it. */
bool cgroup_is_within(const char *folder, const char *above);

#endif
