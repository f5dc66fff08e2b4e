/* SPDX-License-Identifier: MIT */
/* heap.c: returns freed memory to the system. */
#include "base/heap.h"

#include <malloc.h>

#define LARGE_BLOCK (128 * 1024)
/* Fewer processes leave nothing worth returning. */
#define CROWD_LEAST 256
#define GONE_FOR 2

void
heap_begin(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
}

bool
heap_follow(struct heap_crowd *crowd, size_t count)
{
	if (count > crowd->most)
		crowd->most = count;
	if (crowd->most - count < CROWD_LEAST || count > crowd->most / 2) {
		crowd->gone = 0;
		return false;
	}
	if (crowd->gone++ < GONE_FOR)
		return false;
	*crowd = (struct heap_crowd){ .most = count };
	malloc_trim(0);
	return true;
}
