/* SPDX-License-Identifier: MIT */
/* user_menu.h: a line of the user menu: a name, and what the processes of that user hold. */
#ifndef PEAKTOP_SCREEN_STATE_USER_MENU_H
#define PEAKTOP_SCREEN_STATE_USER_MENU_H

#include "base/buffer.h"
#include "model/process/user_sums.h"
#include "text/unit.h"

/* How items of a menu are written: in so many columns. */
struct menu_look {
	int cols;
	enum units units;
	bool ascii;
};

/* The width of a line with all figures. */
int user_menu_width(enum units);

/* "ada              6  Σ 2.36G  peak Σ 2.41G"; with too little space first the peak is left out,
 * then the number of processes. */
void user_menu_put(
	const char *name, const struct user_sum *, const struct menu_look *, struct buffer *);

#endif
