/* SPDX-License-Identifier: MIT */
/* runs.h: the recorded runs as the screen shows them: a list, and a page of text. */
#ifndef PEAKTOP_SCREEN_STATE_RUNS_H
#define PEAKTOP_SCREEN_STATE_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/chart/run_chart.h"

/* A line of the list, as text: a run, or all runs of a script. */
struct run_line {
	uint64_t number; /* of the run, or of the newest of the script */
	char *text;
	char *script; /* NULL: a run */
	size_t runs;  /* of the script */
};

/* The history as read for the screen; filled and owned by app/. */
struct runs_page {
	char *head; /* of the list; NULL: not read yet */
	struct run_line *lines;
	size_t count, capacity;
	size_t trend_col, trend_cols; /* where the lines of scripts have their trends */
	/* The requested run or comparison, above its chart and below it; NULL: none. */
	char *text, *below;
	struct run_chart chart;      /* without lines: none */
	char names[CHART_LINES][24]; /* of its lines */
};

#define RUNS_TAGGED_MAX 6

/* The longest name of a script that is distinguished from others. */
#define RUNS_SCRIPT_MAX 256

/* The user's choices in the list. */
struct run_choice {
	size_t cursor, top;
	bool flat;                        /* one line per run, not per script */
	char script[RUNS_SCRIPT_MAX];     /* only its runs; "": all */
	size_t script_cursor;             /* the line of that script, among the scripts */
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
