/* SPDX-License-Identifier: MIT */
/* tty.c: the terminal as the shell shares it with us: where keys come from, Ctrl-Z. */
#include "app/tty.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

/* More than ten seconds nobody means. */
#define ESCDELAY_MOST 10000

int
tty_open_input(void)
{
	return isatty(STDIN_FILENO) ? STDIN_FILENO
				    : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

/* 0 is at once: the shortest time that is one. */
uint64_t
tty_escape_ns(void)
{
	const char *text = getenv("ESCDELAY");
	char *end;
	long ms;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return 0;
	ms = strtol(text, &end, 10);
	if (*end != '\0' || ms > ESCDELAY_MOST)
		return 0;
	return ms == 0 ? 1 : (uint64_t)ms * NS_PER_MS;
}

void
tty_stop(struct term_screen *term)
{
	struct sigaction action = { .sa_handler = SIG_DFL }, kept;
	sigset_t stop;

	term_suspend(term);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigaction(SIGTSTP, NULL, &kept);
	if (kept.sa_handler != SIG_IGN)
		sigaction(SIGTSTP, &action, NULL);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL); /* it stops here */
	sigprocmask(SIG_BLOCK, &stop, NULL);
	sigaction(SIGTSTP, &kept, NULL);
	term_resume(term);
}
