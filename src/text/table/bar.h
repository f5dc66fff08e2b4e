/* SPDX-License-Identifier: MIT */
/* bar.h: memory now and its peak as one picture: a bar, dots up to the peak, and a tick there. */
#ifndef PEAKTOP_TEXT_TABLE_BAR_H
#define PEAKTOP_TEXT_TABLE_BAR_H

#include <stdint.h>

#include "base/buffer.h"

/* How wide a column of bars is. */
#define BAR_CELLS_MIN 8
#define BAR_CELLS_MAX 24

struct bar_sizes {
	uint64_t now_bytes;
	uint64_t peak_bytes;  /* 0: unknown */
	uint64_t scale_bytes; /* what the whole width stands for; 0: unknown */
};

/* The parts of a bar, from left to right; each may be empty. A bar that touches the tick is at its
 * peak. A known peak always has its tick, which is all there is of what fits into its cell. */
struct bar {
	char filled[3 * BAR_CELLS_MAX + 1], gap[2 * BAR_CELLS_MAX + 1], tick[4];
};

/* `cells`: at most BAR_CELLS_MAX. In ASCII "====..|". */
void bar_make(struct bar *, const struct bar_sizes *, unsigned cells, bool ascii);

#endif
