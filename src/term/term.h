/* SPDX-License-Identifier: MIT */
/* term.h: a terminal: shows a grid, reads keys, and is always restored. */
#ifndef PEAKTOP_TERM_TERM_H
#define PEAKTOP_TERM_TERM_H

#include "base/failure.h"
#include "model/terminal/vt_screen.h"
#include "screen/frame/grid.h"
#include "screen/state/input.h"
#include "screen/frame/theme.h"

struct term_screen;

struct term_setup {
	const char *type;          /* $TERM; NULL: unset */
	const struct theme *theme; /* borrowed until term_open returns */
	bool color, mouse;
	int in_fd, out_fd;
	uint64_t escape_ns; /* how long after an Esc it is a key by itself; 0: the default */
};

/* Whether a terminal of this type ($TERM; NULL: unset) can show a screen; false for "dumb" and
 * similar. An unknown type is replaced by a known one (xterm-256color, xterm, vt100). */
bool term_usable(const char *type);

/* Whether to ask a terminal of this type for its colours: it reports them, or ignores the query. */
bool term_answers_colours(const char *type);

/* Takes over the terminal; on failure nothing was drawn. Only one can be open at a time; while it
 * is open, failure_restore restores the terminal. No function here waits for the terminal, except
 * up to a quarter of a second to restore it, and term_await_colours. */
struct term_screen *term_open(const struct term_setup *, struct failure *why);
void term_close(struct term_screen *);

/* Restores the terminal, as term_close also does. False: it did not accept everything in time. Then
 * call term_restore_rest, which takes up to `ns`, preferably in a process that nobody waits for;
 * that process must not close the descriptor of term_output_held. */
bool term_restore(void);
void term_restore_rest(uint64_t ns);
int term_output_held(void);

/* The current size, read from the terminal itself. */
void term_size(struct term_screen *, int *rows, int *cols);

/* Shows the grid: sends only what changed since the last one. If the terminal has not accepted that
 * one yet, nothing is shown: the first blit after term_output_fd returned -1 shows everything. */
void term_blit(struct term_screen *, const struct grid *);

/* Pending output waits for this descriptor to be writable; -1: none pending. */
int term_output_fd(const struct term_screen *);
void term_flush(struct term_screen *);

/* The position of the cursor from the next blit on; row -1: hidden. And its shape, if supported:
 * 1 and 2 a block, 3 and 4 an underline, 5 and 6 a bar, the first of each blinking; 0: the
 * terminal's default. */
void term_cursor(struct term_screen *, int row, int col, int shape);

/* Whether keys that a terminal acts on itself (Ctrl-C, Ctrl-Z, Ctrl-S) are read as keys. */
void term_take_all_keys(struct term_screen *, bool);

/* Whether releases and drags of the mouse are read as keys. */
void term_follow_mouse(struct term_screen *, bool);

/* Other styles of roles from the next blit on. The theme is borrowed until this call returns. */
void term_set_theme(struct term_screen *, const struct theme *, bool color);

/* The next blit sends everything. */
void term_repaint(struct term_screen *);

/* A key, if one has come; never waits. */
bool term_read_key(struct term_screen *, struct key_event *);

/* Whether reading keys has failed permanently: the terminal belongs to another process (an outer
 * shell, after the one in between was killed), and its keys are visible but cannot be read. */
bool term_keys_lost(const struct term_screen *);

/* When to read keys again even if nothing may have come (a pending Esc), on clock_active_ns; 0:
 * never. */
uint64_t term_key_deadline(const struct term_screen *);

/* With the next blit the terminal is asked for its colours, or only for its background, once, if it
 * is of a type that answers. */
void term_ask_colours(struct term_screen *);
void term_ask_ground(struct term_screen *);
/* Call before the terminal is restored: an answer that came later would be text for the shell.
 * Waits if it was asked within the last 300 ms and has not answered, until then; not after a
 * key. */
void term_await_colours(struct term_screen *);
/* The reported colours, if there are more than at the last call; otherwise NULL. Borrowed until a
 * key is read. */
const struct vt_colours *term_colours(struct term_screen *);

/* Gives the terminal back for a while (a stop), and takes it again. */
void term_suspend(struct term_screen *);
void term_resume(struct term_screen *);

#endif
