/* SPDX-License-Identifier: MIT */
/* sizing.h: the size of the machine that a run needs, from its peak. */
#ifndef PEAKTOP_TEXT_RUN_SIZING_H
#define PEAKTOP_TEXT_RUN_SIZING_H

#include "base/buffer.h"
#include "model/run/run.h"
#include "text/unit.h"

/* Whether the peak is known, and more than fits any machine (64 MiB), or was cut short. */
bool sizing_is_worth_telling(const struct run *);

/* "at least 1.58 GiB", with the confidence of the figure it is based on; and in `text` the
 * reason, the next common machine size with space for the other programs here, and how much of
 * this machine, or of its limit, stayed unused. Mapped files, which the kernel can drop, are
 * excluded if they matter; unmapped memory (tmpfs) and huge pages are included. The peak must be
 * known. */
void sizing_put(const struct run *, enum units, struct buffer *figure, struct buffer *text);

#endif
