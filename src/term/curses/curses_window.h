/* SPDX-License-Identifier: MIT */
/* curses_window.h: how large the terminal's window is; only term_curses.c includes it. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_WINDOW_H
#define PEAKTOP_TERM_CURSES_CURSES_WINDOW_H

/* As the system says, at most 600 rows of 1200 columns; where it says nothing, as ncurses has
 * it. */
void curses_window(int fd, int *rows, int *cols);

#endif
