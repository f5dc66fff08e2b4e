/* SPDX-License-Identifier: MIT */
/* keeper_pty.c: the command's end of its terminal: what it writes, and what is typed into it. */
#include "app/keeper/keeper_private.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"

#define BLOCK 65536
/* Between two looks at the clients: some milliseconds of the fastest output. */
#define READ_AT_ONCE (256 * 1024)
/* Keys and answers that the command does not read; keys beyond that wait as keys. */
#define INPUT_MOST (256 * 1024)
/* After its end a daemon may hold the terminal: what is on its way comes within this. */
#define DRAIN_NS (200 * NS_PER_MS)
/* And a terminal that is behind is waited for so long. */
#define PATIENCE_NS (2 * NS_PER_SECOND)

/* --- what it writes --- */

/* How far the terminal may fall behind: what it was not given yet must not be overwritten. One that
 * is dead holds nothing up; what is made in its place reads the log. */
static size_t
room_left(const struct keeper *k)
{
	uint64_t behind = k->written - k->terminal.done;

	if (k->terminal.pid == 0)
		return KEEPER_RING;
	return behind < KEEPER_AHEAD ? (size_t)(KEEPER_AHEAD - behind) : 0;
}

bool
keeper_wants_output(const struct keeper *k)
{
	return !k->output_ended && room_left(k) > 0;
}

/* Returns how much came; 0: no more now. */
static size_t
read_block(struct keeper *k, size_t most)
{
	size_t room;
	char *at = keeper_kept_room(k, &room);
	ssize_t count;

	do
		count = read(k->pty.master, at, room < most ? room : most);
	while (count < 0 && errno == EINTR);
	if (count > 0) {
		keeper_kept_add(k, (size_t)count);
		return (size_t)count;
	}
	/* EIO: the last other end was closed. */
	if (count == 0 || errno != EAGAIN)
		k->output_ended = true;
	return 0;
}

static void
read_output(struct keeper *k, bool whatever)
{
	for (size_t done = 0, count = 1; done < READ_AT_ONCE && count > 0; done += count) {
		size_t room = whatever ? BLOCK : room_left(k);

		count = room > 0 ? read_block(k, room < BLOCK ? room : BLOCK) : 0;
	}
}

void
keeper_read_output(struct keeper *k)
{
	read_output(k, false);
}

/* Where the terminal is behind it is waited for, but not for ever: the log shall be whole. */
void
keeper_drain(struct keeper *k)
{
	uint64_t now = clock_active_ns(), until = now + DRAIN_NS, patience = now + PATIENCE_NS;

	/* Held until now: a command may close its terminal, and open it again. */
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
		keeper_terminal_tend(k);
	}
}

/* --- what it is given --- */

bool
keeper_takes_answers(const struct keeper *k)
{
	return k->to_pty.length - k->to_pty_sent < INPUT_MOST;
}

/* Those who type are not heard until there is room, so that nothing of it is lost; there is much,
 * so that a signal behind what they pasted is heard. */
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

/* Whether the newest look saw the command, so that a signal for the tree reaches it. */
static bool
was_seen(const struct job *j)
{
	for (size_t i = 0; i < j->observer.sample.count; i++)
		if (j->observer.sample.readings[i].key.pid == j->launched.pid)
			return j->observer.processes != NULL;
	return false;
}

/* What a terminal sends goes to its foreground; what ends or continues a job, to all of it. */
void
keeper_signal(struct keeper *k, int signal)
{
	pid_t group;

	if (k->end.ended)
		return;
	if (signal == SIGTERM || signal == SIGKILL || signal == SIGHUP || signal == SIGCONT) {
		job_signal_tree(k->job, signal);
		if (!was_seen(k->job) && k->job->launched.pid > 0 && !k->job->root_ended)
			kill(k->job->launched.pid, signal);
	} else if (ioctl(k->pty.master, TIOCGPGRP, &group) == 0 && group > 1) {
		kill(-group, signal);
	}
}
