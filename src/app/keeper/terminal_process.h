/* SPDX-License-Identifier: MIT */
/* terminal_process.h: the process that holds the state of a job's terminal, and nothing else. It
 * parses the job's output, which may be anything, and may die of it; its keeper then starts
 * another. */
#ifndef PEAKTOP_APP_KEEPER_TERMINAL_PROCESS_H
#define PEAKTOP_APP_KEEPER_TERMINAL_PROCESS_H

#include <stdint.h>

#include "model/run/phase_match.h"

/* Runs in a child of the keeper: speaks ipc/terminal_link.h on this socket until the other end is
 * closed. `from`: the position of its input in the job's output; if not 0, it may start in the
 * middle of something. `match`: which lines begin a phase; is told to the keeper. */
_Noreturn void terminal_process_live(
	int fd, int rows, int cols, uint64_t from, struct phase_match *match);

#endif
