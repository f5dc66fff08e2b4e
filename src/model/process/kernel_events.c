/* SPDX-License-Identifier: MIT */
/* kernel_events.c: swap activity and out-of-memory kills, from monotonic counters. */
#include "model/process/kernel_events.h"

#include <string.h>
#include <sys/wait.h>

#include "base/buffer.h"
#include "base/duration.h"

/* The counter rises when the victim is chosen: freeing its memory can take until the next
 * sample. */
#define SEARCH_SAMPLES 2

/* A counter that fell belongs to another machine or mount: the change is unknown. */
static uint64_t
rise(uint64_t before, uint64_t now)
{
	return now > before ? now - before : 0;
}

static uint64_t
per_second(uint64_t count, uint64_t ns)
{
	return (uint64_t)((double)count * NS_PER_SECOND / (double)ns);
}

/* From one reading of the counters to the next: on a busy machine the samples themselves may have
 * begun at quite another distance. */
static void
apply_swap(struct kernel_events *l, const struct system_events *e, uint64_t at_ns)
{
	uint64_t since_ns = at_ns - l->last_ns;

	l->rates_known = e->swap_known && l->last.swap_known && at_ns > l->last_ns;
	if (!l->rates_known)
		return;
	l->swap_in_bytes_second =
		per_second(rise(l->last.swapped_in_bytes, e->swapped_in_bytes), since_ns);
	l->swap_out_bytes_second =
		per_second(rise(l->last.swapped_out_bytes, e->swapped_out_bytes), since_ns);
}

static void
apply_oom(struct kernel_events *l, const struct sample *s)
{
	uint64_t kills = l->last.oom_known && s->events.oom_known
				 ? rise(l->last.oom_kills, s->events.oom_kills)
				 : 0;

	l->oom_known = s->events.oom_known;
	if (l->searching > 0)
		l->searching--;
	if (kills == 0)
		return;
	l->oom_kills += kills;
	l->oom_ns = s->taken_ns;
	l->victim = (struct oom_victim){ .rss_bytes = 0 };
	l->searching = SEARCH_SAMPLES;
}

void
kernel_events_apply(struct kernel_events *l, const struct sample *s)
{
	uint64_t at_ns = s->events.at_ns != 0 ? s->events.at_ns : s->active_ns;

	apply_swap(l, &s->events, at_ns);
	apply_oom(l, s);
	l->last = s->events;
	l->last_ns = at_ns;
}

/* --- the victim --- */

/* The first word: "train.py" of "train.py --epochs 3". */
static void
put_name(struct oom_victim *v, const struct process *p)
{
	const char *text = p->command[0] != '\0' ? p->command : p->name;
	struct buffer b = buffer_over(v->name, sizeof v->name);

	buffer_put(&b, text, strcspn(text, " "));
}

static bool
was_killed(const struct process *p)
{
	return p->wait_known && WIFSIGNALED(p->wait_status) && WTERMSIG(p->wait_status) == SIGKILL;
}

/* A known kill comes before a possible one; among equals, the larger process. */
void
kernel_events_note_gone(struct kernel_events *l, const struct process *p)
{
	bool sure = was_killed(p);
	uint64_t rss = (p->now.known & KNOWN_RSS) ? p->now.rss_bytes : 0;

	if (l->searching == 0 || (p->wait_known && !sure) ||
		(l->victim.key.pid != 0 && sure < l->victim.sure) ||
		(l->victim.key.pid != 0 && sure == l->victim.sure && rss <= l->victim.rss_bytes))
		return;
	l->victim = (struct oom_victim){ .key = p->now.key, .rss_bytes = rss, .sure = sure };
	put_name(&l->victim, p);
}

void
kernel_events_note_status(struct kernel_events *l, const struct process *p)
{
	if (l->victim.key.pid == 0 || proc_key_compare(l->victim.key, p->now.key) != 0)
		return;
	if (was_killed(p))
		l->victim.sure = true;
	else
		l->victim = (struct oom_victim){ .rss_bytes = 0 };
}

bool
kernel_events_oom(const struct kernel_events *l, uint64_t now_ns)
{
	return l->oom_ns != 0 && now_ns - l->oom_ns < OOM_SHOWN_NS;
}
