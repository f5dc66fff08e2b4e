/* SPDX-License-Identifier: MIT */
/* hook.c: runs a user's command when something happens to a job. */
#include "launch/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/exit_status.h"

static void
set_number(const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, value);
	setenv(name, text, 1);
}

static void
set_environment(const struct hook_values *v)
{
	char seconds[32];

	snprintf(seconds, sizeof seconds, "%.3f", (double)v->elapsed_ns / 1e9);
	setenv("PEAKTOP_ELAPSED_SECONDS", seconds, 1);
	setenv("PEAKTOP_REASON", v->reason, 1);
	unsetenv("PEAKTOP_NAME");
	if (v->name != NULL)
		setenv("PEAKTOP_NAME", v->name, 1);
	set_number("PEAKTOP_PID", (uint64_t)v->pid);
	unsetenv("PEAKTOP_RSS_BYTES");
	if (!v->rss_unknown)
		set_number("PEAKTOP_RSS_BYTES", v->rss_bytes);
	set_number("PEAKTOP_PEAK_BYTES", v->peak_bytes);
}

pid_t
hook_start(const char *command, const struct hook_values *v, const struct inherited *inherited,
	struct failure *why)
{
	pid_t pid = fork();
	int null;

	if (pid > 0) {
		setpgid(pid, pid); /* here too: its group exists when we return */
		return pid;
	}
	if (pid < 0) {
		failure_set(why, errno, "starting a hook");
		return -1;
	}
	setpgid(0, 0); /* so that Ctrl-C reaches only the command, and hook_end reaches all of
			* the hook */
	null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	if (v->quiet)
		dup2(null, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	set_environment(v);
	inherit_restore_actions(inherited);
	inherit_restore_mask(inherited);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(EXIT_NOT_FOUND);
}

void
hook_end(pid_t hook)
{
	kill(-hook, SIGTERM);
}
