/* SPDX-License-Identifier: MIT */
/* run_chart.c: runs with their series as a chart. */
#include "text/chart/run_chart.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "model/run/confidence.h"

#define MARKS_SHOWN 24

static void
add_points(struct run_chart *c, const struct series *s, const char *name)
{
	size_t line = c->chart.line_count;
	struct chart_point *points = grow_new((s->count + 1) * sizeof *points);

	for (size_t i = 0; i < s->count; i++)
		points[i] = (struct chart_point){ .from_ns = i * s->step_ns,
			.bytes = s->points[i].held_bytes,
			.present = s->points[i].present };
	c->points[line] = points;
	c->lines[line] = (struct chart_line){
		.name = name, .points = points, .count = s->count, .end_ns = s->count * s->step_ns
	};
	c->chart.lines = c->lines;
	c->chart.line_count++;
}

/* A point lasts until the next sample: between two samples there is no gap, only nothing new. A
 * real gap (a suspended machine) is many times as long. */
static void
join_samples(struct chart_point *points, size_t count)
{
	enum { SAMPLES = 64 };
	size_t last = count;

	for (size_t i = 0; i < count; i++) {
		if (!points[i].present)
			continue;
		for (size_t k = last + 1; last < count && i - last <= SAMPLES && k < i; k++) {
			points[k].present = true;
			points[k].bytes = points[last].bytes;
		}
		last = i;
	}
}

/* Of many marks only the first of each phase is shown. */
static bool
is_shown(const struct run_phases *phases, const struct run_mark *mark)
{
	for (size_t i = 0; i < phases->count && phases->mark_count > MARKS_SHOWN; i++)
		if (phases->items[i].first_ns == mark->at_ns)
			return true;
	return phases->mark_count <= MARKS_SHOWN;
}

static void
add_marks(struct run_chart *c, const struct run_phases *phases)
{
	char(*names)[sizeof phases->marks[0].name];

	if (phases->mark_count == 0)
		return;
	c->marks = grow_new(phases->mark_count * (sizeof *c->marks + sizeof *names));
	names = (void *)(c->marks + phases->mark_count);
	for (size_t i = 0; i < phases->mark_count; i++) {
		if (!is_shown(phases, &phases->marks[i]))
			continue;
		memcpy(names[i], phases->marks[i].name, sizeof *names);
		c->marks[c->chart.mark_count++] =
			(struct chart_mark){ .at_ns = phases->marks[i].at_ns, .label = names[i] };
	}
	c->chart.marks = c->marks;
}

void
run_chart_add(struct run_chart *c, const struct run *run, const struct series *s, const char *name)
{
	bool alone = c->chart.line_count == 0;

	if (c->chart.line_count == CHART_LINES)
		return;
	add_points(c, s, name);
	join_samples(c->points[c->chart.line_count - 1], s->count);
	if (run->wall_ns > c->chart.until_ns)
		c->chart.until_ns = run->wall_ns;
	c->chart.has_peak = alone && run->tree.bytes > 0;
	c->chart.peak_bytes = run->tree.bytes;
	c->chart.peak_is = confidence_prefix(confidence_tree(run));
	c->chart.peak_at_ns = run->tree.at_ns < run->wall_ns ? run->tree.at_ns : run->wall_ns;
	c->chart.mark_count = 0;
	if (alone)
		add_marks(c, &run->phases);
	c->chart.limit_bytes = alone ? run->cgroup.limit_bytes : 0;
	chart_places_clear(&c->places);
	if (alone)
		chart_places_fill(&c->places, run);
	c->chart.places = c->places.items;
	c->chart.place_count = c->places.count;
	c->chart.peak_place = c->places.peak;
}

void
run_chart_clear(struct run_chart *c)
{
	for (size_t i = 0; i < c->chart.line_count; i++)
		free(c->points[i]);
	free(c->marks);
	chart_places_clear(&c->places);
	*c = (struct run_chart){ .chart = { .lines = NULL } };
}
