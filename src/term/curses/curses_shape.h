/* SPDX-License-Identifier: MIT */
/* curses_shape.h: the shape of the cursor (DECSCUSR), where the terminal has any (terminfo Ss). */
#ifndef PEAKTOP_TERM_CURSES_CURSES_SHAPE_H
#define PEAKTOP_TERM_CURSES_CURSES_SHAPE_H

#include <stdbool.h>

#include "base/bytes.h"

/* Start with a zeroed struct; `told` is 0 again where the terminal was given back. */
struct curses_shape {
	int wanted, told;
	bool shown; /* the cursor was */
};

/* False: the terminal has none. */
bool curses_shape_put(struct bytes *, int shape);

/* What the terminal is to be told, if anything. */
void curses_shape_tell(struct curses_shape *, bool shown, struct bytes *out);

#endif
