/* SPDX-License-Identifier: MIT */
/* chart_scale.c: the ranges, ticks and columns of a chart. */
#include "text/chart/chart_scale.h"

#include <string.h>

#include "base/duration.h"
#include "text/chart/axis.h"

#define EMPTY_TOP_BYTES (1ull << 20) /* of an empty chart */
#define LIMIT_NEAR 2                 /* a more distant limit would flatten the line */

size_t
chart_line_count(const struct chart *chart)
{
	return chart->line_count < CHART_LINES ? chart->line_count : CHART_LINES;
}

/* The first moment after a point; a point without length lasts for its moment. */
static uint64_t
point_end(const struct chart_line *line, size_t i)
{
	uint64_t from = line->points[i].from_ns;
	uint64_t end = i + 1 < line->count ? line->points[i + 1].from_ns : line->end_ns;

	if (end <= from)
		return from < UINT64_MAX ? from + 1 : from;
	return end;
}

static bool
point_shown(const struct chart *chart, const struct chart_line *line, size_t i)
{
	const struct chart_point *point = &line->points[i];

	return point->present && point->from_ns <= chart->until_ns &&
	       point_end(line, i) > chart->from_ns;
}

static uint64_t
highest(const struct chart *chart)
{
	uint64_t max = chart->has_peak ? chart->peak_bytes : 0;

	for (size_t i = 0; i < chart_line_count(chart); i++) {
		const struct chart_line *line = &chart->lines[i];

		for (size_t k = 0; k < line->count; k++) {
			if (line->points[k].bytes > max && point_shown(chart, line, k))
				max = line->points[k].bytes;
		}
	}
	return max;
}

/* Raises `bytes` so that `headroom` parts of 1000 are free above. */
static uint64_t
with_headroom(uint64_t bytes, unsigned headroom)
{
	uint64_t more = bytes / (1000 - headroom) * headroom +
			bytes % (1000 - headroom) * headroom / (1000 - headroom);

	if (headroom == 0)
		return bytes;
	return bytes > UINT64_MAX - more - 1 ? UINT64_MAX : bytes + more + 1;
}

struct chart_scale
chart_scale(const struct chart *chart, unsigned headroom, unsigned size_ticks_max,
	unsigned time_ticks_max)
{
	struct chart_scale scale = { .from_ns = chart->from_ns, .span_ns = 1 };
	uint64_t max = highest(chart);

	if (chart->until_ns > chart->from_ns)
		scale.span_ns = chart->until_ns - chart->from_ns;
	scale.limit_inside = chart->limit_bytes != 0 && chart->limit_bytes / LIMIT_NEAR <= max;
	if (scale.limit_inside && chart->limit_bytes > max)
		max = chart->limit_bytes;
	scale.top_bytes = with_headroom(max > 0 ? max : EMPTY_TOP_BYTES, headroom);
	scale.size_step = axis_size_step(scale.top_bytes, chart->units, size_ticks_max);
	scale.time_step = axis_time_step(scale.span_ns, time_ticks_max);
	if (chart->clock &&
		scale.time_step < NS_PER_SECOND) /* times of day are shown to the second */
		scale.time_step = NS_PER_SECOND;
	return scale;
}

uint64_t
chart_size_position(const struct chart_scale *scale, uint64_t bytes, uint64_t positions)
{
	return axis_position(bytes, scale->top_bytes, positions);
}

uint64_t
chart_time_position(const struct chart_scale *scale, uint64_t at_ns, uint64_t positions)
{
	uint64_t since = at_ns > scale->from_ns ? at_ns - scale->from_ns : 0;

	return axis_position(since, scale->span_ns, positions);
}

/* With times of day, ticks are at round times if the step divides a day. */
static bool
by_clock(const struct chart *chart, const struct chart_scale *scale)
{
	return chart->clock && scale->time_step < NS_PER_DAY;
}

bool
chart_first_time(const struct chart *chart, const struct chart_scale *scale, uint64_t *at_ns)
{
	uint64_t step = scale->time_step;
	uint64_t shift = by_clock(chart, scale) ? chart->day_ns % step : 0;
	uint64_t past = (scale->from_ns % step + shift) % step;
	uint64_t wait = past == 0 ? 0 : step - past;

	if (wait > scale->span_ns || scale->from_ns > UINT64_MAX - wait)
		return false;
	*at_ns = scale->from_ns + wait;
	return true;
}

bool
chart_next_time(const struct chart *chart, const struct chart_scale *scale, uint64_t *at_ns)
{
	if (*at_ns > chart->until_ns || chart->until_ns - *at_ns < scale->time_step)
		return false;
	*at_ns += scale->time_step;
	return true;
}

void
chart_time_label(const struct chart *chart, const struct chart_scale *scale, uint64_t at_ns,
	struct buffer *b)
{
	if (by_clock(chart, scale))
		axis_clock_label(b, chart->day_ns % NS_PER_DAY + at_ns % NS_PER_DAY,
			scale->time_step % (60 * NS_PER_SECOND) != 0);
	else
		axis_time_label(b, at_ns);
}

void
chart_peak_label(const struct chart *chart, bool timed, struct buffer *b)
{
	buffer_text(b, "peak ");
	buffer_text(b, chart->peak_is != NULL ? chart->peak_is : "");
	unit_size(b, chart->peak_bytes, chart->units);
	if (!timed)
		return;
	buffer_text(b, " at ");
	if (chart->clock)
		axis_clock_label(
			b, chart->day_ns % NS_PER_DAY + chart->peak_at_ns % NS_PER_DAY, true);
	else
		unit_cpu_time(b, chart->peak_at_ns);
}

void
chart_limit_label(const struct chart *chart, struct buffer *b)
{
	buffer_text(b, "limit ");
	unit_size(b, chart->limit_bytes, chart->units);
}

/* The last column that a stretch touches. Columns may be shorter than a nanosecond, so both are
 * compared. */
static size_t
last_column(const struct chart_scale *scale, uint64_t end_ns, size_t count)
{
	size_t held = (size_t)chart_time_position(scale, end_ns - 1, count);
	size_t next = (size_t)chart_time_position(scale, end_ns, count);

	if (end_ns - scale->from_ns >= scale->span_ns)
		return count - 1;
	return next > held ? next - 1 : held;
}

void
chart_columns(const struct chart *chart, const struct chart_scale *scale,
	const struct chart_line *line, size_t count, struct chart_column *columns)
{
	memset(columns, 0, count * sizeof *columns);
	for (size_t i = 0; i < line->count; i++) {
		uint64_t bytes = line->points[i].bytes;
		size_t first, last;

		if (!point_shown(chart, line, i))
			continue;
		first = (size_t)chart_time_position(scale, line->points[i].from_ns, count);
		last = last_column(scale, point_end(line, i), count);
		for (size_t k = first; k <= last; k++) {
			if (!columns[k].present || bytes > columns[k].bytes)
				columns[k] =
					(struct chart_column){ .bytes = bytes, .present = true };
		}
	}
}

bool
chart_column_maximum(const struct chart_column *columns, size_t count, size_t *index)
{
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		if (columns[i].present && (!found || columns[i].bytes > columns[*index].bytes)) {
			*index = i;
			found = true;
		}
	}
	return found;
}
