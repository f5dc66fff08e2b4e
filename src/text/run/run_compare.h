/* SPDX-License-Identifier: MIT */
/* run_compare.h: what sets of runs needed, side by side, and whether the difference is
 * significant. */
#ifndef PEAKTOP_TEXT_RUN_RUN_COMPARE_H
#define PEAKTOP_TEXT_RUN_RUN_COMPARE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/failure.h"
#include "model/run/compare.h"
#include "model/run/line_sums.h"
#include "model/run/run.h"
#include "text/unit.h"

enum run_figure {
	FIGURE_TREE,
	FIGURE_SINGLE,
	FIGURE_WALL,
	FIGURE_CPU,
	FIGURE_FAULTS, /* major ones */
	FIGURE_COUNT,
};

/* False: unknown for this run. */
bool run_figure(const struct run *, enum run_figure, uint64_t *value);

/* The runs of a set that were cut short in one way, and the smallest of their trees' peaks; 0:
 * unknown. */
struct cut_runs {
	size_t count;
	uint64_t least_bytes;
};

/* A phase of the runs of a set, by name but for numbers (model/run/phase_name.h). */
struct phase_spread {
	char name[sizeof((struct run_phase *)0)->name];
	struct spread peak, wall; /* of the tree */
};

/* Runs that are treated as the same: one, or all with a label. */
struct run_set {
	const char *selector; /* as the user named it; clean */
	const char *name;     /* what it ran */
	size_t runs;
	struct spread figures[FIGURE_COUNT];
	const struct phase_spread *phases; /* borrowed; in the order in which they began */
	size_t phase_count;
	struct cut_runs cut[CUT_COUNT];
	const struct line_sums *lines; /* NULL: none; borrowed */
};

/* Counts a run if it was cut short: what it needed is more than its figures. */
void run_set_note_cut(struct run_set *, const struct run *);

/* How many of its runs were cut short; and whether any of two sets' were. */
size_t run_set_cut(const struct run_set *);
bool run_sets_are_cut(const struct run_set *, const struct run_set *);

/* Compares each set with the first: a positive difference means that the later set needs
 * more. If runs were cut short, that is reported, and verdicts that it makes unsafe are left out.
 * `count` is at least 2. */
void run_compare_put(const struct run_set *, size_t count, enum units, struct bytes *out);

/* A row of the table of two sets: both medians, and the difference and its percentage if both are
 * known and no run was cut short. */
#define COMPARE_CELLS 4
struct compare_row {
	const char *label; /* "tree peak" */
	char cells[COMPARE_CELLS][48];
	size_t count;       /* of the cells: 2 or all */
	const char *remark; /* "within the noise"; "": none */
};

/* False: it is known for neither. */
bool run_compare_row(const struct run_set *a, const struct run_set *b, enum run_figure, enum units,
	struct compare_row *);

/* The same for the peak of a phase: first those of `a` in their order, then the others of `b`;
 * false: there are no more. */
bool run_compare_phase(const struct run_set *a, const struct run_set *b, size_t which, enum units,
	struct compare_row *);

/* The lines below that table: the range of each figure, and the verdict. */
void run_compare_put_ranges(
	const struct run_set *a, const struct run_set *b, enum units, struct bytes *out);
void run_compare_put_verdict(
	const struct run_set *a, const struct run_set *b, enum units, struct bytes *out);

/* The functions that grew or shrank most, the largest change first; returns how many. */
#define COMPARE_LINES_MAX 5
struct compare_line {
	char change[48]; /* "+120 MiB" */
	char place[200]; /* "load_batch (train.py)" */
};
size_t run_compare_lines(const struct run_set *a, const struct run_set *b, enum units,
	struct compare_line out[COMPARE_LINES_MAX]);

/* The same, a line of text for each. */
void run_compare_put_lines(
	const struct run_set *a, const struct run_set *b, enum units, struct bytes *out);

/* By how many percent the tree's peak of `b` is above that of `a`; 0 if one is unknown. */
double run_compare_percent(const struct run_set *a, const struct run_set *b);

/* Whether `b` needs more than `a` by this many percent, beyond the noise; if the noise is
 * unknown, the medians decide. Never if runs of `a` were cut short. */
bool run_compare_exceeds(const struct run_set *a, const struct run_set *b, double percent);

/* Whether it is known that `b` does not exceed `a` so: never if runs of either were cut short. */
bool run_compare_passes(const struct run_set *a, const struct run_set *b, double percent);

/* Writes one line for each set but the first: whether it exceeds the bound; if only noise prevents
 * that, or if runs were cut short and it therefore cannot pass, the line says so. */
void run_compare_put_bound(const struct run_set *, size_t count, double percent, struct bytes *out);

/* One line, schema peaktop.compare/1. Fails in a build without jansson. */
bool run_compare_put_json(
	const struct run_set *, size_t count, struct bytes *out, struct failure *why);

#endif
