/* SPDX-License-Identifier: MIT */
/* plateau.h: since when a value has kept near what it is now.
 *
 * Remembers spans of time with the least and the most that was seen in each, in fixed memory: when
 * they are used up, the two neighbours are joined that differ least, so that a level held for days
 * keeps its beginning while noise goes on. Pure: never allocates, reads no clock. */
#ifndef PEAKTOP_MODEL_PROCESS_PLATEAU_H
#define PEAKTOP_MODEL_PROCESS_PLATEAU_H

#include <stddef.h>
#include <stdint.h>

#define LEVEL_SPANS 8

struct plateau_span {
	uint32_t from, low, high; /* a span ends where the next one begins */
};

/* Start with a zeroed struct. Times and values are in units of the caller's. */
struct plateau {
	struct plateau_span spans[LEVEL_SPANS]; /* the oldest first */
	uint8_t count;
};

/* Adds a value; times never go back. A span takes on what is within `fine` of all in it. */
void plateau_push(struct plateau *, uint32_t at, uint32_t value, uint32_t fine);

/* Since when all was within `reach` of `value`; the time of the newest span at the latest. Only
 * after a first push. */
uint32_t plateau_since(const struct plateau *, uint32_t value, uint32_t reach);

#endif
