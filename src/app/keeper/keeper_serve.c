/* SPDX-License-Identifier: MIT */
/* keeper_serve.c: the poll() loop of a keeper: the job's pty, the terminal's process, and
 * clients. */
#include "app/keeper/keeper_private.h"

#include <poll.h>

#include "base/clock.h"
#include "observe/job_marks.h"

enum watched {
	WATCH_SIGNAL,
	WATCH_PTY,
	WATCH_TERMINAL,
	WATCH_MARKS,
	WATCH_LISTENERS,
	WATCH_CLIENTS = WATCH_LISTENERS + SOCKET_FOLDERS,
};

static nfds_t
fill(const struct keeper *k, struct pollfd *fds)
{
	short pty = (short)((keeper_wants_output(k) ? POLLIN : 0) |
			    (k->to_pty.length > k->to_pty_sent ? POLLOUT : 0));
	const struct keeper_terminal *t = &k->terminal;
	bool space = keeper_takes_input(k) || k->output_ended;

	fds[WATCH_SIGNAL] = (struct pollfd){ .fd = k->job->signal_fd, .events = POLLIN };
	/* If there is nothing to do for it, its end must not wake us again and again. */
	fds[WATCH_PTY] = (struct pollfd){ .fd = k->output_ended || pty == 0 ? -1 : k->pty.master,
		.events = pty };
	fds[WATCH_TERMINAL] = (struct pollfd){ .fd = t->pid > 0 ? t->fd : -1,
		.events = (short)(POLLIN | (t->out.length > t->sent ? POLLOUT : 0)) };
	/* The job takes them when we return to it. */
	fds[WATCH_MARKS] = (struct pollfd){ .fd = job_marks_fd(k->job), .events = POLLIN };
	for (int i = 0; i < SOCKET_FOLDERS; i++)
		fds[WATCH_LISTENERS + i] =
			(struct pollfd){ .fd = k->listeners.listeners[i].fd, .events = POLLIN };
	/* A client that has not typed is always read: it may want to end the job. */
	for (size_t i = 0; i < k->client_count; i++) {
		const struct keeper_client *c = &k->clients[i];

		fds[WATCH_CLIENTS + i] = (struct pollfd){ .fd = c->fd,
			.events = (short)((space || !c->typed ? POLLIN : 0) |
					  (c->out.length > c->sent ? POLLOUT : 0)) };
	}
	return WATCH_CLIENTS + k->client_count;
}

static void
take_clients(struct keeper *k, const struct pollfd *fds, size_t count)
{
	int fd;

	/* Backwards: a removed client is replaced by one that was handled already. */
	for (size_t i = count; i-- > 0;)
		if (fds[WATCH_CLIENTS + i].revents & (POLLIN | POLLHUP | POLLERR))
			keeper_receive(k, i);
	for (int i = 0; i < SOCKET_FOLDERS; i++)
		if (fds[WATCH_LISTENERS + i].revents != 0 &&
			(fd = keeper_accept(k->listeners.listeners[i].fd)) >= 0)
			keeper_add_client(k, fd);
}

static uint64_t
sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Packs the entries: the kernel accepts no more of them than descriptors may be open. */
static bool
poll_some(struct pollfd *fds, nfds_t count, const struct timespec *left)
{
	struct pollfd packed[WATCH_CLIENTS + KEEPER_CLIENTS_MAX];
	nfds_t slots[WATCH_CLIENTS + KEEPER_CLIENTS_MAX] = { 0 }, used = 0;
	bool some;

	for (nfds_t i = 0; i < count; i++) {
		fds[i].revents = 0;
		if (fds[i].fd < 0)
			continue;
		slots[used] = i;
		packed[used++] = fds[i];
	}
	some = ppoll(packed, used, left, NULL) > 0;
	for (nfds_t i = 0; some && i < used; i++)
		fds[slots[i]].revents = packed[i].revents;
	return some;
}

bool
keeper_serve(struct keeper *k, uint64_t until_ns)
{
	struct pollfd fds[WATCH_CLIENTS + KEEPER_CLIENTS_MAX];
	size_t clients = k->client_count;
	uint64_t now = clock_active_ns();
	struct timespec left = { .tv_sec = 0 };

	until_ns = sooner(until_ns, sooner(keeper_next_screen_ns(k), keeper_terminal_next_ns(k)));
	until_ns = sooner(until_ns, k->listeners.next_ns);
	if (until_ns > now) {
		left.tv_sec = (time_t)((until_ns - now) / NS_PER_SECOND);
		left.tv_nsec = (long)((until_ns - now) % NS_PER_SECOND);
	}
	if (poll_some(fds, fill(k, fds), until_ns == UINT64_MAX ? NULL : &left)) {
		if (fds[WATCH_TERMINAL].revents != 0)
			keeper_terminal_receive(k);
		if (fds[WATCH_PTY].revents != 0) {
			keeper_write_input(k);
			keeper_read_output(k);
		}
		take_clients(k, fds, clients);
	}
	keeper_send(k);
	keeper_terminal_supervise(k);
	keeper_listeners_check(&k->listeners, clock_active_ns());
	return fds[WATCH_SIGNAL].revents != 0;
}
