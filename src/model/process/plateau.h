/* SPDX-License-Identifier: MIT */
/* plateau.h: since when a value has stayed near its current value. Keeps spans of time with the
 * minimum and maximum of each, in fixed memory: when they are used up, the two neighbours that
 * differ least are joined, so that a plateau of days keeps its beginning while noise goes on.
 * Pure: never allocates, reads no clock. */
#ifndef PEAKTOP_MODEL_PROCESS_PLATEAU_H
#define PEAKTOP_MODEL_PROCESS_PLATEAU_H

#include <stdint.h>

#define PLATEAU_SPANS 8

struct plateau_span {
	uint32_t from, low, high; /* a span ends where the next one begins */
};

/* Start with a zeroed struct. The caller chooses the units of times and values. */
struct plateau {
	struct plateau_span spans[PLATEAU_SPANS]; /* the oldest first */
	uint8_t count;
};

/* Adds a value; times never go back. A span is extended by values within `fine` of all it holds. */
void plateau_push(struct plateau *, uint32_t at, uint32_t value, uint32_t fine);

/* Since when all values were within `reach` of `value`; at the latest, the start of the newest
 * span. Requires a first push. */
uint32_t plateau_since(const struct plateau *, uint32_t value, uint32_t reach);

#endif
