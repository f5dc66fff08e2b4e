/* SPDX-License-Identifier: MIT */
/* job_kills.h: which processes of a job the out-of-memory killer took. */
#ifndef PEAKTOP_OBSERVE_JOB_KILLS_H
#define PEAKTOP_OBSERVE_JOB_KILLS_H

#include "observe/job.h"

/* Once it can be observed: notes the counters, and the smallest limit of the groups that it was
 * started in. */
void job_kills_begin(struct job *);

/* After each look. */
void job_kills_sample(struct job *);

/* How one of its processes ended that we waited for. */
void job_kills_end(struct job *, const struct reaped *);

/* All is over: kills, victims, limit and likelihood are put into the run. */
void job_kills_finish(struct job *, bool command_killed);

#endif
