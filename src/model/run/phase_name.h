/* SPDX-License-Identifier: MIT */
/* phase_name.h: names of phases, as a job writes them; and which of them count together. */
#ifndef PEAKTOP_MODEL_RUN_PHASE_NAME_H
#define PEAKTOP_MODEL_RUN_PHASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Appends the clean name in what a job wrote: its first line, without blanks around it. False: that
 * is empty. */
bool phase_name_take(const char *bytes, size_t count, struct buffer *out);

/* Appends a name without the numbers that stand by themselves in it ("epoch 12/100" and
 * "epoch_3" are "epoch", "fp16" is "fp16"). A name of nothing else stays as it is. */
void phase_name_put_key(const char *name, struct buffer *out);

/* Whether two names are the same but for such numbers. */
bool phase_name_same(const char *one, const char *other);

#endif
