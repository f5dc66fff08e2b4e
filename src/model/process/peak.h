/* SPDX-License-Identifier: MIT */
/* peak.h: the maximum of something, when it was reached, and its origin; never a bare maximum. */
#ifndef PEAKTOP_MODEL_PROCESS_PEAK_H
#define PEAKTOP_MODEL_PROCESS_PEAK_H

#include <stdbool.h>
#include <stdint.h>

enum peak_origin {
	PEAK_NONE,
	PEAK_SAMPLED, /* seen at a sample: a lower bound */
	PEAK_KERNEL,  /* the kernel's own mark, VmHWM: includes what happens between samples */
	PEAK_EXACT,   /* that mark at exit: final (taskstats, or ptrace in the stop before exit) */
	/* Only for runs (model/run/run.h): */
	PEAK_RUSAGE,  /* wait4's ru_maxrss, at exit */
	PEAK_RSS,     /* of a tree that was one process: its RSS is its PSS */
	PEAK_PSS,     /* of a tree: shared pages counted once */
	PEAK_RSS_SUM, /* of a tree: shared pages counted for each process */
};

/* Two of the kernel's figures of one peak (VmHWM, ru_maxrss, the mark at exit) may differ by this
 * much: pages that a CPU has not added to the sum yet (per-CPU counters). */
#define PEAK_SLACK_BYTES (512 * 1024u)

struct peak {
	uint64_t bytes;
	uint64_t at_ns; /* when it last rose; meaningful if at_known */
	enum peak_origin origin;
	bool at_known; /* false: it was already there when first seen */
};

/* First sight: the peak is the current value; its time is known only if the start was witnessed. */
void peak_begin(struct peak *, uint64_t bytes, enum peak_origin, bool witnessed, uint64_t now_ns);

/* Raises the peak if `bytes` exceed it; returns whether it rose. Never lowers it: since Linux
 * 6.2 VmHWM itself can fall (per-CPU counters). */
bool peak_raise(struct peak *, uint64_t bytes, enum peak_origin, uint64_t now_ns);

#endif
