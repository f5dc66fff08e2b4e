/* SPDX-License-Identifier: MIT */
/* page_labels.c: tells which pages of relatives are the same page, from earlier surveys. */
#include "model/run/page_labels.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/sorted.h"

/* A label is a number, and whether its process had the page alone, whether the page has moved
 * here from another address (mremap), if that matters, and whether it was shared with nobody at
 * this address when it was first seen: either it has moved, or whoever shares it. */
#define LABEL_ALONE 0x8000u
#define LABEL_MOVED 0x4000u
#define LABEL_LONE 0x2000u
#define LABEL_NUMBER 0x1fffu

#define NOBODY SIZE_MAX
/* This many copies must be known to infer others; this much must have moved not to be chance. */
#define COPIES_MIN 8
#define MOVED_MIN 2
/* Two share this many pages that one had alone: they are parent and child. */
#define INHERITED_MIN 4

void
page_labels_clear(struct page_labels *l)
{
	free(l->relatives);
	free(l->pages);
	free(l->labels);
	*l = (struct page_labels){ .relatives = NULL };
}

/* --- parents --- */

struct origin {
	size_t parent; /* of a new one: its index among the relatives, or NOBODY */
	size_t before; /* the process whose pages it had in the earlier survey (itself, unless it
			* is new): an index into that survey, or NOBODY */
	size_t first;  /* the first new process in its line of ancestors */
	bool is_new, is_orphan; /* orphan: its origin is unknown */
	bool has_children;      /* new ones */
	double copied, faulted; /* since the earlier survey, in steps */
	/* The part of its shared pages, present and past, that it has copied: its new children
	 * have those, too. */
	double left;
	double moved; /* the part of what appeared that it shared before at another address */
};

struct following {
	const struct page_labels *before;
	struct page_labels *next;
	const uint8_t *states;
	struct origin *origins;
	uint16_t *ids;    /* for each page and each relative; equal ids mean the same page */
	double *moved;    /* for each id at one page: the probability that it comes from another
			   * address, and is counted there */
	bool *lone;       /* likewise: see LABEL_LONE */
	double lone_part; /* the fraction of these that are not counted elsewhere */
	uint16_t *users;  /* likewise: how many share it */
	double *more;     /* likewise: additional pages */
};

static size_t
find_pid(const struct page_labels *l, pid_t pid)
{
	for (size_t i = 0; i < l->relative_count; i++)
		if (l->relatives[i].key.pid == pid)
			return i;
	return NOBODY;
}

static size_t
find_same(const struct page_labels *l, const struct page_relative *k)
{
	size_t i = find_pid(l, k->key.pid);

	if (i == NOBODY || proc_key_compare(l->relatives[i].key, k->key) != 0 ||
		l->relatives[i].image != k->image)
		return NOBODY;
	return i;
}

static void
find_parents(struct following *f)
{
	for (size_t i = 0; i < f->next->relative_count; i++) {
		const struct page_relative *k = &f->next->relatives[i];
		struct origin *o = &f->origins[i];

		*o = (struct origin){
			.parent = NOBODY, .before = find_same(f->before, k), .first = i
		};
		o->is_new = o->before == NOBODY;
		if (!o->is_new || !k->forked)
			continue;
		o->parent = find_pid(f->next, k->parent);
		if (o->parent == i)
			o->parent = NOBODY;
		if (o->parent != NOBODY)
			continue;
		o->before = find_pid(f->before, k->parent);
		o->is_orphan = o->before == NOBODY;
	}
}

/* --- labels of the earlier survey --- */

static int
compare_page(const void *page, const void *item)
{
	uint64_t a = *(const uint64_t *)page, b = *(const uint64_t *)item;

	return (a > b) - (a < b);
}

static const uint16_t *
labels_before(const struct page_labels *l, uint64_t page)
{
	size_t at = sorted_first(l->pages, l->page_count, sizeof *l->pages, &page, compare_page);

	return at < l->page_count && l->pages[at] == page ? l->labels + at * l->relative_count
							  : NULL;
}

/* How many pages it shares that the other one had alone before. */
static size_t
count_inherited(const struct following *f, size_t member, size_t other)
{
	size_t count = 0, before = f->origins[other].before;

	for (size_t p = 0; p < f->next->page_count; p++) {
		const uint16_t *labels = labels_before(f->before, f->next->pages[p]);
		const uint8_t *states = f->states + p * f->next->relative_count;

		count += labels != NULL && (labels[before] & LABEL_ALONE) &&
			 states[member] == STATE_SHARED && states[other] == STATE_SHARED;
	}
	return count;
}

/* If the process in between exited, its pages tell whose child it is. */
static void
find_lost_parent(struct following *f, size_t member)
{
	size_t most = INHERITED_MIN - 1, parent = NOBODY;

	for (size_t i = 0; i < f->next->relative_count; i++) {
		size_t inherited;

		if (f->origins[i].is_new)
			continue;
		inherited = count_inherited(f, member, i);
		if (inherited <= most)
			continue;
		most = inherited;
		parent = i;
	}
	f->origins[member].parent = parent;
	f->origins[member].is_orphan = parent == NOBODY;
}

static void
find_origins(struct following *f)
{
	find_parents(f);
	for (size_t i = 0; i < f->next->relative_count; i++)
		if (f->origins[i].is_orphan)
			find_lost_parent(f, i);
	for (size_t i = 0; i < f->next->relative_count; i++) {
		struct origin *o = &f->origins[i];
		size_t up = o->parent, steps = f->next->relative_count;

		while (up != NOBODY && steps-- > 0) {
			o->first = up;
			o->before = f->origins[up].before;
			o->is_orphan = f->origins[up].is_orphan;
			up = f->origins[up].parent;
		}
		if (o->parent != NOBODY)
			f->origins[o->parent].has_children = true;
	}
}

static void
count_faults(struct following *f, double step)
{
	for (size_t i = 0; i < f->next->relative_count; i++) {
		const struct page_relative *k = &f->next->relatives[i];
		struct origin *o = &f->origins[i];

		o->copied = k->copied / step;
		o->faulted = k->faulted / step;
		if (o->is_new)
			continue;
		o->copied -= f->before->relatives[o->before].copied / step;
		o->faulted -= f->before->relatives[o->before].faulted / step;
	}
}

static bool
is_below(const struct following *f, size_t member, size_t top)
{
	size_t steps = f->next->relative_count;

	while (member != top && member != NOBODY && steps-- > 0)
		member = f->origins[member].parent;
	return member == top;
}

/* --- labels --- */

/* Ids of labels come first, then those of pages that were new to a process of the earlier
 * survey, or of the relatives. */
static size_t
id_count(const struct following *f)
{
	return 2 * (f->before->relative_count + f->next->relative_count) + 2;
}

static uint16_t
id_of(const struct following *f, const uint16_t *labels, size_t member)
{
	const struct origin *o = &f->origins[member];
	size_t labels_max = f->before->relative_count + 1;
	uint16_t label = labels != NULL && o->before != NOBODY ? labels[o->before] : 0;

	if (label != 0)
		return label & LABEL_NUMBER;
	return (uint16_t)(labels_max +
			  (o->before != NOBODY ? o->before : f->before->relative_count + o->first));
}

static void
count_users(struct following *f, const uint16_t *ids, const uint8_t *states)
{
	for (size_t i = 0; i < id_count(f); i++)
		f->users[i] = 0;
	for (size_t i = 0; i < f->next->relative_count; i++)
		if (states[i] == STATE_SHARED && ids[i] != 0)
			f->users[ids[i]]++;
}

/* An id that is shared with nobody, else the most frequent one. */
static uint16_t
id_for_orphans(const struct following *f)
{
	uint16_t max = 0;

	for (size_t i = 1; i < id_count(f); i++) {
		if (f->users[i] == 1)
			return (uint16_t)i;
		if (f->users[i] > f->users[max])
			max = (uint16_t)i;
	}
	return max;
}

static void
name_pages(struct following *f, const uint16_t *labels, uint16_t *ids, const uint8_t *states)
{
	uint16_t orphans;

	f->users[0] = 0;
	for (size_t i = 0; i < f->next->relative_count; i++)
		ids[i] = f->origins[i].is_orphan ? 0 : id_of(f, labels, i);
	count_users(f, ids, states);
	orphans = id_for_orphans(f);
	for (size_t i = 0; i < f->next->relative_count; i++)
		if (f->origins[i].is_orphan)
			ids[i] = orphans != 0 ? orphans : id_of(f, labels, i);
	count_users(f, ids, states);
}

/* --- what was copied for children --- */

/* How many relatives share its page: itself and its new children, and others. */
static void
count_sides(const struct following *f, const uint16_t *ids, const uint8_t *states, size_t member,
	size_t *inside, size_t *outside)
{
	*inside = *outside = 0;
	for (size_t i = 0; i < f->next->relative_count; i++) {
		if (ids[i] != ids[member] || states[i] != STATE_SHARED)
			continue;
		if (is_below(f, i, member))
			++*inside;
		else
			++*outside;
	}
}

static bool
may_be_copied(size_t inside, size_t outside)
{
	return inside > 1 && outside > 1;
}

static bool
was_shared(const struct following *f, const uint16_t *labels, size_t member)
{
	const struct origin *o = &f->origins[member];

	if (labels == NULL || o->before == NOBODY || labels[o->before] == 0)
		return false;
	return o->is_new || !(labels[o->before] & LABEL_ALONE);
}

static double
part_of(double some, double all)
{
	if (some <= 0 || all <= 0)
		return 0;
	return some < all ? some / all : 1;
}

/* The fraction of possible copies that are copies, from processes whose copies nobody else has. */
static double
find_yield(const struct following *f)
{
	size_t count = f->next->relative_count;
	double seen = 0, copied = 0;

	for (size_t i = 0; i < count; i++)
		if (!f->origins[i].is_new && !f->origins[i].has_children)
			copied += f->origins[i].copied;
	for (size_t p = 0; p < f->next->page_count; p++) {
		const uint16_t *labels = labels_before(f->before, f->next->pages[p]);

		for (size_t i = 0; i < count; i++)
			seen += !f->origins[i].is_new && !f->origins[i].has_children &&
				was_shared(f, labels, i) && f->states[p * count + i] == STATE_ALONE;
	}
	return copied < COPIES_MIN ? 1 : part_of(seen, copied);
}

/* Estimates how much of what it shared before it has copied unseen; its new children have those
 * copies, too. */
static void
find_copies(struct following *f, size_t member, double yield)
{
	size_t count = f->next->relative_count, inside, outside;
	double seen = 0, open = 0;

	for (size_t p = 0; p < f->next->page_count; p++) {
		const uint16_t *labels = labels_before(f->before, f->next->pages[p]);
		const uint8_t *states = f->states + p * count;

		if (!was_shared(f, labels, member))
			continue;
		if (states[member] == STATE_ALONE)
			seen++;
		if (states[member] != STATE_SHARED)
			continue;
		count_sides(f, f->ids + p * count, states, member, &inside, &outside);
		open += may_be_copied(inside, outside) || outside == 0;
	}
	f->origins[member].left = part_of(f->origins[member].copied * yield - seen, open);
}

static void
add_copies(struct following *f, const uint16_t *labels, const uint16_t *ids, const uint8_t *states)
{
	for (size_t i = 0; i < id_count(f); i++)
		f->more[i] = 0;
	for (size_t i = 0; i < f->next->relative_count; i++) {
		size_t inside, outside;

		if (f->origins[i].left <= 0 || states[i] != STATE_SHARED ||
			!was_shared(f, labels, i))
			continue;
		count_sides(f, ids, states, i, &inside, &outside);
		if (may_be_copied(inside, outside))
			f->more[ids[i]] += f->origins[i].left;
	}
}

/* --- parts --- */

/* Whether it has the page, did not have it before, and did not get it from its parent. */
static bool
has_appeared(
	const struct following *f, const uint16_t *labels, const uint8_t *states, size_t member)
{
	const struct origin *o = &f->origins[member];

	if (states[member] == STATE_ABSENT || o->before == NOBODY ||
		(labels != NULL && labels[o->before] != 0))
		return false;
	return !o->is_new || o->parent == NOBODY || states[o->parent] == STATE_ABSENT;
}

static bool
has_vanished(
	const struct following *f, const uint16_t *labels, const uint8_t *states, size_t member)
{
	const struct origin *o = &f->origins[member];

	return states[member] == STATE_ABSENT && labels != NULL && o->before != NOBODY &&
	       labels[o->before] != 0;
}

/* What appeared without a fault was moved (mremap); if it was shared, it counts where the others
 * have it. It is as likely shared as any page that is no longer in its place. */
static void
find_moves(struct following *f, size_t member)
{
	size_t count = f->next->relative_count;
	double appeared = 0, vanished = 0, shared = 0, moved;

	for (size_t p = 0; p < f->next->page_count; p++) {
		const uint16_t *labels = labels_before(f->before, f->next->pages[p]);

		appeared += has_appeared(f, labels, f->states + p * count, member);
		if (!has_vanished(f, labels, f->states + p * count, member))
			continue;
		vanished++;
		shared += was_shared(f, labels, member);
	}
	moved = appeared - f->origins[member].faulted;
	if (moved > vanished)
		moved = vanished;
	if (moved >= MOVED_MIN)
		f->origins[member].moved = part_of(moved * shared / vanished, appeared);
}

/* A process that shares with nobody at an address shares at another address. */
static void
find_lone(struct following *f, const uint16_t *labels)
{
	size_t labels_max = f->before->relative_count + 1;

	for (size_t i = 0; i < id_count(f); i++)
		f->lone[i] = i >= labels_max && f->users[i] == 1;
	for (size_t i = 0; labels != NULL && i < f->before->relative_count; i++)
		if (labels[i] & LABEL_LONE)
			f->lone[labels[i] & LABEL_NUMBER] = true;
}

/* What one process has at such addresses it shares with another: with one that has it at such an
 * address as well, as far as there are any, otherwise where several share. */
static void
pair_lone(struct following *f)
{
	size_t count = f->next->relative_count;
	double *each = grow_new((count + 1) * sizeof *each), all = 0, max = 0, pairs;

	for (size_t i = 0; i < count; i++)
		each[i] = 0;
	for (size_t p = 0; p < f->next->page_count; p++) {
		const uint16_t *labels = labels_before(f->before, f->next->pages[p]);
		const uint16_t *ids = f->ids + p * count;

		count_users(f, ids, f->states + p * count);
		find_lone(f, labels);
		for (size_t i = 0; i < count; i++) {
			if (f->states[p * count + i] != STATE_SHARED || !f->lone[ids[i]])
				continue;
			each[i]++;
			f->lone[ids[i]] = false; /* once for all that share it here */
		}
	}
	for (size_t i = 0; i < count; i++) {
		all += each[i];
		max = each[i] > max ? each[i] : max;
	}
	pairs = all - max < all / 2 ? all - max : all / 2;
	f->lone_part = part_of(pairs, all);
	free(each);
}

static void
find_moved(struct following *f, const uint16_t *labels, const uint16_t *ids, const uint8_t *states)
{
	find_lone(f, labels);
	for (size_t i = 0; i < id_count(f); i++)
		f->moved[i] = f->lone[i] ? 1 - f->lone_part : 0;
	for (size_t i = 0; labels != NULL && i < f->before->relative_count; i++)
		if (labels[i] & LABEL_MOVED)
			f->moved[labels[i] & LABEL_NUMBER] = 1;
	for (size_t i = 0; i < f->next->relative_count; i++)
		if (f->origins[i].moved > f->moved[ids[i]] && has_appeared(f, labels, states, i))
			f->moved[ids[i]] = f->origins[i].moved;
}

static double
pages_of(const struct following *f, uint16_t id)
{
	double pages = 1 - f->moved[id] + f->more[id], max = f->users[id] / 2;

	if (max < 1)
		max = 1;
	return pages < max ? pages : max;
}

static void
add_parts(struct following *f, const uint16_t *ids, const uint8_t *states)
{
	for (size_t i = 0; i < f->next->relative_count; i++) {
		if (states[i] != STATE_SHARED)
			continue;
		f->next->relatives[i].parts += pages_of(f, ids[i]) / f->users[ids[i]];
		f->next->relatives[i].shared++;
	}
}

/* Renumbers the labels, from 1. */
static void
keep_labels(struct following *f, const uint16_t *ids, const uint8_t *states, uint16_t *out)
{
	uint16_t numbers = 0;

	for (size_t i = 0; i < id_count(f); i++)
		f->users[i] = 0; /* from here on: the new number */
	for (size_t i = 0; i < f->next->relative_count; i++) {
		out[i] = 0;
		if (states[i] == STATE_ALONE)
			out[i] = (uint16_t)(++numbers | LABEL_ALONE);
		if (states[i] != STATE_SHARED)
			continue;
		if (f->users[ids[i]] == 0)
			f->users[ids[i]] = ++numbers;
		out[i] =
			(uint16_t)(f->users[ids[i]] | (f->lone[ids[i]]                 ? LABEL_LONE
							      : f->moved[ids[i]] > 0.5 ? LABEL_MOVED
										       : 0));
	}
}

static void
follow_page(struct following *f, size_t page)
{
	size_t at = page * f->next->relative_count;
	const uint16_t *labels = labels_before(f->before, f->next->pages[page]);
	const uint16_t *ids = f->ids + at;
	const uint8_t *states = f->states + at;

	count_users(f, ids, states);
	find_moved(f, labels, ids, states);
	add_copies(f, labels, ids, states);
	add_parts(f, ids, states);
	keep_labels(f, ids, states, f->next->labels + at);
}

void
page_labels_follow(const struct page_labels *before, struct page_labels *next,
	const uint8_t *states, double step)
{
	size_t count = next->relative_count;
	struct following f = { .before = before, .next = next, .states = states };
	double yield;

	f.origins = grow_new((count + 1) * sizeof *f.origins);
	f.ids = grow_new((count * next->page_count + 1) * sizeof *f.ids);
	f.users = grow_new(id_count(&f) * sizeof *f.users);
	f.moved = grow_new(id_count(&f) * sizeof *f.moved);
	f.lone = grow_new(id_count(&f) * sizeof *f.lone);
	f.more = grow_new(id_count(&f) * sizeof *f.more);
	find_origins(&f);
	count_faults(&f, step);
	for (size_t p = 0; p < next->page_count; p++)
		name_pages(&f, labels_before(before, next->pages[p]), f.ids + p * count,
			states + p * count);
	next->orphaned = false;
	for (size_t i = 0; i < count; i++)
		next->orphaned |= f.origins[i].is_orphan;
	yield = find_yield(&f);
	for (size_t i = 0; i < count; i++) {
		find_moves(&f, i);
		if (f.origins[i].has_children && f.origins[i].copied > 0)
			find_copies(&f, i, yield);
	}
	pair_lone(&f);
	for (size_t p = 0; p < next->page_count; p++)
		follow_page(&f, p);
	free(f.origins);
	free(f.ids);
	free(f.users);
	free(f.moved);
	free(f.lone);
	free(f.more);
}
