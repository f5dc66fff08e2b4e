/* SPDX-License-Identifier: MIT */
/* chart_plot.c: the lines of a chart in dots, blocks or plain characters. */
#include "text/chart/chart_canvas.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/length.h"
#include "base/utf8.h"

#define ASCII_PARTS 3
#define DOT_ROWS 4
#define DOT_COLS 2
#define BRAILLE 0x2800u

static const char *const ascii_blocks[ASCII_PARTS] = { ".", ":", "#" };

/* The bit of a braille character for the dot in a row (from the bottom) and a column. */
static const uint8_t dot_bits[DOT_ROWS][DOT_COLS] = { { 0x40, 0x80 }, { 0x04, 0x20 },
	{ 0x02, 0x10 }, { 0x01, 0x08 } };

/* What the pen draws in one column: the rows `low` to `high`. */
struct stroke {
	const struct canvas *canvas;
	uint8_t *dots; /* for braille: one byte per cell of the plot */
	int line;
	int col, low, high;
	int from; /* the row that the pen came from: `low`, `high`, or the column's own row */
};

static int
level_of(const struct canvas *c, uint64_t bytes, int parts)
{
	return (int)chart_size_position(&c->scale, bytes, (uint64_t)(c->height * parts));
}

/* --- one line: an area --- */

static void
fill_column(const struct canvas *c, int col, uint64_t bytes, const char *const *tops, int parts)
{
	int level = level_of(c, bytes, parts);

	for (int row = 0; row < level / parts; row++)
		canvas_set(canvas_at(c, row, col), tops[parts - 1], CHART_LINE);
	canvas_set(canvas_at(c, level / parts, col), tops[level % parts], CHART_LINE);
}

static void
plot_area(const struct canvas *c, const struct chart_column *columns)
{
	for (int col = 0; col < c->width; col++) {
		if (!columns[col].present)
			continue;
		if (c->form == CHART_ASCII)
			fill_column(c, col, columns[col].bytes, ascii_blocks, ASCII_PARTS);
		else
			fill_column(c, col, columns[col].bytes, canvas_blocks, CANVAS_BLOCKS);
	}
}

/* --- several lines, which may cross: outlines --- */

static enum chart_part
part_of(int line)
{
	return (enum chart_part)(CHART_LINE + line);
}

static void
stroke_dots(const struct stroke *s)
{
	const struct canvas *c = s->canvas;

	for (int row = s->low; row <= s->high; row++) {
		int cell = row / DOT_ROWS * c->width + s->col / DOT_COLS;
		char text[5] = "";

		s->dots[cell] |= dot_bits[row % DOT_ROWS][s->col % DOT_COLS];
		if (row < s->high && row % DOT_ROWS < DOT_ROWS - 1)
			continue;
		utf8_put_code(BRAILLE + s->dots[cell], text);
		canvas_set(canvas_at(c, row / DOT_ROWS, s->col / DOT_COLS), text, part_of(s->line));
	}
}

static void
stroke_digits(const struct stroke *s)
{
	char digit[2] = { (char)('1' + s->line), '\0' };

	for (int row = s->low; row <= s->high; row++)
		canvas_set(canvas_at(s->canvas, row, s->col), digit, part_of(s->line));
}

/* A rule with round corners that enters at the row `from`. */
static void
stroke_rule(const struct stroke *s)
{
	bool rises = s->from == s->low;

	if (s->low == s->high) {
		canvas_set(canvas_at(s->canvas, s->low, s->col), "─", part_of(s->line));
		return;
	}
	for (int row = s->low + 1; row < s->high; row++)
		canvas_set(canvas_at(s->canvas, row, s->col), "│", part_of(s->line));
	canvas_set(canvas_at(s->canvas, s->high, s->col), rises ? "╭" : "╮", part_of(s->line));
	canvas_set(canvas_at(s->canvas, s->low, s->col), rises ? "╯" : "╰", part_of(s->line));
}

static const struct outline {
	int rows, cols; /* parts of a cell */
	void (*put)(const struct stroke *);
} outlines[] = {
	[CHART_BRAILLE] = { DOT_ROWS, DOT_COLS, stroke_dots },
	[CHART_BLOCK] = { 1, 1, stroke_rule },
	[CHART_ASCII] = { 1, 1, stroke_digits },
};

/* The pen reaches the column's own row and closes the gap to the row of the previous column. */
static void
plot_outline(const struct canvas *c, const struct chart_column *columns, int line, uint8_t *dots)
{
	const struct outline *outline = &outlines[c->form];
	bool down = false;
	int before = 0;

	for (int col = 0; col < c->width * outline->cols; col++) {
		struct stroke stroke = { .canvas = c, .dots = dots, .line = line, .col = col };
		int row = level_of(c, columns[col].bytes, outline->rows);

		if (columns[col].present) {
			stroke.from = down ? before : row;
			stroke.low = stroke.from < row ? stroke.from : row;
			stroke.high = stroke.from > row ? stroke.from : row;
			/* Dots and digits stop short of the row that the previous column drew. */
			if (outline->put != stroke_rule && stroke.from != row) {
				stroke.low += stroke.from < row;
				stroke.high -= stroke.from > row;
			}
			outline->put(&stroke);
		}
		down = columns[col].present;
		before = row;
	}
}

/* Without colour, a number near its maximum identifies a line. */
static void
number_line(const struct canvas *c, const struct chart_column *columns, int line)
{
	static const struct {
		int row, col;
	} around[] = { { 1, 0 }, { 1, 1 }, { 1, -1 }, { 2, 0 }, { 0, 1 }, { 0, -1 }, { -1, 0 } };
	int parts = outlines[c->form].cols;
	char digit[2] = { (char)('1' + line), '\0' };
	size_t at;

	if (!chart_column_maximum(columns, (size_t)(c->width * parts), &at))
		return;
	for (size_t i = 0; i < LENGTH(around); i++) {
		struct chart_cell *cell =
			canvas_at(c, level_of(c, columns[at].bytes, 1) + around[i].row,
				(int)at / parts + around[i].col);

		if (cell != NULL && cell->part == CHART_BLANK) {
			canvas_set(cell, digit, part_of(line));
			return;
		}
	}
}

static void
plot_outlines(const struct canvas *c, struct chart_column *columns)
{
	size_t count = (size_t)(c->width * outlines[c->form].cols);
	uint8_t *dots = grow_new((size_t)(c->width * c->height));
	int lines = (int)chart_line_count(c->chart);

	for (int line = 0; line < lines; line++) {
		chart_columns(c->chart, &c->scale, &c->chart->lines[line], count, columns);
		plot_outline(c, columns, line, dots);
	}
	for (int line = 0; line < lines && lines > 1; line++) {
		chart_columns(c->chart, &c->scale, &c->chart->lines[line], count, columns);
		number_line(c, columns, line);
	}
	free(dots);
}

void
chart_plot(const struct canvas *c)
{
	size_t lines = chart_line_count(c->chart);
	size_t count = (size_t)c->width * DOT_COLS;
	struct chart_column *columns;

	if (lines == 0)
		return;
	if (c->chart->stacked) {
		chart_stack(c);
		return;
	}
	columns = grow_new(count * sizeof *columns);
	if (lines == 1) {
		chart_columns(c->chart, &c->scale, &c->chart->lines[0], (size_t)c->width, columns);
		plot_area(c, columns);
	} else {
		plot_outlines(c, columns);
	}
	free(columns);
}
