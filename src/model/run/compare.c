/* SPDX-License-Identifier: MIT */
/* compare.c: whether two groups of runs differ in what they needed, by more than chance. */
#include "model/run/compare.h"

#include <stdlib.h>

#include "base/grow.h"

#define RUNS_MIN 3
#define CHANCE_MAX 0.1
#define EXACT_MAX 40
/* Square of the normal deviate that chance exceeds one time in ten. */
#define DEVIATE_SQUARE 2.7055

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
		.min = values[0],
		.max = values[count - 1],
		.count = count,
		.values = values };
}

bool
compare_apart(const struct spread *a, const struct spread *b)
{
	return a->count > 0 && b->count > 0 && (a->max < b->min || b->max < a->min);
}

/* --- ranks --- */

/* Twice the rank of each value of both groups, in order: doubled, the mean rank of equal values
 * is an integer. */
struct ranks {
	size_t *doubled;
	size_t count;
	size_t sum_a;     /* of the ranks of a */
	double tied_term; /* the sum of t^3 - t over the groups of equal values */
};

static size_t
run_of(const struct spread *s, size_t from, uint64_t value)
{
	size_t length = 0;

	while (from + length < s->count && s->values[from + length] == value)
		length++;
	return length;
}

static struct ranks
rank(const struct spread *a, const struct spread *b)
{
	struct ranks r = { .doubled = grow_new((a->count + b->count) * sizeof *r.doubled) };
	size_t i = 0, j = 0;

	while (i < a->count || j < b->count) {
		bool from_a = j == b->count || (i < a->count && a->values[i] <= b->values[j]);
		uint64_t value = from_a ? a->values[i] : b->values[j];
		size_t of_a = run_of(a, i, value), of_b = run_of(b, j, value);
		size_t tied = of_a + of_b, doubled = 2 * r.count + tied + 1;

		for (size_t k = 0; k < tied; k++)
			r.doubled[r.count++] = doubled;
		r.sum_a += of_a * doubled;
		r.tied_term += (double)tied * (double)tied * (double)tied - (double)tied;
		i += of_a;
		j += of_b;
	}
	return r;
}

static size_t
distance(size_t x, size_t y)
{
	return x > y ? x - y : y - x;
}

/* The fraction of all ways to choose the ranks of a whose sum is at least as far from the middle.
 * ways[k][s]: ways to choose k of the ranks so far with the sum s. */
static double
exact_chance(const struct ranks *r, size_t chosen)
{
	size_t sums = r->count * (r->count + 1) + 1, middle = chosen * (r->count + 1);
	size_t seen = distance(r->sum_a, middle);
	double *ways = grow_new((chosen + 1) * sums * sizeof *ways), as_far = 0, all = 0;

	ways[0] = 1;
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = chosen; k > 0; k--)
			for (size_t s = sums; s-- > r->doubled[i];)
				ways[k * sums + s] += ways[(k - 1) * sums + s - r->doubled[i]];
	for (size_t s = 0; s < sums; s++) {
		all += ways[chosen * sums + s];
		if (distance(s, middle) >= seen)
			as_far += ways[chosen * sums + s];
	}
	free(ways);
	return as_far / all;
}

/* Variance of twice the rank sum, corrected for ties. */
static bool
is_rare(const struct ranks *r, size_t of_a, size_t of_b)
{
	double n = (double)r->count, product = (double)of_a * (double)of_b;
	double variance = product / 3 * (n + 1 - r->tied_term / (n * (n - 1)));
	double far = (double)distance(r->sum_a, of_a * (r->count + 1));

	return variance > 0 && far * far > DEVIATE_SQUARE * variance;
}

bool
compare_chance(const struct spread *a, const struct spread *b, double *chance)
{
	struct ranks r;

	if (a->count < RUNS_MIN || b->count < RUNS_MIN || a->count + b->count > EXACT_MAX)
		return false;
	r = rank(a, b);
	*chance = exact_chance(&r, a->count);
	free(r.doubled);
	return true;
}

enum difference
compare_spreads(const struct spread *a, const struct spread *b)
{
	struct ranks r;
	double chance;
	bool clear;

	if (a->count == 0 || b->count == 0 || a->median == b->median)
		return DIFFERENCE_NONE;
	if (a->count < RUNS_MIN || b->count < RUNS_MIN)
		return DIFFERENCE_SINGLE;
	if (compare_chance(a, b, &chance))
		return chance <= CHANCE_MAX + 1e-9 ? DIFFERENCE_CLEAR : DIFFERENCE_NOISE;
	r = rank(a, b);
	clear = is_rare(&r, a->count, b->count);
	free(r.doubled);
	return clear ? DIFFERENCE_CLEAR : DIFFERENCE_NOISE;
}
