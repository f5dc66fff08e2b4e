/* SPDX-License-Identifier: MIT */
/* hugetlb.h: the reserved huge pages of a tree of processes: no part of RSS, PSS or VmHWM, and of
 * no mark that the kernel keeps (HugetlbPages of proc(5), since Linux 4.4).
 *
 * Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_HUGETLB_H
#define PEAKTOP_MODEL_RUN_HUGETLB_H

#include "model/run/run.h"
#include "model/process/sample.h"

struct hugetlb_held {
	bool known;     /* the kernel tells them, of one process at least */
	uint64_t bytes; /* of all together; those that several map count for each of them */
	size_t holders; /* that have any */
};

/* A child that was forked less than 50 ms ago and ran no exec yet has what its parent has, and is
 * about to let go of it in most cases: it is left out. */
struct hugetlb_held hugetlb_of(const struct sample *);

/* Takes a sample of the whole tree; `most` starts zeroed. `used_bytes`: those of the whole machine
 * that are in use, which several processes together cannot have more of; UINT64_MAX: unknown. */
void hugetlb_take(struct run_hugetlb *most, const struct hugetlb_held *, uint64_t used_bytes);

/* Whether only used_bytes can tell if that is more than was seen so far. */
bool hugetlb_asks_used(const struct run_hugetlb *, const struct hugetlb_held *);

#endif
