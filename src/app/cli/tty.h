/* SPDX-License-Identifier: MIT */
/* tty.h: the terminal as the shell shares it with us: where keys come from, Ctrl-Z. */
#ifndef PEAKTOP_APP_CLI_TTY_H
#define PEAKTOP_APP_CLI_TTY_H

#include "base/bytes.h"
#include "term/term.h"

/* Keys come from stdin, or from the terminal itself where stdin is something else. Below 0: there
 * is none, errno says why. */
int tty_open_input(void);

/* How long an Esc waits for what may follow it, by ESCDELAY, in milliseconds as for ncurses; 0: as
 * is usual. */
uint64_t tty_escape_ns(void);

/* Writes it all, however long a terminal or a pipe takes for it; INT, QUIT, TERM and HUP, which the
 * caller may have blocked, end the wait for one that takes nothing. False and `why`: an error. */
bool tty_send(int fd, const struct bytes *, struct failure *why);

/* The same for words that are not waited for: a terminal that does not take them within `ns` does
 * not get them; false then. */
bool tty_say(int fd, const struct bytes *, uint64_t ns);

/* Whether it takes words now: all but a terminal that does not read. */
bool tty_takes(int fd);

/* Puts the terminal back. What it does not take within a quarter of a second is left to a process
 * of its own, which waits for that for a minute at most: a line that was full shows the shell's
 * screen when it goes on. */
void tty_give_back(void);

/* Stops as the shell expects it, by SIGTSTP itself, with the terminal as it was before us; returns
 * when it was continued in the foreground, or when a signal that ends us waits: then without the
 * terminal. SIGTSTP, SIGCONT and those that end us are blocked before and after. */
void tty_stop(struct term_screen *, int input_fd);

#endif
