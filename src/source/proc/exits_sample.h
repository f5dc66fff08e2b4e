/* SPDX-License-Identifier: MIT */
/* exits_sample.h: turns ends that the kernel reported since the last sample into facts of the
 * next. */
#ifndef PEAKTOP_SOURCE_PROC_EXITS_SAMPLE_H
#define PEAKTOP_SOURCE_PROC_EXITS_SAMPLE_H

#include "model/process/sample.h"
#include "source/proc/exits.h"

/* Moves all queued ends into the sample, whose processes have been read; NULL: none. */
void exits_sample(struct exits *, struct sample *);

#endif
