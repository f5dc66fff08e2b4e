/* SPDX-License-Identifier: MIT */
/* page_sample.h: how relatives share their anonymous memory, estimated from some of its pages.
 *
 * PSS asks the kernel to walk every page. Of an estimate a few hundred addresses are enough:
 * relatives by fork have the same page at the same address or have each their own, and
 * /proc/PID/pagemap tells for 0.7 us whether a page is there and whether one process alone maps it
 * (bit 56, since Linux 4.2; told to whoever may read smaps). Page frame numbers, and how often each
 * is mapped, only root is told; for others some pages are followed from survey to survey
 * (model/run/page_history.h), and what is shared at one address is one page where nothing is known
 * of before. */
#ifndef PEAKTOP_SOURCE_PROC_PAGE_SAMPLE_H
#define PEAKTOP_SOURCE_PROC_PAGE_SAMPLE_H

#include "model/run/page_history.h"
#include "source/proc/proc_slot.h"

struct page_share {
	struct proc_key key; /* given */
	uint64_t image;      /* given, as the next two: see page_history.h */
	pid_t parent;
	bool forked;
	uint64_t faults,
		copied_bytes; /* given: minor faults, and what may be copies, of all its life */
	uint64_t anon_bytes;  /* given: its resident anonymous memory */
	uint64_t grown_bytes; /* given: of these, what it certainly has alone */
	bool known;           /* told: the rest */
	uint64_t pss_bytes;   /* of each page the part that falls to it */
	uint64_t alone_bytes; /* that nobody else maps */
};

/* Of more processes nothing is told. */
#define PAGE_SAMPLE_PROCESSES 256

/* What is told beside the shares. */
struct page_survey {
	bool frames;          /* frame numbers were told */
	bool followed;        /* pages were told from each other by what was seen of them before */
	uint64_t error_bytes; /* by so much the sum of the shares may be wrong (standard error) */
};

/* How many addresses are looked at in each of so many processes. */
size_t page_sample_addresses(size_t count);

/* Fills in the shares, and what is told of all of them. Without frame numbers: by what was seen
 * `before`; `next` is what the next survey is told by, and the caller's, also where it is of no
 * use. False: nothing could be told (not permitted, or far more addresses than pages). `seed`: any
 * number, another one each time. */
bool page_sample_read(struct proc_reader *, struct page_share *shares, size_t count, uint64_t seed,
	const struct page_history *before, struct page_history *next, struct page_survey *);

#endif
