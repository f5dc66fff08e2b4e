/* SPDX-License-Identifier: MIT */
/* curses_keys.h: what term_curses.c needs of curses_keys.c; no other file includes it. */
#ifndef PEAKTOP_TERM_CURSES_KEYS_H
#define PEAKTOP_TERM_CURSES_KEYS_H

#include <stdbool.h>

/* How keys and the mouse are to arrive; after newterm. */
void curses_prepare_input(bool mouse);

/* Releases and drags too. */
void curses_follow_mouse(bool);

#endif
