/* SPDX-License-Identifier: MIT */
/* heap.h: returns freed memory to the system: once a crowd of processes is gone, we are as small
 * as before. */
#ifndef PEAKTOP_BASE_HEAP_H
#define PEAKTOP_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Once, at the start: blocks of 128 KiB or more are returned as they are freed. (By default
 * glibc would start to keep them, up to 64 MiB.) */
void heap_begin(void);

/* Starts zeroed. */
struct heap_trim {
	size_t max;    /* since memory was last returned */
	unsigned gone; /* samples since the crowd went */
};

/* Call after each sample with the present count. Two samples after more than half of a crowd of
 * hundreds went, returns whole free pages, wherever they are (0.05 ms per MiB); by then the
 * memory of the last sample with the crowd is free, too. True: it was done. */
bool heap_follow(struct heap_trim *, size_t count);

#endif
