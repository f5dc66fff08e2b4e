/* SPDX-License-Identifier: MIT */
/* limit_pass.h: the limits of all processes of a sample, where the columns that show them are
 * wanted. */
#ifndef PEAKTOP_SOURCE_PROC_LIMIT_PASS_H
#define PEAKTOP_SOURCE_PROC_LIMIT_PASS_H

#include "source/proc/limits_proc.h"
#include "source/proc/slot_set.h"

/* Fills limit, headroom and near_limit of the readings of the sample that the slots were just
 * scanned into. After limits_proc_tick. */
void limit_pass(struct limits_proc *, struct slot_set *, struct sample *);

#endif
