/* SPDX-License-Identifier: MIT */
/* curses_restore.h: how the terminal is put back, in order and from a handler of signals. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_RESTORE_H
#define PEAKTOP_TERM_CURSES_CURSES_RESTORE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "term/outlet.h"

/* A capability as it is sent, padding left out (NULL: nowhere); false: the terminal has none. */
bool curses_put_capability(struct bytes *, const char *name);

/* A text of a capability, likewise. */
void curses_put_text(struct bytes *, const char *);

/* Notes the modes as they are, and makes ready what puts the screen back; from here on
 * failure_restore does that. After newterm. */
void curses_restore_prepare(int in_fd, const struct outlet *, const char *off);

/* Makes it ready anew, `off` first: for a window of another height. */
void curses_restore_sequence(const char *off);

/* Notes the modes anew, where they are not ours now: after a stop. */
void curses_restore_note_modes(void);

/* Whether the screen is ours (smcup was sent, or is about to be). */
void curses_restore_taken(bool);

/* From now on the shape of the cursor is put back as well. */
void curses_restore_shaped(void);

/* Once for each time that it was taken. Never waits for long. */
void curses_restore_now(void);

/* The modes of a screen: keys at once and unseen; with `all` also those that the terminal acts
 * on. */
void curses_set_modes(bool all);

/* The signal that the terminal would send for this byte, by the modes before ours; 0: none. */
int curses_signal_of(char byte);

/* ncurses takes a SIGTSTP that has its default action for its own, and ignores it while it draws:
 * a Ctrl-Z that waits in our signal descriptor just then would be lost. Before newterm. */
void curses_keep_stop_signal(void);

#endif
