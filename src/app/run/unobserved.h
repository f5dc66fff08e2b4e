/* SPDX-License-Identifier: MIT */
/* unobserved.h: replaces peaktop by the command if it cannot be started as another process. */
#ifndef PEAKTOP_APP_RUN_UNOBSERVED_H
#define PEAKTOP_APP_RUN_UNOBSERVED_H

#include "app/run/recorded_job.h"

/* If a limit of processes or memory (`why`) prevented a launch, and no option requires
 * an observer (--budget, --limit, --nice, --memory-max, --cgroup=require, --repeat, --nohup,
 * hooks): prints one line and becomes the command, with the signal state and the descriptors that
 * it would have had. Returns otherwise. */
void unobserved_become(struct recorded_job *, const struct failure *why);

#endif
