/* SPDX-License-Identifier: MIT */
/* tty.h: the terminal that we share with the shell: keys, output, Ctrl-Z. */
#ifndef PEAKTOP_APP_CLI_TTY_H
#define PEAKTOP_APP_CLI_TTY_H

#include "base/bytes.h"
#include "term/term.h"

/* Opens the input for keys: stdin, or the terminal itself if stdin is something else. Negative:
 * there is none (errno). */
int tty_open_input(void);

/* How long an Esc waits for a sequence, by ESCDELAY, which is in milliseconds as in ncurses; 0: the
 * default. */
uint64_t tty_escape_ns(void);

/* Writes everything, however long a terminal or a pipe takes; INT, QUIT, TERM and HUP, which the
 * caller may have blocked, end the wait. False and `why`: an error. */
bool tty_send(int fd, const struct bytes *, struct failure *why);

/* The same with a limit: if the terminal does not accept the text within `ns`, the text is dropped;
 * false then. */
bool tty_write(int fd, const struct bytes *, uint64_t ns);

/* Whether it accepts text now: false only for a terminal that does not read. */
bool tty_takes(int fd);

/* Restores the terminal. If it does not accept everything within a quarter of a second, a process
 * in the background waits up to a minute for it: a blocked terminal shows the shell's screen when
 * it continues. */
void tty_give_back(void);

/* Stops as the shell expects, by SIGTSTP, with the terminal restored. Returns after being continued
 * in the foreground; or when a signal that ends us is pending, then without the terminal. SIGTSTP,
 * SIGCONT and the signals that end us are blocked before and after. */
void tty_stop(struct term_screen *, int input_fd);

#endif
