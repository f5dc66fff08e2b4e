/* SPDX-License-Identifier: MIT */
/* loop.c: the poll() loop of the screen: keys, signals, ticks, keepers. */
#include "app/sampling/loop.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"

enum watched { WATCH_SIGNAL, WATCH_INPUT, WATCH_OUTPUT, WATCH_COUNT };

static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT };

bool
loop_open(struct loop *l, int input_fd, uint64_t interval_ns, struct failure *why)
{
	sigset_t mask;

	*l = (struct loop){ .input_fd = input_fd, .output_fd = -1, .interval_ns = interval_ns };
	sigemptyset(&mask);
	for (size_t i = 0; i < LENGTH(taken); i++)
		sigaddset(&mask, taken[i]);
	l->signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (l->signal_fd < 0)
		return failure_set(why, errno, "opening a descriptor for signals");
	sigprocmask(SIG_BLOCK, &mask, &l->original_mask);
	l->deadline_ns = clock_active_ns() + interval_ns;
	return true;
}

void
loop_close(struct loop *l)
{
	close(l->signal_fd);
	sigprocmask(SIG_SETMASK, &l->original_mask, NULL);
}

void
loop_retime(struct loop *l, uint64_t interval_ns, bool paused)
{
	uint64_t now = clock_active_ns();
	uint64_t began = l->deadline_ns > l->interval_ns ? l->deadline_ns - l->interval_ns : 0;

	l->interval_ns = interval_ns;
	l->paused = paused;
	l->deadline_ns = began + interval_ns > now ? began + interval_ns : now;
}

/* Milliseconds for poll, rounded up so that it does not wake before the deadline. */
static int
time_left(const struct loop *l)
{
	uint64_t now = clock_active_ns(), until = l->paused ? UINT64_MAX : l->deadline_ns;

	if (l->input_deadline_ns > 0 && l->input_deadline_ns < until)
		until = l->input_deadline_ns;
	if (l->message_deadline_ns > 0 && l->message_deadline_ns < until)
		until = l->message_deadline_ns;
	if (until == UINT64_MAX)
		return -1;
	if (until <= now)
		return 0;
	return (int)((until - now + NS_PER_MS - 1) / NS_PER_MS);
}

static bool
has_input(const struct loop *l, const struct pollfd *watched)
{
	return watched[WATCH_INPUT].revents != 0 ||
	       (l->input_deadline_ns > 0 && clock_active_ns() >= l->input_deadline_ns);
}

/* Skips ticks that were missed (stop, suspend) instead of making up for them. */
static void
advance(struct loop *l)
{
	uint64_t now = clock_active_ns();

	l->deadline_ns += l->interval_ns;
	if (l->deadline_ns <= now)
		l->deadline_ns = now + l->interval_ns;
}

static bool
take_signal(struct loop *l, struct loop_event *event)
{
	struct signalfd_siginfo info;

	if (read(l->signal_fd, &info, sizeof info) != sizeof info)
		return false;
	*event = (struct loop_event){ .kind = LOOP_SIGNAL, .signal = (int)info.ssi_signo };
	return true;
}

static size_t
fill(const struct loop *l, struct pollfd *watched)
{
	watched[WATCH_SIGNAL] = (struct pollfd){ .fd = l->signal_fd, .events = POLLIN };
	watched[WATCH_INPUT] =
		(struct pollfd){ .fd = l->input_fd, .events = l->input_held ? 0 : POLLIN };
	watched[WATCH_OUTPUT] = (struct pollfd){ .fd = l->output_fd, .events = POLLOUT };
	for (size_t i = 0; i < l->channel_count; i++)
		watched[WATCH_COUNT + i] = (struct pollfd){ .fd = l->channels[i].fd,
			.events = (short)(POLLIN | (l->channels[i].sends ? POLLOUT : 0)) };
	return WATCH_COUNT + l->channel_count;
}

/* The next channel in turn that is ready. */
static bool
take_channel(struct loop *l, const struct pollfd *watched, struct loop_event *event)
{
	for (size_t i = 0; i < l->channel_count; i++) {
		size_t at = (l->channel_next + i) % l->channel_count;

		if (watched[WATCH_COUNT + at].revents == 0)
			continue;
		l->channel_next = at + 1;
		*event = (struct loop_event){ .kind = LOOP_CHANNEL, .channel = at };
		return true;
	}
	return false;
}

struct loop_event
loop_next(struct loop *l)
{
	for (;;) {
		struct pollfd watched[WATCH_COUNT + LOOP_CHANNELS_MAX];
		struct loop_event event = { .kind = LOOP_TICK };
		bool ready = poll(watched, fill(l, watched), time_left(l)) > 0;

		if (ready && watched[WATCH_SIGNAL].revents != 0 && take_signal(l, &event))
			return event;
		if (ready && (watched[WATCH_INPUT].revents & (POLLHUP | POLLERR | POLLNVAL)))
			return (struct loop_event){ .kind = LOOP_HANGUP };
		if (has_input(l, watched))
			return (struct loop_event){ .kind = LOOP_INPUT };
		if (!l->paused && clock_active_ns() >= l->deadline_ns) {
			advance(l);
			return event;
		}
		if (l->message_deadline_ns > 0 && clock_active_ns() >= l->message_deadline_ns)
			return (struct loop_event){ .kind = LOOP_PASSED };
		if (ready && watched[WATCH_OUTPUT].revents != 0)
			return (struct loop_event){ .kind = LOOP_OUTPUT };
		if (ready && take_channel(l, watched, &event))
			return event;
	}
}
