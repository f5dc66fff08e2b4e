/* SPDX-License-Identifier: MIT */
/* curses_window.c: the size of the terminal's window. */
#include "term/curses/curses_window.h"

#include <curses.h>
#include <sys/ioctl.h>

/* A larger size was set by mistake; ncurses counts in shorts, and each cell takes memory. */
#define ROWS_MAX 600
#define COLS_MAX 1200

void
curses_window(int fd, int *rows, int *cols)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
		getmaxyx(stdscr, *rows, *cols);
		return;
	}
	*rows = size.ws_row < ROWS_MAX ? size.ws_row : ROWS_MAX;
	*cols = size.ws_col < COLS_MAX ? size.ws_col : COLS_MAX;
}
