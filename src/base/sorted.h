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

/* The same for a pid, which each item has at this offset. */
static inline size_t
sorted_pid(const void *items, size_t count, size_t size, size_t offset, pid_t pid)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *item = (const char *)items + middle * size;

		if (*(const pid_t *)(const void *)(item + offset) < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
