/* SPDX-License-Identifier: MIT */
/* sorted.h: finds the place of a key in a sorted array; bsearch() finds only what is there. */
#ifndef PEAKTOP_BASE_SORTED_H
#define PEAKTOP_BASE_SORTED_H

#include <stddef.h>
#include <sys/types.h>

/* The index of the first of `count` items, `size` bytes each, that `compare` (as for bsearch) does
 * not put before the key; `count`: there is none. */
static inline size_t
sorted_first(const void *items, size_t count, size_t size, const void *key,
	int (*compare)(const void *key, const void *item))
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(key, (const char *)items + middle * size) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* For qsort too. */
static inline int
sorted_compare_pids(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

/* sorted_first for a pid, which each item has at this offset. */
static inline size_t
sorted_pid(const void *items, size_t count, size_t size, size_t offset, pid_t pid)
{
	if (count == 0)
		return 0;
	return sorted_first((const char *)items + offset, count, size, &pid, sorted_compare_pids);
}

/* The item with this pid, or NULL. */
static inline void *
sorted_find_pid(void *items, size_t count, size_t size, size_t offset, pid_t pid)
{
	size_t at = sorted_pid(items, count, size, offset, pid);
	char *found = at < count ? (char *)items + at * size : NULL;

	return found != NULL && *(pid_t *)(void *)(found + offset) == pid ? found : NULL;
}

#endif
