/* SPDX-License-Identifier: MIT */
/* vt.h: a terminal emulator without a screen: a command's output becomes cells, keys become the
 * input its program expects. Lives in a process of its own (app/keeper/terminal_process.h); knows
 * no ncurses, no pty, no socket. Shows what xterm shows (doc/terminal.md lists what it leaves out),
 * and takes any bytes, split anywhere: the memory they take and the cost of each byte are
 * bounded. */
#ifndef PEAKTOP_TERM_VT_VT_H
#define PEAKTOP_TERM_VT_VT_H

#include "model/terminal/vt_screen.h"
#include "screen/state/input.h"

struct vt;

struct vt *vt_open(int rows, int cols);
void vt_close(struct vt *);

/* Processes output of the command. */
void vt_write(struct vt *, const char *data, size_t count);

/* The screen as it is now; borrowed until the next call of any function here. */
const struct vt_screen *vt_screen(struct vt *);

/* A number that increases with every change of the screen; and its value when a row last changed. A
 * reader that remembers the number it saw knows which rows have changed since. */
uint64_t vt_generation(const struct vt *);
uint64_t vt_row_generation(const struct vt *, int row);

/* A line of the scrollback by its number (from vt_screen.first_line, below line_count), as
 * written by vt_line_put; false: it is not kept. */
bool vt_scrollback(const struct vt *, uint64_t number, const char **data, size_t *length);

/* Whether a program is drawing and asked to show the screen only afterwards (mode 2026). It may
 * never finish, so the caller must end this after some time. */
bool vt_is_held(const struct vt *);
void vt_release(struct vt *);

/* Sets the colours of the screen that shows it, for programs that query them; initially none are
 * known, and such queries are not answered. */
void vt_set_colours(struct vt *, const struct vt_colours *);

void vt_resize(struct vt *, int rows, int cols);

/* A key, a mouse event (if its program asked for them), or text typed or pasted. The resulting
 * bytes for the pty are in vt_take_replies. */
void vt_key(struct vt *, const struct key_event *);
void vt_paste(struct vt *, bool begins); /* before and after pasted text */

/* Whether the output so far ends with a complete character or sequence. */
bool vt_is_between(const struct vt *);
/* Appends what a program would write to give any terminal of this size the same content and
 * state, except the scrollback and modes that a program saved. False: that is more than `max`
 * bytes, and not all was appended. */
bool vt_put_state(struct vt *, size_t max, struct bytes *out);

/* Appends what is to be written to the pty: keys, and replies to the program. */
void vt_take_replies(struct vt *, struct bytes *out);

#endif
