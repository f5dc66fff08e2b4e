/* SPDX-License-Identifier: MIT */
/* tty.c: the terminal as the shell shares it with us: where keys come from, Ctrl-Z. */
#include "app/tty.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/session.h"
#include "base/clock.h"
#include "term/outlet.h"

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

/* --- output --- */

static bool
may_stall(int fd)
{
	struct stat info;

	return fstat(fd, &info) == 0 &&
	       (S_ISCHR(info.st_mode) ? isatty(fd) : S_ISFIFO(info.st_mode));
}

/* Whether it takes more; false: a signal came that ends us. */
static bool
wait_for_room(int fd, int signal_fd)
{
	struct pollfd watched[] = { { .fd = fd, .events = POLLOUT },
		{ .fd = signal_fd, .events = POLLIN } };

	poll(watched, 2, -1);
	return watched[1].revents == 0;
}

static void
drain(struct outlet *o)
{
	static const int ends[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	sigset_t mask, kept;
	int signal_fd;

	if (outlet_flush(o))
		return;
	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		sigaddset(&mask, ends[i]);
	sigprocmask(SIG_BLOCK, &mask, &kept);
	signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	while (!outlet_flush(o) && wait_for_room(o->fd, signal_fd))
		continue;
	if (signal_fd >= 0)
		close(signal_fd);
	sigprocmask(SIG_SETMASK, &kept, NULL);
}

bool
tty_send(int fd, const struct bytes *b, struct failure *why)
{
	struct outlet o;
	int error;

	if (!may_stall(fd))
		return session_write(fd, b, why);
	outlet_open(&o, fd);
	bytes_put(&o.waiting, b->data, b->length);
	drain(&o);
	error = o.error;
	outlet_close(&o);
	return error == 0 || fail(why, error, "writing the output");
}

bool
tty_say(int fd, const struct bytes *b, uint64_t ns)
{
	struct failure ignored;
	struct outlet o;
	bool said;

	if (!isatty(fd))
		return session_write(fd, b, &ignored);
	outlet_open(&o, fd);
	said = outlet_write(o.fd, o.shared, b->data, b->length, ns, false);
	outlet_close(&o);
	return said;
}

bool
tty_takes(int fd)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };

	return !isatty(fd) || poll(&room, 1, 0) == 1;
}

/* --- Ctrl-Z --- */

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
