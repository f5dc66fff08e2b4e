/* SPDX-License-Identifier: MIT */
/* own_anon.c: how much of a process's anonymous memory is its own. */
#include "model/process/own_anon.h"

#include "base/arithmetic.h"
#include "base/page_size.h"

/* A fault in a file maps this many pages around it; memory may be freed and reallocated this many
 * times between two samples. As in model/run/tree_member.c. */
#define PAGES_AROUND 16
#define RETAKEN_PART 8

static uint64_t
anon_of(const struct reading *r)
{
	return r->known & KNOWN_ANON ? r->anon_bytes : r->rss_bytes;
}

void
own_anon_begin(struct own_anon *o, const struct reading *r)
{
	*o = (struct own_anon){ .low_bytes = anon_of(r) };
}

void
own_anon_update(struct own_anon *o, const struct reading *before, const struct reading *now)
{
	uint64_t explained = more_than(anon_of(now), anon_of(before)) +
			     more_than(now->shmem_bytes, before->shmem_bytes) +
			     more_than(now->file_bytes, before->file_bytes) / PAGES_AROUND;
	uint64_t given_back = more_than(anon_of(before), anon_of(now));
	uint64_t faults = more_than(now->minor_faults, before->minor_faults);
	uint64_t faulted = more_than(faults * page_size_bytes(), explained);

	if (!now->forked || !(now->known & KNOWN_RSS))
		return;
	o->low_bytes = smaller(o->low_bytes, anon_of(now));
	o->copied_bytes += more_than(faulted, given_back * RETAKEN_PART);
	o->copied_bytes = smaller(o->copied_bytes, o->low_bytes);
}

uint64_t
own_anon_bytes(const struct own_anon *o, const struct reading *now, uint64_t parent_anon_bytes)
{
	uint64_t shared = smaller(o->low_bytes, parent_anon_bytes);

	return now->forked ? more_than(anon_of(now), more_than(shared, o->copied_bytes))
			   : anon_of(now);
}
