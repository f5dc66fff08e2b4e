/* SPDX-License-Identifier: MIT */
/* table.h: every process seen, living and ended, updated by merging samples. Living processes
 * are sorted by key and owned by the table; a pointer to one is valid until the next
 * table_apply. Ended ones keep their last peak, oldest first, up to TABLE_ENDED_MAX: the
 * smallest peak is dropped first, of equals the older, and held processes (table_hold) last.
 * Uses no clock but the sample's. */
#ifndef PEAKTOP_MODEL_PROCESS_TABLE_H
#define PEAKTOP_MODEL_PROCESS_TABLE_H

#include "model/process/kernel_events.h"
#include "model/process/system_watch.h"

#define TABLE_ENDED_MAX 1000

/* A process that no sample saw and that held less gets no row: shells and build steps end by the
 * hundred per second. */
#define ENDING_ROW_BYTES (16u * 1024 * 1024)

struct table {
	struct process **living;
	size_t living_count, living_capacity;
	struct process **ended;
	size_t ended_count, ended_capacity;
	uint64_t began_ns, taken_ns, active_ns; /* first and newest sample */
	uint64_t samples;
	size_t vanished, denied; /* of the newest sample */
	bool endings_reported;   /* the kernel reports the ends of processes */
	uint64_t endings_lost;   /* how often some were lost */
	size_t ended_now;        /* the number at the end of `ended` that went with the newest
				  * sample */
	struct system_memory memory;
	struct system_watch watch;
	struct kernel_events events; /* swap activity, out-of-memory kills */
	struct peak used_peak;       /* of memory_used_bytes, since the first sample or the reset */
	uint64_t reset_ns;           /* since when peaks count; 0: never reset */
	struct process **spare;      /* the array for the next merge */
	size_t spare_capacity;
	bool holds;                     /* something was held */
	struct subtree_scratch scratch; /* scratch memory of the subtree sums */
};

void table_clear(struct table *);

/* Merges a sample: newcomers, changes, and processes that are gone. */
void table_apply(struct table *, const struct sample *);

/* A child of ours ended with this status of waitpid(2); it may still be listed as living. */
void table_note_status(struct table *, pid_t pid, int wait_status);

/* Resets the peaks, which start over, or restores them; the machine's own
 * peak starts over either way. */
void table_reset_peaks(struct table *);
void table_restore_peaks(struct table *);

/* Holds this process and its descendants, present and future: they outlast others once they have
 * ended, because the user launched or tagged them. */
void table_hold(struct table *, struct proc_key);

/* Forgets the ended processes. */
void table_dismiss(struct table *);

/* The process with this key, living or ended, or NULL. */
struct process *table_find(const struct table *, struct proc_key);

/* The living process with this pid, or NULL; and its index in `living`, living_count: none. */
struct process *table_find_pid(const struct table *, pid_t pid);
size_t table_index_of(const struct table *, pid_t pid);

/* Whether a living process is `top` (not NULL) or, as far as parents are known, its descendant. */
bool table_is_below(const struct table *, const struct process *, const struct process *top);

/* What Python processes hold: the anonymous memory that each has for itself (own_anon.h), and the
 * largest shared memory that one of them maps. If the limit of a control group holds instead of the
 * machine's memory, only of those in it, as far as its path is known. */
uint64_t table_python_bytes(const struct table *);

/* The most that was in use of memory_whole_bytes, since the first sample or the reset. */
const struct peak *table_memory_peak(const struct table *);

/* Memory in use: total minus available; 0 if unknown. */
uint64_t memory_used_bytes(const struct system_memory *);

#endif
