/* SPDX-License-Identifier: MIT */
/* monitor_watch.c: which processes are read in full at every tick: those that are looked at. Of the
 * others more than their memory is read less often while they rest. */
#include "app/monitor/monitor_private.h"

#include "base/duration.h"
#include "base/grow.h"

/* At longer intervals five ticks are too late, and cost little; so they are for a command that is
 * to run when a peak rises. */
#define RESTING_INTERVAL_MAX_NS (2 * NS_PER_SECOND)

bool
monitor_may_rest(const struct monitor *m)
{
	const struct alert_options *alerts = &m->options->alerts;

	return !m->session.replay && m->state.interval_ns <= RESTING_INTERVAL_MAX_NS &&
	       alerts->at_count == 0 && alerts->on_peak == NULL;
}

static void
add(struct monitor *m, const struct proc_key *keys, size_t count)
{
	struct keys_in_view *v = &m->in_view;

	v->items = grow_array(v->items, &v->capacity, v->count + count, sizeof *v->items);
	for (size_t i = 0; i < count; i++)
		v->items[v->count++] = keys[i];
}

void
monitor_watch(struct monitor *m)
{
	const struct rows *rows = &m->session.rows;
	size_t top = m->state.list.top, shown = (size_t)m->scene.layout.body.rows;

	m->in_view.count = 0;
	if (top < rows->count)
		add(m, rows->keys + top, rows->count - top < shown ? rows->count - top : shown);
	add(m, m->state.list.tagged.items, m->state.list.tagged.count);
	add(m, &m->state.process.opened, 1);
	source_watch(m->session.source, m->in_view.items, m->in_view.count);
}
