/* SPDX-License-Identifier: MIT */
/* compare.c: whether what two groups of runs needed differs, and by more than chance. */
#include "model/compare.h"

#include <stdlib.h>

#define RUNS_LEAST 3

static int
order(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

struct spread
spread_of(uint64_t *values, size_t count)
{
	uint64_t low, high;

	if (count == 0)
		return (struct spread){ .count = 0 };
	qsort(values, count, sizeof *values, order);
	low = values[(count - 1) / 2];
	high = values[count / 2];
	return (struct spread){ .median = low + (high - low) / 2,
		.least = values[0],
		.most = values[count - 1],
		.count = count };
}

enum difference
compare_spreads(const struct spread *a, const struct spread *b)
{
	if (a->count == 0 || b->count == 0 || a->median == b->median)
		return DIFFERENCE_NONE;
	if (a->count < RUNS_LEAST || b->count < RUNS_LEAST)
		return DIFFERENCE_SINGLE;
	return a->most < b->least || b->most < a->least ? DIFFERENCE_CLEAR : DIFFERENCE_NOISE;
}
