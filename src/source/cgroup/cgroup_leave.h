/* SPDX-License-Identifier: MIT */
/* cgroup_leave.h: what of our own control group we would leave behind, by going into another. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_LEAVE_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_LEAVE_H

#include "source/cgroup/cgroup_path.h"

/* Whether a group, or one above it, is one that peaktop made for a job (or to step aside for one):
 * its peak is to be that of all that the job started. A scope that the user manager gave is
 * none. */
bool cgroup_is_of_a_run(const char *folder);

/* Cuts `place` to the innermost of its group and of those above it that has a limit of memory (v2).
 * False: none has. */
bool cgroup_limited_part(struct cgroup_path *place);

/* Whether a group is `above`, or lies below it. */
bool cgroup_is_within(const char *folder, const char *above);

#endif
