/* SPDX-License-Identifier: MIT */
/* crash.c: a crash puts the terminal back before it is one. */
#include "app/crash.h"

#include <signal.h>
#include <stddef.h>

#include "base/failure.h"

static void
on_crash(int signal)
{
	failure_restore();
	raise(signal); /* its default action again, by SA_RESETHAND */
}

void
crash_guard(void)
{
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS };
	struct sigaction action = { .sa_handler = on_crash,
		.sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
		sigaction(crashes[i], &action, NULL);
}
