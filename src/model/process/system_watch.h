/* SPDX-License-Identifier: MIT */
/* system_watch.h: the memory of the machine over the last minutes, the peak of a control group
 * whose limit holds, and how busy the CPUs are. Uses no clock but the samples'. */
#ifndef PEAKTOP_MODEL_PROCESS_SYSTEM_WATCH_H
#define PEAKTOP_MODEL_PROCESS_SYSTEM_WATCH_H

#include "base/duration.h"
#include "model/process/memory_parts.h"
#include "model/process/peak.h"

/* The last ten minutes. */
#define SYSTEM_WATCH_STEPS 60
#define SYSTEM_WATCH_STEP_NS (10 * NS_PER_SECOND)

struct system_watch {
	struct peak container_peak;    /* of what counts against the limit of a control group */
	char path[CONTAINER_PATH_MAX]; /* of that group */
	bool limited;                  /* there is one */
	uint64_t steps[SYSTEM_WATCH_STEPS]; /* a ring: the most used in each step; 0: no sample */
	uint64_t newest_step;               /* since boot */
	struct system_cpu last_cpu;
	bool cpu_known;       /* requires two samples */
	unsigned cpu_percent; /* of all CPUs, since the previous sample */
};

/* Takes a sample. */
void system_watch_apply(struct system_watch *, const struct sample *);

/* The most used in a step; `back` 0 is the newest. False: no sample fell into it. */
bool system_watch_step(const struct system_watch *, size_t back, uint64_t *bytes);

#endif
