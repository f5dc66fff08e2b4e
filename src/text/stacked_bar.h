/* SPDX-License-Identifier: MIT */
/* stacked_bar.h: divides the cells of a bar among the parts of a whole. */
#ifndef PEAKTOP_TEXT_STACKED_BAR_H
#define PEAKTOP_TEXT_STACKED_BAR_H

#include <stddef.h>
#include <stdint.h>

#define STACKED_BAR_PARTS_MAX 15

/* How many of `cells` each part takes, by the largest remainder; what the parts leave of the whole
 * takes the other cells. A part of less than half a cell has none, and its share is divided among
 * the others; so a larger part never has fewer cells than a smaller one. A whole of 0 gives
 * none. At most STACKED_BAR_PARTS_MAX parts. */
void stacked_bar_cells(const uint64_t *parts, size_t count, uint64_t whole, int cells, int *out);

/* The same for the few cells of a column in a chart, where nearly all parts may be small: only one
 * of less than an eighth of a cell is nothing, and of two cells or more the largest of the others
 * has one, whatever is left of the whole. */
void stacked_bar_column(const uint64_t *parts, size_t count, uint64_t whole, int cells, int *out);

#endif
