/* SPDX-License-Identifier: MIT */
/* spark.c: a few values as a row of bars, one cell each. */
#include "text/spark.h"

const char *
spark_block(size_t level, bool ascii)
{
	static const char *const blocks[SPARK_LEVELS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇" };
	static const char *const ascii_blocks[SPARK_LEVELS] = { "_", ".", "-", "=", "+", "*", "#" };

	return ascii ? ascii_blocks[level] : blocks[level];
}

struct range {
	uint64_t low, size;
};

static struct range
range_of(const uint64_t *values, size_t count)
{
	uint64_t low = UINT64_MAX, high = 0;

	for (size_t i = 0; i < count; i++) {
		if (values[i] == SPARK_UNKNOWN)
			continue;
		low = values[i] < low ? values[i] : low;
		high = values[i] > high ? values[i] : high;
	}
	if (low > high)
		return (struct range){ 0, 0 };
	return (struct range){ low, high - low > high / 16 ? high - low : high / 16 };
}

void
spark_put(const uint64_t *values, size_t count, bool ascii, struct buffer *b)
{
	struct range range = range_of(values, count);

	for (size_t i = 0; i < count; i++) {
		size_t level = 0;

		if (values[i] == SPARK_UNKNOWN) {
			buffer_char(b, ' ');
			continue;
		}
		if (range.size > 0)
			level = (size_t)((double)(values[i] - range.low) / (double)range.size *
					 (SPARK_LEVELS - 1));
		buffer_text(b, spark_block(level, ascii));
	}
}
