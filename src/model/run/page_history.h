/* SPDX-License-Identifier: MIT */
/* page_history.h: which pages that relatives share are the same one, by what was seen of them
 * before.
 *
 * An ordinary user is told of a page whether its process alone maps it, not which page it is.
 * But what a process had alone and shares now, it shares with the children born since; and of
 * what it shared before it can have copied only so much as it had faults. So pages at the same
 * addresses are followed from survey to survey: each has a label, and relatives that have the
 * same label at an address have the same page. Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_PAGE_HISTORY_H
#define PEAKTOP_MODEL_RUN_PAGE_HISTORY_H

#include "model/process/process.h"

enum spot_state { SPOT_ABSENT, SPOT_SHARED, SPOT_ALONE };

/* One of those who may share. */
struct page_kin {
	struct proc_key key;
	uint64_t image;
	pid_t parent;
	bool forked; /* has not run exec: it began with what its parent had */
	/* Given, of all its life, in pages: minor faults, and those of them that may be copies. */
	double faulted, copied;
	/* Told: of the pages that it shares at these addresses its part, and how many these are.
	 * */
	double parts, shared;
};

/* Start with a zeroed struct. */
struct page_history {
	struct page_kin *kin;
	uint64_t *pages;  /* numbers of pages, ascending */
	uint16_t *labels; /* of each page, of each of the kin */
	size_t kin_count, page_count;
	unsigned shift; /* one page in each 2^shift */
};

void page_history_clear(struct page_history *);

/* How the kin share the pages that they have not alone: `states` of each page, of each of the
 * kin, one page in `step` of all. What comes of it is in `next`, which the caller owns, as what
 * the next survey is told by. */
void page_history_follow(const struct page_history *before, struct page_history *next,
	const uint8_t *states, double step);

#endif
