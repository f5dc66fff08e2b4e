/* SPDX-License-Identifier: MIT */
/* curses_restore.h: restores the terminal, also from a signal handler. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_RESTORE_H
#define PEAKTOP_TERM_CURSES_CURSES_RESTORE_H

#include <stdbool.h>

#include "term/outlet.h"

/* Saves the current modes and prepares what restores the screen; from now on failure_restore
 * does that. Call after newterm. */
void curses_restore_prepare(int in_fd, const struct outlet *, const char *off);

/* Prepares the sequence again, with `off` first: for a window of another height. */
void curses_restore_sequence(const char *off);

/* Saves the modes again, after a stop, when they are not ours. */
void curses_restore_note_modes(void);

/* Whether the screen is ours (smcup was sent, or is about to be). */
void curses_restore_taken(bool);

/* From now on the shape of the cursor is restored as well. */
void curses_restore_shaped(void);

/* Restores once for each time that the screen was taken. Never waits for long. */
void curses_restore_now(void);

/* Sets the modes of a screen: keys without delay and echo; with `all` also those that the terminal
 * acts on. */
void curses_set_modes(bool all);

/* The signal that the terminal would send for this byte, by the saved modes; 0: none. */
int curses_signal_of(char byte);

/* ncurses takes over a SIGTSTP that has its default action, and ignores it while drawing: a
 * Ctrl-Z pending in our signal descriptor just then would be lost. Call before newterm. */
void curses_keep_stop_signal(void);

#endif
