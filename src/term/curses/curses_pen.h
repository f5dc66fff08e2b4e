/* SPDX-License-Identifier: MIT */
/* curses_pen.h: how text is written from now on, changed by as few bytes as possible. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_PEN_H
#define PEAKTOP_TERM_CURSES_CURSES_PEN_H

#include "base/bytes.h"
#include "term/curses/curses_ink.h"

/* At first, as ncurses leaves the terminal: nothing is set. */
struct curses_pen {
	struct curses_ink ink;
	int front, back; /* of its pair */
};

/* Call after newterm. False: what is set cannot be taken back as ECMA-48 says, or some attributes
 * exclude colours. */
bool curses_pen_learn(void);

/* One that writes so. */
struct curses_pen curses_pen_of(const struct curses_ink *ink);

/* Appends what makes text look like `ink`. */
void curses_pen_set(struct curses_pen *, const struct curses_ink *ink, struct bytes *out);

/* Whether a blank in `ink` looks as one in the present ink does. */
bool curses_pen_blanks_alike(const struct curses_pen *, const struct curses_ink *ink);

#endif
