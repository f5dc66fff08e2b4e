/* SPDX-License-Identifier: MIT */
/* peak.h: the most of something, when that was, and on whose word; never a bare maximum. */
#ifndef PEAKTOP_MODEL_PROCESS_PEAK_H
#define PEAKTOP_MODEL_PROCESS_PEAK_H

#include <stdbool.h>
#include <stdint.h>

enum peak_origin {
	PEAK_NONE,
	PEAK_SAMPLED, /* seen at a sample: a lower bound */
	PEAK_KERNEL,  /* the kernel's own mark, VmHWM: nothing between samples is missed */
	PEAK_EXACT, /* that mark at the end: final (taskstats, or ptrace in the stop before exit) */
	/* Of runs (model/run/run.h): */
	PEAK_RUSAGE,  /* wait4's ru_maxrss, at exit */
	PEAK_RSS,     /* of a tree that was one process: its RSS is its PSS */
	PEAK_PSS,     /* of a tree: shared pages counted once */
	PEAK_RSS_SUM, /* of a tree: shared pages counted for each process */
};

struct peak {
	uint64_t bytes;
	uint64_t at_ns; /* when it last rose; meaningful where at_known */
	enum peak_origin origin;
	bool at_known; /* false: it was there already when first seen */
};

/* First sight: the peak is whatever it is, and its time is known only to a witness. */
void peak_begin(struct peak *, uint64_t bytes, enum peak_origin, bool witnessed, uint64_t now_ns);

/* Raises the peak where `bytes` are more; returns whether it rose. Never lowers it: since Linux
 * 6.2 VmHWM itself was seen to fall (per-CPU counters). */
bool peak_raise(struct peak *, uint64_t bytes, enum peak_origin, uint64_t now_ns);

#endif
