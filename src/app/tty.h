/* SPDX-License-Identifier: MIT */
/* tty.h: the terminal as the shell shares it with us: where keys come from, Ctrl-Z. */
#ifndef PEAKTOP_APP_TTY_H
#define PEAKTOP_APP_TTY_H

#include "term/term.h"

/* Keys come from stdin, or from the terminal itself where stdin is something else. Below 0: there is
 * none, errno says why. */
int tty_open_input(void);

/* How long an Esc waits for what may follow it, by ESCDELAY, in milliseconds as for ncurses; 0: as is
 * usual. */
uint64_t tty_escape_ns(void);

/* Stops as the shell expects it, by SIGTSTP itself, with the terminal as it was before us; returns when
 * it was continued. SIGTSTP is blocked before and after. */
void tty_stop(struct term_screen *);

#endif
