/* SPDX-License-Identifier: MIT */
/* hugetlb.h: the reserved huge pages of a tree of processes. They are part of neither RSS, PSS
 * nor VmHWM, and the kernel keeps no high-water mark of them (HugetlbPages of proc(5), since
 * Linux 4.4). Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_HUGETLB_H
#define PEAKTOP_MODEL_RUN_HUGETLB_H

#include "model/run/run.h"
#include "model/process/sample.h"

struct hugetlb_held {
	bool known;     /* the kernel reports them for one process at least */
	uint64_t bytes; /* of all together; shared ones count for each process */
	size_t holders; /* processes that have any */
};

/* Leaves out children that were forked less than 50 ms ago and have not called exec: they have
 * what their parent has, and most are about to drop it. */
struct hugetlb_held hugetlb_of(const struct sample *);

/* Takes a sample of the whole tree; `max` starts zeroed. `used_bytes`: in use on the whole
 * machine, an upper bound for several processes together; UINT64_MAX: unknown. */
void hugetlb_take(struct run_hugetlb *max, const struct hugetlb_held *, uint64_t used_bytes);

/* Whether only used_bytes can tell if this exceeds what was seen so far. */
bool hugetlb_asks_used(const struct run_hugetlb *, const struct hugetlb_held *);

#endif
