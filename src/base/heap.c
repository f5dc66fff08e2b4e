/* SPDX-License-Identifier: MIT */
/* heap.c: returns freed memory to the system. */
#include "base/heap.h"

#include <malloc.h>

#define LARGE_BLOCK (128 * 1024)
/* Fewer processes leave nothing worth returning. */
#define TRIM_MIN 256
#define GONE_FOR 2

void
heap_begin(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
}

bool
heap_follow(struct heap_trim *trim, size_t count)
{
	if (count > trim->max)
		trim->max = count;
	if (trim->max - count < TRIM_MIN || count > trim->max / 2) {
		trim->gone = 0;
		return false;
	}
	if (trim->gone++ < GONE_FOR)
		return false;
	*trim = (struct heap_trim){ .max = count };
	malloc_trim(0);
	return true;
}
