/* SPDX-License-Identifier: MIT */
/* keeper_terminal.c: starts the terminal's process, notices if it dies, stops or hangs, and
 * restarts it. */
#include "app/keeper/keeper_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/keeper/terminal_process.h"
#include "base/clock.h"
#include "launch/confine.h"

/* A new one gets at most this much of the newest output: some tenths of a second of work. */
#define REPLAYED_MAX (4 * 1024 * 1024)

/* The first restart is immediate; after quick deaths they are delayed more and more. */
#define SOON_NS (2 * NS_PER_SECOND)
#define FIRST_WAIT_NS (10 * NS_PER_MS)
#define WAIT_MAX_NS (500 * NS_PER_MS)
#define DEATHS_MANY 40
#define LONG_WAIT_NS (10 * NS_PER_SECOND)

/* A process with work and no progress hangs if it used this much CPU time, or none at all for this
 * long. One that gets no time because of other programs is waited for. */
#define CHECK_NS (500 * NS_PER_MS)
#define HANG_CPU_NS (500 * NS_PER_MS)
#define HANG_STILL_NS (3 * NS_PER_SECOND)
#define HANG_NS (20 * NS_PER_SECOND)

/* After this many deaths at one byte, the output there is skipped. */
#define DIED_OFTEN 3
#define RESTART_SHOWN_NS (5 * NS_PER_SECOND)

/* --- the start --- */

static size_t
size_at(const struct keeper_terminal *t, uint64_t at)
{
	size_t i = 0;

	while (i + 1 < t->size_count && t->sizes[i + 1].at <= at)
		i++;
	return i;
}

static uint64_t
first_to_show(const struct keeper *k)
{
	uint64_t from = k->written > REPLAYED_MAX ? k->written - REPLAYED_MAX : 0;

	return keeper_kept_first(k, from > k->terminal.floor ? from : k->terminal.floor);
}

static void
begin_feeding(struct keeper *k, uint64_t from, size_t size)
{
	struct keeper_terminal *t = &k->terminal;

	t->fed = t->done = from;
	t->right_at = k->written;
	t->sizes_fed = size + 1;
	t->keys_fed = t->keys_done = t->question_count = t->sent = 0;
	t->generation = 0;
	t->whole_waits = false;
	t->whole_given = from == 0 || t->whole.length == 0;
	t->whole_asked_at = from;
	t->whole_again = 0;
	t->ahead = LINK_OUTPUT_MAX;
	t->paced_cpu_ns = 0;
	t->started_ns = t->moved_ns = t->checked_ns = clock_active_ns();
	t->checked_cpu_ns = 0;
	t->blamed = false;
}

static bool
start(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t from = first_to_show(k);
	size_t size = size_at(t, from);
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	t->pid = confine_fork();
	if (t->pid == 0)
		terminal_process_live(
			pair[1], t->sizes[size].rows, t->sizes[size].cols, from, &k->match);
	close(pair[1]);
	if (t->pid < 0) {
		close(pair[0]);
		t->pid = 0;
		return false;
	}
	t->fd = pair[0];
	begin_feeding(k, from, size);
	keeper_put_colours(k);
	keeper_exclude_terminal(k);
	return true;
}

void
keeper_exclude_terminal(struct keeper *k)
{
	if (k->terminal.pid > 0)
		observer_exclude(&k->job->observer, k->terminal.pid);
}

void
keeper_terminal_open(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;

	t->fd = -1;
	t->sizes[0] = (struct terminal_size){ 0, k->rows, k->cols };
	t->size_count = 1;
	keeper_terminal_supervise(k);
}

/* --- the end --- */

/* Skips the output at that byte from now on; if there are too many such places, everything
 * before. */
static void
leave_out(struct keeper_terminal *t)
{
	uint64_t end = t->died_at + KEEPER_CAREFUL_BLOCK;

	if (end > t->fed)
		end = t->fed;
	t->died_there = 0;
	if (t->skip_count == TERMINAL_SKIPS) {
		t->skip_count = 0;
		t->floor = end;
		return;
	}
	t->skips[t->skip_count].from = t->died_at;
	t->skips[t->skip_count++].to = end;
}

static void
drop_keys(struct keeper_terminal *t, size_t count)
{
	t->keys_fed -= count;
	keeper_drop_keys(t, count);
}

/* Remembers the input that killed it. A process that someone killed, or that was idle, did not die
 * of its input. */
static void
note_fatal_input(struct keeper_terminal *t, int signal)
{
	if ((signal == SIGKILL || signal < 0) && !t->blamed)
		return;
	if (t->fed == t->done) {
		if (t->keys_fed > 0 && ++t->died_of_keys >= DIED_OFTEN)
			drop_keys(t, t->keys_fed);
		return;
	}
	/* It reports progress at intervals: several deaths at one byte may be anywhere within that
	 * block. */
	if (t->died_there == 0 || t->done < t->died_at ||
		t->done - t->died_at >= KEEPER_CAREFUL_BLOCK) {
		t->died_there = 0;
		t->died_at = t->done;
	}
	t->died_there++;
	if (t->died_there > 1) /* the snapshot may be the cause */
		bytes_free(&t->whole);
	if (t->died_there >= DIED_OFTEN)
		leave_out(t);
}

static void
wait_for_next(struct keeper_terminal *t, uint64_t now_ns)
{
	uint64_t wait = 0;

	if (now_ns - t->started_ns > SOON_NS)
		t->deaths = 0;
	if (t->deaths > 0 && t->deaths < DEATHS_MANY)
		wait = FIRST_WAIT_NS << (t->deaths < 8 ? t->deaths : 8);
	if (wait > WAIT_MAX_NS)
		wait = WAIT_MAX_NS;
	if (t->deaths >= DEATHS_MANY)
		wait = LONG_WAIT_NS;
	t->start_at_ns = now_ns + wait;
	t->deaths++;
}

static void
close_link(struct keeper_terminal *t)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	protocol_reader_clear(&t->reader);
	bytes_free(&t->out);
	t->sent = 0;
}

/* Reaps killed ones that did not end at once; a forgotten one does no harm. */
static void
reap_ending(struct keeper_terminal *t, pid_t newest)
{
	for (size_t i = 0; i < TERMINAL_ENDING; i++) {
		if (t->ending[i] > 0 && confine_reap(t->ending[i]) >= 0)
			t->ending[i] = 0;
		if (t->ending[i] == 0) {
			t->ending[i] = newest;
			newest = 0;
		}
	}
}

static void
report_status(struct keeper *k)
{
	k->figures.terminal = keeper_terminal_status(k);
	keeper_news(k, NEWS_FIGURES);
}

void
keeper_terminal_kill(struct keeper *k, bool blamed)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t now_ns = clock_active_ns();
	int signal = confine_end(t->pid);

	t->blamed = blamed;
	reap_ending(t, signal < 0 ? t->pid : 0);
	t->pid = 0;
	close_link(t);
	note_fatal_input(t, signal);
	wait_for_next(t, now_ns);
	t->restarted_ns = now_ns;
	keeper_forget_screens(k);
	report_status(k);
}

void
keeper_terminal_close(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;

	if (t->pid > 0)
		confine_end(t->pid);
	t->pid = 0;
	close_link(t);
	bytes_free(&t->whole);
	free(t->keys);
}

/* --- watching --- */

static bool
has_work(const struct keeper_terminal *t)
{
	return t->out.length > t->sent || t->fed > t->done || t->keys_fed > 0 ||
	       t->question_count > 0;
}

/* Call after handling its messages: if we were stopped ourselves, it had time to send some. */
static bool
hangs(struct keeper_terminal *t, uint64_t now_ns)
{
	uint64_t cpu_ns, used;

	if (!has_work(t)) {
		t->moved_ns = t->checked_ns = now_ns;
		t->checked_cpu_ns = 0;
		return false;
	}
	if (now_ns - t->checked_ns < CHECK_NS)
		return false;
	cpu_ns = clock_cpu_ns_of(t->pid);
	t->checked_ns = now_ns;
	if (t->checked_cpu_ns == 0) {
		t->checked_cpu_ns = cpu_ns;
		return false;
	}
	used = cpu_ns - t->checked_cpu_ns;
	return used >= HANG_CPU_NS || now_ns - t->moved_ns >= HANG_NS ||
	       (used == 0 && now_ns - t->moved_ns >= HANG_STILL_NS);
}

void
keeper_terminal_supervise(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t now_ns = clock_active_ns();

	if (t->pid > 0 && confine_is_stopped(t->pid)) {
		keeper_terminal_kill(k, false);
	} else if (t->pid > 0 && hangs(t, now_ns)) {
		keeper_terminal_kill(k, true);
	}
	if (t->pid == 0 && now_ns >= t->start_at_ns && !start(k)) {
		t->started_ns = t->restarted_ns = now_ns;
		wait_for_next(t, now_ns);
	}
	if (t->pid > 0)
		keeper_feed(k);
	if (k->figures.terminal != keeper_terminal_status(k))
		report_status(k);
}

uint64_t
keeper_terminal_next_ns(const struct keeper *k)
{
	const struct keeper_terminal *t = &k->terminal;
	uint64_t next = UINT64_MAX;

	if (t->pid == 0)
		next = t->start_at_ns;
	else if (has_work(t))
		next = t->checked_ns + CHECK_NS;
	if (keeper_awaits_colours(k) && k->colours_due_ns < next)
		next = k->colours_due_ns;
	if (k->figures.terminal == WATCHED_TERMINAL_RESTARTED &&
		t->restarted_ns + RESTART_SHOWN_NS < next)
		next = t->restarted_ns + RESTART_SHOWN_NS;
	return next;
}

/* --- its state --- */

bool
keeper_terminal_is_right(const struct keeper *k)
{
	return k->terminal.pid > 0 && k->terminal.done >= k->terminal.right_at;
}

enum watched_terminal
keeper_terminal_status(const struct keeper *k)
{
	const struct keeper_terminal *t = &k->terminal;

	if (t->restarted_ns == 0)
		return WATCHED_TERMINAL_GOOD;
	if (!keeper_terminal_is_right(k))
		return WATCHED_TERMINAL_AWAY;
	return clock_active_ns() - t->restarted_ns < RESTART_SHOWN_NS ? WATCHED_TERMINAL_RESTARTED
								      : WATCHED_TERMINAL_GOOD;
}
