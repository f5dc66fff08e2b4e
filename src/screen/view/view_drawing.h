/* SPDX-License-Identifier: MIT */
/* view_drawing.h: a chart with all that it refers to: what a process, a set, a job or a recorded
 * run held. */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_DRAWING_H
#define PEAKTOP_SCREEN_VIEW_VIEW_DRAWING_H

#include "screen/state/scene.h"
#include "text/chart/chart.h"

#define DRAWING_LINES (CHART_PARTS + 1)
#define DRAWING_POINTS (2 * PROCESS_HISTORY_POINTS)

/* Start with a zeroed struct, and take one thing. The first line is the whole. */
/* Of more phases of a job, those that began last. */
#define DRAWING_PHASES 12

struct drawing {
	struct chart chart;
	uint64_t began_ns;   /* the moment that its times count from */
	uint64_t stretch_ns; /* how fine the samples of the whole are kept */
	uint64_t late_ns;
	struct chart_line lines[DRAWING_LINES];
	struct chart_point points[DRAWING_LINES][DRAWING_POINTS];
	struct chart_mark mark; /* since when the whole was summed */
	struct chart_mark phases[DRAWING_PHASES];
	char names[DRAWING_LINES][64];
};

/* A process; with `members` a sum of several, also from before it was summed. */
void drawing_take(struct drawing *, const struct process *, const struct rows *members,
	uint64_t limit_bytes, const struct scene *);
void drawing_take_job(struct drawing *, const struct watched_job *, const struct scene *);

/* The open recorded run or comparison, borrowed; false: it has no chart. */
bool drawing_take_runs(struct drawing *, const struct scene *);

/* Divides what was taken into its largest members and the rest. */
void drawing_add_parts(struct drawing *, const struct rows *members);

/* What a job held before its command was sampled was the command's, as long as that was its only
 * process. Nothing if it had processes that are no longer members: they may have been there. */
void drawing_add_beginning(struct drawing *, const struct watched_job *, const struct rows *members,
	const struct scene *);

#endif
