/* SPDX-License-Identifier: MIT */
/* mprof_phases.c: the profiled functions of a file of mprof as phases of its run. They may contain
 * each other, so there is none for the time outside of them. */
#include "source/import/mprof.h"

#include <string.h>

#include "model/run/phases.h"

static struct run_phase *
phase_named(struct run_phases *phases, const char *name, uint64_t at_ns)
{
	struct run_phase *added;
	char given[sizeof added->name];
	struct buffer b = buffer_over(given, sizeof given);

	phases_put_name(name, &b);
	for (size_t i = 0; i < phases->count; i++)
		if (strcmp(phases->items[i].name, given) == 0)
			return &phases->items[i];
	if (phases->count == RUN_PHASES_MAX)
		return &phases->items[RUN_PHASES_MAX - 1];
	added = &phases->items[phases->count++];
	added->first_ns = at_ns;
	b = buffer_over(added->name, sizeof added->name);
	buffer_text(&b, phases->count == RUN_PHASES_MAX ? PHASES_OTHERS : given);
	return added;
}

/* A point stands for its whole stretch, which may begin before the function did. */
static void
take_points(const struct series *s, const struct mprof_phase *from, struct run_phase *to)
{
	for (size_t i = 0; i < s->count; i++) {
		uint64_t at_ns = i * s->step_ns;

		if (!s->points[i].present || at_ns + s->step_ns <= from->from_ns ||
			at_ns > from->until_ns)
			continue;
		to->samples++;
		if (s->points[i].held_bytes > to->tree.bytes)
			to->tree = (struct run_phase_peak){ s->points[i].held_bytes, at_ns,
				CONFIDENCE_AT_LEAST };
	}
}

static void
add_mark(struct run_phases *phases, const struct mprof_phase *from)
{
	struct run_mark *mark;
	struct buffer b;

	if (phases->mark_count == RUN_MARKS_MAX)
		return;
	mark = &phases->marks[phases->mark_count++];
	b = buffer_over(mark->name, sizeof mark->name);
	mark->at_ns = from->from_ns;
	phases_put_name(from->name, &b);
}

void
mprof_put_phases(struct mprof *m)
{
	struct run_phases *phases = &m->run.phases;

	for (size_t i = 0; i < m->phase_count; i++) {
		const struct mprof_phase *from = &m->phases[i];
		struct run_phase *to = phase_named(phases, from->name, from->from_ns);

		to->count++;
		to->wall_ns += from->until_ns - from->from_ns;
		to->growth_known = true;
		to->growth_bytes += (int64_t)from->until_bytes - (int64_t)from->from_bytes;
		take_points(&m->series, from, to);
		add_mark(phases, from);
	}
}
