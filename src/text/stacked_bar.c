/* SPDX-License-Identifier: MIT */
/* stacked_bar.c: divides the cells of a bar among the parts of a whole. */
#include "text/stacked_bar.h"

static int
cells_of(uint64_t part, uint64_t whole, int cells)
{
	double share = whole > 0 ? (double)part / (double)whole : 0;
	int rounded = (int)((share < 1 ? share : 1) * cells + 0.5);

	return rounded == 0 && part > 0 && whole > 0 ? 1 : rounded;
}

static size_t
largest_of(const int *cells, size_t count)
{
	size_t largest = 0;

	for (size_t i = 1; i < count; i++)
		if (cells[i] > cells[largest])
			largest = i;
	return largest;
}

void
stacked_bar_cells(const uint64_t *parts, size_t count, uint64_t whole, int cells, int *out)
{
	int used = 0;

	for (size_t i = 0; i < count; i++) {
		out[i] = cells_of(parts[i], whole, cells);
		used += out[i];
	}
	for (; used > cells; used--)
		out[largest_of(out, count)]--;
}
