/* SPDX-License-Identifier: MIT */
/* census.h: how many processes a run had, each counted once, by (pid, start time).
 *
 * Pure but for its memory, which follows the number of processes of the last few samples. */
#ifndef PEAKTOP_MODEL_PROCESS_CENSUS_H
#define PEAKTOP_MODEL_PROCESS_CENSUS_H

#include "model/process/sample.h"

/* A process that is missing from so many samples in a row is forgotten: for a moment it may be
 * found nowhere, on its way from one parent to another. */
#define CENSUS_ABSENT_MAX 16
/* While ends wait to be told nobody is forgotten, unless so many are known. */
#define CENSUS_KEPT_MAX 20000

struct census_entry {
	struct proc_key key;
	unsigned absent; /* samples in a row without it */
	bool ended;      /* its end was told */
};

/* Start with a zeroed struct. */
struct census {
	struct census_entry *known, *next; /* sorted by key */
	size_t count, capacity, next_capacity;
	bool keep;   /* set by the caller: ends wait to be told */
	bool forgot; /* somebody in spite of that; the caller unsets it */
};

/* The processes of a sample that were not counted before. Readings are sorted by key. */
size_t census_take(struct census *, const struct sample *);

/* One ended whose pid is that of the key, and that began no earlier than `first_ticks` and no later
 * than the start in the key, but not at `other_ticks` (0: none). Whether it was counted; then the
 * key is its own. No process ends twice. */
bool census_end(struct census *, struct proc_key *, uint64_t first_ticks, uint64_t other_ticks);
void census_clear(struct census *);

#endif
