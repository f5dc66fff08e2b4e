/* SPDX-License-Identifier: MIT */
/* top_processes.c: the processes of a run with the largest peaks of their own. */
#include "model/run/top_processes.h"

#include <stdlib.h>

/* If only the pid is known, it is the newest process with that pid. */
static size_t
find(const struct top_processes *l, struct proc_key key)
{
	size_t found = l->count;

	for (size_t i = 0; i < l->count; i++) {
		if (proc_key_compare(l->items[i].key, key) == 0)
			return i;
		if (key.start_ticks == 0 && l->items[i].key.pid == key.pid &&
			(found == l->count ||
				l->items[i].key.start_ticks > l->items[found].key.start_ticks))
			found = i;
	}
	return found;
}

static size_t
smallest(const struct top_processes *l)
{
	size_t min = 0;

	for (size_t i = 1; i < l->count; i++)
		if (l->items[i].member.bytes < l->items[min].member.bytes)
			min = i;
	return min;
}

/* Returns a free slot, if necessary that of the smallest. */
static size_t
make_slot(struct top_processes *l)
{
	return l->count < RUN_MEMBERS_MAX ? l->count++ : smallest(l);
}

struct run_member *
top_processes_note(
	struct top_processes *l, struct proc_key key, uint64_t image, uint64_t peak_bytes)
{
	size_t i;
	bool named;

	if (peak_bytes == 0 || peak_bytes <= l->min_bytes)
		return NULL;
	i = find(l, key);
	named = i < l->count && (l->items[i].image == image || key.start_ticks == 0);
	if (i < l->count && peak_bytes <= l->items[i].member.bytes)
		return NULL;
	if (i == l->count) {
		i = make_slot(l);
		l->items[i].key = key;
	}
	if (!named)
		l->items[i].image = image;
	l->items[i].member.pid = key.pid;
	l->items[i].member.bytes = peak_bytes;
	l->items[i].member.exact = false;
	if (l->count == RUN_MEMBERS_MAX)
		l->min_bytes = l->items[smallest(l)].member.bytes;
	return named ? NULL : &l->items[i].member;
}

bool
top_processes_is_no_less(uint64_t bytes, uint64_t seen)
{
	return bytes >= seen - seen / 100;
}

struct run_member *
top_processes_note_end(struct top_processes *l, struct proc_key key, uint64_t peak_bytes)
{
	size_t i = find(l, key);
	uint64_t image = i < l->count ? l->items[i].image : 0;
	struct run_member *unnamed = top_processes_note(l, key, image, peak_bytes);

	i = find(l, key);
	if (i < l->count && top_processes_is_no_less(peak_bytes, l->items[i].member.bytes))
		l->items[i].member.exact = true;
	return unnamed;
}

const struct run_member *
top_processes_find(const struct top_processes *l, struct proc_key key)
{
	size_t i = find(l, key);

	return i < l->count ? &l->items[i].member : NULL;
}

static int
compare(const void *a, const void *b)
{
	const struct run_member *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return (x->pid > y->pid) - (x->pid < y->pid);
}

void
top_processes_put(const struct top_processes *l, struct run *run)
{
	run->top_count = l->count;
	for (size_t i = 0; i < l->count; i++)
		run->top[i] = l->items[i].member;
	qsort(run->top, run->top_count, sizeof run->top[0], compare);
}
