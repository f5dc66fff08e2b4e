/* SPDX-License-Identifier: MIT */
/* exit_status.h: the exit statuses of the program (peaktop.1, EXIT STATUS). */
#ifndef PEAKTOP_BASE_EXIT_STATUS_H
#define PEAKTOP_BASE_EXIT_STATUS_H

enum {
	EXIT_GOOD = 0,
	EXIT_FAILED = 1, /* any other failure, when no command's status is returned */
	EXIT_USAGE = 2,  /* bad usage or config; `run` uses EXIT_OURS for that */

	/* The same as those of timeout, env and nice. */
	EXIT_OVER_BUDGET = 124,
	EXIT_OURS = 125, /* a failure of peaktop itself, when running a command */
	EXIT_NOT_RUNNABLE = 126,
	EXIT_NOT_FOUND = 127,

	/* Plus the signal's number, as in a shell: the one that ended the command, or SIGPIPE (141)
	 * if the reader of our own output went away. */
	EXIT_SIGNALED = 128,
};

#endif
