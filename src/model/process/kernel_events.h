/* SPDX-License-Identifier: MIT */
/* kernel_events.h: what the kernel's counters say about the system from one sample to the next:
 * swap activity, and out-of-memory kills. Uses no clock but the samples'. The kernel does not
 * name the victim; one of the processes that went at that time is assumed, and `sure` says
 * whether it is known to have ended by SIGKILL. */
#ifndef PEAKTOP_MODEL_PROCESS_KERNEL_EVENTS_H
#define PEAKTOP_MODEL_PROCESS_KERNEL_EVENTS_H

#include "model/process/process.h"

#include "base/duration.h"

#define OOM_SHOWN_NS (15 * NS_PER_MINUTE)

struct oom_victim {
	struct proc_key key; /* pid 0: unknown */
	uint64_t rss_bytes;
	bool sure;
	char name[48]; /* the first word of its command, clean */
};

struct kernel_events {
	struct system_events last;
	uint64_t last_ns; /* when they were read, of clock_active_ns */
	bool rates_known; /* requires two samples */
	uint64_t swap_in_bytes_second, swap_out_bytes_second; /* since the previous sample */
	bool oom_known;
	uint64_t oom_kills; /* since the first sample */
	uint64_t oom_ns;    /* when a sample last showed a new one; 0: never */
	struct oom_victim victim;
	unsigned searching; /* samples left in which the victim may go, including this one */
};

/* Takes the counters of a sample. Then call kernel_events_note_gone for each process that is gone
 * in this sample. */
void kernel_events_apply(struct kernel_events *, const struct sample *);

/* Notes a process that ended or became a zombie; `p->now` are its last facts. */
void kernel_events_note_gone(struct kernel_events *, const struct process *);

/* Notes an exit status: a process ended by another signal is not a victim. */
void kernel_events_note_status(struct kernel_events *, const struct process *);

/* Whether there was an out-of-memory kill within the last 15 minutes. */
bool kernel_events_oom(const struct kernel_events *, uint64_t now_ns);

#endif
