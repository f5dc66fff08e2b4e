/* SPDX-License-Identifier: MIT */
/* replay_sample.h: what a recording holds of a sample, as a sample. */
#ifndef PEAKTOP_SOURCE_RECORDING_REPLAY_SAMPLE_H
#define PEAKTOP_SOURCE_RECORDING_REPLAY_SAMPLE_H

#include "source/recording/recording.h"

void replay_fill_memory(const struct recorded_system *, struct system_memory *);

/* Begins the sample anew. */
void replay_fill_sample(const struct recording_state *, struct sample *);

#endif
