/* SPDX-License-Identifier: MIT */
/* inherit.c: the signal state that peaktop was started with, kept for the command. Dispositions
 * of real-time signals are never changed here, so they need no restoring: querying all of them
 * one by one costs a launch 2 % of its time. */
#include "launch/launch.h"

#include <string.h>

/* The last signal that is not a real-time signal. */
#define NUMBER_LAST 31

void
inherit_capture(struct inherited *inherited)
{
	struct sigaction action;

	inherited->line_bytes = 0;
	sigprocmask(SIG_BLOCK, NULL, &inherited->mask);
	sigemptyset(&inherited->ignored);
	for (int number = 1; number <= NUMBER_LAST; number++) {
		if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
			sigaddset(&inherited->ignored, number);
	}
}

/* The kernel places them one after the other. */
void
inherit_line(struct inherited *inherited, int argc, char **argv)
{
	size_t bytes = 0;

	for (int i = 0; i < argc && argv[i] == argv[0] + bytes; i++)
		bytes += strlen(argv[i]) + 1;
	inherited->line = argv[0];
	inherited->line_bytes = bytes;
}

void
inherit_restore_actions(const struct inherited *inherited)
{
	struct sigaction action = { .sa_flags = 0 };

	sigemptyset(&action.sa_mask);
	for (int number = 1; number <= NUMBER_LAST; number++) {
		/* Fails for KILL and STOP, which cannot be changed. */
		action.sa_handler = sigismember(&inherited->ignored, number) ? SIG_IGN : SIG_DFL;
		sigaction(number, &action, NULL);
	}
}

void
inherit_restore_mask(const struct inherited *inherited)
{
	sigprocmask(SIG_SETMASK, &inherited->mask, NULL);
}
