/* SPDX-License-Identifier: MIT */
/* view_drawing.c: what charts of processes, sets, jobs and recorded runs draw. */
#include "screen/view/view_drawing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/duration.h"
#include "base/grow.h"
#include "base/utf8.h"

/* A limit of more than this many times the peak is not drawn. */
#define LIMIT_TIMES 4

/* A gap is a pause of more than this many intervals (a suspended machine, a paused screen), not a
 * late sample. */
#define LATE_TIMES 3

/* --- lines --- */

/* A value lasts until the next one unless there is a gap between them. */
static void
join(struct chart_point *points, size_t count, uint64_t late_ns)
{
	size_t last = count;

	for (size_t i = 0; i < count; i++) {
		if (!points[i].present)
			continue;
		if (last < count && points[i].from_ns - points[last].from_ns <= late_ns)
			for (size_t k = last + 1; k < i; k++)
				points[k] = (struct chart_point){ .from_ns = points[k].from_ns,
					.bytes = points[last].bytes,
					.present = true };
		last = i;
	}
}

static uint64_t
since(uint64_t at_ns, uint64_t began_ns)
{
	return at_ns > began_ns ? at_ns - began_ns : 0;
}

/* Appends to the points of a line; what is from before the chart begins is left out. */
static void
add_points(struct drawing *d, size_t line, const struct process_history *h, uint64_t began_ns)
{
	struct chart_line *l = &d->lines[line];
	uint64_t joined_ns = 2 * h->stretch_ns;

	for (size_t i = 0; i < h->used; i++) {
		struct chart_point *point = &d->points[line][l->count++];
		uint64_t from_ns = began_ns + i * h->stretch_ns;

		point->from_ns = since(from_ns, d->began_ns);
		point->present = from_ns + h->stretch_ns > d->began_ns &&
				 process_history_stretch(h, i, &point->bytes);
	}
	join(d->points[line], l->count, d->late_ns > joined_ns ? d->late_ns : joined_ns);
	l->points = d->points[line];
	l->end_ns = since(began_ns + h->used * h->stretch_ns, d->began_ns);
}

static void
add_line(struct drawing *d, const struct process_history *h, uint64_t began_ns)
{
	d->chart.lines = d->lines;
	add_points(d, d->chart.line_count++, h, began_ns);
}

/* The local time of day at a moment. */
static uint64_t
day_of(uint64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_SECOND);
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL)
		return 0;
	return (uint64_t)((int64_t)tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec) * NS_PER_SECOND;
}

/* The time without samples that counts as a gap. A recording has its own interval. */
static uint64_t
gap_of(const struct scene *scene)
{
	const struct table *t = scene->table;
	uint64_t interval_ns = scene->state->interval_ns;
	uint64_t mean_ns = t->samples > 1 ? (t->taken_ns - t->began_ns) / (t->samples - 1) : 0;

	return LATE_TIMES * (mean_ns > interval_ns ? mean_ns : interval_ns);
}

static uint64_t
near_limit(uint64_t limit_bytes, uint64_t peak_bytes)
{
	return limit_bytes / LIMIT_TIMES < peak_bytes ? limit_bytes : 0;
}

/* --- what members held before they were summed --- */

static uint64_t
first_began_ns(const struct rows *members, uint64_t began_ns)
{
	for (size_t i = 0; i < members->count; i++) {
		const struct process_history *h = &members->items[i].process->history;

		began_ns = h->used > 0 && h->began_ns < began_ns ? h->began_ns : began_ns;
	}
	return began_ns;
}

/* Adds the maxima of a member to stretches of the time before the sum. */
static void
add_member(struct drawing *d, const struct process_history *h, uint64_t step_ns, size_t count)
{
	size_t next = 0;

	for (size_t i = 0; i < h->used; i++) {
		uint64_t from_ns = since(h->began_ns + i * h->stretch_ns, d->began_ns), bytes;

		if (!process_history_stretch(h, i, &bytes))
			continue;
		for (size_t k = (size_t)(from_ns / step_ns) > next ? (size_t)(from_ns / step_ns)
								   : next;
			k < count && k * step_ns < from_ns + h->stretch_ns; k++) {
			d->points[0][k].bytes += bytes;
			d->points[0][k].present = true;
			next = k + 1;
		}
	}
}

/* The time that began before the sum did: nobody summed then, but each member has its history. */
static void
begin_earlier(struct drawing *d, const struct process *sum, const struct rows *members)
{
	uint64_t began_ns = first_began_ns(members, sum->history.began_ns);
	uint64_t before_ns = sum->history.began_ns - began_ns, step_ns;
	size_t count = PROCESS_HISTORY_POINTS;

	if (before_ns < 2 * NS_PER_SECOND)
		return;
	step_ns = before_ns / count > NS_PER_SECOND ? before_ns / count + 1 : NS_PER_SECOND;
	count = (size_t)(before_ns / step_ns);
	d->began_ns = began_ns;
	d->mark = (struct chart_mark){ .at_ns = before_ns, .label = "summed from here on" };
	for (size_t i = 0; i < count; i++)
		d->points[0][i].from_ns = i * step_ns;
	for (size_t i = 0; i < members->count; i++)
		add_member(d, &members->items[i].process->history, step_ns, count);
	d->lines[0].count = count;
}

/* --- a process, a sum, a job --- */

/* `members`: of a sum; NULL: it is a single process. */
void
drawing_take(struct drawing *d, const struct process *p, const struct rows *members,
	uint64_t limit_bytes, const struct scene *scene)
{
	const struct process_history *h = &p->history;
	uint64_t now_ns = process_ended(p) ? p->ended_ns : scene->context.now_ns, ago_ns;

	d->began_ns = h->began_ns;
	d->stretch_ns = h->stretch_ns;
	d->late_ns = gap_of(scene);
	if (members != NULL)
		begin_earlier(d, p, members);
	ago_ns = since(scene->context.now_ns, d->began_ns);
	d->chart = (struct chart){ .marks = &d->mark,
		.mark_count = d->mark.label != NULL,
		.until_ns = since(now_ns, d->began_ns),
		.has_peak = p->peak.origin != PEAK_NONE,
		.peak_bytes = p->peak.bytes,
		.peak_at_ns =
			p->peak.at_known ? since(p->peak.at_ns, d->began_ns) : CHART_TIME_UNKNOWN,
		.limit_bytes = near_limit(limit_bytes, p->peak.bytes),
		.units = scene->context.units,
		.clock = scene->context.wall_ns > ago_ns,
		.day_ns = day_of(scene->context.wall_ns - ago_ns) };
	add_line(d, h, h->began_ns);
}

static void
take_phases(struct drawing *d, const struct watched_job *job)
{
	size_t first = job->mark_count > DRAWING_PHASES ? job->mark_count - DRAWING_PHASES : 0;

	for (size_t i = first; i < job->mark_count; i++)
		d->phases[i - first] = (struct chart_mark){ .at_ns = job->marks[i].at_ns,
			.label = job->marks[i].name };
	d->chart.marks = d->phases;
	d->chart.mark_count = job->mark_count - first;
}

/* Its peak may be a later one than that of the history. */
static void
add_places(struct drawing *d, const struct job_code *code, const struct watched_figures *f)
{
	if (code == NULL)
		return;
	d->chart.places = code->places.items;
	d->chart.place_count = code->places.count;
	if (code->tree_at_ns == f->tree_at_ns)
		d->chart.peak_place = code->places.peak;
}

/* A job's times are relative to its start; where its command is known, so is the moment of that. */
void
drawing_take_job(struct drawing *d, const struct watched_job *job, const struct scene *scene)
{
	const struct watched_figures *f = &job->figures;
	const struct process *root = table_find(scene->table, job->identity.root);

	d->began_ns = root != NULL ? root->now.started_ns : 0;
	d->stretch_ns = job->history.stretch_ns;
	d->late_ns = LATE_TIMES * NS_PER_SECOND;
	d->chart = (struct chart){ .until_ns = job->end.ended && job->end.wall_ns > f->at_ns
						       ? job->end.wall_ns
						       : f->at_ns,
		.has_peak = f->tree_bytes > 0,
		.peak_bytes = f->tree_bytes,
		.peak_at_ns = f->tree_at_ns,
		.limit_bytes = near_limit(f->limit_bytes, f->tree_bytes),
		.units = scene->context.units,
		.clock = job->identity.started_wall_ns > 0,
		.day_ns = day_of(job->identity.started_wall_ns) };
	take_phases(d, job);
	add_places(d, scene_job_code(scene, job), f);
	add_line(d, &job->history, d->began_ns);
	d->late_ns = gap_of(scene); /* of its processes, which the screen itself samples */
}

/* Recorded runs, from their starts. */
bool
drawing_take_runs(struct drawing *d, const struct scene *scene)
{
	const struct run_chart *runs = scene->runs != NULL ? &scene->runs->chart : NULL;

	if (runs == NULL || runs->chart.line_count == 0)
		return false;
	d->chart = runs->chart;
	d->chart.units = scene->context.units;
	d->stretch_ns = runs->lines[0].count > 0 ? runs->lines[0].end_ns / runs->lines[0].count : 0;
	return true;
}

/* --- parts of a whole --- */

static int
by_peak(const void *a, const void *b)
{
	const struct process *x = ((const struct row *)a)->process;
	const struct process *y = ((const struct row *)b)->process;

	if (x->peak.bytes != y->peak.bytes)
		return x->peak.bytes > y->peak.bytes ? -1 : 1;
	return proc_key_compare(x->now.key, y->now.key);
}

/* "train.py 2120" */
static void
put_name(const struct process *p, char *name, size_t size)
{
	struct buffer b = buffer_over(name, size);
	size_t length = strcspn(p->command, " ");

	buffer_put(&b, p->command, utf8_fit(p->command, length < 24 ? length : 24));
	buffer_print(&b, " %d", (int)p->now.key.pid);
}

/* By their peaks, so that they do not change places. */
void
drawing_add_parts(struct drawing *d, const struct rows *members)
{
	size_t count = members->count, named = count <= DRAWING_LINES ? count : CHART_PARTS;
	struct row *rows;

	if (count < 2)
		return;
	rows = grow_new(count * sizeof *rows);
	memcpy(rows, members->items, count * sizeof *rows);
	qsort(rows, count, sizeof *rows, by_peak);
	d->chart.stacked = true;
	for (size_t i = 0; i < CHART_PARTS && i < count; i++) {
		const struct process *p = rows[i].process;

		add_line(d, &p->history, p->history.began_ns);
		/* The whole may have a later sample. */
		if (!process_ended(p) && p->now.rss_bytes > 0)
			d->lines[i + 1].end_ns = d->chart.until_ns;
		put_name(p, d->names[i + 1], sizeof d->names[i + 1]);
		d->lines[i + 1].name = d->names[i + 1];
	}
	if (named == DRAWING_LINES)
		put_name(rows[CHART_PARTS].process, d->names[0], sizeof d->names[0]);
	else if (count > DRAWING_LINES)
		snprintf(d->names[0], sizeof d->names[0], "%zu others", count - CHART_PARTS);
	d->lines[0].name = count > CHART_PARTS ? d->names[0] : NULL;
	free(rows);
}

/* --- what a job held before its processes were sampled --- */

/* Where the second oldest member began; a job without one has no end of its first process. */
static uint64_t
second_began_ns(const struct rows *members, const struct process *first)
{
	uint64_t began_ns = UINT64_MAX;

	for (size_t i = 0; i < members->count; i++) {
		const struct process *p = members->items[i].process;

		if (p != first && p->now.started_ns < began_ns)
			began_ns = p->now.started_ns;
	}
	return began_ns;
}

/* The line of a member; 0: it is in the rest. */
static size_t
line_of(const struct drawing *d, const struct process *p)
{
	char name[sizeof d->names[0]];
	size_t line = d->chart.line_count - 1;

	put_name(p, name, sizeof name);
	while (line > 0 && strcmp(d->names[line], name) != 0)
		line--;
	return line;
}

void
drawing_add_beginning(struct drawing *d, const struct watched_job *job, const struct rows *members,
	const struct scene *scene)
{
	const struct process *first = table_find(scene->table, job->identity.root);
	const struct chart_line *whole = &d->lines[0];
	size_t line = first != NULL && d->chart.stacked ? line_of(d, first) : 0, count = 0;
	struct chart_line *l = &d->lines[line];
	uint64_t until_ns, alone_ns;

	if (line == 0 || job->figures.processes_seen != members->count)
		return;
	until_ns = since(first->history.began_ns, d->began_ns);
	alone_ns = since(second_began_ns(members, first), d->began_ns);
	while (count < whole->count && count + l->count < DRAWING_POINTS &&
		whole->points[count].from_ns < until_ns &&
		whole->points[count].from_ns + d->stretch_ns <= alone_ns)
		count++;
	memmove(&d->points[line][count], d->points[line], l->count * sizeof d->points[line][0]);
	memcpy(d->points[line], whole->points, count * sizeof d->points[line][0]);
	l->count += count;
}
