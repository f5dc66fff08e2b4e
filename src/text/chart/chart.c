/* SPDX-License-Identifier: MIT */
/* chart.c: a chart in the cells of a terminal: its layout, axes, labels and limits. */
#include "text/chart/chart.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/length.h"
#include "base/utf8.h"
#include "text/chart/chart_canvas.h"

#define LABELLED_COLS 24 /* narrower charts have no labels */
#define AXIS_COLS 12
#define AXIS_ROWS 5
#define LEGEND_ROWS 6
#define SIZE_TICKS_MAX 5
#define TIME_COLS 10 /* for each tick of the x axis */

/* --- peak, limit, marks --- */

/* A horizontal line through the cells that are still blank. */
static void
rule_row(const struct canvas *c, int row, enum chart_part part, const char *text)
{
	for (int col = 0; col < c->width; col++) {
		struct chart_cell *cell = canvas_at(c, row, col);

		if (cell->part == CHART_BLANK)
			canvas_set(cell, text, part);
	}
}

static bool
time_shown(const struct canvas *c, uint64_t at_ns)
{
	return at_ns >= c->chart->from_ns && at_ns <= c->chart->until_ns;
}

/* An axis that does not begin at 0 may end below it. */
static bool
has_peak_inside(const struct canvas *c)
{
	return c->chart->has_peak && c->chart->peak_bytes >= c->scale.base_bytes &&
	       c->chart->peak_bytes <= c->scale.top_bytes;
}

static void
mark_peak(const struct canvas *c)
{
	if (has_peak_inside(c) && time_shown(c, c->chart->peak_at_ns))
		canvas_set(canvas_at(c, canvas_row(c, c->chart->peak_bytes),
				   canvas_col(c, c->chart->peak_at_ns)),
			canvas_glyphs[c->form].peak, CHART_PEAK);
}

static bool
place_peak(const struct canvas *c, enum chart_peak_detail detail)
{
	char text[240];
	struct buffer b = buffer_over(text, sizeof text);
	int row = canvas_row(c, c->chart->peak_bytes), col = canvas_col(c, c->chart->peak_at_ns);
	int width;

	chart_peak_label(c->chart, detail, &b);
	width = (int)utf8_columns(text);

	const int rows[] = { row + 1, row, row + 2, row - 1 };
	const int cols[] = { col - width / 2, col + 2, col - width - 1, 0, c->width };

	for (size_t i = 0; i < LENGTH(rows); i++) {
		for (size_t k = 0; k < LENGTH(cols); k++) {
			if (canvas_label(c, rows[i], cols[k], CHART_PEAK, text))
				return true;
		}
	}
	return false;
}

static void
label_peak(const struct canvas *c)
{
	if (!has_peak_inside(c))
		return;
	if (c->chart->peak_place != NULL && place_peak(c, CHART_PEAK_PLACED))
		return;
	if (c->chart->peak_at_ns == CHART_TIME_UNKNOWN || !place_peak(c, CHART_PEAK_TIMED))
		place_peak(c, CHART_PEAK_BYTES);
}

static void
label_limit(const struct canvas *c)
{
	char text[64];
	struct buffer b = buffer_over(text, sizeof text);
	int row = canvas_row(c, c->chart->limit_bytes);

	if (c->chart->limit_bytes == 0)
		return;
	chart_limit_label(c->chart, &b);
	if (!c->scale.limit_inside) {
		buffer_print(&b, " %s", canvas_glyphs[c->form].up);
		row = c->height - 1;
	}

	const int rows[] = { row, row + 1, row - 1 };

	for (size_t i = 0; i < LENGTH(rows); i++) {
		if (canvas_label(c, rows[i], c->width, CHART_LIMIT, text) ||
			canvas_label(c, rows[i], 0, CHART_LIMIT, text))
			return;
	}
}

/* To the right of their rules, near the top. */
static void
label_marks(const struct canvas *c)
{
	for (size_t i = 0; i < c->chart->mark_count && c->height > 3; i++) {
		const struct chart_mark *mark = &c->chart->marks[i];
		int row = c->height - 1, col = canvas_col(c, mark->at_ns) + 2;

		if (mark->label == NULL || !time_shown(c, mark->at_ns) ||
			col + (int)utf8_columns(mark->label) > c->width)
			continue;
		while (row > c->height / 2 && !canvas_label(c, row, col, CHART_MARK, mark->label))
			row--;
	}
}

static void
draw_marks(const struct canvas *c)
{
	for (size_t i = 0; i < c->chart->mark_count; i++) {
		uint64_t at_ns = c->chart->marks[i].at_ns;

		for (int row = 0; row < c->height && time_shown(c, at_ns); row++) {
			struct chart_cell *cell = canvas_at(c, row, canvas_col(c, at_ns));

			if (cell->part == CHART_BLANK)
				canvas_set(cell, canvas_glyphs[c->form].mark_rule, CHART_MARK);
		}
	}
}

/* --- the whole chart --- */

/* An empty chart is not one of zeros. */
static void
tell_nothing(const struct canvas *c)
{
	static const char text[] = "no samples";

	for (int i = 0; i < c->width * c->height; i++)
		if (canvas_at(c, i / c->width, i % c->width)->part != CHART_BLANK)
			return;
	canvas_label(c, c->height / 2, (c->width - (int)strlen(text)) / 2, CHART_LABEL, text);
}

static void
lay_out(struct canvas *c)
{
	unsigned sizes;

	c->top = chart_line_count(c->chart) > 1 && c->rows >= LEGEND_ROWS ? 1 : 0;
	c->height = c->rows - c->top - (c->rows >= AXIS_ROWS ? 2 : 0);
	c->left = c->cols >= AXIS_COLS ? 1 : 0;
	sizes = c->height / 2 < SIZE_TICKS_MAX ? (unsigned)c->height / 2 : SIZE_TICKS_MAX;
	/* A row above the highest value is for the label of the peak. */
	c->scale = chart_scale(c->chart, c->height > 3 ? 1000 / (unsigned)c->height + 2 : 0, sizes,
		(unsigned)(c->cols / TIME_COLS));
	chart_scale_to_rows(&c->scale, c->chart->units, (unsigned)c->height, sizes);
	if (c->cols >= LABELLED_COLS)
		c->left += canvas_size_width(c) + 1;
	if (c->left > c->cols / 2)
		c->left = 1;
	c->width = c->cols - c->left;
}

void
chart_draw(const struct chart *chart, enum chart_form form, int cols, int rows,
	struct chart_cell *cells)
{
	struct canvas c = {
		.chart = chart, .form = form, .cells = cells, .cols = cols, .rows = rows
	};

	if (cols < 1 || rows < 1)
		return;
	for (int i = 0; i < cols * rows; i++)
		cells[i] = (struct chart_cell){ .text = " ", .part = CHART_BLANK };
	lay_out(&c);
	canvas_size_axis(&c);
	canvas_time_axis(&c);
	if (!chart->stacked)
		canvas_legend(&c);
	chart_plot(&c);
	tell_nothing(&c);
	canvas_cursor(&c);
	/* What is drawn first keeps its place; horizontal lines come last, in cells still blank. */
	mark_peak(&c);
	label_limit(&c);
	label_peak(&c);
	label_marks(&c);
	draw_marks(&c);
	if (c.scale.limit_inside)
		rule_row(&c, canvas_row(&c, chart->limit_bytes), CHART_LIMIT,
			canvas_glyphs[form].limit_rule);
	if (has_peak_inside(&c))
		rule_row(&c, canvas_row(&c, chart->peak_bytes), CHART_PEAK,
			canvas_glyphs[form].peak_rule);
}

int
chart_plot_columns(const struct chart *chart, enum chart_form form, int cols, int rows)
{
	struct canvas c = { .chart = chart, .form = form, .cols = cols, .rows = rows };

	if (cols < 1 || rows < 1)
		return 0;
	lay_out(&c);
	return c.width;
}

void
chart_put_plain(
	const struct chart *chart, int cols, int rows, enum chart_form form, struct bytes *out)
{
	struct chart_cell *cells;

	if (cols < 1 || rows < 1)
		return;
	cells = grow_new((size_t)cols * (size_t)rows * sizeof *cells);
	chart_draw(chart, form, cols, rows, cells);
	for (int row = 0; row < rows; row++) {
		const struct chart_cell *line = &cells[row * cols];
		int used = cols;

		while (used > 0 && strcmp(line[used - 1].text, " ") == 0)
			used--;
		for (int col = 0; col < used; col++)
			bytes_text(out, line[col].text);
		bytes_text(out, "\n");
	}
	free(cells);
}
