/* SPDX-License-Identifier: MIT */
/* outlet.c: output to a terminal that may have stopped reading. */
#include "term/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"

/* How much is written at once if writing may block, and how long that may take. */
#define PART_BYTES 512
#define PART_USECONDS 10000
#define POLL_MS 20

void
outlet_open(struct outlet *o, int fd)
{
	char path[64];
	struct buffer b = buffer_over(path, sizeof path);

	*o = (struct outlet){ .fd = -1 };
	buffer_print(&b, "/proc/self/fd/%d", fd);
	if (isatty(fd))
		o->fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	o->shared = o->fd < 0;
	if (o->shared)
		o->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	o->borrowed = o->fd < 0; /* no descriptor is left */
	if (o->borrowed)
		o->fd = fd;
}

void
outlet_close(struct outlet *o)
{
	if (!o->borrowed && o->fd >= 0)
		close(o->fd);
	bytes_free(&o->waiting);
}

static void
interrupt(int signal)
{
	(void)signal;
}

/* poll may report less space than is written: an alarm ends the wait. */
static ssize_t
write_part(int fd, const char *bytes, size_t count)
{
	struct sigaction action = { .sa_handler = interrupt }, kept;
	struct itimerval often = { { 0, PART_USECONDS }, { 0, PART_USECONDS } }, was;
	struct pollfd writable = { .fd = fd, .events = POLLOUT };
	sigset_t alarm, mask;
	ssize_t sent;
	int error;

	errno = EAGAIN;
	if (poll(&writable, 1, 0) <= 0)
		return -1;
	sigemptyset(&action.sa_mask);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigaction(SIGALRM, &action, &kept);
	sigprocmask(SIG_UNBLOCK, &alarm, &mask);
	setitimer(ITIMER_REAL, &often, &was);
	sent = write(fd, bytes, count < PART_BYTES ? count : PART_BYTES);
	error = errno;
	setitimer(ITIMER_REAL, &was, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &kept, NULL);
	errno = error;
	return sent;
}

static ssize_t
write_some(int fd, bool shared, const char *bytes, size_t count)
{
	return shared ? write_part(fd, bytes, count) : write(fd, bytes, count);
}

static bool
is_full(ssize_t sent)
{
	return sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

bool
outlet_flush(struct outlet *o)
{
	while (o->sent < o->waiting.length) {
		ssize_t sent = write_some(
			o->fd, o->shared, o->waiting.data + o->sent, o->waiting.length - o->sent);

		if (is_full(sent))
			return false;
		if (sent <= 0) {
			o->error = sent < 0 ? errno : EIO;
			break;
		}
		o->sent += (size_t)sent;
	}
	bytes_restart(&o->waiting);
	o->sent = 0;
	return true;
}

/* On Linux, stopping and starting the output in the program resumes output that Ctrl-S stopped. */
static void
start_output(int fd)
{
	tcflow(fd, TCOOFF);
	tcflow(fd, TCOON);
}

size_t
outlet_write_some(int fd, bool shared, const char *bytes, size_t count, uint64_t ns, bool starts)
{
	uint64_t until = clock_active_ns() + ns;
	size_t done = 0;

	while (done < count) {
		ssize_t sent = write_some(fd, shared, bytes + done, count - done);
		struct pollfd writable = { .fd = fd, .events = POLLOUT };

		if (sent > 0) {
			done += (size_t)sent;
			continue;
		}
		if (!is_full(sent) || clock_active_ns() >= until)
			break;
		if (starts)
			start_output(fd);
		starts = false;
		poll(&writable, 1, POLL_MS);
	}
	return done;
}

bool
outlet_write(int fd, bool shared, const char *bytes, size_t count, uint64_t ns, bool starts)
{
	return outlet_write_some(fd, shared, bytes, count, ns, starts) == count;
}
