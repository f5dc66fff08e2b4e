/* SPDX-License-Identifier: MIT */
/* sizing.h: what a run's peak says of the machine that it needs. */
#ifndef PEAKTOP_TEXT_SIZING_H
#define PEAKTOP_TEXT_SIZING_H

#include "base/buffer.h"
#include "model/run.h"
#include "text/unit.h"

/* The larger of the tree's peak and that of the largest process; 0: neither is known. */
uint64_t sizing_peak(const struct run *);

/* "1.58 GiB"; and in `text` why, the next common size of machines, and how much of this one, or of
 * its limit, stayed unused. The peak must be known. */
void sizing_put(const struct run *, enum units, struct buffer *figure, struct buffer *text);

#endif
