/* SPDX-License-Identifier: MIT */
/* top_processes.h: the processes of a run with the largest peaks of their own: as many as a run
 * keeps. Pure: never allocates, reads nothing. */
#ifndef PEAKTOP_MODEL_RUN_TOP_PROCESSES_H
#define PEAKTOP_MODEL_RUN_TOP_PROCESSES_H

#include "model/run/run.h"
#include "model/process/sample.h"

/* Start with a zeroed struct. */
struct top_processes {
	struct {
		struct proc_key key;
		uint64_t image;
		struct run_member member;
	} items[RUN_MEMBERS_MAX];
	size_t count;
	uint64_t min_bytes; /* the smallest one kept, if no slot is free */
};

/* Notes the most that a process held; at its end its start may be unknown (0). Returns the
 * member, which needs a name, if it is new or runs something else; otherwise NULL. */
struct run_member *top_processes_note(
	struct top_processes *, struct proc_key, uint64_t image, uint64_t peak_bytes);

/* Whether a final mark may belong to a process that was seen with this much: the mark can step
 * back by some pages that a CPU has not added to the sum yet. */
bool top_processes_is_no_less(uint64_t bytes, uint64_t seen);

/* Like top_processes_note, for the kernel's report of an end: its figure is final, whatever the
 * process ran before. */
struct run_member *top_processes_note_end(
	struct top_processes *, struct proc_key, uint64_t peak_bytes);

/* The process with this key, or NULL if it is not among them. */
const struct run_member *top_processes_find(const struct top_processes *, struct proc_key);

/* Puts them into the run, largest first. */
void top_processes_put(const struct top_processes *, struct run *);

#endif
