/* SPDX-License-Identifier: MIT */
/* chart_axes.c: the axes of a chart in a terminal, and the legend of its lines. */
#include "text/chart/chart_canvas.h"

#include "base/utf8.h"
#include "text/chart/axis.h"

/* The widest label of the y axis. */
int
canvas_size_width(const struct canvas *c)
{
	uint64_t at = chart_first_size(&c->scale);
	size_t widest = 0;

	do {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);

		axis_size_label(&b, at, c->chart->units);
		widest = b.length > widest ? b.length : widest;
	} while (chart_next_size(&c->scale, &at));
	return (int)widest;
}

void
canvas_size_axis(const struct canvas *c)
{
	uint64_t at = chart_first_size(&c->scale);

	if (c->left == 0)
		return;
	for (int row = 0; row < c->height; row++)
		canvas_set(canvas_at(c, row, 0) - 1, canvas_glyphs[c->form].upright, CHART_AXIS);
	if (c->left == 1)
		return;
	do {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);
		int row = canvas_row(c, at);

		axis_size_label(&b, at, c->chart->units);
		canvas_text(c, c->top + c->height - 1 - row, c->left - 2 - (int)b.length, c->left,
			CHART_LABEL, text);
		canvas_set(canvas_at(c, row, 0) - 1, canvas_glyphs[c->form].tick_left, CHART_AXIS);
	} while (chart_next_size(&c->scale, &at));
}

void
canvas_time_axis(const struct canvas *c)
{
	int row = c->top + c->height, free_from = 0;
	struct chart_cell *line = &c->cells[row * c->cols + c->left];
	uint64_t at;

	if (row + 1 >= c->rows)
		return;
	for (int col = 0; col < c->width; col++)
		canvas_set(&line[col], canvas_glyphs[c->form].rule, CHART_AXIS);
	if (c->left > 0)
		canvas_set(line - 1, canvas_glyphs[c->form].corner, CHART_AXIS);
	if (!chart_first_time(c->chart, &c->scale, &at))
		return;
	do {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);
		int tick = canvas_col(c, at), length, col;

		chart_time_label(c->chart, &c->scale, at, &b);
		length = (int)b.length;
		col = c->left + tick - length / 2;
		col = col > c->cols - length ? c->cols - length : col;
		col = col < free_from ? free_from : col;
		canvas_set(&line[tick], canvas_glyphs[c->form].tick_below, CHART_AXIS);
		/* A label far from its tick would be taken for another tick's. */
		if (col > c->left + tick || col + length > c->cols)
			continue;
		canvas_text(c, row + 1, col, length, CHART_LABEL, text);
		free_from = col + length + 1;
	} while (chart_next_time(c->chart, &c->scale, &at));
}

static const char *
name_of(const struct chart_line *line)
{
	return line->name == NULL ? "" : line->name;
}

/* All names in full if they fit; otherwise each gets the same width. */
void
canvas_legend(const struct canvas *c)
{
	int lines = (int)chart_line_count(c->chart), col = c->left;
	int width = c->cols - c->left, cols_left = width - 4 * lines + 2;

	for (int i = 0; i < lines; i++)
		cols_left -= (int)utf8_columns(name_of(&c->chart->lines[i]));
	cols_left = cols_left >= 0 ? width : width / lines - 4;

	for (int i = 0; i < lines && c->top > 0; i++) {
		char digit[] = { (char)('1' + i), ' ', '\0' };

		col += canvas_text(c, 0, col, c->cols, (enum chart_part)(CHART_LINE + i), digit);
		col += canvas_name(c, 0, col, cols_left, name_of(&c->chart->lines[i]));
		col += 2;
	}
}
