/* SPDX-License-Identifier: MIT */
/* curses_paint.h: what changed of the screen, sent by as few bytes as possible. ncurses draws whole
 * screens; its image of the screen is out of date after this. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_PAINT_H
#define PEAKTOP_TERM_CURSES_CURSES_PAINT_H

#include "term/curses/curses_move.h"
#include "term/curses/curses_pen.h"
#include "term/curses/curses_style.h"

/* Cells of a row that changed, from `start` to before `end`. */
struct curses_run {
	int row, start, end;
	bool done;
};

struct curses_painter {
	bool usable;
	bool erases;          /* the rest of a row, with the terminal's own background */
	bool erases_coloured; /* and with the present one (bce) */
	struct curses_moves moves;
	struct curses_place place;
	struct curses_pen pen;
	struct curses_run *runs; /* by row and column */
	size_t count, capacity;
	size_t first; /* those before it are done */
};

/* Call after newterm. Not usable: the terminal needs what only ncurses knows. */
void curses_painter_begin(struct curses_painter *, const struct curses_styles *);
void curses_painter_clear(struct curses_painter *);

/* Something else moved the cursor. */
void curses_painter_forget_place(struct curses_painter *);

/* Appends what makes of the screen `shown` the screen `next`, of the same size, and makes `shown`
 * equal to it; then goes to the cursor (row -1: it may stay anywhere). */
void curses_paint(struct curses_painter *, struct curses_styles *, struct grid *shown,
	const struct grid *next, struct curses_place cursor, struct bytes *out);

#endif
