/* SPDX-License-Identifier: MIT */
/* sizing.h: what a run's peak says of the machine that it needs. */
#ifndef PEAKTOP_TEXT_RUN_SIZING_H
#define PEAKTOP_TEXT_RUN_SIZING_H

#include "base/buffer.h"
#include "model/run/run.h"
#include "text/unit.h"

/* The larger of the tree's peak and that of the largest process; 0: neither is known. */
uint64_t sizing_peak(const struct run *);

/* Whether the peak is known, and is more than what runs anywhere (64 MiB), or was cut short. */
bool sizing_is_worth_telling(const struct run *);

/* "at least 1.58 GiB", with the word of the figure that it rests on; and in `text` why, the next
 * common size of machines with room for what else runs here, and how much of this one, or of its
 * limit, remained unused. Mapped files, which the kernel can drop, are left out where they matter;
 * what no process held (tmpfs) and huge pages are counted. The peak must be known. */
void sizing_put(const struct run *, enum units, struct buffer *figure, struct buffer *text);

#endif
