/* SPDX-License-Identifier: MIT */
/* curses_shape.h: the shape of the cursor (DECSCUSR), on terminals that support it (terminfo
 * Ss). */
#ifndef PEAKTOP_TERM_CURSES_CURSES_SHAPE_H
#define PEAKTOP_TERM_CURSES_CURSES_SHAPE_H

#include <stdbool.h>

#include "base/bytes.h"

/* Start with a zeroed struct; `sent` becomes 0 again when the terminal is given back. */
struct curses_shape {
	int wanted, sent;
	bool shown; /* whether the cursor was shown */
};

/* False: not supported. */
bool curses_shape_put(struct bytes *, int shape);

/* Appends the change to send to the terminal, if any; true: there is one. */
bool curses_shape_send(struct curses_shape *, bool shown, struct bytes *out);

#endif
