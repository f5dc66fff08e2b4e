/* SPDX-License-Identifier: MIT */
/* spark.h: a few values as a row of bars, one cell each. */
#ifndef PEAKTOP_TEXT_SPARK_H
#define PEAKTOP_TEXT_SPARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Not the full height: rows would melt together. */
#define SPARK_LEVELS 7
#define SPARK_UNKNOWN UINT64_MAX

/* The block of a level below SPARK_LEVELS. */
const char *spark_block(size_t level, bool ascii);

/* From the smallest to the largest of the known ones; an unknown one is a blank. Differences of
 * less than a sixteenth do not fill the height, so that what is steady looks steady. */
void spark_put(const uint64_t *values, size_t count, bool ascii, struct buffer *);

#endif
