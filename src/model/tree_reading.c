/* SPDX-License-Identifier: MIT */
/* tree_reading.c: whose shares a reading of PSS goes through. */
#include "model/tree_peak.h"

/* Of the whole tree: a doubt that is worth a reading of one process; memory mapped by one; any doubt. */
#define DOUBT_SHARE 400
#define MAPPED_SHARE 200
#define NEAR 100

static bool
moved_alone(const struct tree_peak *t, const struct tree_member *m)
{
	uint64_t known = tree_member_anon_least(m) + m->apart_bytes;

	return m->relatives &&
	       tree_member_anon_most(m) > known + t->now.held.range.most / DOUBT_SHARE;
}

/* Who was never read begins as the owner of all it has: of that nothing can be told alone. */
static bool
can_be_read_alone(const struct tree_peak *t)
{
	const struct tree_range *all = &t->now.held.range, *anon = &t->now.held.anon;

	if (all->most - all->least > anon->most - anon->least + all->most / NEAR)
		return false;
	for (size_t i = 0; i < t->roster.count; i++) {
		const struct tree_member *m = &t->roster.members[i];

		if (moved_alone(t, m) && !m->measured && !m->forked)
			return false;
	}
	return true;
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
	return m->relatives || m->rss.shmem + m->rss.file > t->now.held.range.most / MAPPED_SHARE;
}

void
tree_peak_take_shares(struct tree_peak *t, struct proc_key key, const struct memory_shares *shares)
{
	struct tree_member *m = tree_roster_find(&t->roster, key.pid);

	if (m == NULL || proc_key_compare(m->key, key) != 0)
		return;
	if (!t->apart)
		tree_member_measured(m, shares);
	else if (shares != NULL)
		tree_member_measured_apart(m, shares);
}
