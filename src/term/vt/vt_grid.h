/* SPDX-License-Identifier: MIT */
/* vt_grid.h: rows of cells that scroll without being moved.
 *
 * The rows are a ring of entries that each name a stretch of the cells; a line feed at the bottom
 * blanks one row and turns the ring. pane_grid_settle brings the cells into reading order. Both
 * grids of a pane share one clock, which counts changes. Cells at and behind `used` of a row are
 * plain blanks. Both halves of a wide character live and die together. */
#ifndef PEAKTOP_TERM_VT_VT_GRID_H
#define PEAKTOP_TERM_VT_VT_GRID_H

#include "model/terminal/vt_screen.h"

/* Cells from `start` up to `end`. */
struct pane_rect {
	int start_row, end_row, start_col, end_col;
};

struct pane_row {
	int slot, used;
	uint64_t changed;
};

struct pane_grid {
	struct pane_cell *cells;
	struct pane_row *ring; /* the first row of the screen is ring[top] */
	int rows, cols, top;
	uint64_t all_changed;
	uint64_t *clock; /* borrowed */
};

void pane_grid_open(struct pane_grid *, int rows, int cols, uint64_t *clock);
void pane_grid_close(struct pane_grid *);
bool pane_grid_is_open(const struct pane_grid *);

struct pane_cell *pane_grid_cells(const struct pane_grid *, int row);
int pane_grid_used(const struct pane_grid *, int row);
uint64_t pane_grid_changed(const struct pane_grid *, int row);
/* All rows count as changed. */
void pane_grid_touch(struct pane_grid *);

/* The number of rows up to the last that shows something. */
int pane_grid_filled(const struct pane_grid *);

/* A cell of width 1 or 2 that fits into the row. */
void pane_grid_put(struct pane_grid *, int row, int col, const struct pane_cell *);

/* `count` characters of ASCII that fit into the row. */
void pane_grid_put_text(struct pane_grid *, int row, int col, const char *text, int count,
	const struct pane_cell *like);

/* A mark on the cell at a place; it takes up to two. */
void pane_grid_mark(struct pane_grid *, int row, int col, uint32_t mark);

/* Fills a rectangle within the grid; with `spared` all but the cells that are guarded. */
void pane_grid_fill(
	struct pane_grid *, struct pane_rect, const struct pane_cell *blank, bool spared);

/* Copies a rectangle to one of the same size; they may overlap. */
void pane_grid_move(struct pane_grid *, struct pane_rect to, struct pane_rect from);

/* Whole rows from `start` up to `end` move up by `count`, or down where it is negative. */
void pane_grid_scroll(
	struct pane_grid *, int start, int end, int count, const struct pane_cell *blank);

/* Another size; what was at the top left stays there. */
void pane_grid_resize(struct pane_grid *, int rows, int cols);

/* Afterwards `cells` holds the rows in their order. */
void pane_grid_settle(struct pane_grid *);

/* Turns an attribute of every cell over. */
void pane_grid_toggle(struct pane_grid *, uint32_t attribute);

#endif
