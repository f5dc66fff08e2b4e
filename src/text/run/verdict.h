/* SPDX-License-Identifier: MIT */
/* verdict.h: how a run ended, in a few words. */
#ifndef PEAKTOP_TEXT_RUN_VERDICT_H
#define PEAKTOP_TEXT_RUN_VERDICT_H

#include "base/buffer.h"
#include "model/run/run.h"
#include "text/unit.h"

/* "exited 0", "killed by SIGKILL: out of memory, limit 2.00 GiB", "not started: ...". */
void verdict_put(const struct run *, enum units, struct buffer *out);

/* Whether it was ended because of its memory, so that its peak is not what it would have needed. */
bool verdict_cut_short(const struct run *);

#endif
