/* SPDX-License-Identifier: MIT */
/* page_sample.h: estimates from some pages how relatives share their anonymous memory. For PSS
 * the kernel walks every page; an estimate needs a few hundred addresses. Relatives by fork have
 * either the same page at an address or each their own, and /proc/PID/pagemap tells in 0.7 us
 * whether a page is present and whether one process alone maps it (bit 56, since Linux 4.2;
 * available to whoever may read smaps). Page frame numbers, and how often each is mapped, are
 * available only to root; for others some pages are followed from survey to survey
 * (model/run/page_labels.h), and what is shared at an address counts as one page if nothing is
 * known from before. */
#ifndef PEAKTOP_SOURCE_PROC_PAGE_SAMPLE_H
#define PEAKTOP_SOURCE_PROC_PAGE_SAMPLE_H

#include "model/run/page_labels.h"
#include "source/proc/proc_slot.h"

struct page_share {
	struct proc_key key; /* input */
	uint64_t image;      /* input, like the next two: see page_labels.h */
	pid_t parent;
	bool forked;
	uint64_t faults,
		copied_bytes; /* input: minor faults and possible copies over its whole life */
	uint64_t anon_bytes;  /* input: its resident anonymous memory */
	uint64_t grown_bytes; /* input: the part of it that it certainly has alone */
	bool known;           /* output, like the rest */
	uint64_t pss_bytes;   /* its part of each page */
	uint64_t alone_bytes; /* not mapped by anyone else */
};

/* With more processes there is no estimate. */
#define PAGE_SAMPLE_PROCESSES 256

/* Results other than the shares. */
struct page_survey {
	bool frames;          /* frame numbers were available */
	bool followed;        /* pages were identified from earlier surveys */
	uint64_t error_bytes; /* standard error of the sum of the shares */
};

/* How many addresses are read in each of this many processes. */
size_t page_sample_addresses(size_t count);

/* Fills in the shares, and the results for all of them. Without frame numbers it uses the
 * earlier survey `before`; `next` is for the next survey and belongs to the caller, even on
 * failure. False: no estimate (not permitted, or far more addresses than pages). `seed`: any
 * number, different each time. */
bool page_sample_read(struct proc_reader *, struct page_share *shares, size_t count, uint64_t seed,
	const struct page_labels *before, struct page_labels *next, struct page_survey *);

#endif
