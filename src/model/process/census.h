/* SPDX-License-Identifier: MIT */
/* census.h: the number of processes a run had, each counted once by (pid, start time). Pure,
 * except for its memory, which follows the number of processes of the last few samples. */
#ifndef PEAKTOP_MODEL_PROCESS_CENSUS_H
#define PEAKTOP_MODEL_PROCESS_CENSUS_H

#include "model/process/sample.h"

/* A process missing from this many consecutive samples is forgotten. It can be missing for a
 * moment while it moves from one parent to another. */
#define CENSUS_ABSENT_MAX 16
/* While ends are still to be read, no process is forgotten unless this many are known. */
#define CENSUS_KEPT_MAX 20000

struct census_entry {
	struct proc_key key;
	unsigned absent; /* consecutive samples without it */
	bool ended;      /* its end was reported */
};

/* Start with a zeroed struct. */
struct census {
	struct census_entry *known, *next; /* sorted by key */
	size_t count, capacity, next_capacity;
	bool keep;   /* set by the caller: ends are still to be read */
	bool forgot; /* a process was forgotten nevertheless; cleared by the caller */
};

/* Returns the number of processes in a sample not counted before. Readings are sorted by key. */
size_t census_take(struct census *, const struct sample *);

/* Notes the end of a process with the key's pid that started between `first_ticks` and the start
 * in the key, but not at `other_ticks` (0: none). Returns whether it had been counted; the key
 * is then its own. No process ends twice. */
bool census_end(struct census *, struct proc_key *, uint64_t first_ticks, uint64_t other_ticks);
void census_clear(struct census *);

#endif
