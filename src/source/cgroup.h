/* SPDX-License-Identifier: MIT */
/* cgroup.h: memory control groups (v1, v2, hybrid): a private one for a job, and the limits that
 * apply to us.
 *
 * A private group is made below the one we are in, so that the job never leaves the limits that
 * hold for it; nothing else is moved. */
#ifndef PEAKTOP_SOURCE_CGROUP_H
#define PEAKTOP_SOURCE_CGROUP_H

#include "base/failure.h"
#include "model/run.h"

struct job_cgroup {
	bool made, v2;
	char path[4096]; /* of its folder */
	int procs_fd;    /* cgroup.procs, close-on-exec: for launch_setup.cgroup_fd; -1: none */
	uint64_t oom_kills_before; /* of its own counter, at the start */
};

/* Makes a private group; limit_bytes 0: no limit of its own. False and `why`: none can be made here
 * (no memory controller below us, not permitted); nothing is left behind then. */
bool cgroup_make(struct job_cgroup *, uint64_t limit_bytes, struct failure *why);

/* What the kernel says of it: peak, limit, kills by the out-of-memory killer since it was made. */
void cgroup_read(const struct job_cgroup *, struct run_cgroup *);

/* Removes it. A group that still holds processes (that live on) is left where it is: false. */
bool cgroup_remove(struct job_cgroup *);

/* The smallest memory limit of the group we are in and of all above it; 0: none, or unknown. */
uint64_t cgroup_smallest_limit(void);

#endif
