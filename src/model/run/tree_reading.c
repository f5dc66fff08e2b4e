/* SPDX-License-Identifier: MIT */
/* tree_reading.c: when to read PSS, and of which processes; when an estimate of shares helps. */
#include "model/run/tree_peak.h"

#include "base/arithmetic.h"

/* Fractions of the whole tree: a doubt worth reading one process; memory mapped by one; any
 * doubt. */
#define DOUBT_SHARE 400
#define MAPPED_SHARE 200
#define NEAR 100

/* The same, worth an estimate while the tree moves: it will soon be out of date. */
#define MOVING_NEAR 20

/* A tree that moves for this long is measured while moving if it has grown by a quarter. */
#define RESTLESS_NS 500000000ull
/* Before a reading the tree must have stood still for this long, or for this many times the cost
 * if the doubt is not small: what creeps looks still for a moment. */
#define STILL_NS 100000000ull
#define STILL_SHARE 3
#define SMALL_DOUBT 0.05

/* --- when --- */

double
tree_peak_doubt(const struct tree_peak *t)
{
	uint64_t certain = tree_peak_certain_bytes(t);

	return certain > 0 ? (double)more_than(t->now.held.range.max, certain) / (double)certain
			   : 0;
}

double
tree_peak_open_doubt(const struct tree_peak *t)
{
	uint64_t told = t->best.bytes, now = t->now.held.range.max;
	uint64_t more = more_than(now, told);

	if (told == 0 || now < told)
		return 0;
	return (double)larger(more, t->now.held.open_bytes) / (double)told;
}

/* The size is in doubt, and may be more than is known. */
static bool
is_in_doubt(const struct tree_peak *t)
{
	uint64_t certain = tree_peak_certain_bytes(t), max = t->now.held.range.max;

	return max > certain + certain / NEAR && max - t->now.held.range.min > max / NEAR;
}

bool
tree_peak_waits(const struct tree_peak *t)
{
	return is_in_doubt(t) && !tree_peak_settled(t);
}

/* While the tree grows or shrinks, a reading is soon out of date. So it waits until the tree has
 * settled, but if nothing else helps no longer than RESTLESS_NS and a quarter of growth. */
bool
tree_peak_wants_pss(const struct tree_peak *t, uint64_t cost_ns)
{
	uint64_t still_ns = tree_peak_still_ns(t);

	if (!is_in_doubt(t))
		return false;
	if (still_ns >= STILL_NS)
		return true;
	if (still_ns > 0 && still_ns >= STILL_SHARE * cost_ns && tree_peak_doubt(t) >= SMALL_DOUBT)
		return true;
	if (t->can_estimate)
		return false;
	return t->now.at_ns - t->measured.at_ns >= RESTLESS_NS &&
	       t->now.held.range.max > t->measured.held.range.max / 4 * 5;
}

bool
tree_peak_may_exceed(const struct tree_peak *t, uint64_t bytes)
{
	return tree_peak_certain_bytes(t) <= bytes && t->now.held.range.likely > bytes;
}

uint64_t
tree_peak_rise_ns(const struct tree_peak *t)
{
	uint64_t rise = larger(more_than(t->now.held.sum_bytes, t->before.held.sum_bytes),
		more_than(t->now.held.range.likely, t->before.held.range.likely));

	if (rise == 0)
		return UINT64_MAX;
	return (uint64_t)((double)(t->now.at_ns - t->before.at_ns) / (double)rise *
			  (double)t->best.bytes / NEAR);
}

/* --- which processes --- */

static bool
moved_alone(const struct tree_peak *t, const struct tree_member *m)
{
	uint64_t known = tree_member_anon_min(m) + m->apart_bytes;

	return m->relatives &&
	       tree_member_anon_max(m) > known + t->now.held.range.max / DOUBT_SHARE;
}

/* A process never read is assumed to own all it has: a reading of it alone says nothing about
 * that. Nor about copies made before a child was born, which shares them. */
static bool
can_be_read_alone(const struct tree_peak *t)
{
	const struct tree_range *all = &t->now.held.range, *anon = &t->now.held.anon;

	if (all->max - all->min > anon->max - anon->min + all->max / NEAR)
		return false;
	for (size_t i = 0; i < t->roster.count; i++) {
		const struct tree_member *m = &t->roster.members[i];

		if (moved_alone(t, m) && (m->shared_since || (!m->measured && !m->forked)))
			return false;
	}
	return true;
}

static uint64_t
mapped_by(const struct tree_member *m)
{
	return m->rss.shmem + m->rss.file;
}

static bool
maps_little(const struct tree_peak *t, const struct tree_member *m)
{
	return !m->relatives && mapped_by(m) <= t->now.held.range.max / MAPPED_SHARE;
}

static bool
small_ones_matter(const struct tree_peak *t)
{
	uint64_t unread = 0;

	for (size_t i = 0; i < t->roster.count; i++) {
		const struct tree_member *m = &t->roster.members[i];

		if (maps_little(t, m) && m->pss_then.shmem + m->pss_then.file == 0)
			unread += mapped_by(m);
	}
	return unread > t->now.held.range.max / NEAR;
}

static uint64_t
bytes_to_walk(const struct tree_peak *t, uint64_t process_bytes)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < t->roster.count; i++)
		if (tree_peak_needs_shares(t, i))
			bytes += t->roster.members[i].rss_bytes + process_bytes;
	return bytes;
}

uint64_t
tree_peak_plan_reading(struct tree_peak *t, uint64_t process_bytes)
{
	uint64_t all, some = 0;

	t->apart = false;
	t->small_ones = small_ones_matter(t);
	all = bytes_to_walk(t, process_bytes);
	t->apart = can_be_read_alone(t);
	if (t->apart)
		some = bytes_to_walk(t, process_bytes);
	t->apart = some > 0 && some < all / 2;
	return t->apart ? some : all;
}

bool
tree_peak_needs_shares(const struct tree_peak *t, size_t member)
{
	const struct tree_member *m = &t->roster.members[member];

	if (m->rss_bytes == 0)
		return false;
	if (t->apart)
		return moved_alone(t, m);
	return !maps_little(t, m) || (t->small_ones && mapped_by(m) > 0);
}

void
tree_peak_take_shares(struct tree_peak *t, struct proc_key key, const struct smaps_shares *shares)
{
	struct tree_member *m = tree_roster_find(&t->roster, key.pid);

	if (m == NULL || proc_key_compare(m->key, key) != 0)
		return;
	if (!t->apart)
		tree_member_measured(m, shares);
	else if (shares != NULL)
		tree_member_measured_apart(m, shares);
}

/* --- estimates --- */

bool
tree_peak_wants_estimate(const struct tree_peak *t)
{
	const struct tree_held *now = &t->now.held;
	uint64_t certain = tree_peak_certain_bytes(t);
	uint64_t near = tree_peak_settled(t) || t->frames ? NEAR : MOVING_NEAR;

	return now->living > 1 && now->open_bytes > now->range.max / near &&
	       now->range.max > certain + certain / NEAR;
}

void
tree_peak_take_estimate(
	struct tree_peak *t, struct proc_key key, uint64_t pss_bytes, uint64_t alone_bytes)
{
	struct tree_member *m = tree_roster_find(&t->roster, key.pid);

	if (m != NULL && proc_key_compare(m->key, key) == 0)
		m->estimate = (struct page_estimate){ true, pss_bytes, alone_bytes };
}
