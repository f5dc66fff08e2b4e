/* SPDX-License-Identifier: MIT */
/* kernel_events.h: what the kernel's counters tell of the system from one sample to the next: swap
 * activity, and whether the out-of-memory killer was at work.
 *
 * Uses no clock but the samples'. The kernel names no victim; one of the processes that went at
 * that time is taken for it, and `sure` says whether it is known to have ended by SIGKILL. */
#ifndef PEAKTOP_MODEL_PROCESS_KERNEL_EVENTS_H
#define PEAKTOP_MODEL_PROCESS_KERNEL_EVENTS_H

#include "model/process/process.h"

#define LIGHTS_OOM_NS (15 * 60 * 1000000000ull)

struct oom_victim {
	struct proc_key key; /* pid 0: nobody is known */
	uint64_t rss_bytes;
	bool sure;
	char name[48]; /* the first word of its command, cleaned */
};

struct kernel_events {
	struct system_events last;
	bool rates_known;                                     /* it takes two samples */
	uint64_t swap_in_bytes_second, swap_out_bytes_second; /* since the sample before */
	bool oom_known;
	uint64_t oom_kills; /* since the first sample */
	uint64_t oom_ns;    /* the sample that told the newest; 0: none */
	struct oom_victim victim;
	unsigned searching; /* samples left, the present one included, in which it may go */
};

/* Takes the counters of a sample, `since_ns` of active time after the one before (0: the first).
 * Then each process that goes with this sample is shown to kernel_events_note_gone. */
void kernel_events_apply(struct kernel_events *, const struct sample *, uint64_t since_ns);

/* A process that holds `p->now` as its last facts ended, or became a zombie. */
void kernel_events_note_gone(struct kernel_events *, const struct process *);

/* How it ended became known: a victim by another signal is none. */
void kernel_events_note_status(struct kernel_events *, const struct process *);

/* Whether the out-of-memory killer was at work within the last 15 minutes. */
bool kernel_events_oom(const struct kernel_events *, uint64_t now_ns);

#endif
