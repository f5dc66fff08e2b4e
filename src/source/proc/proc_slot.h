/* SPDX-License-Identifier: MIT */
/* proc_slot.h: what is kept of one process between scans, and the reading of it.
 *
 * A tick reads /proc/PID/stat of every process, through a held descriptor where one can be had
 * (half the price). /proc/PID/status, which alone has VmHWM and costs twice that, is read only
 * where faults, CPU time or RSS moved, where it has huge pages, or in its turn: writes by another
 * process (process_vm_writev) move the RSS with no fault of the process's own. All sizes come from
 * status: since Linux 6.2 the rss of stat moves in steps and would contradict it. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_SLOT_H
#define PEAKTOP_SOURCE_PROC_PROC_SLOT_H

#include "model/process/sample.h"
#include "source/proc/limits_proc.h"
#include "source/proc_file.h"

/* What the reading of every process shares. */
struct proc_reader {
	int root_fd;
	bool foreign;          /* not of our pid namespace: its pids are not for signals */
	size_t held, held_max; /* descriptors of stat that are kept open, and may be */
	uint64_t tick;         /* scans so far: whose turn it is */
	uint64_t ns_per_tick;  /* of utime, stime and starttime: 1/USER_HZ */
	struct proc_text text; /* the file that was read last */
};

struct slot {
	pid_t pid;
	int stat_fd; /* -1: opened anew each time */
	bool seen;   /* `last` is filled */
	bool kernel;
	uint64_t moved_mark; /* of the counters that move when memory may have changed */
	uint64_t start_stack;
	uint32_t comm_mark;
	pid_t thread; /* whose status tells the memory, where the main thread has ended; else 0 */
	struct limits_place place; /* of its limits, where those are asked for */
	struct reading last;
};

/* A slot of a pid not seen before. */
struct slot slot_new(pid_t pid);

/* Reads the process if that is due, into slot->last. PROC_READ with *shown false: a kernel thread,
 * which is passed over. */
enum proc_outcome slot_scan(struct proc_reader *, struct slot *, unsigned wants, bool *shown);

/* Closes what the slot holds open. */
void slot_let_go(struct proc_reader *, struct slot *);

/* Reads /proc/PID/NAME whole into reader->text. */
enum proc_outcome slot_read_file(struct proc_reader *, pid_t pid, const char *name);

/* The same for a file that tells of the memory of a process: where its main thread has ended, that
 * of another one of its threads. No more than `most` bytes. */
enum proc_outcome slot_read_memory_file(
	struct proc_reader *, pid_t pid, const char *name, size_t most);

#endif
