/* SPDX-License-Identifier: MIT */
/* limit_pass.h: reads the limits of all processes of a sample, if columns with limits are shown. */
#ifndef PEAKTOP_SOURCE_PROC_LIMIT_PASS_H
#define PEAKTOP_SOURCE_PROC_LIMIT_PASS_H

#include "source/proc/limits_proc.h"
#include "source/proc/slot_set.h"

/* Fills limit, headroom and near_limit in the readings of the sample that the slots were just
 * scanned into. Call after limits_proc_tick. */
void limit_pass(struct limits_proc *, struct slot_set *, struct sample *);

#endif
