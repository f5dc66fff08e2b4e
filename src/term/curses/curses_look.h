/* SPDX-License-Identifier: MIT */
/* curses_look.h: roles and inks as ncurses attributes on this terminal; for term_curses.c. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_LOOK_H
#define PEAKTOP_TERM_CURSES_CURSES_LOOK_H

#include "term/curses/curses_ink.h"

struct curses_looks {
	struct curses_ink roles[ROLE_COUNT];
	struct ink_pairs inks;
};

/* Call after newterm. */
void curses_looks_begin(struct curses_looks *, const struct theme *, bool color);

bool curses_look_same(const struct cell *, const struct cell *);

/* What is written from now on looks like this cell. */
void curses_look_set(struct curses_looks *, const struct cell *);

/* Writes cells of the same look from `col` on; returns the column after them. */
int curses_look_run(struct curses_looks *, const struct grid *, int row, int col);

#endif
