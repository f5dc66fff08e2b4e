/* SPDX-License-Identifier: MIT */
/* chart_stack.c: a whole as a filled area, divided into its largest parts and the rest, with a
 * legend. Each part has a character of its own, so that no colour is needed. */
#include "text/chart/chart_canvas.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/utf8.h"
#include "text/stacked_bar.h"

#define AREAS (CHART_PARTS + 1) /* the rest is the last one */
#define REST CHART_PARTS

static const char *const fills[][AREAS] = {
	[CHART_BRAILLE] = { "█", "▓", "▒", "░" },
	[CHART_BLOCK] = { "█", "▓", "▒", "░" },
	[CHART_ASCII] = { "#", "%", "*", "o" },
};

struct stack {
	const struct canvas *canvas;
	size_t parts;
	struct chart_column *columns[AREAS]; /* of the parts, then of the whole */
};

/* The whole is line 0, and the rest is what is left of it. */
static enum chart_part
part_of(size_t area)
{
	return (enum chart_part)(CHART_LINE + (area == REST ? 0 : area + 1));
}

static const char *
name_of(const struct stack *s, size_t area)
{
	return s->canvas->chart->lines[area == REST ? 0 : area + 1].name;
}

/* The top of each area in a column. The maxima of parts may add up to more than the maximum of the
 * whole: they were not reached at the same time. */
static void
pile_up(const struct stack *s, size_t col, uint64_t tops[AREAS])
{
	uint64_t whole = s->columns[REST][col].bytes, top = 0;

	for (size_t i = 0; i < REST; i++) {
		uint64_t part =
			i < s->parts && s->columns[i][col].present ? s->columns[i][col].bytes : 0;

		top = part < whole - top ? top + part : whole;
		tops[i] = top;
	}
	tops[REST] = whole;
}

/* --- the areas --- */

/* How many cells of a column each area fills. An axis that does not begin at 0 shows what is above
 * its beginning. */
static void
divide_column(const struct canvas *c, const uint64_t tops[AREAS], int rows, int cells[AREAS])
{
	uint64_t base = c->scale.base_bytes, below = base, parts[AREAS];

	for (size_t i = 0; i < AREAS; i++) {
		uint64_t top = tops[i] > below ? tops[i] : below;

		parts[i] = top - below;
		below = top;
	}
	cells[REST] = rows;
	stacked_bar_column(parts, REST, below - base, rows, cells);
	for (size_t i = 0; i < REST; i++)
		cells[REST] -= cells[i];
}

static int
level_of(const struct canvas *c, uint64_t bytes)
{
	return (int)chart_size_position(&c->scale, bytes, (uint64_t)c->height * CANVAS_BLOCKS);
}

/* Only the first part alone is filled as eighths of a block are; others are rounded to cells. */
static void
fill_column(const struct stack *s, int col)
{
	const struct canvas *c = s->canvas;
	uint64_t tops[AREAS];
	int level, rows, eighths, cells[AREAS], row = 0;

	pile_up(s, (size_t)col, tops);
	level = level_of(c, tops[REST]);
	rows = level / CANVAS_BLOCKS;
	eighths = level % CANVAS_BLOCKS;
	if (c->form != CHART_ASCII && level_of(c, tops[0]) == level)
		canvas_set(canvas_at(c, rows, col), canvas_blocks[eighths], part_of(0));
	else if (eighths >= CANVAS_BLOCKS / 2 || rows == 0)
		rows++;
	divide_column(c, tops, rows, cells);
	for (size_t i = 0; i < AREAS; i++)
		for (int k = 0; k < cells[i]; k++)
			canvas_set(canvas_at(c, row++, col), fills[c->form][i], part_of(i));
}

/* --- the legend: names with what they hold at the cursor, or in the end --- */

static bool
legend_column(const struct stack *s, size_t *col)
{
	const struct canvas *c = s->canvas;

	*col = c->chart->has_cursor ? (size_t)canvas_col(c, c->chart->cursor_ns)
				    : (size_t)c->width - 1;
	while (!c->chart->has_cursor && *col > 0 && !s->columns[REST][*col].present)
		(*col)--;
	return s->columns[REST][*col].present;
}

static void
put_size(const struct stack *s, size_t area, struct buffer *b)
{
	uint64_t tops[AREAS];
	size_t col;

	if (!legend_column(s, &col))
		return;
	pile_up(s, col, tops);
	buffer_char(b, ' ');
	unit_size(b, tops[area] - (area > 0 ? tops[area - 1] : 0), s->canvas->chart->units);
}

static bool
is_named(const struct stack *s, size_t area)
{
	return (area < s->parts || area == REST) && name_of(s, area) != NULL;
}

/* All in full, or without sizes, or with names of the same width. */
static int
name_width(const struct stack *s, bool *sized)
{
	int whole = 0, named = 0, sizes = 0;

	for (size_t i = 0; i < AREAS; i++) {
		char size[40] = "";
		struct buffer b = buffer_over(size, sizeof size);

		if (!is_named(s, i))
			continue;
		put_size(s, i, &b);
		whole += (int)utf8_columns(name_of(s, i)) + 4;
		sizes += (int)b.length;
		named++;
	}
	*sized = whole + sizes <= s->canvas->width + 2;
	return whole <= s->canvas->width + 2 || named == 0 ? s->canvas->width
							   : s->canvas->width / named - 4;
}

static void
put_legend(const struct stack *s)
{
	const struct canvas *c = s->canvas;
	int col = c->left, width;
	bool sized;

	width = name_width(s, &sized);
	for (size_t i = 0; i < AREAS && c->top > 0; i++) {
		char size[40] = "";
		struct buffer b = buffer_over(size, sizeof size);

		if (!is_named(s, i))
			continue;
		if (sized)
			put_size(s, i, &b);
		col += canvas_text(c, 0, col, c->cols, part_of(i), fills[c->form][i]) + 1;
		col += canvas_name(c, 0, col, width, name_of(s, i));
		col += canvas_text(c, 0, col, c->cols, CHART_LABEL, size) + 2;
	}
}

void
chart_stack(const struct canvas *c)
{
	size_t count = (size_t)c->width, lines = chart_line_count(c->chart);
	struct chart_column *columns = grow_new(count * AREAS * sizeof *columns);
	struct stack s = { .canvas = c };

	s.parts = lines - 1 < CHART_PARTS ? lines - 1 : CHART_PARTS;
	for (size_t i = 0; i < AREAS; i++)
		s.columns[i] = columns + i * count;
	for (size_t i = 0; i < s.parts; i++)
		chart_columns(c->chart, &c->scale, &c->chart->lines[i + 1], count, s.columns[i]);
	chart_columns(c->chart, &c->scale, &c->chart->lines[0], count, s.columns[REST]);
	for (int col = 0; col < c->width; col++)
		if (s.columns[REST][col].present)
			fill_column(&s, col);
	put_legend(&s);
	free(columns);
}
