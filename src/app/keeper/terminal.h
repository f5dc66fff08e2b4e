/* SPDX-License-Identifier: MIT */
/* terminal.h: the process that holds the state of a job's terminal, and nothing else: it reads what
 * the job wrote, which may be anything, and may die of it; its keeper starts another. */
#ifndef PEAKTOP_APP_KEEPER_TERMINAL_H
#define PEAKTOP_APP_KEEPER_TERMINAL_H

#include <stdint.h>

/* In a child of the keeper: speaks ipc/terminal_link.h on this socket until the other end is
 * closed. `from`: the place of what comes first in all that the job wrote; behind 0 it may begin in
 * the middle of something. */
_Noreturn void terminal_live(int fd, int rows, int cols, uint64_t from);

#endif
