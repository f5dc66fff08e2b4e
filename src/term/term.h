/* SPDX-License-Identifier: MIT */
/* term.h: a terminal: shows a grid, reads keys, and is always put back as it was. */
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
	const struct theme *theme; /* borrowed until term_close */
	bool color, mouse;
	int in_fd, out_fd;
	uint64_t escape_ns; /* after an Esc, until it is a key by itself; 0: as is usual */
};

/* Whether a terminal of this type ($TERM; NULL: unset) can show a screen; false for "dumb" and its
 * like. A type that is not known is replaced by one that is (xterm-256color, xterm, vt100). */
bool term_usable(const char *type);

/* Whether one of this type is asked for its colours: it tells them, or passes over the question. */
bool term_answers_colours(const char *type);

/* Takes the terminal over. NULL and `why` where that fails; nothing was drawn then. There is one
 * at a time; while it is open, failure_restore puts the terminal back. No function here waits for
 * the terminal, but for a quarter of a second where it is put back. */
struct term_screen *term_open(const struct term_setup *, struct failure *why);
void term_close(struct term_screen *);

/* Puts the terminal back, as term_close does as well. False: it took not all of that in time; the
 * rest is for term_restore_rest, within `ns`, which is best called in a process that nobody waits
 * for: term_output_held is what that must not close. */
bool term_restore(void);
void term_restore_rest(uint64_t ns);
int term_output_held(void);

/* The size now, asked of the terminal itself. */
void term_size(struct term_screen *, int *rows, int *cols);

/* Shows the grid: only what changed since the last one is sent. Where the terminal has not taken
 * that one yet, nothing is shown: the next blit after term_output_fd gave -1 shows it all. */
void term_blit(struct term_screen *, const struct grid *);

/* What the terminal has not taken waits for this to be writable; -1: nothing waits. */
int term_output_fd(const struct term_screen *);
void term_flush(struct term_screen *);

/* Where the cursor is shown from the next blit on; row -1: nowhere. And how it looks, where the
 * terminal can shape it: 1 and 2 a block, 3 and 4 an underline, 5 and 6 a bar, of which the first
 * blinks; 0: as the terminal has it. */
void term_cursor(struct term_screen *, int row, int col, int shape);

/* Whether keys that a terminal acts on by itself (Ctrl-C, Ctrl-Z, Ctrl-S) come as keys. */
void term_take_all_keys(struct term_screen *, bool);

/* Whether releases and drags of the mouse come as keys. */
void term_follow_mouse(struct term_screen *, bool);

/* The next blit sends everything. */
void term_repaint(struct term_screen *);

/* A key, if one has come; never waits. */
bool term_read_key(struct term_screen *, struct key_event *);

/* Whether reading keys has failed for good: the terminal is somebody else's (of an outer shell,
 * once the one between was killed), and its keys are seen but never given. */
bool term_keys_lost(const struct term_screen *);

/* When keys are to be read again though nothing may have come (an Esc that waits for more); of
 * clock_active_ns; 0: never. */
uint64_t term_key_deadline(const struct term_screen *);

/* With the next blit the terminal is asked for its colours, once, where it is one that answers. */
void term_ask_colours(struct term_screen *);
/* What it told, where that is more than at the last call; NULL: it is not. Borrowed until a key is
 * read. */
const struct vt_colours *term_colours(struct term_screen *);

/* Gives the terminal back for a while (a stop), and takes it again. */
void term_suspend(struct term_screen *);
void term_resume(struct term_screen *);

#endif
