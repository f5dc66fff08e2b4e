/* SPDX-License-Identifier: MIT */
/* curses_memory.h: a memory file that ncurses uses as its terminal, so that it never waits for a
 * real one. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_MEMORY_H
#define PEAKTOP_TERM_CURSES_CURSES_MEMORY_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/failure.h"

/* ncurses writes to the descriptor of a FILE: here that of a memfd. */
bool curses_memory_open(FILE **, struct failure *why);

/* Takes what was written since the last call: appended to `out`, or discarded. */
void curses_memory_take(FILE *, struct bytes *out);
void curses_memory_drop(FILE *);

#endif
