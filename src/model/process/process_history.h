/* SPDX-License-Identifier: MIT */
/* process_history.h: a fixed-size record of one value of a process, a group or a job over time. Two
 * parts: the last minute or so in PROCESS_HISTORY_RECENT steps of at least PROCESS_HISTORY_STEP_NS,
 * and the whole life in PROCESS_HISTORY_POINTS stretches of equal length, each with its maximum.
 * When the stretches are used up, neighbours are joined and the length doubles, so the maximum is
 * kept however long the run. Never allocates, never reads a clock. A stretch without a reading is
 * absent, not zero. */
#ifndef PEAKTOP_MODEL_PROCESS_PROCESS_HISTORY_H
#define PEAKTOP_MODEL_PROCESS_PROCESS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/duration.h"

#define PROCESS_HISTORY_RECENT 12
#define PROCESS_HISTORY_STEP_NS (5 * NS_PER_SECOND)
#define PROCESS_HISTORY_POINTS 96

struct process_history {
	uint64_t began_ns, stretch_ns;
	uint32_t kib[PROCESS_HISTORY_POINTS];    /* in KiB to save space: absent or a maximum */
	uint32_t recent[PROCESS_HISTORY_RECENT]; /* a ring, in KiB */
	uint64_t step_began_ns;                  /* of the newest step */
	uint16_t used;
	uint8_t recent_count, recent_next;
};

/* Begins an empty record; stretches are `stretch_ns` long at first (usually a second). */
void process_history_begin(struct process_history *, uint64_t now_ns, uint64_t stretch_ns);

/* Adds a value; times never go back (an earlier time is taken as the last one). */
void process_history_push(struct process_history *, uint64_t at_ns, uint64_t bytes);

/* The maximum of a recent step; `back` 0 is the newest. False if there are not that many. A step
 * is at least as long as the sampling interval, so none is empty. */
bool process_history_recent(const struct process_history *, size_t back, uint64_t *bytes);

/* The maximum of stretch `index` (0: the oldest); false if nothing was read in it. */
bool process_history_stretch(const struct process_history *, size_t index, uint64_t *bytes);

#endif
