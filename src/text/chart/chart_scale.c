/* SPDX-License-Identifier: MIT */
/* chart_scale.c: the ranges, ticks and columns of a chart. */
#include "text/chart/chart_scale.h"

#include <string.h>

#include "base/duration.h"
#include "text/chart/axis.h"

#define EMPTY_TOP_BYTES (1ull << 20) /* of an empty chart */
#define LIMIT_NEAR 2                 /* a more distant limit would flatten the line */
#define SPREAD_PART 32               /* of what is held: the least range of an axis */
#define ROWS_TICKED 12               /* from here on there are two ticks besides the first */

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

/* A whole has the other lines as its parts. */
static size_t
measured_lines(const struct chart *chart)
{
	return chart->stacked && chart->line_count > 0 ? 1 : chart_line_count(chart);
}

/* If the axis begins at the least shown, a peak at another time does not count. */
static bool
peak_counts(const struct chart *chart)
{
	return chart->has_peak &&
	       (!chart->from_lowest || (chart->peak_at_ns >= chart->from_ns &&
					       chart->peak_at_ns <= chart->until_ns));
}

static uint64_t
highest(const struct chart *chart)
{
	uint64_t max = peak_counts(chart) ? chart->peak_bytes : 0;

	for (size_t i = 0; i < measured_lines(chart); i++) {
		const struct chart_line *line = &chart->lines[i];

		for (size_t k = 0; k < line->count; k++) {
			if (line->points[k].bytes > max && point_shown(chart, line, k))
				max = line->points[k].bytes;
		}
	}
	return max;
}

/* UINT64_MAX: nothing is shown. */
static uint64_t
lowest(const struct chart *chart)
{
	uint64_t min = UINT64_MAX;

	for (size_t i = 0; i < measured_lines(chart); i++) {
		const struct chart_line *line = &chart->lines[i];

		for (size_t k = 0; k < line->count; k++) {
			if (line->points[k].bytes < min && point_shown(chart, line, k))
				min = line->points[k].bytes;
		}
	}
	return min;
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

/* The range from `low` to `max`, with the end of a tick below it. */
static void
set_sizes(struct chart_scale *s, enum units units, uint64_t max, unsigned headroom,
	unsigned ticks_max)
{
	uint64_t range = max > s->low_bytes ? max - s->low_bytes : 0;

	s->size_step = axis_size_step(range, units, ticks_max);
	s->base_bytes = s->low_bytes / s->size_step * s->size_step;
	range = with_headroom(
		max > s->base_bytes ? max - s->base_bytes : EMPTY_TOP_BYTES, headroom);
	s->top_bytes = range < UINT64_MAX - s->base_bytes ? s->base_bytes + range : UINT64_MAX;
	s->range_bytes = s->top_bytes - s->base_bytes;
	s->range_parts = 1;
	s->size_step = axis_size_step(s->range_bytes, units, ticks_max);
}

/* Labels of less would not differ. */
static void
spread(uint64_t *low, uint64_t *high)
{
	uint64_t least = *high / SPREAD_PART, range = *high - *low;
	uint64_t more = range < least ? (least - range) / 2 : 0;

	*low -= more < *low ? more : *low;
	*high = *high < UINT64_MAX - more ? *high + more : UINT64_MAX;
}

struct chart_scale
chart_scale(const struct chart *chart, unsigned headroom, unsigned size_ticks_max,
	unsigned time_ticks_max)
{
	struct chart_scale scale = { .from_ns = chart->from_ns, .span_ns = 1 };
	uint64_t max = highest(chart), limit = chart->limit_bytes;

	if (chart->until_ns > chart->from_ns)
		scale.span_ns = chart->until_ns - chart->from_ns;
	if (chart->from_lowest && lowest(chart) <= max) {
		scale.low_bytes = lowest(chart);
		spread(&scale.low_bytes, &max);
		scale.limit_inside = limit >= scale.low_bytes && limit <= max && limit != 0;
	} else {
		scale.limit_inside = limit != 0 && limit / LIMIT_NEAR <= max;
		max = scale.limit_inside && limit > max ? limit : max;
	}
	set_sizes(&scale, chart->units, max, headroom, size_ticks_max);
	scale.time_step = axis_time_step(scale.span_ns, time_ticks_max);
	if (chart->clock &&
		scale.time_step < NS_PER_SECOND) /* times of day are shown to the second */
		scale.time_step = NS_PER_SECOND;
	return scale;
}

void
chart_scale_to_rows(struct chart_scale *s, enum units units, unsigned rows, unsigned ticks_max)
{
	const struct chart_scale whole = *s;
	uint64_t least = UINT64_MAX;

	for (unsigned max = 1; max <= ticks_max; max++) {
		uint64_t step = axis_size_step(whole.top_bytes - whole.base_bytes, units, max);
		uint64_t base = whole.low_bytes / step * step, needed = whole.top_bytes - base,
			 each;

		if (needed == 0 || step > UINT64_MAX / rows)
			continue;
		each = step * rows / needed; /* rows of a step; the first tick is inside */
		each = each >= rows && rows > 2 ? rows - 1 : each;
		if (each < 2 || ((rows - 1) / each < 2 && rows >= ROWS_TICKED) ||
			step * rows / each > least)
			continue;
		least = step * rows / each;
		s->size_step = step;
		s->base_bytes = base;
		/* A tick at the end itself would be beyond the last row. */
		s->top_bytes = base < UINT64_MAX - least ? base + least - 1 : UINT64_MAX;
		s->range_bytes = step * rows;
		s->range_parts = (unsigned)each;
	}
}

uint64_t
chart_first_size(const struct chart_scale *scale)
{
	uint64_t rest = scale->base_bytes % scale->size_step;

	return scale->base_bytes + (rest > 0 ? scale->size_step - rest : 0);
}

bool
chart_next_size(const struct chart_scale *scale, uint64_t *bytes)
{
	if (*bytes > scale->top_bytes || scale->top_bytes - *bytes < scale->size_step)
		return false;
	*bytes += scale->size_step;
	return true;
}

uint64_t
chart_size_position(const struct chart_scale *scale, uint64_t bytes, uint64_t positions)
{
	uint64_t above = bytes > scale->base_bytes ? bytes - scale->base_bytes : 0;
	uint64_t at = axis_position(above, scale->range_bytes, positions * scale->range_parts);

	return at < positions ? at : positions - 1;
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
chart_cursor_label(const struct chart *chart, struct buffer *b)
{
	if (chart->clock)
		axis_clock_label(
			b, chart->day_ns % NS_PER_DAY + chart->cursor_ns % NS_PER_DAY, true);
	else
		unit_elapsed(b, chart->cursor_ns);
}

const char *
chart_place_at(const struct chart *chart, uint64_t at_ns)
{
	const char *found = NULL;

	for (size_t i = 0; i < chart->place_count; i++)
		if (chart->places[i].from_ns <= at_ns)
			found = chart->places[i].text;
	return found;
}

void
chart_peak_label(const struct chart *chart, enum chart_peak_detail detail, struct buffer *b)
{
	buffer_text(b, "peak ");
	buffer_text(b, chart->peak_is != NULL ? chart->peak_is : "");
	unit_size(b, chart->peak_bytes, chart->units);
	if (detail == CHART_PEAK_BYTES || chart->peak_at_ns == CHART_TIME_UNKNOWN)
		return;
	buffer_text(b, " at ");
	if (chart->clock)
		axis_clock_label(
			b, chart->day_ns % NS_PER_DAY + chart->peak_at_ns % NS_PER_DAY, true);
	else
		unit_elapsed(b, chart->peak_at_ns);
	if (detail == CHART_PEAK_PLACED && chart->peak_place != NULL)
		buffer_print(b, " in %s", chart->peak_place);
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
