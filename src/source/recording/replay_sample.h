/* SPDX-License-Identifier: MIT */
/* replay_sample.h: converts a recorded sample into a struct sample. */
#ifndef PEAKTOP_SOURCE_RECORDING_REPLAY_SAMPLE_H
#define PEAKTOP_SOURCE_RECORDING_REPLAY_SAMPLE_H

#include "source/recording/recording.h"

void replay_fill_memory(const struct recorded_system *, struct system_memory *);

/* Empties the sample first. */
void replay_fill_sample(const struct recording_state *, struct sample *);

#endif
