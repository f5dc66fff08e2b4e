/* SPDX-License-Identifier: MIT */
/* run_chart.h: runs with their series as a chart: memory of the tree over time. */
#ifndef PEAKTOP_TEXT_CHART_RUN_CHART_H
#define PEAKTOP_TEXT_CHART_RUN_CHART_H

#include "model/run/run.h"
#include "model/run/series.h"
#include "text/chart/chart_places.h"

/* The data that a chart of runs points into. Start with a zeroed struct; run_chart_clear frees. */
struct run_chart {
	struct chart chart;
	struct chart_line lines[CHART_LINES];
	struct chart_point *points[CHART_LINES];
	struct chart_mark *marks; /* followed by their names */
	struct chart_places places;
};

/* Adds a line; lines beyond CHART_LINES are ignored. If the first one is alone, its peak, its limit
 * and its phases are shown, and where its memory grew. `name` is borrowed. */
void run_chart_add(struct run_chart *, const struct run *, const struct series *, const char *name);
void run_chart_clear(struct run_chart *);

#endif
