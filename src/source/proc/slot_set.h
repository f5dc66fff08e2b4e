/* SPDX-License-Identifier: MIT */
/* slot_set.h: reads many processes in one pass, with what is kept of each between passes. */
#ifndef PEAKTOP_SOURCE_PROC_SLOT_SET_H
#define PEAKTOP_SOURCE_PROC_SLOT_SET_H

#include "base/failure.h"
#include "source/proc/proc_slot.h"

struct slot_set {
	struct proc_reader reader;
	struct slot *slots, *next; /* sorted by pid; `next` is filled during a pass */
	size_t slot_count, slot_capacity, next_count, next_capacity;
};

/* Opens a mount of /proc. On failure nothing is open. */
bool slot_set_open(struct slot_set *, const char *root, struct failure *why);
void slot_set_close(struct slot_set *);

/* Whether it is a procfs at all, of whatever namespace. */
bool slot_set_is_proc(const struct slot_set *);

/* The newest pid of the machine or the pid namespace: while it does not change, no process or
 * thread was created, except one that was given its pid. 0: unknown, or that of other processes. */
uint64_t slot_set_newest_pid(struct slot_set *);

/* These processes are read in full (proc_slot.h) from the next pass on, and only these. */
void slot_set_watch(struct slot_set *, const struct proc_key *keys, size_t count);

/* The process was described with the group of this mark (proc_cgroup_mark): one in another group is
 * `regrouped` from then on. */
void slot_set_describe(struct slot_set *, pid_t, uint32_t cgroup_mark);

/* The process is in this group, as somebody else has read: if it was described with another one, it
 * is `regrouped` in the next pass. */
void slot_set_note_group(struct slot_set *, pid_t, uint32_t cgroup_mark);

/* Reads the processes of `pids`, sorted, into the sample, which starts empty; processes of the
 * last pass that are not among them are forgotten. If descriptors run out, the held ones are
 * given up. Fails only by an error of ours. */
bool slot_set_scan(struct slot_set *, const pid_t *pids, size_t count, unsigned wants,
	struct sample *, struct failure *why);

#endif
