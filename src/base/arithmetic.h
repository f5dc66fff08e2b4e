/* SPDX-License-Identifier: MIT */
/* arithmetic.h: the smaller and the larger of two sizes, and how much one exceeds the other. */
#ifndef PEAKTOP_BASE_ARITHMETIC_H
#define PEAKTOP_BASE_ARITHMETIC_H

#include <stdint.h>

static inline uint64_t
larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static inline uint64_t
smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* 0 if it does not. */
static inline uint64_t
more_than(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

#endif
