/* SPDX-License-Identifier: MIT */
/* cgroup.h: memory control groups (v1, v2, hybrid): a private one for a job. It is created below
 * our own group, so that the job never escapes the limits that apply to it. On v2 our group must
 * then hold no processes, unless it is the root. If we are alone in it, we move aside for that
 * time, into a second group below it; others are never moved. An ordinary user of systemd can
 * get a group of their own (cgroup_scope.h). */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_H

#include "base/failure.h"
#include "model/run/run.h"

struct job_cgroup {
	bool made, v2, limited;
	bool aside;      /* v2: we moved from our group to another below it, to make room */
	char home[4096]; /* the folder of our original group */
	char path[4096]; /* of the job's folder, below home */
	/* Close-on-exec, for a launch: cgroup.procs, -1: none; on v2 also the folder, else 0. */
	int procs_fd, folder_fd;
	uint64_t oom_kills_before; /* its own counter, at the start */
};

/* Whether launching a process into a group takes no waiting (v2): on v1 it takes 10 to 20 ms. */
bool cgroup_is_cheap(void);

/* Creates a private group; limit_bytes 0: without a limit of its own. Fails if none can be
 * created here (no memory controller below us, not permitted); nothing is left behind then. */
bool cgroup_make(struct job_cgroup *, uint64_t limit_bytes, struct failure *why);

/* The kernel's figures: peak, limit, and out-of-memory kills since it was created. */
void cgroup_read(const struct job_cgroup *, struct run_cgroup *);

/* Removes it and moves us back to our original group. Processes that live on are moved there
 * too, as if the private group had never existed; but a group with a limit of its own is left
 * with them in it: false. */
bool cgroup_remove(struct job_cgroup *);

#endif
