/* SPDX-License-Identifier: MIT */
/* grid.h: the screen as cells of character and role, between the views and the terminal.
 *
 * A view writes here and does not know the terminal; text outside the grid is cut. A wide character
 * takes two cells, the second empty; if only its first half fits, a blank is drawn instead. A
 * combining mark stays with the character before it in the same text: each keeps two or more; a
 * mark at the start of a text is dropped. Cells of a command's terminal keep the ink that its
 * program gave them. */
#ifndef PEAKTOP_SCREEN_FRAME_GRID_H
#define PEAKTOP_SCREEN_FRAME_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "model/terminal/vt_screen.h"
#include "screen/frame/theme.h"

/* No padding: rows are compared as bytes. */
struct cell {
	char bytes[12]; /* one UTF-8 character with its marks, not NUL-terminated */
	uint8_t length; /* 0: the right half of a wide character */
	uint8_t width;
	uint8_t role;       /* enum role */
	uint8_t underlined; /* 1: in addition to the style of its role */
	struct ink ink;     /* if the role is ROLE_PANE */
};

struct rect {
	int row, col, rows, cols;
};

struct grid {
	struct cell *cells;
	int rows, cols;
	size_t capacity;
	bool ascii; /* anything else is shown as `?` */
};

/* Sets the size and blanks all cells; a size below 1x1 becomes 1x1. grid_clear frees them. */
void grid_resize(struct grid *, int rows, int cols, bool ascii);
void grid_clear(struct grid *);
struct cell *grid_at(const struct grid *, int row, int col);

/* Fills a rectangle with blanks of a role. */
void grid_fill(struct grid *, struct rect, enum role);

/* Writes text from (row, col) over at most `limit` columns; returns the columns used. */
int grid_put(struct grid *, int row, int col, int limit, enum role, const char *text);

/* The same, right-aligned in `limit` columns; text that does not fit is cut at its end. */
void grid_put_right(struct grid *, int row, int col, int limit, enum role, const char *text);

/* The same for people to read: a text that does not fit ends with a mark, or shows its end, after
 * one. In fewer than three columns there is no mark. */
int grid_put_cut(struct grid *, int row, int col, int limit, enum role, const char *text);
int grid_put_end(struct grid *, int row, int col, int limit, enum role, const char *text);

/* The mark of what is cut at its end, or at its start: one column. */
const char *grid_cut_mark(const struct grid *, bool at_start);

/* Draws cells of a command's terminal from (row, col) over at most `limit` columns. */
void grid_put_pane(
	struct grid *, int row, int col, int limit, const struct vt_cell *, size_t count);

/* Changes the role of `count` columns of a row; keeps the text. */
void grid_role(struct grid *, int row, int col, int count, enum role);

/* Underlines `count` columns of a row; keeps the text and its roles. */
void grid_underline(struct grid *, int row, int col, int count);

#endif
