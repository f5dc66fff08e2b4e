/* SPDX-License-Identifier: MIT */
/* stacked_bar.c: divides the cells of a bar among the parts of a whole. */
#include "text/stacked_bar.h"

#include <assert.h>

#include "base/arithmetic.h"

/* A part of the bar; the last one is what the others leave of the whole. */
struct share {
	double bytes;
	double remainder; /* of a cell; negative: it has its last one */
	int cells;
};

/* Parts that exceed the whole together are cut. Returns what is divided: those of a cell's
 * `fraction`th or more; the others become nothing. */
static double
begin(struct share *shares, const uint64_t *parts, size_t count, uint64_t whole, int cells,
	int fraction)
{
	double sum = 0;
	uint64_t left = whole;

	for (size_t i = 0; i <= count; i++) {
		uint64_t part = i < count ? smaller(parts[i], left) : left;

		left -= part;
		shares[i] = (struct share){ .bytes = (double)part, .remainder = -1 };
		if (shares[i].bytes * cells * fraction < (double)whole)
			shares[i].bytes = 0;
		sum += shares[i].bytes;
	}
	return sum;
}

static struct share *
largest_remainder(struct share *shares, size_t count)
{
	struct share *largest = shares;

	for (size_t i = 1; i < count; i++)
		if (shares[i].remainder > largest->remainder)
			largest = &shares[i];
	return largest;
}

static void
divide(struct share *shares, const uint64_t *parts, size_t count, uint64_t whole, int cells,
	int fraction)
{
	double sum = begin(shares, parts, count, whole, cells, fraction);
	int left = sum > 0 ? cells : 0;

	assert(count <= STACKED_BAR_PARTS_MAX);
	for (size_t i = 0; i <= count && sum > 0; i++) {
		double quota = shares[i].bytes * cells / sum;

		if (shares[i].bytes == 0)
			continue;
		shares[i].cells = (int)quota;
		shares[i].remainder = quota - shares[i].cells;
		left -= shares[i].cells;
	}
	for (; left > 0; left--) {
		struct share *next = largest_remainder(shares, count + 1);

		next->cells++;
		next->remainder = -1;
	}
}

void
stacked_bar_cells(const uint64_t *parts, size_t count, uint64_t whole, int cells, int *out)
{
	struct share shares[STACKED_BAR_PARTS_MAX + 1];

	divide(shares, parts, count, whole, cells, 2);
	for (size_t i = 0; i < count; i++)
		out[i] = shares[i].cells;
}

/* Only what is left of the whole can have taken the cell: of two parts the larger one has more. */
static void
keep_largest(struct share *shares, size_t count)
{
	struct share *largest = shares;

	for (size_t i = 1; i < count; i++)
		if (shares[i].bytes > largest->bytes)
			largest = &shares[i];
	if (count > 0 && largest->bytes > 0 && largest->cells == 0 && shares[count].cells > 0) {
		largest->cells++;
		shares[count].cells--;
	}
}

void
stacked_bar_column(const uint64_t *parts, size_t count, uint64_t whole, int cells, int *out)
{
	struct share shares[STACKED_BAR_PARTS_MAX + 1];

	divide(shares, parts, count, whole, cells, 8);
	if (cells > 1)
		keep_largest(shares, count);
	for (size_t i = 0; i < count; i++)
		out[i] = shares[i].cells;
}
