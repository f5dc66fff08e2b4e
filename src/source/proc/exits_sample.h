/* SPDX-License-Identifier: MIT */
/* exits_sample.h: ends that the kernel told since the last sample, as facts of the next. */
#ifndef PEAKTOP_SOURCE_PROC_EXITS_SAMPLE_H
#define PEAKTOP_SOURCE_PROC_EXITS_SAMPLE_H

#include "model/process/sample.h"
#include "source/proc/exits.h"

/* Takes all that are there into the sample, whose processes have been read; NULL: there are
 * none. */
void exits_sample(struct exits *, struct sample *);

#endif
