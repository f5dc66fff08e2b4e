/* SPDX-License-Identifier: MIT */
/* curses_strike.h: strikethrough text, which ncurses does not support: drawn over its output, if
 * the terminal can (terminfo smxx). */
#ifndef PEAKTOP_TERM_CURSES_CURSES_STRIKE_H
#define PEAKTOP_TERM_CURSES_CURSES_STRIKE_H

#include "base/bytes.h"
#include "term/curses/curses_style.h"

/* Appends the struck text of a row. */
void curses_strike_row(struct curses_styles *, const struct grid *, int row, struct bytes *struck);

/* Moves all of it after what ncurses wrote, and the cursor to where ncurses has it. */
void curses_strike_end(struct bytes *struck, struct bytes *out);

#endif
