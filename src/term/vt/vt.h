/* SPDX-License-Identifier: MIT */
/* vt.h: a terminal without a screen: what a command writes becomes cells, keys become what its
 * program expects. Lives in a process of its own (app/keeper/terminal.h); knows no ncurses, no pty,
 * no socket.
 *
 * Shows what xterm shows (doc/terminal.md says what it leaves out), and takes any bytes, cut
 * anywhere: whatever they say, what is kept of them and what one of them costs is bounded. */
#ifndef PEAKTOP_TERM_VT_VT_H
#define PEAKTOP_TERM_VT_VT_H

#include "model/terminal/vt_screen.h"
#include "screen/state/input.h"

struct vt;

#define VT_LINES_MAX 10000
#define VT_LINES_BYTES (1024 * 1024) /* all lines of the scrollback together, at most */

struct vt *vt_open(int rows, int cols);
void vt_close(struct vt *);

/* What the command wrote. */
void vt_write(struct vt *, const char *data, size_t count);

/* The screen as it is now; borrowed until the next call of any function here. */
const struct vt_screen *vt_screen(struct vt *);

/* Rises with every change of the screen; and the value it had when a row last changed. So a reader
 * that remembers the value it saw knows which rows it lacks. */
uint64_t vt_generation(const struct vt *);
uint64_t vt_row_generation(const struct vt *, int row);

/* A line of the scrollback by its number (vt_screen.first_line up to line_count), as
 * vt_line_put writes it; false: it is not kept. */
bool vt_scrollback(const struct vt *, uint64_t number, const char **data, size_t *length);

/* Whether a program draws and asked that the screen be shown once it has (mode 2026). It may never
 * say so: whoever shows the screen ends this after some time. */
bool vt_is_held(const struct vt *);
void vt_release(struct vt *);

/* The colours of the screen that shows it, for programs that ask; at first none are known, and
 * such a question is not answered. */
void vt_set_colours(struct vt *, const struct vt_colours *);

void vt_resize(struct vt *, int rows, int cols);

/* A key, the mouse (where its program asked for it), a text typed or pasted. What goes to the pty
 * for it is found in vt_take_replies. */
void vt_key(struct vt *, const struct key_event *);
void vt_paste(struct vt *, bool begins); /* before and after a pasted text */

/* Whether what was written ends with a whole character or sequence. */
bool vt_is_between(const struct vt *);
/* Appends what a program would write to make any pane of this size show, and go on to do, what this
 * one does; but for the scrollback, and modes that a program saved. False: that is more than `most`
 * bytes, and not all was appended. */
bool vt_put_state(struct vt *, size_t most, struct bytes *out);

/* Appends what is to be written to the pty: keys, and answers to what the program asked. */
void vt_take_replies(struct vt *, struct bytes *out);

#endif
