/* SPDX-License-Identifier: MIT */
/* vt_grid.h: rows of cells that scroll without being moved. The rows are a ring of entries that
 * each refer to a stretch of the cells; a line feed at the bottom blanks one row and turns the
 * ring. vt_grid_settle puts the cells into reading order. Both grids of a terminal share one
 * clock, which counts changes. Cells from `used` on in a row are plain blanks. Both halves of a
 * wide character are written and erased together. */
#ifndef PEAKTOP_TERM_VT_VT_GRID_H
#define PEAKTOP_TERM_VT_VT_GRID_H

#include "model/terminal/vt_screen.h"

/* Cells from `start` up to `end`. */
struct vt_rect {
	int start_row, end_row, start_col, end_col;
};

struct vt_row {
	int slot, used;
	uint64_t changed;
};

struct vt_grid {
	struct vt_cell *cells;
	struct vt_row *ring; /* the first row of the screen is ring[top] */
	int rows, cols, top;
	uint64_t all_changed;
	uint64_t *clock; /* borrowed */
};

void vt_grid_open(struct vt_grid *, int rows, int cols, uint64_t *clock);
void vt_grid_close(struct vt_grid *);
bool vt_grid_is_open(const struct vt_grid *);

struct vt_cell *vt_grid_cells(const struct vt_grid *, int row);
int vt_grid_used(const struct vt_grid *, int row);
uint64_t vt_grid_changed(const struct vt_grid *, int row);
/* Marks all rows as changed. */
void vt_grid_touch(struct vt_grid *);

/* The number of rows up to the last that is not empty. */
int vt_grid_filled(const struct vt_grid *);

/* A cell of width 1 or 2 that fits into the row. */
void vt_grid_put(struct vt_grid *, int row, int col, const struct vt_cell *);

/* `count` characters of ASCII that fit into the row. */
void vt_grid_put_text(struct vt_grid *, int row, int col, const char *text, int count,
	const struct vt_cell *like);

/* Adds a mark to a cell, which takes up to two. */
void vt_grid_mark(struct vt_grid *, int row, int col, uint32_t mark);

/* Fills a rectangle within the grid; with `spared` all but guarded cells. */
void vt_grid_fill(struct vt_grid *, struct vt_rect, const struct vt_cell *blank, bool spared);

/* Copies a rectangle to another of the same size; they may overlap. */
void vt_grid_move(struct vt_grid *, struct vt_rect to, struct vt_rect from);

/* Moves whole rows from `start` up to `end` up by `count`, or down if it is negative. */
void vt_grid_scroll(struct vt_grid *, int start, int end, int count, const struct vt_cell *blank);

/* Changes the size; the content at the top left stays. */
void vt_grid_resize(struct vt_grid *, int rows, int cols);

/* Afterwards `cells` holds the rows in order. */
void vt_grid_settle(struct vt_grid *);

/* Inverts an attribute of every cell. */
void vt_grid_toggle(struct vt_grid *, uint32_t attribute);

#endif
