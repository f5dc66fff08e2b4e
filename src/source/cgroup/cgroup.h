/* SPDX-License-Identifier: MIT */
/* cgroup.h: memory control groups (v1, v2, hybrid): a private one for a job.
 *
 * A private group is made below the one we are in, so that the job never leaves the limits that
 * hold for it. On v2 our group must not hold processes then, unless it is the root: where we are
 * alone in it we step aside for that time, into a second group below it; others are never moved. An
 * ordinary user of systemd can have a group to be alone in (cgroup_scope.h). */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_H

#include "base/failure.h"
#include "model/run/run.h"

struct job_cgroup {
	bool made, v2, limited;
	bool aside;      /* v2: we left our group for another below it, to make room */
	char home[4096]; /* the folder of the group we were in */
	char path[4096]; /* of its own folder, below home */
	/* Close-on-exec, for a launch: cgroup.procs, -1: none; on v2 the folder as well, else 0. */
	int procs_fd, folder_fd;
	uint64_t oom_kills_before; /* of its own counter, at the start */
};

/* Whether a process can be launched into a group without waiting (v2): on v1 it takes 10 to 20
 * ms. */
bool cgroup_is_cheap(void);

/* Makes a private group; limit_bytes 0: no limit of its own. False and `why`: none can be made here
 * (no memory controller below us, not permitted); nothing is left behind then. */
bool cgroup_make(struct job_cgroup *, uint64_t limit_bytes, struct failure *why);

/* What the kernel says of it: peak, limit, kills by the out-of-memory killer since it was made. */
void cgroup_read(const struct job_cgroup *, struct run_cgroup *);

/* Removes it, and puts us back where we were. Processes that live on are moved to our own group,
 * where they would be without it; but a group with a limit of its own is left with them in it:
 * false. */
bool cgroup_remove(struct job_cgroup *);

#endif
