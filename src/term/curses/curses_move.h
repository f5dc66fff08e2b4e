/* SPDX-License-Identifier: MIT */
/* curses_move.h: the shortest way for the cursor from one place to another, on terminals that
 * understand the sequences of ECMA-48. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_MOVE_H
#define PEAKTOP_TERM_CURSES_CURSES_MOVE_H

#include <stdbool.h>

#include "base/bytes.h"

/* Where the cursor is. A column of -1: unknown, because terminals may not agree how wide the last
 * text is; a row of -1: nothing is known. */
struct curses_place {
	int row, col;
};

/* Which moves the terminal has besides the one to an absolute place. */
struct curses_moves {
	bool right, left, up, down, to_column, to_row;
};

/* Call after newterm. False: it does not understand the move to an absolute place. */
bool curses_moves_learn(struct curses_moves *);

/* The bytes that a move takes. */
int curses_move_cost(const struct curses_moves *, struct curses_place from, int row, int col);

/* Appends it; `place` becomes (row, col). */
void curses_move(const struct curses_moves *, struct curses_place *place, int row, int col,
	struct bytes *out);

#endif
