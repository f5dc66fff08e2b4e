/* SPDX-License-Identifier: MIT */
/* curses_ink.h: the ink of a command's terminal as attributes and colour pairs of ncurses; for
 * term_curses.c. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_INK_H
#define PEAKTOP_TERM_CURSES_CURSES_INK_H

#include <stdbool.h>
#include <stdint.h>

#include "screen/frame/grid.h"

#define INK_PAIRS_MAX 2048
#define INK_SLOTS 4096 /* a power of two, and twice the pairs: searches are short */

/* The pairs allocated so far, found by their colours. */
struct ink_pairs {
	int colours;
	short first, count, max; /* pair numbers: from `first` on, at most `max` of them */
	bool full;               /* some inks got no pair */
	struct ink_pair {
		short front, back;
	} pairs[INK_PAIRS_MAX];
	uint16_t slots[INK_SLOTS]; /* 1 + index; 0: free */
};

/* A curses attribute and a pair; attr_t without its header. */
struct curses_ink {
	unsigned long attributes;
	short pair;
};

/* `colours` of the terminal, 0: show none; pair numbers below `first` are taken. */
void ink_pairs_begin(struct ink_pairs *, int colours, short first);

/* Forgets all pairs: what was drawn with them must be redrawn. */
void ink_pairs_restart(struct ink_pairs *);

/* Sets the colours of a pair, 0 to 255 of the palette or COLOUR_DEFAULT. */
bool curses_pair_set(short pair, short front, short back);

struct curses_ink ink_pairs_find(struct ink_pairs *, const struct ink *);

#endif
