/* SPDX-License-Identifier: MIT */
/* table.h: every process seen, living and ended, kept up by merging samples in.
 *
 * Living processes are sorted by key and owned by the table; a pointer to one is good until the
 * next table_apply. Ended ones keep their last peak, oldest first, up to TABLE_ENDED_MAX; that
 * with the smallest peak is dropped first, the older of two, and what is held (table_hold) last.
 * Uses no clock but the sample's. */
#ifndef PEAKTOP_MODEL_PROCESS_TABLE_H
#define PEAKTOP_MODEL_PROCESS_TABLE_H

#include "model/process/kernel_events.h"

#define TABLE_ENDED_MAX 1000

/* Who was in no sample and held less has no row: shells and build steps end by the hundred a
 * second. */
#define ENDING_ROW_BYTES (16u * 1024 * 1024)

struct table {
	struct process **living;
	size_t living_count, living_capacity;
	struct process **ended;
	size_t ended_count, ended_capacity;
	uint64_t began_ns, taken_ns, active_ns; /* first and newest sample */
	uint64_t samples;
	size_t vanished, denied; /* of the newest sample */
	bool endings_told;       /* the kernel tells the ends of processes */
	uint64_t endings_lost;   /* how often some of them were lost */
	size_t ended_now;        /* how many at the end of `ended` went with the newest sample */
	struct system_memory memory;
	struct kernel_events lights; /* swap activity, out-of-memory kills */
	struct peak used_peak;       /* of memory_used_bytes, since the first sample, or the mark */
	uint64_t marked_ns;          /* since when peaks count; 0: there is no mark */
	struct process **spare;      /* the array that the next merge writes into */
	size_t spare_capacity;
	bool holds;               /* something was held */
	struct subtree_room room; /* what sums over subtrees are made in */
};

void table_clear(struct table *);

/* Merges a sample in: who is new, who is gone, who has changed. */
void table_apply(struct table *, const struct sample *);

/* A child of our own ended with this status of waitpid(2); it may still be listed as living. */
void table_note_status(struct table *, pid_t pid, int wait_status);

/* Peaks begin anew, or are again what they were; the machine's own begins anew either way. */
void table_mark(struct table *);
void table_unmark(struct table *);

/* This process and all below it, now and later, outlast others once they have ended: they belong to
 * what the user launched or tagged. */
void table_hold(struct table *, struct proc_key);

/* The last step of table_apply (model/process/ending.c): final peaks of those that the kernel told
 * the end of, and a row for those that nobody saw. */
void table_take_endings(struct table *, const struct sample *);

/* Takes over one that ended with the newest sample. */
void table_add_ended(struct table *, struct process *);

/* Forgets the ended ones. */
void table_dismiss(struct table *);

/* The process with this key, living or ended; NULL where there is none. */
struct process *table_find(const struct table *, struct proc_key);

/* The living process with this pid; NULL where there is none. */
struct process *table_find_pid(const struct table *, pid_t pid);

/* Whether a living process is `top` (not NULL), or descends from it as far as parents are known. */
bool table_is_below(const struct table *, const struct process *, const struct process *top);

/* Memory in use: total less available; 0 where unknown. */
uint64_t memory_used_bytes(const struct system_memory *);

#endif
