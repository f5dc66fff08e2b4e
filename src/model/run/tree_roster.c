/* SPDX-License-Identifier: MIT */
/* tree_roster.c: the processes of a tree, from sample to sample. */
#include "model/run/tree_roster.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/sorted.h"

/* One part in this many of the copies must be seen to infer the others. */
#define SEEN_PART 4

void
tree_roster_clear(struct tree_roster *t)
{
	free(t->members);
	free(t->next);
	*t = (struct tree_roster){ .members = NULL };
}

struct tree_member *
tree_roster_find(const struct tree_roster *t, pid_t pid)
{
	return sorted_find_pid(t->members, t->count, sizeof *t->members,
		offsetof(struct tree_member, key.pid), pid);
}

/* A process that forked is a relative of its child. If the parent is unknown, it may be any
 * process. */
static void
mark_relatives(struct tree_roster *t, const struct sample *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];
		struct tree_member *parent;

		if (!r->forked || tree_roster_find(t, r->key.pid) != NULL)
			continue;
		parent = tree_roster_find(t, r->ppid);
		if (parent != NULL)
			tree_member_forked(parent);
		else if (sample_find(s, r->ppid) == NULL)
			for (size_t k = 0; k < t->count; k++)
				tree_member_forked(&t->members[k]);
	}
}

/* The same for parents that appeared together with their children. */
static void
mark_new_parents(struct tree_roster *t, const struct sample *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct tree_member *parent = NULL;

		if (t->members[i].forked)
			parent = tree_roster_find(t, s->readings[i].ppid);
		if (parent != NULL)
			parent->relatives = parent->shared_since = true;
	}
}

static struct tree_member
newcomer(const struct tree_roster *t, const struct sample *s, const struct reading *r)
{
	const struct reading *parent = r->forked ? sample_find(s, r->ppid) : NULL;
	const struct tree_member *before = r->forked ? tree_roster_find(t, r->ppid) : NULL;
	uint64_t bytes = before != NULL ? before->rss.anon : 0;

	if (parent != NULL && (parent->known & KNOWN_ANON) && parent->anon_bytes > bytes)
		bytes = parent->anon_bytes;
	return tree_member_new(r, bytes > 0, bytes);
}

static void
leave(struct tree_roster *t, const struct tree_member *m)
{
	t->left_bytes += tree_member_left_to_others(m);
	t->likely_left_bytes += tree_member_likely_left(m);
}

/* Both are sorted by key. */
void
tree_roster_update(struct tree_roster *t, const struct sample *s)
{
	size_t old = 0;

	mark_relatives(t, s);
	t->next = grow_discard(t->next, &t->next_capacity, s->count, sizeof *t->next);
	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];
		uint64_t cpu_ns = 0;

		while (old < t->count && proc_key_compare(t->members[old].key, r->key) < 0)
			leave(t, &t->members[old++]);
		if (old < t->count && proc_key_compare(t->members[old].key, r->key) == 0)
			cpu_ns = t->members[old].cpu_ns;
		if (old < t->count && proc_key_compare(t->members[old].key, r->key) == 0 &&
			t->members[old].image == r->image) {
			t->next[i] = t->members[old++];
			tree_member_carry_on(&t->next[i], r);
		} else {
			t->next[i] = newcomer(t, s, r);
		}
		t->cpu_ns += r->cpu_ns > cpu_ns ? r->cpu_ns - cpu_ns : 0;
	}
	while (old < t->count)
		leave(t, &t->members[old++]);
	grow_swap(&t->members, &t->capacity, &t->next, &t->next_capacity);
	t->count = s->count;
	mark_new_parents(t, s);
}

/* --- estimates --- */

/* From processes without children that may share their copies: what one has alone now, it
 * copied. */
static double
yield_seen(const struct tree_roster *t, double yield)
{
	double faulted = 0, gained = 0, copied = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (!t->members[i].estimate.known)
			continue;
		copied += (double)tree_member_copied_lately(&t->members[i]);
		tree_member_add_seen(&t->members[i], &faulted, &gained);
	}
	if (faulted <= copied / SEEN_PART)
		return yield;
	return gained <= 0 ? 0 : gained < faulted ? gained / faulted : 1;
}

/* If pages can neither be identified nor were followed, pages copied and then shared with own
 * children look like their originals, so the estimate is too low. Then what was known before of
 * the living processes, plus their copies since, is more. */
void
tree_roster_take_estimates(struct tree_roster *t, bool frames, double yield)
{
	double seen = yield_seen(t, yield);
	uint64_t all = 0, all_kept = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (!t->members[i].estimate.known)
			continue;
		all += t->members[i].estimate.pss_bytes;
		all_kept += tree_member_likely_kept(&t->members[i], seen);
	}
	for (size_t i = 0; i < t->count; i++) {
		struct tree_member *m = &t->members[i];

		if (!frames && all_kept > all)
			m->estimate.pss_bytes = tree_member_likely_kept(m, seen);
		/* A process without memory leaves nothing that the shares of the others do not
		 * cover. */
		if (m->rss.anon == 0)
			m->estimate = (struct page_estimate){ .known = true };
		if (m->estimate.known)
			tree_member_guessed(m);
	}
}
