/* SPDX-License-Identifier: MIT */
/* curses_memory.h: the memory that ncurses takes for its terminal, so that it never waits for
 * one. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_MEMORY_H
#define PEAKTOP_TERM_CURSES_CURSES_MEMORY_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/failure.h"

/* ncurses writes to the descriptor of a FILE: that of a memfd. */
bool curses_memory_open(FILE **, struct failure *why);

/* What was written since the last time: put behind `out`, or forgotten. */
void curses_memory_take(FILE *, struct bytes *out);
void curses_memory_drop(FILE *);

#endif
