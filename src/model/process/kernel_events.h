/* SPDX-License-Identifier: MIT */
/* kernel_events.h: what the kernel's counters tell of the system from one sample to the next: swap
 * activity, and whether the out-of-memory killer was at work.
 *
 * Uses no clock but the samples'. The kernel names no victim; one of the processes that went at that
 * time is taken for it, and `sure` says whether it is known to have ended by SIGKILL. */
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

struct system_lights {
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
 * Then each process that goes with this sample is shown to lights_note_gone. */
void lights_apply(struct system_lights *, const struct sample *, uint64_t since_ns);

/* A process that holds `p->now` as its last facts ended, or became a zombie. */
void lights_note_gone(struct system_lights *, const struct process *);

/* How it ended became known: a victim by another signal is none. */
void lights_note_status(struct system_lights *, const struct process *);

/* Whether the out-of-memory killer was at work within the last 15 minutes. */
bool lights_oom(const struct system_lights *, uint64_t now_ns);

#endif
