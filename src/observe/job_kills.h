/* SPDX-License-Identifier: MIT */
/* job_kills.h: which processes of a job the out-of-memory killer ended. */
#ifndef PEAKTOP_OBSERVE_JOB_KILLS_H
#define PEAKTOP_OBSERVE_JOB_KILLS_H

#include "observe/job.h"

/* Call once it can be observed: notes the counters, and the smallest limit of its initial
 * groups. */
void job_kills_begin(struct job *);

/* Call after each sample. */
void job_kills_sample(struct job *);

/* Notes how a process of the job ended that we waited for. */
void job_kills_end(struct job *, const struct reaped *);

/* At the end: puts kills, victims, limit and likelihood into the run. */
void job_kills_finish(struct job *, bool command_killed);

#endif
