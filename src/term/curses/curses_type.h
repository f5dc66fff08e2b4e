/* SPDX-License-Identifier: MIT */
/* curses_type.h: the terminal type to use for the one in TERM; for term_curses.c. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_TYPE_H
#define PEAKTOP_TERM_CURSES_CURSES_TYPE_H

#include <stdbool.h>

/* A known type that can move the cursor: the given one, or a fallback if that is unknown; NULL:
 * none. */
const char *curses_usable_type(const char *type);

/* Like term_answers_colours, for the open terminal. */
bool curses_answers_colours(void);

#endif
