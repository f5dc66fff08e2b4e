/* SPDX-License-Identifier: MIT */
/* script_list.c: runs grouped by what they ran. */
#include "text/run/script_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/length.h"
#include "text/run/run_list_private.h"
#include "text/spark.h"

#define SCRIPT_MIN 8
#define SCRIPT_ROOMY 14 /* before there is a trend, or a time */
#define GAP 2

/* --- groups --- */

static struct script_runs *
group_of(struct script_list *list, const char *script)
{
	struct script_runs *group;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].script, script) == 0)
			return &list->items[i];
	list->items =
		grow_array(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	group = &list->items[list->count++];
	*group = (struct script_runs){ .script = grow_copy(script) };
	return group;
}

void
script_list_add(struct script_list *list, const char *script, const struct run *run)
{
	struct script_runs *group = group_of(list, script);

	if (group->runs++ == 0) {
		group->number = run->number;
		group->started_wall_ns = run->started_wall_ns;
	}
	if (group->peak_count == SCRIPT_PEAKS || run->reason == RUN_RUNNING ||
		run->reason == RUN_NOT_STARTED)
		return;
	group->peaks[group->peak_count++] =
		(struct script_peak){ run->tree.bytes, run_cut(run) != CUT_NONE };
}

void
script_list_clear(struct script_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].script);
	free(list->items);
	*list = (struct script_list){ .items = NULL };
}

/* --- cells --- */

struct script_line {
	const struct script_runs *runs;
	enum units units;
	bool ascii;
	bool both; /* ends of a trend */
};

static void
put_script(const struct script_line *line, struct buffer *b)
{
	buffer_text(b, line->runs->script);
}

static void
put_runs(const struct script_line *line, struct buffer *b)
{
	buffer_print(b, "%zu", line->runs->runs);
}

/* A single bar would say nothing. */
static void
put_trend(const struct script_line *line, struct buffer *b)
{
	uint64_t values[SCRIPT_PEAKS];
	size_t count = line->runs->peak_count;

	for (size_t i = 0; i < count; i++) {
		uint64_t bytes = line->runs->peaks[count - 1 - i].bytes;

		values[i] = bytes > 0 ? bytes : SPARK_UNKNOWN;
	}
	if (count > 1)
		spark_put(values, count, line->ascii, b);
}

static void
put_peak(const struct script_line *line, const struct script_peak *peak, struct buffer *b)
{
	if (peak->bytes == 0) {
		buffer_text(b, "-");
		return;
	}
	buffer_text(b, peak->cut ? ">" : "");
	unit_size(b, peak->bytes, line->units);
}

/* "1.90G → 2.60G"; where that is too wide, only the newest. */
static void
put_peaks(const struct script_line *line, struct buffer *b)
{
	const struct script_runs *runs = line->runs;

	if (runs->peak_count == 0) {
		buffer_text(b, "-");
		return;
	}
	if (runs->peak_count > 1 && line->both) {
		put_peak(line, &runs->peaks[runs->peak_count - 1], b);
		buffer_text(b, line->ascii ? " -> " : " → ");
	}
	put_peak(line, &runs->peaks[0], b);
}

static void
put_when(const struct script_line *line, struct buffer *b)
{
	run_list_put_when(line->runs->started_wall_ns, b);
}

/* --- lines --- */

enum { AT_SCRIPT, AT_RUNS, AT_TREND, AT_PEAKS, AT_WHEN };

/* Width 0: it depends. */
static const struct script_column {
	const char *head;
	size_t width;
	bool right;
	void (*put)(const struct script_line *, struct buffer *);
} script_columns[] = {
	[AT_SCRIPT] = { "SCRIPT", 0, false, put_script },
	[AT_RUNS] = { "RUNS", 4, true, put_runs },
	[AT_TREND] = { "TREND", SCRIPT_PEAKS, false, put_trend },
	[AT_PEAKS] = { "PEAK", 0, true, put_peaks },
	[AT_WHEN] = { "LAST RUN", 16, false, put_when },
};

/* What a line has room for, in this order: both ends of a trend, the trend, the time. */
enum room { ROOM_ONE_PEAK, ROOM_BOTH, ROOM_TREND, ROOM_WHEN };

static enum room
room_of(size_t columns, enum units units)
{
	size_t both = SCRIPT_MIN + GAP + script_columns[AT_RUNS].width + GAP +
		      2 * (unit_size_width(units) + 1) + strlen(" -> ");
	size_t trend = both + SCRIPT_ROOMY - SCRIPT_MIN + SCRIPT_PEAKS + GAP;

	if (columns < both)
		return ROOM_ONE_PEAK;
	if (columns < trend)
		return ROOM_BOTH;
	return columns < trend + script_columns[AT_WHEN].width + GAP ? ROOM_TREND : ROOM_WHEN;
}

static bool
is_shown(size_t at, size_t columns, enum units units)
{
	return (at != AT_TREND || room_of(columns, units) >= ROOM_TREND) &&
	       (at != AT_WHEN || room_of(columns, units) >= ROOM_WHEN);
}

static size_t
width_of(size_t at, size_t columns, enum units units)
{
	size_t others = 0, one = unit_size_width(units) + 1;

	if (at == AT_PEAKS)
		return room_of(columns, units) >= ROOM_BOTH ? 2 * one + strlen(" -> ") : one;
	if (at != AT_SCRIPT)
		return script_columns[at].width;
	for (size_t i = AT_SCRIPT + 1; i < LENGTH(script_columns); i++)
		if (is_shown(i, columns, units))
			others += width_of(i, columns, units) + GAP;
	return columns > others + SCRIPT_MIN ? columns - others : SCRIPT_MIN;
}

/* NULL: the head. */
static void
put_line(const struct script_line *line, size_t columns, enum units units, struct bytes *out)
{
	for (size_t i = 0; i < LENGTH(script_columns); i++) {
		const struct script_column *c = &script_columns[i];
		char text[512];
		struct buffer b = buffer_over(text, sizeof text);

		if (!is_shown(i, columns, units))
			continue;
		if (line != NULL)
			c->put(line, &b);
		else
			buffer_text(&b, c->head);
		bytes_pad(out, ' ', i > 0 ? GAP : 0);
		if (c->right)
			run_list_right(out, &b, width_of(i, columns, units));
		else
			run_list_left(out, text, width_of(i, columns, units),
				line != NULL && line->ascii);
	}
	bytes_text(out, "\n");
}

void
script_list_head(size_t columns, enum units units, struct bytes *out)
{
	put_line(NULL, columns, units, out);
}

void
script_list_put(const struct script_runs *runs, size_t columns, enum units units, bool ascii,
	struct bytes *out)
{
	const struct script_line line = { runs, units, ascii,
		room_of(columns, units) >= ROOM_BOTH };

	put_line(&line, columns, units, out);
}

size_t
script_list_trend(size_t columns, enum units units, size_t *first)
{
	if (!is_shown(AT_TREND, columns, units))
		return 0;
	*first = width_of(AT_SCRIPT, columns, units) + GAP + script_columns[AT_RUNS].width + GAP;
	return SCRIPT_PEAKS;
}
