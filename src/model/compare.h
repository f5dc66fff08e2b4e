/* SPDX-License-Identifier: MIT */
/* compare.h: whether what two groups of runs needed differs, and by more than chance.
 *
 * Pure: numbers in, numbers out. */
#ifndef PEAKTOP_MODEL_COMPARE_H
#define PEAKTOP_MODEL_COMPARE_H

#include <stddef.h>
#include <stdint.h>

/* Where the values of one figure lie. */
struct spread {
	uint64_t median, least, most;
	size_t count; /* 0: none is known, and the others mean nothing */
};

/* Puts the values in order on its way. */
struct spread spread_of(uint64_t *values, size_t count);

enum difference {
	DIFFERENCE_NONE,   /* of the medians; or one side is not known */
	DIFFERENCE_SINGLE, /* fewer than three runs of a side: what their noise is cannot be told */
	DIFFERENCE_NOISE,  /* the runs of both sides overlap */
	DIFFERENCE_CLEAR,  /* they do not: by chance that happens one time in ten, or less often */
};

enum difference compare_spreads(const struct spread *a, const struct spread *b);

#endif
