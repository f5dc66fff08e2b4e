/* SPDX-License-Identifier: MIT */
/* curses_type.h: which type of terminal is taken for the one that TERM names; for term_curses.c. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_TYPE_H
#define PEAKTOP_TERM_CURSES_CURSES_TYPE_H

#include <stdbool.h>

/* A known type that can move the cursor: the one given, or where that is not known a fallback;
 * NULL: there is none. */
const char *curses_usable_type(const char *type);

/* As term_answers_colours, for the terminal that is open. */
bool curses_answers_colours(void);

#endif
