/* SPDX-License-Identifier: MIT */
/* top_processes.h: the processes of a run with the largest peaks of their own: as many as a run
 * keeps.
 *
 * Pure: never allocates, reads nothing. */
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
	uint64_t least_bytes; /* of those kept, where there is no room left */
};

/* Notes what a process held at most; its start may be unknown (0) at its end. Returns the member
 * whose name is to be filled in: it is new, or runs something else; NULL: none is. */
struct run_member *top_processes_note(
	struct top_processes *, struct proc_key, uint64_t image, uint64_t peak_bytes);

/* Whether a final mark may be that of a process that was seen with so much: it can step back by
 * some pages, which a CPU has not added to the sum yet. */
bool top_processes_is_no_less(uint64_t bytes, uint64_t seen);

/* As top_processes_note, of one that ended, in the kernel's own words: its figure is final,
 * whatever it ran before. */
struct run_member *top_processes_note_end(
	struct top_processes *, struct proc_key, uint64_t peak_bytes);

/* The one of that key; NULL: it is none of them. */
const struct run_member *top_processes_find(const struct top_processes *, struct proc_key);

/* Puts them into the run, largest first. */
void top_processes_put(const struct top_processes *, struct run *);

#endif
