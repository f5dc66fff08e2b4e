/* SPDX-License-Identifier: MIT */
/* history_text.h: one run, and several side by side, as text: what `show` and `compare` print and
 * the monitor's history shows. */
#ifndef PEAKTOP_APP_HISTORY_HISTORY_TEXT_H
#define PEAKTOP_APP_HISTORY_HISTORY_TEXT_H

#include "store/store.h"
#include "text/chart/chart.h"
#include "text/chart/run_chart.h"
#include "text/run/run_compare.h"

struct history_form {
	size_t columns; /* a chart is as wide, up to 100 */
	bool ascii;
	enum units units;
	const char *which;              /* what the head calls it; NULL: "run 12" */
	const struct chart_mark *marks; /* phases, for the chart */
	size_t mark_count;
};

/* When, where and of whom; the account; the chart; the largest processes. */
void history_put_run(const struct stored_run *, const struct history_form *, struct bytes *out);

/* Up to so many runs or labels are held against the first. */
#define COMPARE_MAX 16

struct history_group;
struct history_groups {
	struct history_group *items;
	size_t count;
	struct run_group told[COMPARE_MAX];
};

/* The runs that the words stand for, a label for all that bear it. The words are borrowed. False
 * and `why`: one of them stands for none. Clear in any case. */
bool history_groups_load(
	struct history_groups *, const char *const *words, size_t count, struct failure *why);
void history_groups_clear(struct history_groups *);

/* Their charts over each other; clear it with run_chart_clear, before the groups. */
void history_groups_draw(const struct history_groups *, struct run_chart *);

/* The table and, with `chart`, the chart. */
void history_put_groups(
	const struct history_groups *, const struct history_form *, bool chart, struct bytes *out);

#endif
