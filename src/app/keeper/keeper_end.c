/* SPDX-License-Identifier: MIT */
/* keeper_end.c: at the end of a job, gets the last contents of its terminal, for the file that the
 * job leaves. */
#include "app/keeper/keeper_private.h"

#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/grow.h"

/* How long to wait for a terminal that makes progress, and for one that does not. */
#define FINISH_MAX_NS (6 * NS_PER_SECOND)
#define FINISH_STILL_NS (2 * NS_PER_SECOND)

struct keeper_last {
	struct bytes screen, lines; /* frames */
	uint64_t first, count;      /* lines still to request */
	bool waits, has_screen;
};

void
keeper_wait_for_terminal(struct keeper *k, uint64_t until_ns)
{
	uint64_t now_ns = clock_active_ns(), next = keeper_terminal_next_ns(k);
	struct pollfd fd = { .fd = k->terminal.pid > 0 ? k->terminal.fd : -1 };
	int wait_ms;

	if (until_ns > next)
		until_ns = next;
	/* A request to stop is a signal, which is handled elsewhere: check from time to time. */
	wait_ms = until_ns > now_ns ? (int)((until_ns - now_ns) / NS_PER_MS) + 1 : 0;
	fd.events = (short)(POLLIN | (k->terminal.out.length > k->terminal.sent ? POLLOUT : 0));
	if (poll(&fd, 1, wait_ms < 20 ? wait_ms : 20) > 0)
		keeper_terminal_receive(k);
	keeper_terminal_supervise(k);
}

void
keeper_take_last(struct keeper *k, const struct link_message *answer)
{
	struct keeper_last *last = k->last;

	if (last == NULL)
		return;
	last->waits = false;
	if (answer->kind == LINK_LINES) {
		bytes_put(&last->lines, answer->data, answer->length);
		return;
	}
	bytes_restart(&last->screen);
	bytes_put(&last->screen, answer->data, answer->length);
	last->first = answer->first;
	last->count = answer->count < UINT64_MAX - answer->first ? answer->count : 0;
	last->has_screen = true;
}

/* After a restart of the terminal everything is requested again. */
static void
begin_again(struct keeper_last *last)
{
	bytes_restart(&last->lines);
	last->count = 0;
	last->waits = last->has_screen = false;
}

static void
ask_next(struct keeper *k)
{
	struct keeper_last *last = k->last;
	struct link_message question = { .kind = LINK_ASK_SCREEN, .whole = true, .now = true };
	uint64_t count = last->count < PROTOCOL_ASK_MAX ? last->count : PROTOCOL_ASK_MAX;

	if (last->waits)
		return;
	if (last->has_screen)
		question = (struct link_message){
			.kind = LINK_ASK_LINES, .first = last->first, .count = count
		};
	last->waits = keeper_terminal_ask(k, 0, &question);
	if (!last->waits || !last->has_screen)
		return;
	last->first += count;
	last->count -= count;
}

static bool
is_finished(const struct keeper *k)
{
	const struct keeper_last *last = k->last;

	return last->has_screen && !last->waits && last->count == 0;
}

void
keeper_finish_terminal(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t now = clock_active_ns(), max = now + FINISH_MAX_NS, still = now, done = t->done;
	pid_t asked = t->pid;

	k->last = grow_new(sizeof *k->last);
	while (!is_finished(k) && now < max && now - still < FINISH_STILL_NS) {
		if (t->pid != asked)
			begin_again(k->last);
		asked = t->pid;
		if (keeper_terminal_is_right(k) && t->done == k->written)
			ask_next(k);
		keeper_wait_for_terminal(k, max);
		now = clock_active_ns();
		/* Progress counts only beyond what any of them reached: a terminal that keeps dying
		 * makes none. */
		if (t->done > done) {
			still = now;
			done = t->done;
		}
	}
}

static void
put_last(const struct keeper_last *last, struct bytes *out)
{
	if (last->lines.length > 0)
		bytes_put(out, last->lines.data, last->lines.length);
	if (last->has_screen)
		bytes_put(out, last->screen.data, last->screen.length);
}

/* Without a screen, too, the file says whose output was kept, and how it ended. */
void
keeper_put_all(struct keeper *k, struct bytes *out)
{
	keeper_put_news(k, NEWS_ALL, out);
	if (k->last != NULL)
		put_last(k->last, out);
	protocol_put_end(out, &k->end, k->summary.data, k->summary.length);
}

void
keeper_free_last(struct keeper *k)
{
	if (k->last == NULL)
		return;
	bytes_free(&k->last->lines);
	bytes_free(&k->last->screen);
	free(k->last);
	k->last = NULL;
}
