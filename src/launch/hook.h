/* SPDX-License-Identifier: MIT */
/* hook.h: a command of the user's that is run when something happens to a job: by sh, with what
 * happened in its environment and nothing put into its text. One at a time; never waited for in the
 * way of the job. */
#ifndef PEAKTOP_LAUNCH_HOOK_H
#define PEAKTOP_LAUNCH_HOOK_H

#include "base/failure.h"
#include "launch/launch.h"

struct hook_values {
	const char *reason;             /* "peak", "at", "exit" */
	pid_t pid;                      /* the largest process now; at the end the command itself */
	const char *name;               /* of it; NULL: not told */
	uint64_t rss_bytes, peak_bytes; /* of the tree, or of that process */
	bool rss_unknown;               /* the command gets none */
	uint64_t elapsed_ns;
	bool quiet; /* its output goes nowhere */
};

/* Starts `command` with stdin from /dev/null and stdout on stderr (`quiet`: both to /dev/null). Its
 * pid, to be kept out of the family and known again when it is reaped; -1 and `why`: it could not
 * be started. */
pid_t hook_start(const char *command, const struct hook_values *, const struct inherited *,
	struct failure *why);

/* Asks a hook to end, with all that it started in its process group. */
void hook_end(pid_t hook);

#endif
