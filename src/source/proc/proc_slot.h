/* SPDX-License-Identifier: MIT */
/* proc_slot.h: reads one process, with what is kept of it between scans. A tick reads
 * /proc/PID/stat of every process, through a held descriptor if possible (half the cost).
 * /proc/PID/status, the only file with VmHWM, costs twice as much; it is read only if faults,
 * CPU time or RSS changed, if the process has huge pages, or when it is its turn. The RSS is
 * compared because writes by another process (process_vm_writev) change it without a fault of
 * the process itself. All sizes come from status: since Linux 6.2 the rss of stat moves in steps
 * and would contradict it.
 *
 * Where it is enough (WANT_RESTING_RARELY), of a process that rested for some ticks only
 * /proc/PID/statm is read, for a third of what stat costs: while it stands still, what the process
 * holds and maps is the same. stat then follows every fifth tick, for the rest: CPU time, and a
 * spike that came and went in between, which VmHWM keeps. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_SLOT_H
#define PEAKTOP_SOURCE_PROC_PROC_SLOT_H

#include "model/process/sample.h"
#include "source/proc/limits_proc.h"
#include "source/proc_file.h"

/* Shared by the readings of all processes. */
struct proc_reader {
	int root_fd;
	bool foreign;          /* not of our pid namespace: its pids must not be signalled */
	size_t held, held_max; /* descriptors of stat held open, and their maximum */
	uint64_t tick;         /* number of scans: decides whose turn it is */
	uint64_t ns_per_tick;  /* of utime, stime and starttime: 1/USER_HZ */
	struct proc_text text; /* the file that was read last */
};

struct slot {
	pid_t pid;
	int stat_fd;         /* -1: opened anew each time */
	int statm_fd;        /* likewise */
	bool watched;        /* everything is read in every tick */
	uint8_t rested;      /* readings in which nothing moved, up to REST_TICKS */
	uint32_t statm_mark; /* of what statm says; 0: not read since something moved */
	bool seen;           /* `last` is filled */
	bool kernel;
	bool own_memory;     /* not its parent's, as far as the kernel tells (borrowed.h) */
	uint64_t moved_mark; /* of the counters that change when memory may have changed */
	uint64_t start_stack;
	uint32_t comm_mark;
	bool left_group;      /* seen outside of a scan, and not described since */
	uint32_t cgroup_mark; /* of the group it was described with (proc_cgroup_mark); 0: none */
	pid_t thread; /* a thread whose status shows the memory, if the main thread has ended;
		       * else 0 */
	struct limits_cache limits_cache; /* of its limits, if those are wanted */
	struct reading last;
};

/* A slot for a pid not seen before. */
struct slot slot_new(pid_t pid);

/* Reads the process into slot->last, if that is due. PROC_READ with *shown false: a kernel
 * thread, to be skipped. */
enum proc_outcome slot_scan(struct proc_reader *, struct slot *, unsigned wants, bool *shown);

/* Whether a group with this mark is another one than the process was described with. 0: unknown. */
bool slot_is_regrouped(const struct slot *, uint32_t cgroup_mark);

/* Closes the slot's descriptors. */
void slot_let_go(struct proc_reader *, struct slot *);

/* Reads /proc/PID/NAME whole into reader->text. */
enum proc_outcome slot_read_file(struct proc_reader *, pid_t pid, const char *name);

/* The same for a file about a process's memory: if its main thread has ended, that of another
 * thread. At most `max` bytes. */
enum proc_outcome slot_read_memory_file(
	struct proc_reader *, pid_t pid, const char *name, size_t max);

#endif
