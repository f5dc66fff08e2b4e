/* SPDX-License-Identifier: MIT */
/* layout.h: divides the screen into rectangles and columns. Pure functions, for any size from
 * 1x1. */
#ifndef PEAKTOP_SCREEN_FRAME_LAYOUT_H
#define PEAKTOP_SCREEN_FRAME_LAYOUT_H

#include "screen/frame/grid.h"
#include "text/table/column.h"

/* A part with 0 rows is not shown. The body has at least one row, unless a pane replaces it. */
struct layout {
	struct rect whole, header, head, body, footer;
	struct rect jobs;             /* a line of the header */
	struct rect pane_title, pane; /* a command's terminal, and the line above it */
};

#define LAYOUT_PANE_PERCENT 55

/* How a pane is to be shown. */
struct layout_options {
	bool pane, zoomed;
	int percent; /* of the rows; 0: the default */
	bool jobs;   /* the header has a line for them, if it has more than one */
};

struct layout layout_screen(int rows, int cols, bool jobs);

/* The same with a pane below. If it is zoomed, or if there is no space for both, there are only the
 * pane, its title and the footer. */
struct layout layout_with_pane(int rows, int cols, const struct layout_options *);

/* The position of a column on a line. */
struct placed {
	const struct column *column;
	int col, width;
};

struct placement {
	struct placed items[COLUMNS_MAX];
	size_t count;
};

/* Cells before the first column: one for the mark of a tagged row, one for the mark of a row
 * (rising, at its peak, exited), and a blank, since a first column may be as wide as its text. */
#define LAYOUT_MARKS 3

/* Fits columns into a line. The last one takes the remaining columns if it is text. If there are
 * too few, columns are dropped from the right, those marked COLUMN_KEPT last. A column of figures
 * is never cut, unless it is the only one. */
struct placement layout_columns(const struct column_list *, int cols, enum units);

/* A box of this inner size in the middle of `within`, cut to it. */
struct rect layout_box(struct rect within, int rows, int cols);

#endif
