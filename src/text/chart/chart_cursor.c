/* SPDX-License-Identifier: MIT */
/* chart_cursor.c: the cursor of a chart in a terminal: a rule at a moment, and the values there. */
#include "text/chart/chart_canvas.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/utf8.h"

#define GAP 2 /* from the rule to the text */

/* A column shows the most that was held in it. */
static uint64_t
end_of_column(const struct canvas *c)
{
	return c->chart->cursor_ns + c->scale.span_ns / (uint64_t)c->width;
}

/* "412M at 10:00:05 in train.py:42 load_batch"; of several lines "1 412M  2 300M at 30s". */
static void
put_values(const struct canvas *c, size_t col, struct buffer *b)
{
	size_t count = (size_t)c->width, said = 0;
	size_t lines = c->chart->stacked ? 1 : chart_line_count(c->chart);
	const char *place = chart_place_at(c->chart, end_of_column(c));
	struct chart_column *columns = grow_new(count * sizeof *columns);

	for (size_t i = 0; i < lines; i++) {
		chart_columns(c->chart, &c->scale, &c->chart->lines[i], count, columns);
		if (!columns[col].present)
			continue;
		buffer_text(b, said++ > 0 ? "  " : "");
		if (lines > 1)
			buffer_print(b, "%zu ", i + 1);
		unit_size(b, columns[col].bytes, c->chart->units);
	}
	if (said == 0)
		buffer_text(b, "no sample");
	buffer_text(b, " at ");
	chart_cursor_label(c->chart, b);
	if (place != NULL)
		buffer_print(b, " in %s", place);
	free(columns);
}

void
canvas_cursor(const struct canvas *c)
{
	char text[300];
	struct buffer b = buffer_over(text, sizeof text);
	int col = canvas_col(c, c->chart->cursor_ns), width, from;

	if (!c->chart->has_cursor || c->chart->line_count == 0)
		return;
	for (int row = 0; row < c->height; row++)
		canvas_set(canvas_at(c, row, col), canvas_glyphs[c->form].upright, CHART_CURSOR);
	put_values(c, (size_t)col, &b);
	width = (int)utf8_columns(text);
	from = col + GAP + width < c->width ? col + GAP : col - GAP - width + 1;
	from = from < 0 ? 0 : from;
	canvas_text(c, c->top, c->left + from, c->width - from, CHART_CURSOR, text);
}
