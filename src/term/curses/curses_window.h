/* SPDX-License-Identifier: MIT */
/* curses_window.h: the size of the terminal's window; included only by term_curses.c. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_WINDOW_H
#define PEAKTOP_TERM_CURSES_CURSES_WINDOW_H

/* As reported by the system, at most 600 rows of 1200 columns; otherwise as ncurses has it. */
void curses_window(int fd, int *rows, int *cols);

#endif
