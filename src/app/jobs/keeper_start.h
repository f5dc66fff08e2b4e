/* SPDX-License-Identifier: MIT */
/* keeper_start.h: starts the keeper of a job, which outlives the screen that starts it. */
#ifndef PEAKTOP_APP_JOBS_KEEPER_START_H
#define PEAKTOP_APP_JOBS_KEEPER_START_H

#include "base/failure.h"
#include "launch/launch.h"

struct keeper_request {
	char *const *argv; /* NULL-terminated */
	const char *label; /* NULL: none */
	int rows, cols;
	bool no_history, program_only, no_lines; /* after options and config files */
	uint64_t output_max_bytes;               /* 0: its output is not kept */
	const struct inherited *inherited;
};

/* Starts this program as the keeper of a command, in a session of its own. Returns a connected
 * socket (non-blocking, close-on-exec), which speaks ipc/protocol.h; -1 and `why`. */
int keeper_start(const struct keeper_request *, struct failure *why);

#endif
