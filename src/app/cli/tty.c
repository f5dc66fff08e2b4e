/* SPDX-License-Identifier: MIT */
/* tty.c: the terminal that we share with the shell: keys, output, Ctrl-Z. */
#include "app/cli/tty.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/length.h"
#include "term/outlet.h"

/* At exit, a process in the background waits this long for a blocked terminal. */
#define RESTORE_NS (60 * NS_PER_SECOND)

/* Longer than ten seconds must be a mistake. */
#define ESCDELAY_MAX 10000

static const int ends[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };

int
tty_open_input(void)
{
	return isatty(STDIN_FILENO) ? STDIN_FILENO
				    : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

/* ESCDELAY=0 means at once: the shortest time above 0. */
uint64_t
tty_escape_ns(void)
{
	const char *text = getenv("ESCDELAY");
	char *end;
	long ms;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return 0;
	ms = strtol(text, &end, 10);
	if (*end != '\0' || ms > ESCDELAY_MAX)
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

/* Waits until the descriptor is writable; false: a signal came that ends us. */
static bool
wait_until_writable(int fd, int signal_fd)
{
	struct pollfd watched[] = { { .fd = fd, .events = POLLOUT },
		{ .fd = signal_fd, .events = POLLIN } };

	poll(watched, 2, -1);
	return watched[1].revents == 0;
}

static void
drain(struct outlet *o)
{
	sigset_t mask, kept;
	int signal_fd;

	if (outlet_flush(o))
		return;
	sigemptyset(&mask);
	for (size_t i = 0; i < LENGTH(ends); i++)
		sigaddset(&mask, ends[i]);
	sigprocmask(SIG_BLOCK, &mask, &kept);
	signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	while (!outlet_flush(o) && wait_until_writable(o->fd, signal_fd))
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
		return io_write(fd, b, why);
	outlet_open(&o, fd);
	bytes_put(&o.waiting, b->data, b->length);
	drain(&o);
	error = o.error;
	outlet_close(&o);
	return error == 0 || failure_set(why, error, "writing the output");
}

bool
tty_write(int fd, const struct bytes *b, uint64_t ns)
{
	struct failure ignored;
	struct outlet o;
	bool written;

	if (!isatty(fd))
		return io_write(fd, b, &ignored);
	outlet_open(&o, fd);
	written = outlet_write(o.fd, o.shared, b->data, b->length, ns, false);
	outlet_close(&o);
	return written;
}

bool
tty_takes(int fd)
{
	struct pollfd writable = { .fd = fd, .events = POLLOUT };

	return !isatty(fd) || poll(&writable, 1, 0) == 1;
}

/* --- the end --- */

/* Runs in a session of its own, so that the shell does not see it as one of its jobs; closes all
 * descriptors whose end somebody might wait for. */
static _Noreturn void
restore_later(void)
{
	int held = term_output_held(), null = open("/dev/null", O_RDWR | O_CLOEXEC);

	sigset_t none;

	if (fork() != 0)
		_exit(0);
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (held > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, (unsigned)held - 1, 0);
	close_range((unsigned)held + 1, ~0u, 0);
	term_restore_rest(RESTORE_NS);
	_exit(0);
}

void
tty_give_back(void)
{
	pid_t pid;

	if (term_restore())
		return;
	pid = fork();
	if (pid == 0)
		restore_later();
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

/* --- Ctrl-Z --- */

static bool
is_pending(const int *signals, size_t count)
{
	sigset_t pending;

	sigpending(&pending);
	for (size_t i = 0; i < count; i++)
		if (sigismember(&pending, signals[i]) == 1)
			return true;
	return false;
}

/* Stops by the signal's default action, unless it is ignored. False: it did not stop us (in an
 * orphaned process group). A stop is recognised by the SIGCONT that ended it. */
static bool
stop_by(int signal)
{
	static const int continued[] = { SIGCONT };
	struct sigaction action = { .sa_handler = SIG_DFL }, kept;
	sigset_t only, mask;

	sigemptyset(&only);
	sigaddset(&only, SIGCONT);
	sigtimedwait(&only, NULL, &(struct timespec){ 0, 0 });
	sigaction(signal, NULL, &kept);
	if (kept.sa_handler != SIG_IGN)
		sigaction(signal, &action, NULL);
	raise(signal);
	sigemptyset(&only);
	sigaddset(&only, signal);
	sigprocmask(SIG_UNBLOCK, &only, &mask); /* it stops here */
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(signal, &kept, NULL);
	return is_pending(continued, 1);
}

/* After `bg`, or `kill %1`, for which the shell continues us so that we can exit. */
static bool
in_background(int fd)
{
	pid_t foreground = tcgetpgrp(fd);

	return foreground != -1 && foreground != getpgrp();
}

void
tty_stop(struct term_screen *term, int input_fd)
{
	bool stopped;

	term_suspend(term);
	stopped = stop_by(SIGTSTP);
	while (stopped && in_background(input_fd) && !is_pending(ends, LENGTH(ends)))
		stopped = stop_by(SIGTTOU);
	if (!is_pending(ends, LENGTH(ends)))
		term_resume(term);
}
