/* SPDX-License-Identifier: MIT */
/* page_labels.h: tells which pages of relatives are the same page, from earlier surveys. An
 * ordinary user can see whether a process alone maps a page, but not which page it is. But a page
 * that a process had alone and now shares is shared with children born since; and it cannot have
 * copied more of the pages that it shared than it had faults. So pages at the same addresses
 * are followed from survey to survey: each has a label, and relatives with the same label at an
 * address have the same page. Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_PAGE_LABELS_H
#define PEAKTOP_MODEL_RUN_PAGE_LABELS_H

#include "model/process/sample.h"

enum page_state { STATE_ABSENT, STATE_SHARED, STATE_ALONE };

/* A process that may share pages. */
struct page_relative {
	struct proc_key key;
	uint64_t image;
	pid_t parent;
	bool forked; /* no exec so far: it began with its parent's memory */
	/* Input, over its whole life, in pages: minor faults, and those of them that may be
	 * copies. */
	double faulted, copied;
	/* Output: its part of the pages that it shares at these addresses, and the number of
	 * these pages. */
	double parts, shared;
};

/* The pages of one survey, with their labels. Start with a zeroed struct. */
struct page_labels {
	struct page_relative *relatives;
	uint64_t *pages;  /* page numbers, ascending */
	uint16_t *labels; /* for each page and each relative */
	size_t relative_count, page_count;
	unsigned shift; /* one page in each 2^shift */
	bool orphaned;  /* output: the parent of some is unknown, and so what they share */
};

void page_labels_clear(struct page_labels *);

/* Computes how the relatives share pages that they do not have alone. `states`: for each page, its
 * state in each of the relatives; one page in `step` was surveyed. The result is in `next`, which
 * the caller owns; pass it as `before` in the next survey. */
void page_labels_follow(const struct page_labels *before, struct page_labels *next,
	const uint8_t *states, double step);

#endif
