/* SPDX-License-Identifier: MIT */
/* limit_pass.c: reads the limits of all processes of a sample. */
#include "source/proc/limit_pass.h"

static void
take(struct reading *r, const struct limits *limits)
{
	const struct limit *smallest = limits_smallest(limits), *fullest = limits_fullest(limits);

	if (smallest != NULL) {
		r->limit_bytes = smallest->limit_bytes;
		r->known |= KNOWN_LIMIT;
	}
	if (fullest != NULL) {
		r->headroom_bytes = limit_headroom(fullest);
		r->known |= KNOWN_HEADROOM;
	}
	r->near_limit = limits_near(limits, (r->known & KNOWN_RSS) ? r->rss_bytes : 0);
}

/* Both are sorted by pid; some slots may not be shown (kernel threads). */
void
limit_pass(struct limits_proc *l, struct slot_set *set, struct sample *sample)
{
	struct slot *slot = set->slots, *end = slot + set->slot_count;

	for (size_t i = 0; i < sample->count; i++) {
		struct reading *r = &sample->readings[i];
		struct limits limits;

		while (slot < end && slot->pid < r->key.pid)
			slot++;
		if (slot < end && slot->pid == r->key.pid && !slot->kernel &&
			limits_proc_read(l, r->key.pid, &slot->limits_cache, &limits)) {
			take(r, &limits);
			if (slot_is_regrouped(slot, slot->limits_cache.cgroup_mark))
				r->regrouped = true;
		}
	}
}
