/* SPDX-License-Identifier: MIT */
/* vt.h: a terminal without a screen: what a command writes becomes cells, keys become what its
 * program expects. Lives in a process of its own (app/keeper/terminal.h); knows no ncurses, no pty, no
 * socket.
 *
 * Shows what xterm shows (doc/architecture.md says what it leaves out), and takes any bytes, cut
 * anywhere: whatever they say, what is kept of them and what one of them costs is bounded. */
#ifndef PEAKTOP_TERM_VT_VT_H
#define PEAKTOP_TERM_VT_VT_H

#include "model/terminal/vt_screen.h"
#include "screen/state/input.h"

struct pane;

#define PANE_LINES_MAX 10000
#define PANE_LINES_BYTES (1024 * 1024) /* all lines of the scrollback together, at most */

struct pane *pane_open(int rows, int cols);
void pane_close(struct pane *);

/* What the command wrote. */
void pane_write(struct pane *, const char *data, size_t count);

/* The screen as it is now; borrowed until the next call of any function here. */
const struct pane_screen *pane_screen(struct pane *);

/* Rises with every change of the screen; and the value it had when a row last changed. So a reader
 * that remembers the value it saw knows which rows it lacks. */
uint64_t pane_generation(const struct pane *);
uint64_t pane_row_generation(const struct pane *, int row);

/* A line of the scrollback by its number (pane_screen.first_line up to line_count), as
 * pane_line_put writes it; false: it is not kept. */
bool pane_scrollback(const struct pane *, uint64_t number, const char **data, size_t *length);

/* Whether a program draws and asked that the screen be shown once it has (mode 2026). It may never
 * say so: whoever shows the screen ends this after some time. */
bool pane_is_held(const struct pane *);
void pane_release(struct pane *);

/* The colours of the screen that shows it, for programs that ask; at first none are known, and
 * such a question is not answered. */
void pane_set_colours(struct pane *, const struct pane_colours *);

void pane_resize(struct pane *, int rows, int cols);

/* A key, the mouse (where its program asked for it), a text typed or pasted. What goes to the pty
 * for it is found in pane_take_replies. */
void pane_key(struct pane *, const struct key_event *);
void pane_paste(struct pane *, bool begins); /* before and after a pasted text */

/* Whether what was written ends with a whole character or sequence. */
bool pane_is_between(const struct pane *);
/* Appends what a program would write to make any pane of this size show, and go on to do, what this
 * one does; but for the scrollback, and modes that a program saved. False: that is more than `most` bytes, and
 * not all was appended. */
bool pane_put_state(struct pane *, size_t most, struct bytes *out);

/* Appends what is to be written to the pty: keys, and answers to what the program asked. */
void pane_take_replies(struct pane *, struct bytes *out);

#endif
