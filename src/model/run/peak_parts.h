/* SPDX-License-Identifier: MIT */
/* peak_parts.h: what the memory of a job's largest process consisted of at its maximum. Pure: no
 * files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_PEAK_PARTS_H
#define PEAKTOP_MODEL_RUN_PEAK_PARTS_H

#include "model/run/run.h"
#include "model/process/sample.h"

/* Start with a zeroed struct. */
struct peak_parts {
	uint64_t rss_bytes; /* the most that one process was seen to hold */
	pid_t pid;
	struct run_parts of_it;
};

/* Takes a sample of the whole tree. */
void parts_take(struct peak_parts *, const struct sample *);

/* Call at the end, when the run's peaks are final. The parts are unknown if the peak is that of
 * another process, or more than a tenth above what was seen. They are the tree's as well if there
 * was one process, or if the tree's figure is that of this process. */
void parts_put(const struct peak_parts *, struct run *);

#endif
