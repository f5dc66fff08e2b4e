/* SPDX-License-Identifier: MIT */
/* tty.c: the terminal as the shell shares it with us: where keys come from, Ctrl-Z. */
#include "app/tty.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int
tty_open_input(void)
{
	return isatty(STDIN_FILENO) ? STDIN_FILENO
				    : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
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
