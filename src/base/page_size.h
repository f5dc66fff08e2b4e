/* SPDX-License-Identifier: MIT */
/* page_size.h: the size of a page of memory, in which the kernel counts faults, RSS and swap. */
#ifndef PEAKTOP_BASE_PAGE_SIZE_H
#define PEAKTOP_BASE_PAGE_SIZE_H

#include <stdint.h>
#include <unistd.h>

static inline uint64_t
page_size_bytes(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

#endif
