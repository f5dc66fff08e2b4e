/* SPDX-License-Identifier: MIT */
/* compare.h: whether what two groups of runs needed differs, and by more than chance.
 *
 * Pure: numbers in, numbers out. */
#ifndef PEAKTOP_MODEL_RUN_COMPARE_H
#define PEAKTOP_MODEL_RUN_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the values of one figure lie. */
struct spread {
	uint64_t median, least, most;
	size_t count;           /* 0: none is known, and the others mean nothing */
	const uint64_t *values; /* in order; borrowed */
};

/* Puts the values in order on its way; they must live as long as the spread is compared. */
struct spread spread_of(uint64_t *values, size_t count);

enum difference {
	DIFFERENCE_NONE,   /* of the medians; or one side is not known */
	DIFFERENCE_SINGLE, /* fewer than three runs of a side: what their noise is cannot be told */
	DIFFERENCE_NOISE,  /* chance would bring as much often enough */
	DIFFERENCE_CLEAR,  /* one time in ten, or less often, as of three against three that do not
			      overlap */
};

/* By the ranks of the values (Mann and Whitney), which one that lies far off cannot turn: exactly
 * for up to 40 runs in all, values that are equal included; for more by their normal
 * approximation. */
enum difference compare_spreads(const struct spread *a, const struct spread *b);

/* How often chance alone would bring a difference of the ranks as large as that: 0 to 1. False: not
 * told, there are too many runs for it, or too few. */
bool compare_chance(const struct spread *a, const struct spread *b, double *chance);

/* Whether every value of one side is above all of the other. */
bool compare_apart(const struct spread *a, const struct spread *b);

#endif
