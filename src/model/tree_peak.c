/* SPDX-License-Identifier: MIT */
/* tree_peak.c: the most that a tree of processes held together at one instant. */
#include "model/tree_peak.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* A tree that grows for so long is measured on its way. */
#define RESTLESS_NS 500000000ull

void
tree_peak_clear(struct tree_peak *t)
{
	free(t->members);
	free(t->next);
	*t = (struct tree_peak){ .members = NULL };
}

/* A newcomer. A forked one began as a copy: what it holds is counted with its parent already. One
 * that ran exec shares only pages of files, which others mostly have as well. */
static struct tree_member
newcomer(const struct reading *r)
{
	struct tree_member m = { .key = r->key, .image = r->image, .rss_then_bytes = r->rss_bytes };

	if (!r->forked)
		m.pss_then_bytes = r->known & KNOWN_ANON ? r->anon_bytes : r->rss_bytes;
	return m;
}

static void
carry_on(struct tree_member *m, const struct reading *r)
{
	m->rss_bytes = r->known & KNOWN_RSS ? r->rss_bytes : 0;
	if (m->rss_bytes >= m->rss_then_bytes)
		m->held_bytes = m->pss_then_bytes + (m->rss_bytes - m->rss_then_bytes);
	else if (m->rss_then_bytes - m->rss_bytes < m->pss_then_bytes)
		m->held_bytes = m->pss_then_bytes - (m->rss_then_bytes - m->rss_bytes);
	else
		m->held_bytes = 0;
	if (m->held_bytes > m->rss_bytes)
		m->held_bytes = m->rss_bytes;
}

/* Merges the sample into the members; both are sorted by key. */
static void
merge(struct tree_peak *t, const struct sample *s)
{
	struct tree_member *merged;
	size_t old = 0, capacity = t->next_capacity;

	t->next = grow_array(t->next, &capacity, s->count, sizeof *t->next);
	t->next_capacity = capacity;
	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];

		while (old < t->count && proc_key_compare(t->members[old].key, r->key) < 0)
			old++;
		if (old < t->count && proc_key_compare(t->members[old].key, r->key) == 0 &&
			t->members[old].image == r->image) {
			t->next[i] = t->members[old];
		} else {
			t->next[i] = newcomer(r);
			t->changed = true;
		}
		carry_on(&t->next[i], r);
	}
	t->changed |= s->count != t->count;
	merged = t->next;
	t->next = t->members;
	t->members = merged;
	t->next_capacity = t->capacity;
	t->capacity = capacity;
	t->count = s->count;
}

static int
compare_held(const void *a, const void *b)
{
	const struct tree_member *x = a, *y = b;

	if (x->held_bytes != y->held_bytes)
		return x->held_bytes > y->held_bytes ? -1 : 1;
	return proc_key_compare(x->key, y->key);
}

/* The name that a member had in the breakdown before, if it was in it. */
static void
keep_name(const struct tree_peak *before, const struct tree_member *m, struct run_member *out)
{
	for (size_t i = 0; i < before->best.member_count; i++)
		if (proc_key_compare(before->best_who[i].key, m->key) == 0 &&
			before->best_who[i].image == m->image)
			memcpy(out->name, before->best.members[i].name, sizeof out->name);
}

/* The breakdown of a peak: the largest members, largest first. */
static void
note_members(struct tree_peak *t)
{
	struct tree_member *sorted = grow_new((t->count + 1) * sizeof *sorted);
	struct tree_peak before = *t;

	memcpy(sorted, t->members, t->count * sizeof *sorted);
	qsort(sorted, t->count, sizeof *sorted, compare_held);
	t->best.member_count = t->count < RUN_MEMBERS_MAX ? t->count : RUN_MEMBERS_MAX;
	for (size_t i = 0; i < t->best.member_count; i++) {
		t->best.members[i] = (struct run_member){ .pid = sorted[i].key.pid,
			.bytes = sorted[i].held_bytes };
		t->best_who[i].key = sorted[i].key;
		t->best_who[i].image = sorted[i].image;
		keep_name(&before, &sorted[i], &t->best.members[i]);
	}
	free(sorted);
}

static size_t
living(const struct tree_peak *t, uint64_t *largest_bytes)
{
	size_t count = 0;

	*largest_bytes = 0;
	for (size_t i = 0; i < t->count; i++) {
		count += t->members[i].rss_bytes > 0;
		if (t->members[i].rss_bytes > *largest_bytes)
			*largest_bytes = t->members[i].rss_bytes;
	}
	return count;
}

static void
raise_best(struct tree_peak *t, uint64_t bytes, enum peak_origin origin, uint64_t at_ns)
{
	uint64_t largest;

	if (bytes <= t->best.bytes)
		return;
	if (t->best.origin != PEAK_SAMPLED) {
		t->measured = t->best;
		memcpy(t->measured_who, t->best_who, sizeof t->measured_who);
	}
	t->best.bytes = bytes;
	t->best.origin = origin;
	t->best.at_ns = at_ns;
	t->best.lower_bound = true; /* between two looks it may have held more */
	t->best.process_count = living(t, &largest);
	note_members(t);
}

void
tree_peak_apply(struct tree_peak *t, const struct sample *s, uint64_t at_ns)
{
	uint64_t largest;
	size_t count;

	merge(t, s);
	t->sum_before_bytes = t->sum_bytes;
	t->before_ns = t->at_ns;
	t->at_ns = at_ns;
	t->sum_bytes = t->held_bytes = 0;
	for (size_t i = 0; i < t->count; i++) {
		t->sum_bytes += t->members[i].rss_bytes;
		t->held_bytes += t->members[i].held_bytes;
	}
	count = living(t, &largest);
	if (t->held_bytes < largest)
		t->held_bytes = largest;
	if (count == 1) {
		t->held_bytes = t->measured_sum_bytes = t->sum_bytes;
		t->measured_at_ns = at_ns;
		if (t->sum_bytes > t->best_measured_bytes)
			t->best_measured_bytes = t->sum_bytes;
	}
	raise_best(t, t->held_bytes, count == 1 ? PEAK_RSS : PEAK_SAMPLED, at_ns);
}

static uint64_t
difference(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

bool
tree_peak_settled(const struct tree_peak *t)
{
	return difference(t->sum_bytes, t->sum_before_bytes) <= t->sum_bytes / 100;
}

/* Only where the sum of RSS could beat what was measured. While the tree grows or shrinks a reading
 * is out of date as soon as it is made, so it waits until the sum has settled, but for no more than
 * RESTLESS_NS and a quarter of growth. Then it is due where something moved since the last one, or a while has
 * passed: pages that were shared become the writer's own with no change of any RSS. */
bool
tree_peak_wants_pss(const struct tree_peak *t, uint64_t at_ns)
{
	uint64_t largest;

	if (living(t, &largest) < 2 || t->sum_bytes <= t->best_measured_bytes)
		return false;
	if (!tree_peak_settled(t))
		return at_ns - t->measured_at_ns >= RESTLESS_NS &&
		       t->sum_bytes > t->measured_sum_bytes + t->measured_sum_bytes / 4;
	return t->changed || difference(t->sum_bytes, t->measured_sum_bytes) > t->sum_bytes / 100 ||
	       at_ns - t->measured_at_ns >= 1000000000ull;
}

uint64_t
tree_peak_rise_ns(const struct tree_peak *t)
{
	uint64_t rise;

	if (t->sum_bytes <= t->sum_before_bytes)
		return UINT64_MAX;
	rise = t->sum_bytes - t->sum_before_bytes;
	return (uint64_t)((double)(t->at_ns - t->before_ns) / (double)rise * (double)t->best.bytes /
			  100);
}

void
tree_peak_take_pss(struct tree_peak *t, struct proc_key key, uint64_t pss_bytes, uint64_t rss_bytes)
{
	for (size_t i = 0; i < t->count; i++) {
		struct tree_member *m = &t->members[i];

		if (proc_key_compare(m->key, key) != 0)
			continue;
		m->pss_then_bytes = m->held_bytes = pss_bytes;
		m->rss_then_bytes = m->rss_bytes = rss_bytes;
		m->measured = true;
		return;
	}
}

/* A peak that was estimated since the reading before this one was too high by what this one shows:
 * it was carried on from the same figures. */
static void
put_right(struct tree_peak *t, uint64_t excess_bytes)
{
	uint64_t before = t->best.bytes;

	if (t->best.origin != PEAK_SAMPLED || t->best.at_ns < t->measured_at_ns)
		return;
	t->best.bytes = before > excess_bytes ? before - excess_bytes : 0;
	for (size_t i = 0; i < t->best.member_count; i++) {
		uint64_t *bytes = &t->best.members[i].bytes;

		*bytes = (uint64_t)((double)*bytes / (double)before * (double)t->best.bytes);
	}
	if (t->measured.bytes < t->best.bytes)
		return;
	t->best = t->measured;
	memcpy(t->best_who, t->measured_who, sizeof t->best_who);
}

/* An estimate that a reading at once confirms, to a hundredth, is no estimate any more. */
static void
confirm(struct tree_peak *t, uint64_t sum_bytes)
{
	if (t->best.origin == PEAK_SAMPLED && t->best.at_ns >= t->measured_at_ns &&
		sum_bytes >= t->best.bytes - t->best.bytes / 100)
		t->best.origin = PEAK_PSS;
}

void
tree_peak_measured(struct tree_peak *t, uint64_t at_ns)
{
	uint64_t sum = 0, estimate = t->held_bytes;

	for (size_t i = 0; i < t->count; i++)
		sum += t->members[i].held_bytes;
	if (estimate > sum + sum / 100 && tree_peak_settled(t))
		put_right(t, estimate - sum);
	confirm(t, sum);
	t->held_bytes = sum;
	t->measured_at_ns = at_ns;
	t->measured_sum_bytes = t->sum_bytes;
	t->changed = false;
	if (sum > t->best_measured_bytes)
		t->best_measured_bytes = sum;
	raise_best(t, sum, PEAK_PSS, at_ns);
}

void
tree_peak_at_least(struct tree_peak *t, uint64_t bytes, enum peak_origin origin, uint64_t at_ns)
{
	if (bytes <= t->best.bytes)
		return;
	t->best.bytes = bytes;
	t->best.origin = origin;
	t->best.at_ns = at_ns;
	t->best.lower_bound = true;
}
