/* SPDX-License-Identifier: MIT */
/* compare.h: whether two groups of runs differ in what they needed, by more than chance. Pure:
 * numbers in, numbers out. */
#ifndef PEAKTOP_MODEL_RUN_COMPARE_H
#define PEAKTOP_MODEL_RUN_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How the values of one figure are distributed. */
struct spread {
	uint64_t median, min, max;
	size_t count;           /* 0: none is known, and the other members are meaningless */
	const uint64_t *values; /* sorted; borrowed */
};

/* Sorts the values as a side effect; they must outlive the comparison. */
struct spread spread_of(uint64_t *values, size_t count);

enum difference {
	DIFFERENCE_NONE,   /* the medians are equal, or one side is unknown */
	DIFFERENCE_SINGLE, /* fewer than three runs on one side: its noise is unknown */
	DIFFERENCE_NOISE,  /* chance would often produce as large a difference */
	DIFFERENCE_CLEAR,  /* chance would do so at most one time in ten, as with three runs
			    * against three that do not overlap */
};

/* Uses the ranks of the values (Mann-Whitney U test), so one outlier cannot change the result.
 * Exact, ties included, up to 40 runs in all; a normal approximation above. */
enum difference compare_spreads(const struct spread *a, const struct spread *b);

/* The probability (0 to 1) that chance alone produces a difference of the ranks this large.
 * False: unknown, because there are too many runs or too few. */
bool compare_chance(const struct spread *a, const struct spread *b, double *chance);

/* Whether every value of one side is above all of the other. */
bool compare_apart(const struct spread *a, const struct spread *b);

#endif
