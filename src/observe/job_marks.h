/* SPDX-License-Identifier: MIT */
/* job_marks.h: marks of a job, by which it names its phases. */
#ifndef PEAKTOP_OBSERVE_JOB_MARKS_H
#define PEAKTOP_OBSERVE_JOB_MARKS_H

#include "observe/job.h"

/* Call before the launch: opens the socket that PEAKTOP_MARK names, if one can be had. */
void job_marks_open(struct job *);

/* Takes the marks that the job has made. */
void job_marks_take(struct job *);

/* The descriptor to wait for; -1: none now. */
int job_marks_fd(const struct job *);

/* At the end, once all other figures are final. */
void job_marks_finish(struct job *);
void job_marks_close(struct job *);

#endif
