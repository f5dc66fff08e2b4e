/* SPDX-License-Identifier: MIT */
/* line_times.h: in which place memory grew, over a whole run, in a fixed number of stretches. Each
 * keeps the place that most of its growth is in; when they are used up, neighbours are joined and
 * the step doubles. Pure: never allocates, reads no clock. */
#ifndef PEAKTOP_MODEL_RUN_LINE_TIMES_H
#define PEAKTOP_MODEL_RUN_LINE_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_TIMES_MAX 256
#define LINE_TIMES_STEP_NS 10000000u /* the first step */

struct line_time {
	uint64_t at_ns; /* when memory first grew in it, in its stretch */
	/* By how much at least the place has more than all others of the stretch together, as far
	 * as is known without keeping them; 0: there was no growth. */
	uint64_t lead_bytes;
	uint32_t place;
};

struct line_times {
	uint64_t step_ns; /* 0: LINE_TIMES_STEP_NS */
	size_t count;     /* in use */
	struct line_time items[LINE_TIMES_MAX];
};

/* Start with a zeroed struct. Times never go back (an earlier one counts for the last stretch). */
void line_times_push(struct line_times *, uint64_t at_ns, uint32_t place, uint64_t bytes);

/* Fills in the changes of place, at most `max` (at least 1), in the order of time, and returns how
 * many; where there are more, those with the least growth are left out. `same` tells places that
 * are shown alike. */
size_t line_times_changes(const struct line_times *, struct line_time *out, size_t max,
	bool (*same)(void *context, uint32_t, uint32_t), void *context);

#endif
