/* SPDX-License-Identifier: MIT */
/* job_tmpfs.h: memory of a job that none of its processes holds: files in tmpfs, shared memory that
 * nobody maps. */
#ifndef PEAKTOP_OBSERVE_JOB_TMPFS_H
#define PEAKTOP_OBSERVE_JOB_TMPFS_H

#include "observe/job.h"

/* Before the launch. */
void job_tmpfs_begin(struct job *);

/* After a look, whose sample says what is mapped. It looks at the file systems ten times a second
 * at most. */
void job_tmpfs_sample(struct job *);

/* The command has ended, and with it, or not, all others: what is left behind counts as well. The
 * peak and its parts are in the run. */
void job_tmpfs_finish(struct job *);

#endif
