/* SPDX-License-Identifier: MIT */
/* keeper_terminal.c: the command's terminal: what it writes into pane and log, keys into it. */
#include "app/keeper_private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"

#define BLOCK 16384
/* Between two looks at the clients: some milliseconds of the fastest output. */
#define READ_AT_ONCE (256 * 1024)
/* Keys and answers that the command does not read: more than a person types, or pastes. */
#define INPUT_MOST (256 * 1024)
/* After its end a daemon may hold the terminal: what is on its way comes within this. */
#define DRAIN_NS (200 * NS_PER_MS)

/* --- what it writes --- */

static bool
read_block(struct keeper *k)
{
	char block[BLOCK];
	ssize_t count = read(k->pty.master, block, sizeof block);

	if (count < 0 && errno == EINTR)
		return true;
	if (count > 0) {
		pane_write(k->pane, block, (size_t)count);
		keeper_log_add(&k->log, block, (size_t)count);
		return true;
	}
	/* EIO: the last other end was closed. */
	if (count == 0 || errno != EAGAIN)
		k->output_ended = true;
	return false;
}

static void
take_answers(struct keeper *k)
{
	size_t before = k->to_pty.length;
	bool room = keeper_takes_input(k);

	pane_take_replies(k->pane, &k->to_pty);
	if (!room)
		k->to_pty.length = before;
}

void
keeper_read_output(struct keeper *k)
{
	for (size_t done = 0; done < READ_AT_ONCE && read_block(k); done += 4096)
		continue;
	take_answers(k);
	keeper_write_input(k);
}

void
keeper_drain(struct keeper *k)
{
	uint64_t until = clock_active_ns() + DRAIN_NS, now;

	/* Held until now: a command may close its terminal, and open it again. */
	pty_close_slave(&k->pty);
	while (!k->output_ended && (now = clock_active_ns()) < until) {
		struct pollfd master = { .fd = k->pty.master, .events = POLLIN };

		if (poll(&master, 1, (int)((until - now) / NS_PER_MS) + 1) <= 0)
			return;
		keeper_read_output(k);
	}
}

/* --- what it is given --- */

bool
keeper_takes_input(const struct keeper *k)
{
	return k->to_pty.length - k->to_pty_sent < INPUT_MOST;
}

/* What went already is dropped where that moves no more than it frees. */
static void
drop_sent(struct keeper *k)
{
	size_t left = k->to_pty.length - k->to_pty_sent;

	if (k->to_pty_sent == 0 || left > k->to_pty_sent)
		return;
	memmove(k->to_pty.data, k->to_pty.data + k->to_pty_sent, left);
	k->to_pty.length = left;
	k->to_pty_sent = 0;
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
			drop_sent(k);
			return;
		}
		k->to_pty_sent += (size_t)n;
	}
	bytes_restart(&k->to_pty);
	k->to_pty_sent = 0;
}

void
keeper_key(struct keeper *k, const struct key_event *key)
{
	if (key->code == KEY_CODE_PASTE_BEGIN || key->code == KEY_CODE_PASTE_END)
		pane_paste(k->pane, key->code == KEY_CODE_PASTE_BEGIN);
	else
		pane_key(k->pane, key);
	pane_take_replies(k->pane, &k->to_pty);
}

void
keeper_resize(struct keeper *k, int rows, int cols)
{
	if (rows < 1 || cols < 1 || (rows == k->rows && cols == k->cols))
		return;
	k->rows = rows;
	k->cols = cols;
	pane_resize(k->pane, rows, cols);
	pty_resize(&k->pty, rows, cols);
	pane_take_replies(k->pane, &k->to_pty);
}

/* Whether the newest look saw the command, so that a signal for the tree reaches it. */
static bool
was_seen(const struct job *j)
{
	for (size_t i = 0; i < j->observer.sample.count; i++)
		if (j->observer.sample.readings[i].key.pid == j->launched.pid)
			return j->observer.family != NULL;
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
