/* SPDX-License-Identifier: MIT */
/* layout.h: sizes into rectangles and columns. Pure functions; any size from 1x1 is good. */
#ifndef PEAKTOP_SCREEN_FRAME_LAYOUT_H
#define PEAKTOP_SCREEN_FRAME_LAYOUT_H

#include "screen/frame/grid.h"
#include "text/table/column.h"

/* Each part has rows > 0, or is not there. The body has one row at least, but where a pane
 * takes its place. */
struct layout {
	struct rect whole, header, head, body, footer;
	struct rect pane_title, pane; /* a command's terminal, and the line above it */
};

#define LAYOUT_PANE_PERCENT 55

/* What is wanted of a pane. */
struct layout_wish {
	bool pane, zoomed;
	int percent; /* of the rows; 0: as is usual */
};

struct layout layout_screen(int rows, int cols);

/* The same above a pane. Zoomed, or where there is no room for both, nothing but the pane, its
 * title and the footer is there. */
struct layout layout_with_pane(int rows, int cols, const struct layout_wish *);

/* Where a column stands on a line. */
struct placed {
	const struct column *column;
	int col, width;
};

struct placement {
	struct placed items[COLUMNS_MAX];
	size_t count;
};

/* The mark of a row (rising, at its peak, ended) and that of a tagged one stand before the rest. */
#define LAYOUT_MARKS 2

/* Fits columns into a line: the last one takes what is left where it is text; where that is too
 * little, columns are dropped from the right, but for those that are kept (COLUMN_KEPT), and then
 * those too. A column of figures is never cut, unless it is the only one. */
struct placement layout_columns(const struct column_list *, int cols, enum units);

/* A box of this inner size in the middle of `within`, cut to it. */
struct rect layout_box(struct rect within, int rows, int cols);

#endif
