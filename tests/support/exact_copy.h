/* SPDX-License-Identifier: MIT */
/* exact_copy.h: a text for parsers that must not read beyond its end. */
#ifndef PEAKTOP_TESTS_EXACT_COPY_H
#define PEAKTOP_TESTS_EXACT_COPY_H

#include <stdlib.h>
#include <string.h>

/* A copy that ends where its storage does, guarded by the sanitizer; free() is the caller's. */
static inline char *
exact(const char *bytes, size_t count)
{
	char *copy = malloc(count + 1);

	memcpy(copy, bytes, count);
	copy[count] = '\0';
	return copy;
}

#endif
