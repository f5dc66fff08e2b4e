/* SPDX-License-Identifier: MIT */
/* signals.c: takes all pending signals at once, and forwards them unchanged. */
#include "launch/signals.h"

#include <string.h>
#include <time.h>

#include "base/duration.h"

static void
drop_signal(struct signals *s)
{
	s->count -= s->next;
	memmove(s->taken, s->taken + s->next, s->count * sizeof s->taken[0]);
	s->next = 0;
}

static bool
take_one(struct signals *s, uint64_t max_wait_ns)
{
	const struct timespec wait = { (time_t)(max_wait_ns / NS_PER_SECOND),
		(long)(max_wait_ns % NS_PER_SECOND) };

	if (s->count == SIGNALS_MAX || sigtimedwait(&s->awaited, &s->taken[s->count], &wait) <= 0)
		return false;
	s->count++;
	return true;
}

void
signals_take(struct signals *s)
{
	if (s->next > 0)
		drop_signal(s);
	while (take_one(s, 0))
		continue;
}

static bool
first(struct signals *s, siginfo_t *info)
{
	if (s->next == s->count)
		return false;
	*info = s->taken[s->next++];
	return true;
}

bool
signals_next(struct signals *s, siginfo_t *info)
{
	signals_take(s);
	return first(s, info);
}

bool
signals_await(struct signals *s, uint64_t max_wait_ns, siginfo_t *info)
{
	if (signals_next(s, info))
		return true;
	if (take_one(s, max_wait_ns))
		signals_take(s);
	return first(s, info);
}

void
signals_wait(struct signals *s, uint64_t max_wait_ns)
{
	if (s->next == s->count) {
		drop_signal(s);
		take_one(s, max_wait_ns);
	}
}

void
signals_send_on(pid_t pid, const siginfo_t *info)
{
	if (info->si_code != SI_QUEUE || sigqueue(pid, info->si_signo, info->si_value) != 0)
		kill(pid, info->si_signo);
}
