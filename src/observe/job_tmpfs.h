/* SPDX-License-Identifier: MIT */
/* job_tmpfs.h: memory of a job that no process maps: files in tmpfs, and unmapped shared memory. */
#ifndef PEAKTOP_OBSERVE_JOB_TMPFS_H
#define PEAKTOP_OBSERVE_JOB_TMPFS_H

#include "observe/job.h"

/* Call before the launch. */
void job_tmpfs_begin(struct job *);

/* Call after a sample, which says what is mapped. Reads the file systems at most ten times a
 * second. */
void job_tmpfs_sample(struct job *);

/* Without a control group: what files in memory without a name hold that the job has open, as far
 * as it explains a rise of the machine's shared memory. Given: what the mounts gained, and what
 * processes map. */
uint64_t job_memfds_bytes(struct job *, uint64_t gained, uint64_t mapped);

/* Puts into the run which part of it the peak, already there, may include as well. */
void job_tmpfs_report(struct job *);

/* Call after the command has ended, whether or not others live on: what is left behind counts
 * too. The peak and its parts must be in the run. */
void job_tmpfs_finish(struct job *);

#endif
