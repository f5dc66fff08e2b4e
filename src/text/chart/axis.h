/* SPDX-License-Identifier: MIT */
/* axis.h: round numbers for the ticks of a chart's axes, and the position of a value between
 * them. Integers throughout: rounding is the same on all machines. */
#ifndef PEAKTOP_TEXT_CHART_AXIS_H
#define PEAKTOP_TEXT_CHART_AXIS_H

#include <stdint.h>

#include "base/buffer.h"
#include "text/unit.h"

/* The position of `value` when 0 .. `range` is divided into `positions` equal parts: from 0 to
 * positions - 1. The end of the range, and anything beyond it, is in the last part. A range or a
 * number of positions of 0 counts as 1. */
uint64_t axis_position(uint64_t value, uint64_t range, uint64_t positions);

/* The smallest round step that fits at most `max` times (0 counts as 1) into `top_bytes`: a
 * power of two, or with decimal units 1, 2 or 5 times a power of ten. */
uint64_t axis_size_step(uint64_t top_bytes, enum units, unsigned max);

/* Like unit_size, without trailing zeros: "1.5 GiB", "0". */
void axis_size_label(struct buffer *, uint64_t bytes, enum units);

/* The smallest round time step that fits at most `max` times into `span_ns`; never 0. */
uint64_t axis_time_step(uint64_t span_ns, unsigned max);

/* "0s", "250ms", "1m30s", "2h", "1d06h": exact, and as short as possible. */
void axis_time_label(struct buffer *, uint64_t ns);

/* The time of day, `day_ns` after a midnight: "14:05", with seconds on request. */
void axis_clock_label(struct buffer *, uint64_t day_ns, bool seconds);

#endif
