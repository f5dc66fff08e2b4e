/* SPDX-License-Identifier: MIT */
/* cgroup_others.h: the processes that are in the control group of a job without being the job's: if
 * a kill is counted and they all live on, it was one of the job's. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_OTHERS_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_OTHERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "model/process/sample.h"

#define CGROUP_OTHERS_MAX 256

/* Start with a zeroed struct: unknown. */
struct cgroup_others {
	bool known;
	size_t count;
	pid_t pids[CGROUP_OTHERS_MAX];
};

/* Notes who is in the group of this folder now and not in the sample, which is that of the job.
 * Unknown if there are more than the maximum, or some of a foreign pid namespace. */
void cgroup_others_note(struct cgroup_others *, const char *folder, const struct sample *job);

/* Forgets one of them; no-op for a process that is none. */
void cgroup_others_drop(struct cgroup_others *, pid_t);

/* Whether all that were noted live on, and none is about to end. False if unknown. */
bool cgroup_others_live(const struct cgroup_others *);

#endif
