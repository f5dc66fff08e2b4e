/* SPDX-License-Identifier: MIT */
/* history_text.h: one run, and a comparison of several, as text: what `show` and `compare` print
 * and what the monitor's history shows. */
#ifndef PEAKTOP_APP_HISTORY_HISTORY_TEXT_H
#define PEAKTOP_APP_HISTORY_HISTORY_TEXT_H

#include "base/failure.h"
#include "store/store.h"
#include "text/chart/chart.h"
#include "text/chart/run_chart.h"
#include "text/run/run_compare.h"

struct history_form {
	size_t columns; /* the width of a chart, at most 100 */
	bool ascii;
	enum units units;
	const char *which;              /* its name in the heading; NULL: "run 12" */
	const struct chart_mark *marks; /* phases, for the chart */
	size_t mark_count;
};

/* Writes which run it is (NULL: "run 12"), when, where and by whom it was run. */
void history_put_origin(
	const struct stored_run *, const char *which, const char *between, struct bytes *out);

/* Its parts: that and the account; its chart, to be cleared with run_chart_clear (false: it was too
 * short for one); the largest processes. */
void history_put_account(const struct stored_run *, const struct history_form *, struct bytes *out);
bool history_draw_run(const struct stored_run *, struct run_chart *);
void history_put_processes(
	const struct stored_run *, const struct history_form *, struct bytes *out);

/* Growth by line of Python code, if there is more of it than in the account. */
void history_put_lines(const struct stored_run *, const struct history_form *, struct bytes *out);

/* Writes all of them. */
void history_put_run(const struct stored_run *, const struct history_form *, struct bytes *out);

/* The most runs or labels that can be compared. */
#define COMPARE_MAX 16

struct history_set;
struct history_sets {
	struct history_set *items;
	size_t count;
	struct run_set compared[COMPARE_MAX];
};

/* Loads the runs of these selectors (borrowed); a label selects all runs that have it. False and
 * `why`: one of them selects none. Clear in any case. */
bool history_sets_load(
	struct history_sets *, const char *const *selectors, size_t count, struct failure *why);
void history_sets_clear(struct history_sets *);

/* Draws their charts over each other; clear it with run_chart_clear, before the sets. */
void history_sets_draw(const struct history_sets *, struct run_chart *);

/* Writes the table and, with `chart`, the chart. */
void history_put_sets(
	const struct history_sets *, const struct history_form *, bool chart, struct bytes *out);

/* Writes the chart as SVG to a file; "-": to stdout. */
bool history_write_svg(const char *path, const struct chart *, struct failure *why);

#endif
