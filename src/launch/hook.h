/* SPDX-License-Identifier: MIT */
/* hook.h: runs a user's command when something happens to a job: by sh, with the facts in its
 * environment and nothing inserted into its text. One at a time; the job never waits for it. */
#ifndef PEAKTOP_LAUNCH_HOOK_H
#define PEAKTOP_LAUNCH_HOOK_H

#include "base/failure.h"
#include "launch/launch.h"

struct hook_values {
	const char *reason;             /* "peak", "at", "exit" */
	pid_t pid;                      /* the largest process now; at the end, the command
					 * itself */
	const char *name;               /* its name; NULL: unknown */
	uint64_t rss_bytes, peak_bytes; /* of the tree, or of that process */
	bool rss_unknown;               /* rss is not passed */
	uint64_t elapsed_ns;
	bool quiet; /* its output is discarded */
};

/* Starts `command` with stdin from /dev/null and stdout on stderr (`quiet`: both on /dev/null).
 * Returns its pid, to be excluded from the tree and recognised when it is reaped; -1 if it could
 * not be started. */
pid_t hook_start(const char *command, const struct hook_values *, const struct inherited *,
	struct failure *why);

/* Sends TERM to a hook's process group. */
void hook_end(pid_t hook);

#endif
