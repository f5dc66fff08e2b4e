/* SPDX-License-Identifier: MIT */
/* runs.h: the recorded runs as the screen shows them: a list, and a page of text. */
#ifndef PEAKTOP_SCREEN_STATE_RUNS_H
#define PEAKTOP_SCREEN_STATE_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "text/chart/run_chart.h"

/* A line of the list, as text. */
struct run_line {
	uint64_t number;
	char *text;
};

#define RUNS_TAGGED_MAX 6
#define RUN_NAME_MAX 32
#define RUNS_CHART_LINE "\f"

/* The history as read for the screen; filled and owned by app/. */
struct runs_page {
	char *head; /* of the list; NULL: not read yet */
	struct run_line *lines;
	size_t count, capacity;
	char *text; /* the requested run or comparison; NULL: none */
	/* Its chart belongs where a line of the text is RUNS_CHART_LINE. */
	struct run_chart chart;
	char names[RUNS_TAGGED_MAX][RUN_NAME_MAX]; /* of its lines, in a comparison */
};

/* The user's choices in the list. */
struct run_choice {
	size_t cursor, top;
	uint64_t tagged[RUNS_TAGGED_MAX]; /* the others are compared with the first */
	size_t tagged_count;
	uint64_t opened;
};

/* The first run to show in `rows` rows, so that the one under the cursor is visible. */
size_t runs_top(const struct run_choice *, size_t rows);

/* Moves the cursor to a run of the page (NULL: not read), or to the last one if there are fewer,
 * and scrolls to it; `rows` are visible. */
void runs_move_to(struct run_choice *, const struct runs_page *, int rows, size_t cursor);

#endif
