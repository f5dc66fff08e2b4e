/* SPDX-License-Identifier: MIT */
/* chart_canvas.h: the cells of a chart while it is drawn: chart.c lays them out, chart_axes.c
 * labels them, chart_plot.c draws lines, chart_stack.c a whole with its parts. */
#ifndef PEAKTOP_TEXT_CHART_CHART_CANVAS_H
#define PEAKTOP_TEXT_CHART_CHART_CANVAS_H

#include "text/chart/chart_scale.h"

/* The plot begins at row `top` and column `left` of the cells; its own rows are counted from 0 at
 * the bottom. */
struct canvas {
	const struct chart *chart;
	struct chart_scale scale;
	enum chart_form form;
	struct chart_cell *cells;
	int cols, rows;
	int top, left, width, height;
};

/* The characters used by a form. */
struct canvas_glyphs {
	const char *upright, *tick_left, *corner, *rule, *tick_below;
	const char *peak_rule, *limit_rule, *mark_rule, *peak, *up;
};

extern const struct canvas_glyphs canvas_glyphs[];

/* A cell filled by one to eight eighths. */
#define CANVAS_BLOCKS 8
extern const char *const canvas_blocks[CANVAS_BLOCKS];

/* A cell of the plot; NULL outside. */
struct chart_cell *canvas_at(const struct canvas *, int row, int col);

/* Sets one character. No-op if the cell is NULL. */
void canvas_set(struct chart_cell *, const char *text, enum chart_part);

/* The position of a size or a time in the plot. */
int canvas_row(const struct canvas *, uint64_t bytes);
int canvas_col(const struct canvas *, uint64_t at_ns);

/* Writes text from a cell of the whole chart, at most `limit` columns; returns the columns used. */
int canvas_text(
	const struct canvas *, int row, int col, int limit, enum chart_part, const char *text);

/* The same for a name in the legend, cut so that what tells it apart stays. */
int canvas_name(const struct canvas *, int row, int col, int limit, const char *name);

/* Puts a label into the plot, with a blank on each side, if it hides nothing; otherwise
 * returns false. */
bool canvas_label(const struct canvas *, int row, int col, enum chart_part, const char *text);

/* chart_axes.c: the columns that the y axis needs, and the surroundings of the plot. */
int canvas_size_width(const struct canvas *);
void canvas_size_axis(const struct canvas *);
void canvas_time_axis(const struct canvas *);
void canvas_legend(const struct canvas *);

/* chart_plot.c: draws all lines into blank cells. */
void chart_plot(const struct canvas *);

/* chart_stack.c: the same for a whole and its parts, with their legend. */
void chart_stack(const struct canvas *);

/* chart_cursor.c: a rule at the cursor, and what is said there. */
void canvas_cursor(const struct canvas *);

#endif
