/* SPDX-License-Identifier: MIT */
/* curses_style.h: roles and inks as ncurses attributes on this terminal; for this folder. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_STYLE_H
#define PEAKTOP_TERM_CURSES_CURSES_STYLE_H

#include "term/curses/curses_ink.h"

struct curses_styles {
	struct curses_ink roles[ROLE_COUNT];
	struct ink_pairs inks;
	bool small_font; /* curses_font.h */
};

/* Call after newterm. */
void curses_styles_begin(struct curses_styles *, const struct theme *, bool color);

/* How a cell looks; whether two do so by the same style. */
struct curses_ink curses_style_of(struct curses_styles *, const struct cell *);
bool curses_style_same(const struct cell *, const struct cell *);

/* Writes cells of the same look from `col` on; returns the column after them. */
int curses_style_run(struct curses_styles *, const struct grid *, int row, int col);

#endif
