/* SPDX-License-Identifier: MIT */
/* term.h: a terminal: shows a grid, reads keys, and is always put back as it was. */
#ifndef PEAKTOP_TERM_TERM_H
#define PEAKTOP_TERM_TERM_H

#include "base/failure.h"
#include "screen/grid.h"
#include "screen/input.h"
#include "screen/theme.h"

struct term_screen;

struct term_setup {
	const char *type;          /* $TERM; NULL: unset */
	const struct theme *theme; /* borrowed until term_close */
	bool color, mouse;
	int in_fd, out_fd;
};

/* Whether a terminal of this type ($TERM; NULL: unset) can show a screen; false for "dumb" and its
 * like. A type that is not known is replaced by one that is (xterm-256color, xterm, vt100). */
bool term_usable(const char *type);

/* Takes the terminal over. NULL and `why` where that fails; nothing was drawn then. There is one
 * at a time; while it is open, failure_restore puts the terminal back. */
struct term_screen *term_open(const struct term_setup *, struct failure *why);
void term_close(struct term_screen *);

/* The size now, asked of the terminal itself. */
void term_size(struct term_screen *, int *rows, int *cols);

/* Shows the grid: only what changed since the last one is sent. */
void term_blit(struct term_screen *, const struct grid *);

/* Where the cursor is shown from the next blit on; row -1: nowhere. */
void term_cursor(struct term_screen *, int row, int col);

/* Whether keys that a terminal acts on by itself (Ctrl-C, Ctrl-Z, Ctrl-S) come as keys. */
void term_take_all_keys(struct term_screen *, bool);

/* Whether releases and drags of the mouse come as keys. */
void term_follow_mouse(struct term_screen *, bool);

/* The next blit sends everything. */
void term_repaint(struct term_screen *);

/* A key, if one has come; never waits. */
bool term_read_key(struct term_screen *, struct key_event *);

/* Gives the terminal back for a while (a stop), and takes it again. */
void term_suspend(struct term_screen *);
void term_resume(struct term_screen *);

#endif
