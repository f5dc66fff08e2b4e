/* SPDX-License-Identifier: MIT */
/* line_sums.h: growth by function of Python code in several runs: what each function touched
 * itself, in each run. By function, since lines move when code changes. */
#ifndef PEAKTOP_MODEL_RUN_LINE_SUMS_H
#define PEAKTOP_MODEL_RUN_LINE_SUMS_H

#include "model/run/run.h"

struct line_sum {
	struct code_line what; /* without a line; bytes: the median over all runs */
	uint64_t *values;
	size_t count, capacity;
};

/* Starts zeroed. */
struct line_sums {
	struct line_sum *items;
	size_t count, capacity;
	size_t runs; /* with lines */
};

void line_sums_note(struct line_sums *, const struct run *);
/* After the last one: computes the medians; a run that lacks a function counts as zero. */
void line_sums_settle(struct line_sums *);
void line_sums_clear(struct line_sums *);

/* By how much a function holds more or less in the second of two sets. */
struct line_change {
	const struct code_line *what;
	uint64_t from_bytes, to_bytes;
};

/* The largest changes, the largest first, those of 1 MiB or more; returns how many. None, if one of
 * them has no lines. Borrows from both. */
size_t line_sums_compare(
	const struct line_sums *, const struct line_sums *, struct line_change *, size_t max);

#endif
