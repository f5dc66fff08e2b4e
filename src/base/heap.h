/* SPDX-License-Identifier: MIT */
/* heap.h: memory that was freed goes back to the system: a crowd of processes, once it is gone,
 * leaves us as small as we were. */
#ifndef PEAKTOP_BASE_HEAP_H
#define PEAKTOP_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Once, at the start: a block of 128 KiB and more goes back as it is freed. (glibc would keep such
 * from then on, up to 64 MiB of them.) */
void heap_begin(void);

/* Starts zeroed. */
struct heap_crowd {
	size_t most;   /* since memory was last given back */
	unsigned gone; /* samples since the crowd went */
};

/* After each sample: there are so many now. Two samples after more than half of them went,
 * hundreds, whole free pages go back, wherever they lie (0.05 ms for each MiB); by then also what
 * the last sample with the crowd was kept in is free. True: it was done. */
bool heap_follow(struct heap_crowd *, size_t count);

#endif
