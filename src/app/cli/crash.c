/* SPDX-License-Identifier: MIT */
/* crash.c: restores the terminal if a crash or an unexpected signal ends us. */
#include "app/cli/crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/failure.h"
#include "base/length.h"

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP };

/* Signals that do not end a process by default, or cannot be caught. */
static const int harmless[] = { SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGCHLD,
	SIGURG, SIGWINCH };

static void
on_crash(int signal)
{
	failure_restore();
	raise(signal); /* its default action again, by SA_RESETHAND */
}

static bool
is_among(const int *signals, size_t count, int signal)
{
	for (size_t i = 0; i < count; i++)
		if (signals[i] == signal)
			return true;
	return false;
}

/* USR1, XCPU and so on: ignored signals stay ignored, and blocked ones are waited for elsewhere. */
static bool
would_end_us(int signal, const sigset_t *blocked)
{
	struct sigaction now;

	return !is_among(harmless, LENGTH(harmless), signal) && sigismember(blocked, signal) == 0 &&
	       sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_DFL;
}

void
crash_guard(void)
{
	struct sigaction action = { .sa_handler = on_crash,
		.sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };
	sigset_t blocked;

	sigemptyset(&action.sa_mask);
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (int signal = 1; signal <= SIGRTMAX; signal++)
		if (is_among(crashes, LENGTH(crashes), signal) || would_end_us(signal, &blocked))
			sigaction(signal, &action, NULL);
}
