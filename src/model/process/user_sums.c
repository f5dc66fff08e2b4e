/* SPDX-License-Identifier: MIT */
/* user_sums.c: what the processes of each user hold together. */
#include "model/process/user_sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

static struct user_sum
sum_of(const struct process *p)
{
	const struct peak *peak = process_peak(p);
	struct user_sum sum = { .uid = p->now.uid, .processes = 1 };

	if (p->now.borrowed)
		return sum;
	if (p->now.known & KNOWN_RSS)
		sum.rss_bytes = p->now.rss_bytes;
	if (peak->origin != PEAK_NONE)
		sum.peak_bytes = peak->bytes;
	return sum;
}

static int
by_uid(const void *a, const void *b)
{
	uid_t x = ((const struct user_sum *)a)->uid, y = ((const struct user_sum *)b)->uid;

	return (x > y) - (x < y);
}

static int
by_size(const void *a, const void *b)
{
	const struct user_sum *x = a, *y = b;

	if (x->rss_bytes != y->rss_bytes)
		return x->rss_bytes < y->rss_bytes ? 1 : -1;
	return by_uid(a, b);
}

/* Adds up neighbours of one user; returns how many are left. */
static size_t
merge(struct user_sum *sums, size_t count)
{
	size_t users = 0;

	for (size_t i = 0; i < count; i++) {
		if (users == 0 || sums[users - 1].uid != sums[i].uid) {
			sums[users++] = sums[i];
			continue;
		}
		sums[users - 1].processes++;
		sums[users - 1].rss_bytes += sums[i].rss_bytes;
		sums[users - 1].peak_bytes += sums[i].peak_bytes;
	}
	return users;
}

size_t
user_sums_find(const struct table *t, struct user_sum *sums, size_t max)
{
	struct user_sum *all = grow_new((t->living_count + 1) * sizeof *all);
	size_t count = 0;

	for (size_t i = 0; i < t->living_count; i++)
		if (t->living[i]->now.known & KNOWN_UID)
			all[count++] = sum_of(t->living[i]);
	qsort(all, count, sizeof *all, by_uid);
	count = merge(all, count);
	qsort(all, count, sizeof *all, by_size);
	count = count < max ? count : max;
	memcpy(sums, all, count * sizeof *all);
	free(all);
	return count;
}
