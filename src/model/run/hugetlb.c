/* SPDX-License-Identifier: MIT */
/* hugetlb.c: the reserved huge pages of a tree of processes. */
#include "model/run/hugetlb.h"

#include "base/arithmetic.h"

/* The time from fork to exec, even on a loaded machine; a process that stays forked is sampled
 * again. */
#define NEWBORN_NS 50000000ull

static bool
is_newborn(const struct sample *s, const struct reading *r)
{
	return r->forked && s->taken_ns < r->started_ns + NEWBORN_NS;
}

struct hugetlb_held
hugetlb_of(const struct sample *s)
{
	struct hugetlb_held held = { .known = false };

	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];

		if (!(r->known & KNOWN_HUGETLB))
			continue;
		held.known = true;
		if (r->hugetlb_bytes == 0 || is_newborn(s, r))
			continue;
		held.bytes += r->hugetlb_bytes;
		held.holders++;
	}
	return held;
}

void
hugetlb_take(struct run_hugetlb *max, const struct hugetlb_held *held, uint64_t used_bytes)
{
	uint64_t bytes = held->holders > 1 ? smaller(held->bytes, used_bytes) : held->bytes;

	max->known |= held->known;
	if (bytes <= max->bytes)
		return;
	max->bytes = bytes;
	max->shared = held->holders > 1;
}

bool
hugetlb_asks_used(const struct run_hugetlb *max, const struct hugetlb_held *held)
{
	return held->holders > 1 && held->bytes > max->bytes;
}
