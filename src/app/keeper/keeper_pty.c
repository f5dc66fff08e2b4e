/* SPDX-License-Identifier: MIT */
/* keeper_pty.c: the command's pty: reads its output, writes its input. */
#include "app/keeper/keeper_private.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"

#define BLOCK 65536
/* Read at once before clients are served: some milliseconds of the fastest output. */
#define READ_AT_ONCE (256 * 1024)
/* The most input that waits for the command; keys beyond that wait as keys. */
#define INPUT_MAX (256 * 1024)
/* After the end of the command a daemon may hold the terminal: remaining output comes within this
 * time. */
#define DRAIN_NS (200 * NS_PER_MS)
/* Output that came within this time is one piece (keeper_stamps). */
#define PIECE_NS (NS_PER_MS / 2)
/* How long to wait for a terminal that is behind. */
#define PATIENCE_NS (2 * NS_PER_SECOND)

/* --- output --- */

/* The space in the ring: output that the terminal did not get yet must not be overwritten. A dead
 * one delays nothing; its successor reads the log. */
static size_t
ring_space(const struct keeper *k)
{
	uint64_t behind = k->written - k->terminal.done;

	if (k->terminal.pid == 0)
		return KEEPER_RING;
	return behind < KEEPER_AHEAD ? (size_t)(KEEPER_AHEAD - behind) : 0;
}

bool
keeper_wants_output(const struct keeper *k)
{
	return !k->output_ended && ring_space(k) > 0;
}

static void
stamp(struct keeper *k)
{
	struct keeper_stamps *s = &k->stamps;
	uint64_t now_ns = clock_active_ns();
	size_t newest = (s->count - 1) % KEEPER_STAMPS;

	if (s->count == 0 || now_ns - s->items[newest].at_ns > PIECE_NS) {
		newest = s->count++ % KEEPER_STAMPS;
		s->items[newest].at_ns = now_ns;
	}
	s->items[newest].end = k->written;
}

uint64_t
keeper_read_at(const struct keeper *k, uint64_t position)
{
	const struct keeper_stamps *s = &k->stamps;
	uint64_t at_ns = clock_active_ns();

	for (uint64_t i = 1; i <= s->count && i <= KEEPER_STAMPS; i++) {
		size_t at = (s->count - i) % KEEPER_STAMPS;

		if (s->items[at].end < position)
			break;
		at_ns = s->items[at].at_ns;
	}
	return at_ns;
}

/* Returns how many bytes were read; 0: no more now. */
static size_t
read_block(struct keeper *k, size_t max)
{
	size_t space;
	char *at = keeper_kept_space(k, &space);
	ssize_t count;

	do
		count = read(k->pty.master, at, space < max ? space : max);
	while (count < 0 && errno == EINTR);
	if (count > 0) {
		keeper_kept_add(k, (size_t)count);
		if (k->match.open)
			stamp(k);
		return (size_t)count;
	}
	/* EIO: the other end was closed. */
	if (count == 0 || errno != EAGAIN)
		k->output_ended = true;
	return 0;
}

static void
read_output(struct keeper *k, bool whatever)
{
	for (size_t done = 0, count = 1; done < READ_AT_ONCE && count > 0; done += count) {
		size_t space = whatever ? BLOCK : ring_space(k);

		count = space > 0 ? read_block(k, space < BLOCK ? space : BLOCK) : 0;
	}
}

void
keeper_read_output(struct keeper *k)
{
	read_output(k, false);
}

/* Waits for a terminal that is behind, but not forever, so that the log becomes complete. */
void
keeper_drain(struct keeper *k)
{
	uint64_t now = clock_active_ns(), until = now + DRAIN_NS, patience = now + PATIENCE_NS;

	/* Kept open until now: a command may close its terminal and open it again. */
	pty_close_slave(&k->pty);
	for (; !k->output_ended && now < until; now = clock_active_ns()) {
		struct pollfd master = { .fd = k->pty.master, .events = POLLIN };

		if (!keeper_wants_output(k) && now < patience) {
			keeper_wait_for_terminal(k, patience);
			until = clock_active_ns() + DRAIN_NS;
			continue;
		}
		if (poll(&master, 1, (int)((until - now) / NS_PER_MS) + 1) <= 0)
			return;
		read_output(k, now >= patience);
		keeper_terminal_supervise(k);
	}
}

/* --- input --- */

bool
keeper_takes_answers(const struct keeper *k)
{
	return k->to_pty.length - k->to_pty_sent < INPUT_MAX;
}

/* Whether clients that type are read: only while there is space, so that no key is lost. The limit
 * is high, so that a signal after a large paste is still read. */
bool
keeper_takes_input(const struct keeper *k)
{
	return k->terminal.key_count < TERMINAL_KEYS_MAX;
}

void
keeper_write_input(struct keeper *k)
{
	while (k->to_pty_sent < k->to_pty.length && !k->output_ended) {
		ssize_t n = write(k->pty.master, k->to_pty.data + k->to_pty_sent,
			k->to_pty.length - k->to_pty_sent);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			bytes_drop(&k->to_pty, &k->to_pty_sent);
			return;
		}
		k->to_pty_sent += (size_t)n;
	}
	bytes_restart(&k->to_pty);
	k->to_pty_sent = 0;
}

void
keeper_resize(struct keeper *k, int rows, int cols)
{
	if (rows < 1 || cols < 1 || (rows == k->rows && cols == k->cols))
		return;
	k->rows = rows;
	k->cols = cols;
	keeper_terminal_size(k, rows, cols);
	pty_resize(&k->pty, rows, cols);
}

/* Whether the newest sample includes the command, so that a signal for the tree reaches it. */
static bool
was_seen(const struct job *j)
{
	for (size_t i = 0; i < j->observer.sample.count; i++)
		if (j->observer.sample.readings[i].key.pid == j->launched.pid)
			return j->observer.processes != NULL;
	return false;
}

/* Signals that a terminal sends go to its foreground process group; those that end or continue a
 * job, to all of it. */
void
keeper_signal(struct keeper *k, int signal)
{
	pid_t group;

	if (k->end.ended)
		return;
	if (signal == SIGTERM || signal == SIGKILL || signal == SIGHUP || signal == SIGCONT) {
		if (signal == SIGTERM || signal == SIGKILL)
			job_stop(k->job, signal);
		else
			job_signal_tree(k->job, signal);
		if (!was_seen(k->job) && k->job->launched.pid > 0 && !k->job->root_ended)
			kill(k->job->launched.pid, signal);
	} else if (ioctl(k->pty.master, TIOCGPGRP, &group) == 0 && group > 1) {
		kill(-group, signal);
	}
}
