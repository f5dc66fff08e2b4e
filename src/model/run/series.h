/* SPDX-License-Identifier: MIT */
/* series.h: what a tree of processes held over a whole run, in a fixed number of points. Each
 * point is a stretch of `step_ns` with the maxima seen in it; when the points are used up,
 * neighbours are joined and the step doubles, so that a maximum is kept however long the run. A
 * stretch without a sample is absent, not zero. Pure: never allocates, reads no clock. */
#ifndef PEAKTOP_MODEL_RUN_SERIES_H
#define PEAKTOP_MODEL_RUN_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/duration.h"

#define SERIES_POINTS 1024
#define SERIES_STEP_NS INTERVAL_MIN_NS /* the shortest step */

struct series_point {
	uint64_t held_bytes;    /* of the tree, shared pages once: read or estimated */
	uint64_t rss_sum_bytes; /* of the tree, shared pages for each process */
	bool present;
};

struct series {
	uint64_t step_ns;
	size_t count;     /* points in use; the last one may still rise */
	size_t doublings; /* doublings of the step so far: after one, a writer of points has to
			   * rewrite them all */
	struct series_point points[SERIES_POINTS];
};

void series_begin(struct series *, uint64_t step_ns);

/* Adds what was seen `at_ns` after the start; times never go back (an earlier time counts for
 * the last point). */
void series_push(struct series *, uint64_t at_ns, uint64_t held_bytes, uint64_t rss_sum_bytes);

#endif
