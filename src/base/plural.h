/* SPDX-License-Identifier: MIT */
/* plural.h: the word that follows a number in a sentence. */
#ifndef PEAKTOP_BASE_PLURAL_H
#define PEAKTOP_BASE_PLURAL_H

#include <stdint.h>

/* "1 process", but "0 processes" and "2 processes". */
static inline const char *
plural(uint64_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

#endif
