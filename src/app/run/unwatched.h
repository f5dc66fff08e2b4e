/* SPDX-License-Identifier: MIT */
/* unwatched.h: a command that peaktop cannot start as a process of its own takes peaktop's
 * place. */
#ifndef PEAKTOP_APP_RUN_UNWATCHED_H
#define PEAKTOP_APP_RUN_UNWATCHED_H

#include "app/run/recorded_job.h"

/* Where a limit of processes, descriptors or memory (`why`) left no room for a launch, and nothing
 * was asked for that only an observer can do (--budget, --limit, --nice, --memory-max,
 * --cgroup=require,
 * --repeat, --nohup, hooks): says so in one line and becomes the command, with the signal state and
 * the descriptors that it would have had. Returns where that is not so. */
void unwatched_become(struct recorded_job *, const struct failure *why);

#endif
