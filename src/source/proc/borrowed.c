/* SPDX-License-Identifier: MIT */
/* borrowed.c: processes that have their parent's memory. */
#include "source/proc/borrowed.h"

#include <errno.h>

#include "base/same_memory.h"
#include "base/sorted.h"

static struct slot *
find_slot(const struct slot_set *set, pid_t pid)
{
	return sorted_find_pid(
		set->slots, set->slot_count, sizeof *set->slots, offsetof(struct slot, pid), pid);
}

static bool
has_memory(const struct slot *slot)
{
	return slot->seen && (slot->last.known & KNOWN_RSS) && slot->last.rss_bytes > 0;
}

/* A main thread that has ended has no memory. */
static pid_t
thread_of(const struct slot *slot)
{
	return slot->thread > 0 ? slot->thread : slot->pid;
}

static void
hold_nothing(struct reading *r)
{
	r->rss_bytes = r->anon_bytes = r->file_bytes = r->shmem_bytes = 0;
	r->swap_bytes = r->hugetlb_bytes = r->peak_bytes = 0;
	r->known &= ~(unsigned)KNOWN_PEAK;
	r->forked = false;
}

/* It may have called exec or ended since it was read, when its memory was still its parent's. One
 * that is gone holds nothing. */
static void
read_again(struct slot_set *set, struct slot *slot, struct reading *r)
{
	bool shown;
	enum proc_outcome outcome = slot_scan(&set->reader, slot, 0, &shown);

	if (outcome == PROC_READ && shown)
		*r = slot->last;
	else if (outcome == PROC_GONE)
		hold_nothing(r);
}

static void
correct(struct slot_set *set, struct slot *slot, const struct slot *parent, struct reading *r)
{
	int difference = same_memory_compare(thread_of(slot), thread_of(parent));

	if (difference == 0) {
		hold_nothing(r);
		return;
	}
	slot->own_memory = difference > 0 || errno != ESRCH;
	if (difference > 0 || errno == ESRCH)
		read_again(set, slot, r);
}

/* --- for a monitor --- */

/* It may have called exec or ended since it was read. A scan is long, and between vfork and exec
 * the memory that was read is exactly that of the parent, which waits. */
static void
settle(struct slot_set *set, struct slot *slot, int difference, struct reading *r)
{
	if (difference > 0)
		read_again(set, slot, r);
	else
		r->borrowed = errno == ESRCH;
}

static void
mark(struct slot_set *set, struct slot *slot, const struct slot *parent, struct reading *r)
{
	bool alike = parent->last.rss_bytes == r->rss_bytes;
	int difference = same_memory_compare(thread_of(slot), thread_of(parent));

	r->borrowed = difference == 0;
	slot->own_memory = difference > 0 || (difference < 0 && errno != ESRCH);
	if (difference != 0 && alike)
		settle(set, slot, difference, r);
}

/* --- both --- */

/* Only a process that never called exec can have its parent's memory. The sample and the slots have
 * one order. */
static void
each_candidate(struct slot_set *set, struct sample *sample,
	void (*take)(struct slot_set *, struct slot *, const struct slot *parent, struct reading *))
{
	size_t at = 0;

	for (size_t i = 0; i < sample->count; i++) {
		struct reading *r = &sample->readings[i];
		const struct slot *parent;

		while (at < set->slot_count && set->slots[at].pid < r->key.pid)
			at++;
		if (at == set->slot_count || set->slots[at].pid != r->key.pid || !r->forked ||
			set->slots[at].own_memory || !has_memory(&set->slots[at]))
			continue;
		parent = find_slot(set, r->ppid);
		if (parent != NULL && has_memory(parent))
			take(set, &set->slots[at], parent, r);
	}
}

void
borrowed_correct(struct slot_set *set, struct sample *sample)
{
	each_candidate(set, sample, correct);
}

void
borrowed_mark(struct slot_set *set, struct sample *sample)
{
	if (!set->reader.foreign)
		each_candidate(set, sample, mark);
}
