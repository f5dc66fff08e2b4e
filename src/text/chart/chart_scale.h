/* SPDX-License-Identifier: MIT */
/* chart_scale.h: shared by the terminal's chart and the SVG: ranges, ticks, labels, and a line
 * divided into columns. */
#ifndef PEAKTOP_TEXT_CHART_CHART_SCALE_H
#define PEAKTOP_TEXT_CHART_CHART_SCALE_H

#include "base/buffer.h"
#include "text/chart/chart.h"

struct chart_scale {
	uint64_t from_ns, span_ns;      /* at least 1 */
	uint64_t base_bytes, top_bytes; /* the ends of the y axis; different */
	uint64_t low_bytes;             /* what must not be below it */
	uint64_t range_bytes;           /* of so many times its length, */
	unsigned range_parts;           /* so that it need not be a whole number */
	uint64_t size_step, time_step;
	bool limit_inside; /* the limit is near enough to be drawn as a line */
};

/* `headroom` parts of 1000 stay free above the highest thing shown; the numbers of ticks are
 * maxima. */
struct chart_scale chart_scale(
	const struct chart *, unsigned headroom, unsigned size_ticks_max, unsigned time_ticks_max);

/* Extends the y axis, by as little as possible, so that each tick is at a whole one of `rows`. */
void chart_scale_to_rows(struct chart_scale *, enum units, unsigned rows, unsigned size_ticks_max);

/* The first tick of the y axis; the others follow at intervals of size_step. */
uint64_t chart_first_size(const struct chart_scale *);
bool chart_next_size(const struct chart_scale *, uint64_t *bytes);

/* The number of lines drawn. */
size_t chart_line_count(const struct chart *);

/* The position of a size or a time among this many. */
uint64_t chart_size_position(const struct chart_scale *, uint64_t bytes, uint64_t positions);
uint64_t chart_time_position(const struct chart_scale *, uint64_t at_ns, uint64_t positions);

/* The first tick at or after the beginning; the others follow at intervals of time_step. False:
 * none. */
bool chart_first_time(const struct chart *, const struct chart_scale *, uint64_t *at_ns);
bool chart_next_time(const struct chart *, const struct chart_scale *, uint64_t *at_ns);

void chart_time_label(
	const struct chart *, const struct chart_scale *, uint64_t at_ns, struct buffer *);

/* The moment of the cursor: "14:05:03", or "1m12s". */
void chart_cursor_label(const struct chart *, struct buffer *);

/* "peak about 1.32 GiB at 1m12s", or without its time; "limit 2.00 GiB". */
/* How much it says: what is more needs a time, and a place. */
enum chart_peak_detail { CHART_PEAK_BYTES, CHART_PEAK_TIMED, CHART_PEAK_PLACED };
void chart_peak_label(const struct chart *, enum chart_peak_detail, struct buffer *);

/* Where memory grew at a time; NULL: unknown. */
const char *chart_place_at(const struct chart *, uint64_t at_ns);
void chart_limit_label(const struct chart *, struct buffer *);

/* The maximum of what touches a column; absent if nothing does. */
struct chart_column {
	uint64_t bytes;
	bool present;
};

/* Divides the time shown into `count` columns. */
void chart_columns(const struct chart *, const struct chart_scale *, const struct chart_line *,
	size_t count, struct chart_column *columns);

/* The first column with the maximum; false: none is present. */
bool chart_column_maximum(const struct chart_column *, size_t count, size_t *index);

#endif
