/* SPDX-License-Identifier: MIT */
/* stacks.h: what is shown of the Python process that is looked into. */
#ifndef PEAKTOP_SCREEN_STATE_STACKS_H
#define PEAKTOP_SCREEN_STATE_STACKS_H

#include "model/process/sample.h"
#include "model/run/code_stacks.h"
#include "text/chart/chart_places.h"

/* Growth by line, and all of it together. */
struct lines_grown {
	uint64_t bytes;
	struct code_lists by;
};

struct stacks_page {
	struct proc_key of;
	struct code_stacks stacks; /* the last ones that could be read */
	/* Of the last reading, which may be later than that of the stacks; and the version of its
	 * Python, as in them. */
	enum code_stacks_status status;
	int version;
	uint64_t began_ns;        /* since when growth is watched, by the boot clock */
	struct lines_grown grown; /* since then: now, or if it is final at the peak */
};

/* What the history has of a running job's growth by line, since its start. */
struct job_code {
	uint64_t run;             /* its number; 0: nothing was read */
	struct lines_grown grown; /* at the peak */
	uint64_t tree_at_ns;      /* the tree's peak that it has */
	struct chart_places places;
};

/* Whether nothing more is to be expected of it. */
static inline bool
stacks_page_is_final(const struct stacks_page *page)
{
	return page->status == STACKS_GONE || page->status == STACKS_NONE ||
	       page->status == STACKS_REFUSED || page->status == STACKS_DENIED ||
	       page->status == STACKS_FAILED;
}

#endif
