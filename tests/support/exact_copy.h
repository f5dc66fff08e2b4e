/* SPDX-License-Identifier: MIT */
/* exact_copy.h: texts for parsers that must not read beyond the end. */
#ifndef PEAKTOP_TESTS_EXACT_COPY_H
#define PEAKTOP_TESTS_EXACT_COPY_H

#include <stdlib.h>
#include <string.h>

/* A copy whose storage ends with it, guarded by the sanitizer; the caller frees it. */
static inline char *
exact(const char *bytes, size_t count)
{
	char *copy = malloc(count + 1);

	memcpy(copy, bytes, count);
	copy[count] = '\0';
	return copy;
}

#endif
