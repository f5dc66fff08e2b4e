/* SPDX-License-Identifier: MIT */
/* view_chart.c: a chart of what a process held while it was watched. */
#include "screen/view/view.h"

#include <stdlib.h>
#include <time.h>

#include "base/duration.h"
#include "base/grow.h"
#include "text/chart/chart.h"

#define ROWS_MIN 5
#define ROWS_MAX 14
#define COLS_MIN 24
#define COLS_MAX 160

/* A limit of more than this many times the peak is not drawn. */
#define LIMIT_TIMES 4

/* A gap is a pause of more than this many intervals (a suspended machine, a paused screen), not a
 * late sample. */
#define LATE_TIMES 3

struct lifetime {
	struct chart chart;
	struct chart_line line;
	struct chart_point points[PROCESS_HISTORY_POINTS];
};

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

static void
fill_points(struct lifetime *l, const struct process_history *h, uint64_t late_ns)
{
	for (size_t i = 0; i < h->used; i++) {
		l->points[i].from_ns = i * h->stretch_ns;
		l->points[i].present = process_history_stretch(h, i, &l->points[i].bytes);
	}
	join(l->points, h->used, late_ns > 2 * h->stretch_ns ? late_ns : 2 * h->stretch_ns);
	l->line = (struct chart_line){
		.points = l->points, .count = h->used, .end_ns = h->used * h->stretch_ns
	};
}

static uint64_t
since(uint64_t at_ns, uint64_t began_ns)
{
	return at_ns > began_ns ? at_ns - began_ns : 0;
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

static void
fill(struct lifetime *l, const struct process *p, uint64_t limit_bytes, const struct scene *scene)
{
	const struct process_history *h = &p->history;
	uint64_t now_ns = process_ended(p) ? p->ended_ns : scene->context.now_ns;
	uint64_t ago_ns = since(scene->context.now_ns, h->began_ns);

	fill_points(l, h, gap_of(scene));
	l->chart = (struct chart){ .lines = &l->line,
		.line_count = 1,
		.until_ns = since(now_ns, h->began_ns),
		.has_peak = p->peak.origin != PEAK_NONE,
		.peak_bytes = p->peak.bytes,
		.peak_at_ns =
			p->peak.at_known ? since(p->peak.at_ns, h->began_ns) : CHART_TIME_UNKNOWN,
		.limit_bytes = near_limit(limit_bytes, p->peak.bytes),
		.units = scene->context.units,
		.clock = scene->context.wall_ns > ago_ns,
		.day_ns = day_of(scene->context.wall_ns - ago_ns) };
}

/* A job's times are relative to its start. */
static void
fill_job(struct lifetime *l, const struct watched_job *job, enum units units)
{
	const struct watched_figures *f = &job->figures;

	fill_points(l, &job->history, LATE_TIMES * NS_PER_SECOND);
	l->chart = (struct chart){ .lines = &l->line,
		.line_count = 1,
		.until_ns =
			job->end.ended && job->end.wall_ns > f->at_ns ? job->end.wall_ns : f->at_ns,
		.has_peak = f->tree_bytes > 0,
		.peak_bytes = f->tree_bytes,
		.peak_at_ns = f->tree_at_ns,
		.limit_bytes = near_limit(f->limit_bytes, f->tree_bytes),
		.units = units,
		.clock = job->identity.started_wall_ns > 0,
		.day_ns = day_of(job->identity.started_wall_ns) };
}

static enum role
role_of(uint8_t part)
{
	static const enum role roles[] = {
		[CHART_BLANK] = ROLE_TEXT,
		[CHART_AXIS] = ROLE_DIM,
		[CHART_LABEL] = ROLE_LABEL,
		[CHART_MARK] = ROLE_DIM,
		[CHART_LIMIT] = ROLE_LIMIT,
		[CHART_PEAK] = ROLE_BAR_PEAK,
		[CHART_CURSOR] = ROLE_SELECTED,
	};

	return part < CHART_LINE ? roles[part] : ROLE_BAR_USED;
}

static void
put_cells(struct pen *pen, const struct chart_cell *cells, int cols, int rows)
{
	for (int row = 0; row < rows; row++) {
		for (int col = 0; col < cols; col++) {
			const struct chart_cell *cell = &cells[row * cols + col];

			if (cell->part != CHART_BLANK && cell->text[0] != '\0')
				pen_put(pen, col, role_of(cell->part), cell->text);
		}
		pen_next(pen);
	}
}

/* Half of the screen, so that the figures around the chart stay visible. */
static int
rows_for(const struct layout *l)
{
	int half = (l->body.rows + l->head.rows) / 2;

	if (half < ROWS_MIN)
		return ROWS_MIN;
	return half < ROWS_MAX ? half : ROWS_MAX;
}

/* A single sample makes no chart, nor do a few columns. */
static bool
is_worth_it(const struct pen *pen, const struct process_history *h)
{
	return pen->area.cols >= COLS_MIN && h->used >= 2;
}

static void
draw(struct pen *pen, const struct lifetime *l, bool ascii, int rows)
{
	int cols = pen->area.cols < COLS_MAX ? pen->area.cols : COLS_MAX;
	struct chart_cell *cells = grow_new((size_t)(cols * rows) * sizeof *cells);

	chart_draw(&l->chart, ascii ? CHART_ASCII : CHART_BRAILLE, cols, rows, cells);
	put_cells(pen, cells, cols, rows);
	free(cells);
}

void
view_chart(
	struct pen *pen, const struct process *p, uint64_t limit_bytes, const struct scene *scene)
{
	struct lifetime *l;

	if (!is_worth_it(pen, &p->history))
		return;
	l = grow_new(sizeof *l);
	fill(l, p, limit_bytes, scene);
	draw(pen, l, scene->context.ascii, rows_for(&scene->layout));
	free(l);
}

void
view_job_chart(struct pen *pen, const struct watched_job *job, const struct scene *scene, int rows)
{
	struct lifetime *l;

	if (!is_worth_it(pen, &job->history))
		return;
	l = grow_new(sizeof *l);
	fill_job(l, job, scene->context.units);
	draw(pen, l, scene->context.ascii,
		rows < ROWS_MIN   ? ROWS_MIN
		: rows < ROWS_MAX ? rows
				  : ROWS_MAX);
	free(l);
}
