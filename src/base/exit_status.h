/* SPDX-License-Identifier: MIT */
/* exit_status.h: what the program exits with (peaktop.1, EXIT STATUS). */
#ifndef PEAKTOP_BASE_EXIT_STATUS_H
#define PEAKTOP_BASE_EXIT_STATUS_H

enum {
	EXIT_GOOD = 0,
	EXIT_FAILED = 1, /* anything else that failed, where no command's own status is meant */
	EXIT_USAGE = 2,  /* bad usage, a bad config; `run` has EXIT_OURS for it */

	/* As timeout, env and nice have them. */
	EXIT_OVER_BUDGET = 124,
	EXIT_OURS = 125, /* a failure of peaktop's own, beside a command */
	EXIT_NOT_RUNNABLE = 126,
	EXIT_NOT_FOUND = 127,

	EXIT_SIGNALED = 128, /* and the signal's number, as the shell has it */
};

#endif
