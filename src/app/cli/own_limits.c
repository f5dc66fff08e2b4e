/* SPDX-License-Identifier: MIT */
/* own_limits.c: the resource limits of peaktop itself, and what it cannot do under them. */
#include "app/cli/own_limits.h"

#include <inttypes.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/length.h"

/* What a screen requires: ncurses writes a frame into a file in memory, and reads the terminal
 * description into two arrays of 32 KiB on the stack; the rest was found by trial. */
static const struct need {
	__rlimit_resource_t resource;
	rlim_t min;
	const char *text;
} needs[] = {
	{ RLIMIT_FSIZE, 1024 * 1024, "the limit of file sizes (RLIMIT_FSIZE)" },
	{ RLIMIT_NOFILE, 32, "the limit of open files (RLIMIT_NOFILE)" },
	{ RLIMIT_STACK, 256 * 1024, "the limit of the stack (RLIMIT_STACK)" },
};

bool
own_limits_allow_screen(struct buffer *reason)
{
	struct rlimit limit;

	for (size_t i = 0; i < LENGTH(needs); i++) {
		if (getrlimit(needs[i].resource, &limit) != 0 || limit.rlim_cur >= needs[i].min)
			continue;
		buffer_print(reason, "%s is %" PRIu64, needs[i].text, (uint64_t)limit.rlim_cur);
		return false;
	}
	return true;
}

bool
own_limits_allow_keeper(struct buffer *reason)
{
	if (access("/proc/self/exe", F_OK) == 0)
		return own_limits_allow_screen(reason);
	buffer_text(reason, "/proc is not mounted");
	return false;
}
