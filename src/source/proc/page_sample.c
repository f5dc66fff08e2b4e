/* SPDX-License-Identifier: MIT */
/* page_sample.c: estimates from some pages how relatives share their anonymous memory. */
#include "source/proc/page_sample.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/grow.h"
#include "base/page_size.h"
#include "source/proc_parse.h"

/* Documentation/admin-guide/mm/pagemap.rst */
#define PAGE_PRESENT (1ull << 63)
#define PAGE_OF_FILE (1ull << 61)
#define PAGE_ALONE (1ull << 56)
#define PAGE_FRAME ((1ull << 55) - 1)

/* The number of addresses in each process, and in all. All processes are read at a quarter of
 * them. */
#define ADDRESSES_MAX 512
#define ADDRESSES_MIN 128
#define ENTRIES_MAX 8192
#define PARTS 4
/* How far the number of pages found may differ from the number known to exist. */
#define FOUND_FROM 0.8
#define FOUND_TO 1.25
/* No process has so many areas that so few addresses could distinguish them. */
#define MAPS_MAX ((size_t)1 << 20)

struct area {
	uint64_t from, to; /* addresses */
};

struct areas {
	struct area *items;
	size_t count, capacity;
	uint64_t pages;
};

size_t
page_sample_addresses(size_t count)
{
	size_t each = count > 0 ? ENTRIES_MAX / count : ADDRESSES_MAX;

	if (each > ADDRESSES_MAX)
		return ADDRESSES_MAX;
	return each < ADDRESSES_MIN ? ADDRESSES_MIN : each;
}

/* --- areas that may contain anonymous memory --- */

static void
add_areas(struct areas *a, const char *maps)
{
	struct area area;

	while (proc_parse_own_area(&maps, &area.from, &area.to)) {
		a->items = grow_array(a->items, &a->capacity, a->count + 1, sizeof *a->items);
		a->items[a->count++] = area;
	}
}

static int
compare_areas(const void *a, const void *b)
{
	const struct area *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Merges the areas of several processes at the same addresses. */
static void
merge_areas(struct areas *a)
{
	size_t kept = 0;

	if (a->count > 0)
		qsort(a->items, a->count, sizeof *a->items, compare_areas);
	for (size_t i = 0; i < a->count; i++) {
		struct area *last = &a->items[kept - (kept > 0)];

		if (kept > 0 && a->items[i].from <= last->to) {
			if (a->items[i].to > last->to)
				last->to = a->items[i].to;
			continue;
		}
		a->items[kept++] = a->items[i];
	}
	a->count = kept;
	for (size_t i = 0; i < kept; i++)
		a->pages += (a->items[i].to - a->items[i].from) / page_size_bytes();
}

/* --- addresses --- */

struct survey {
	const struct areas *areas;
	const struct page_labels *before;
	struct page_labels *next;
	const int *pagemaps;
	struct page_share *shares;
	size_t count, addresses;
	uint64_t seed;
	int counts;        /* how often each frame is mapped, /proc/kpagecount: for root; -1: not
			    * available */
	bool frames;       /* frame numbers are available */
	double square;     /* of the standard error, in pages */
	double found;      /* pages of all processes */
	uint64_t *entries; /* of all processes at one address */
	double *users, *pages_shared; /* for each process: the sum of its shares in shared pages,
				       * and their number */
};

static uint32_t
chance(struct survey *s)
{
	s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(s->seed >> 33);
}

/* A random page of part i of `count` equal parts. */
static uint64_t
any_page(struct survey *s, size_t i, size_t count)
{
	double step = (double)s->areas->pages / (double)count;

	return (uint64_t)(((double)i + (double)chance(s) / (double)(1u << 31)) * step);
}

static uint64_t
pages_in(const struct area *a)
{
	return (a->to - a->from) / page_size_bytes();
}

/* `number`: its address in pages. */
static uint64_t
entry_at(const struct survey *s, size_t process, uint64_t number)
{
	uint64_t entry;

	if (s->pagemaps[process] < 0 || pread(s->pagemaps[process], &entry, sizeof entry,
						(off_t)(number * sizeof entry)) != sizeof entry)
		return 0;
	return entry & PAGE_PRESENT && !(entry & PAGE_OF_FILE) ? entry : 0;
}

static uint64_t
entry_of(const struct survey *s, size_t process, uint64_t page)
{
	const struct areas *a = s->areas;
	size_t area = 0;

	while (area + 1 < a->count && page >= pages_in(&a->items[area]))
		page -= pages_in(&a->items[area++]);
	return entry_at(s, process, a->items[area].from / page_size_bytes() + page);
}

/* --- what one process has alone --- */

/* At addresses of its own: if many have copied the same pages, errors must not add up. The start
 * and end of what it has alone are known to one step. */
static void
read_alone(struct survey *s, size_t process)
{
	size_t count = s->addresses - s->addresses / PARTS, alone = 0, ends = 0;
	double step = (double)s->areas->pages / (double)count;
	struct page_share *share = &s->shares[process];
	bool before = false;

	for (size_t i = 0; i < count; i++) {
		uint64_t entry = entry_of(s, process, any_page(s, i, count));
		bool now = (entry & PAGE_ALONE) != 0;

		alone += now;
		ends += now != before;
		before = now;
		s->found += entry != 0 ? step : 0;
		s->frames |= (entry & PAGE_FRAME) != 0;
	}
	s->square += step * step / 4 * (double)(ends > 0 ? ends : 1);
	share->alone_bytes = (uint64_t)((double)alone * step * (double)page_size_bytes());
	share->alone_bytes =
		smaller(larger(share->alone_bytes, share->grown_bytes), share->anon_bytes);
}

/* --- what they share --- */

/* How many processes have this page: the kernel tells root; otherwise those that share at this
 * address, with the same frame if that is known. A process that shares with nobody at this
 * address shares with any of them at another (mremap). */
static size_t
count_users(const struct survey *s, uint64_t entry)
{
	uint64_t frame = entry & PAGE_FRAME, mapped;
	size_t users = 0;

	if (frame != 0 && s->counts >= 0 &&
		pread(s->counts, &mapped, sizeof mapped, (off_t)(frame * sizeof mapped)) ==
			sizeof mapped &&
		mapped > 1)
		return smaller(mapped, s->count);
	for (size_t i = 0; i < s->count; i++)
		users += s->entries[i] != 0 && !(s->entries[i] & PAGE_ALONE) &&
			 (s->entries[i] & PAGE_FRAME) == (entry & PAGE_FRAME);
	return users > 1 ? users : s->count;
}

static void
sample_page(struct survey *s, uint64_t page)
{
	for (size_t i = 0; i < s->count; i++)
		s->entries[i] = entry_of(s, i, page);
	for (size_t i = 0; i < s->count; i++) {
		if (s->entries[i] == 0 || (s->entries[i] & PAGE_ALONE))
			continue;
		s->users[i] += 1.0 / (double)count_users(s, s->entries[i]);
		s->pages_shared[i]++;
	}
}

/* --- the same without frame numbers --- */

/* An arbitrary but fixed page of a block; the page of a block of twice the size is that of one
 * of its halves. */
static uint64_t
page_of_block(uint64_t block, unsigned shift)
{
	for (; shift > 0; shift--) {
		uint64_t z = (block + shift) * 0x9e3779b97f4a7c15u;

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
		block = block * 2 + ((z ^ (z >> 27)) >> 40 & 1);
	}
	return block;
}

static unsigned
choose_shift(const struct survey *s, size_t max)
{
	unsigned shift = s->before->shift;

	if (s->before->page_count == 0 || s->areas->pages >> shift < max / 8)
		shift = 0;
	while (s->areas->pages >> shift > max)
		shift++;
	return shift;
}

static void
choose_pages(struct survey *s)
{
	unsigned shift = s->next->shift = choose_shift(s, s->addresses / 2);
	size_t capacity = 0;

	for (size_t i = 0; i < s->areas->count; i++) {
		uint64_t from = s->areas->items[i].from / page_size_bytes(),
			 to = s->areas->items[i].to / page_size_bytes();

		for (uint64_t block = from >> shift; block <= (to - 1) >> shift; block++) {
			uint64_t page = page_of_block(block, shift);

			if (page < from || page >= to)
				continue;
			s->next->pages = grow_array(s->next->pages, &capacity,
				s->next->page_count + 1, sizeof *s->next->pages);
			s->next->pages[s->next->page_count++] = page;
		}
	}
}

static void
begin_labels(struct survey *s)
{
	struct page_labels *next = s->next;

	*next = (struct page_labels){ .relatives =
					      grow_new((s->count + 1) * sizeof *next->relatives),
		.relative_count = s->count };
	choose_pages(s);
	next->labels = grow_new((next->page_count * s->count + 1) * sizeof *next->labels);
	for (size_t i = 0; i < s->count; i++) {
		const struct page_share *share = &s->shares[i];

		next->relatives[i] = (struct page_relative){ .key = share->key,
			.image = share->image,
			.parent = share->parent,
			.forked = share->forked,
			.faulted = (double)share->faults,
			.copied = (double)share->copied_bytes / (double)page_size_bytes() };
	}
}

static void
follow_pages(struct survey *s)
{
	struct page_labels *next = s->next;
	uint8_t *states;

	begin_labels(s);
	states = grow_new(next->page_count * s->count + 1);
	for (size_t p = 0; p < next->page_count; p++) {
		for (size_t i = 0; i < s->count; i++) {
			uint64_t entry = entry_at(s, i, next->pages[p]);

			states[p * s->count + i] = entry == 0           ? STATE_ABSENT
						   : entry & PAGE_ALONE ? STATE_ALONE
									: STATE_SHARED;
		}
	}
	page_labels_follow(s->before, next, states, (double)((uint64_t)1 << next->shift));
	for (size_t i = 0; i < s->count; i++) {
		s->users[i] = next->relatives[i].parts;
		s->pages_shared[i] = next->relatives[i].shared;
	}
	free(states);
}

/* Each gets, for what it does not have alone, the average share of the pages seen. */
static void
share_out(struct survey *s)
{
	double users = 0, spots = 0;

	for (size_t i = 0; i < s->count; i++) {
		users += s->users[i];
		spots += s->pages_shared[i];
	}
	for (size_t i = 0; i < s->count; i++) {
		struct page_share *share = &s->shares[i];
		uint64_t shared = share->anon_bytes - share->alone_bytes;
		double part = spots > 0 ? users / spots : 1;

		if (s->pages_shared[i] > 0)
			part = s->users[i] / s->pages_shared[i];
		share->pss_bytes = share->alone_bytes + (uint64_t)((double)shared * part);
		share->known = s->pagemaps[i] >= 0;
	}
}

/* Areas that are mostly empty, and zero pages, which count for nobody, spoil the estimate. */
static bool
fits(const struct survey *s)
{
	double known = 0, found = s->found * (double)page_size_bytes();

	for (size_t i = 0; i < s->count; i++)
		known += (double)s->shares[i].anon_bytes;
	return found >= known * FOUND_FROM && found <= known * FOUND_TO;
}

/* Newton's method; libm would slow down every start of the program. */
static double
root_of(double square)
{
	double root = square > 1 ? square : 1;

	while (root * root > square * 1.001 && root > 1)
		root = (root + square / root) / 2;
	return root;
}

static bool
make_survey(struct survey *s, struct page_survey *out)
{
	size_t common = s->addresses / PARTS;

	for (size_t i = 0; i < s->count; i++)
		read_alone(s, i);
	if (!fits(s))
		return false;
	s->entries = grow_new(s->count * sizeof *s->entries);
	s->users = grow_new(2 * s->count * sizeof *s->users);
	s->pages_shared = s->users + s->count;
	if (s->frames)
		for (size_t i = 0; i < common; i++)
			sample_page(s, any_page(s, i, common));
	else
		follow_pages(s);
	share_out(s);
	free(s->users);
	free(s->entries);
	*out = (struct page_survey){ .frames = s->frames,
		.followed = !s->frames && s->before->relative_count > 0 && !s->next->orphaned,
		.error_bytes = (uint64_t)(root_of(s->square) * (double)page_size_bytes()) };
	return true;
}

static int
open_pagemap(const struct proc_reader *p, pid_t pid)
{
	char path[40];

	snprintf(path, sizeof path, "%d/pagemap", (int)pid);
	return openat(p->root_fd, path, O_RDONLY | O_CLOEXEC);
}

bool
page_sample_read(struct proc_reader *p, struct page_share *shares, size_t count, uint64_t seed,
	const struct page_labels *before, struct page_labels *next, struct page_survey *out)
{
	struct areas areas = { .items = NULL };
	int *pagemaps = grow_new(count * sizeof *pagemaps);
	struct survey s = { .areas = &areas,
		.before = before,
		.next = next,
		.pagemaps = pagemaps,
		.shares = shares,
		.count = count,
		.addresses = page_sample_addresses(count),
		.counts = openat(p->root_fd, "kpagecount", O_RDONLY | O_CLOEXEC),
		.seed = seed };
	bool good;

	for (size_t i = 0; i < count; i++) {
		shares[i].known = false;
		pagemaps[i] = open_pagemap(p, shares[i].key.pid);
		if (slot_read_memory_file(p, shares[i].key.pid, "maps", MAPS_MAX) == PROC_READ)
			add_areas(&areas, p->text.bytes);
	}
	merge_areas(&areas);
	good = areas.pages > 0 && make_survey(&s, out);
	for (size_t i = 0; i < count; i++)
		if (pagemaps[i] >= 0)
			close(pagemaps[i]);
	if (s.counts >= 0)
		close(s.counts);
	free(pagemaps);
	free(areas.items);
	return good;
}
