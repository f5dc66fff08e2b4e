/* SPDX-License-Identifier: MIT */
/* peak_parts.h: what the memory of a job's largest process is made of when that holds most.
 *
 * Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_PEAK_PARTS_H
#define PEAKTOP_MODEL_RUN_PEAK_PARTS_H

#include "model/run/run.h"
#include "model/process/sample.h"

/* Start with a zeroed struct. */
struct parts {
	uint64_t rss_bytes; /* the most that one process was seen to hold */
	pid_t pid;
	struct run_parts of_it;
};

/* Takes a sample of the whole tree. */
void parts_take(struct parts *, const struct sample *);

/* At the end, with the run's peaks settled: of a peak of another process, or of one that was more
 * by a tenth than was seen, nobody saw what it was. Of one process alone they are the tree's as
 * well, and where the tree is told to have held just what that did. */
void parts_put(const struct parts *, struct run *);

#endif
