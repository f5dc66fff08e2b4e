/* SPDX-License-Identifier: MIT */
/* grid.h: the screen as cells of character and role, between the views and the terminal.
 *
 * A view writes here and knows no terminal; what falls outside is cut. A wide character takes two
 * cells, the second empty; where only its first half would fit, a blank stands instead. Cells of a
 * command's terminal come with the ink that its program gave them. */
#ifndef PEAKTOP_SCREEN_FRAME_GRID_H
#define PEAKTOP_SCREEN_FRAME_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "model/terminal/vt_screen.h"
#include "screen/frame/theme.h"

/* Without padding, and what is not used is 0: rows are compared as bytes. */
struct cell {
	char bytes[12]; /* one UTF-8 character with its marks, not NUL-terminated */
	uint8_t length; /* 0: the right half of a wide character */
	uint8_t width;
	uint8_t role; /* enum role */
	uint8_t unused;
	struct ink ink; /* where the role is ROLE_PANE */
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

/* Sets the size and blanks all; a size below 1x1 becomes 1x1. grid_clear gives the memory back. */
void grid_resize(struct grid *, int rows, int cols, bool ascii);
void grid_clear(struct grid *);
struct cell *grid_at(const struct grid *, int row, int col);

/* Blanks a rectangle in a role. */
void grid_fill(struct grid *, struct rect, enum role);

/* Writes text from (row, col) over at most `limit` columns; returns the columns used. */
int grid_put(struct grid *, int row, int col, int limit, enum role, const char *text);

/* The same, flush right in `limit` columns: what does not fit is cut at its end. */
void grid_put_right(struct grid *, int row, int col, int limit, enum role, const char *text);

/* Draws cells of a command's terminal from (row, col) over at most `limit` columns. */
void grid_put_pane(
	struct grid *, int row, int col, int limit, const struct vt_cell *, size_t count);

/* Gives a stretch of a row another role, text kept. */
void grid_role(struct grid *, int row, int col, int count, enum role);

/* The text, a line a row, blanks at the ends left out; with `roles`, behind each row that is not
 * all plain the letters of its roles as a second line: of ROLE_PANE `~`, or `#` in an ink of its
 * own. For tests and snapshots. */
void grid_dump(const struct grid *, bool roles, struct bytes *out);

#endif
