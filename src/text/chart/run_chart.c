/* SPDX-License-Identifier: MIT */
/* run_chart.c: runs with their series as a chart. */
#include "text/chart/run_chart.h"

#include <stdlib.h>

#include "base/grow.h"
#include "model/run/confidence.h"
#include "text/run/code_lines.h"

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

/* --- where memory grew --- */

#define PLACE_FILE_COLUMNS 40
#define PLACE_TEXT_MAX 200

static void
put_place(const struct code_line *line, char text[PLACE_TEXT_MAX])
{
	struct buffer b = buffer_over(text, PLACE_TEXT_MAX);

	if (line->kind != LINE_CODE) {
		code_line_put_place(line, &b);
		return;
	}
	code_line_put_file_in(line, PLACE_FILE_COLUMNS, &b);
	buffer_print(&b, " %s", line->function);
}

static void
add_places(struct run_chart *c, const struct run *run)
{
	const struct run_lines *l = &run->lines;
	size_t count = l->place_count;
	char(*texts)[PLACE_TEXT_MAX];

	c->places = grow_new((count + 1) * (sizeof *c->places + sizeof *texts));
	texts = (void *)(c->places + count + 1);
	for (size_t i = 0; i < count; i++) {
		put_place(&l->places[i], texts[i]);
		c->places[i] = (struct chart_place){ l->places[i].at_ns, texts[i] };
	}
	c->chart.places = c->places;
	c->chart.place_count = count;
	if (!run_lines_peak_known(run))
		return;
	put_place(&l->peak, texts[count]);
	c->chart.peak_place = texts[count];
}

static void
drop_places(struct run_chart *c)
{
	free(c->places);
	c->places = NULL;
	c->chart.places = NULL;
	c->chart.place_count = 0;
	c->chart.peak_place = NULL;
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
	c->chart.limit_bytes = alone ? run->cgroup.limit_bytes : 0;
	drop_places(c);
	if (alone && run_lines_known(run))
		add_places(c, run);
}

void
run_chart_clear(struct run_chart *c)
{
	for (size_t i = 0; i < c->chart.line_count; i++)
		free(c->points[i]);
	free(c->places);
	*c = (struct run_chart){ .chart = { .lines = NULL } };
}
