/* SPDX-License-Identifier: MIT */
/* top_list.h: the largest processes of a run, each at its own peak. */
#ifndef PEAKTOP_TEXT_RUN_TOP_LIST_H
#define PEAKTOP_TEXT_RUN_TOP_LIST_H

#include "base/buffer.h"
#include "model/run/run.h"
#include "text/unit.h"

/* Whether the peaks of some are exact: the others are lower bounds then, and are written so. */
bool top_list_is_exact(const struct run *);

/* Writes the peak of one of run->top: "412 MiB", "at least 3.20 MiB". */
void top_list_put_size(const struct run *, size_t place, enum units, struct buffer *);

#endif
