/* SPDX-License-Identifier: MIT */
/* run_compare.h: what groups of runs needed, side by side, and what the difference is worth. */
#ifndef PEAKTOP_TEXT_RUN_RUN_COMPARE_H
#define PEAKTOP_TEXT_RUN_RUN_COMPARE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/failure.h"
#include "model/run/compare.h"
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

/* False: it is not known of this run. */
bool run_figure(const struct run *, enum run_figure, uint64_t *value);

/* Runs that are taken for the same: one, or all that bear a label. */
struct run_group {
	const char *word; /* as the user called it; clean */
	const char *name; /* what it ran */
	size_t runs;
	struct spread figures[FIGURE_COUNT];
};

/* Each group against the first: differences are of the later less the first, so that a positive one
 * needs more. `count` of at least 2. */
void run_compare_put(const struct run_group *, size_t count, enum units, struct bytes *out);

/* By how many percent the tree's peak of `b` is above that of `a`; 0 where one is not known. */
double run_compare_percent(const struct run_group *a, const struct run_group *b);

/* Whether `b` needs more than `a` by so many percent, and that not just within the noise: where the
 * noise is not known, the medians decide. */
bool run_compare_exceeds(const struct run_group *a, const struct run_group *b, double percent);

/* A line for each group but the first: whether it does, and why not where it would but for the
 * noise. */
void run_compare_put_bound(
	const struct run_group *, size_t count, double percent, struct bytes *out);

/* One line, schema peaktop.compare/1. False and `why` in a build without jansson. */
bool run_compare_put_json(
	const struct run_group *, size_t count, struct bytes *out, struct failure *why);

#endif
