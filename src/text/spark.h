/* SPDX-License-Identifier: MIT */
/* spark.h: the blocks of which sparklines are made. */
#ifndef PEAKTOP_TEXT_SPARK_H
#define PEAKTOP_TEXT_SPARK_H

#include <stdbool.h>
#include <stddef.h>

/* Not the full height: rows would melt together. */
#define SPARK_LEVELS 7

/* The block of a level below SPARK_LEVELS. */
static inline const char *
spark_block(size_t level, bool ascii)
{
	static const char *const blocks[SPARK_LEVELS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇" };
	static const char *const ascii_blocks[SPARK_LEVELS] = { "_", ".", "-", "=", "+", "*", "#" };

	return ascii ? ascii_blocks[level] : blocks[level];
}

#endif
