/* SPDX-License-Identifier: MIT */
/* allocated.h: the memory that this process has allocated and not freed. */
#ifndef PEAKTOP_TESTS_SUPPORT_ALLOCATED_H
#define PEAKTOP_TESTS_SUPPORT_ALLOCATED_H

#include <malloc.h>
#include <stddef.h>

/* Only sanitizers provide this; malloc's own figures are empty then. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static inline size_t
allocated_bytes(void)
{
	struct mallinfo2 info;

	if (__sanitizer_get_current_allocated_bytes != NULL)
		return __sanitizer_get_current_allocated_bytes();
	info = mallinfo2();
	return info.uordblks + info.hblkhd; /* in the heap, and in blocks of their own */
}

#endif
