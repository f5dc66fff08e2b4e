/* SPDX-License-Identifier: MIT */
/* stacked_bar.h: divides the cells of a bar among the parts of a whole. */
#ifndef PEAKTOP_TEXT_STACKED_BAR_H
#define PEAKTOP_TEXT_STACKED_BAR_H

#include <stddef.h>
#include <stdint.h>

/* How many of `cells` each part takes: in proportion, one at least for a part that is not nothing,
 * and never more than all together. A whole of 0 gives none. */
void stacked_bar_cells(const uint64_t *parts, size_t count, uint64_t whole, int cells, int *out);

#endif
