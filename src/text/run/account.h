/* SPDX-License-Identifier: MIT */
/* account.h: lines of a label, a figure and an explanation, aligned and wrapped: the format of
 * the summary. */
#ifndef PEAKTOP_TEXT_RUN_ACCOUNT_H
#define PEAKTOP_TEXT_RUN_ACCOUNT_H

#include "base/buffer.h"
#include "base/bytes.h"
#include "model/run/run.h"
#include "text/unit.h"

#define ACCOUNT_COLUMNS 100
#define ACCOUNT_LINES_MAX 20

struct account_line {
	const char *label; /* "": continues the line above */
	char figure_bytes[64], text_bytes[480];
	struct buffer figure, text; /* without a figure the text takes its place */
};

/* Start with zeroed lines. Must not be moved: its buffers point into it. */
struct account {
	const struct run *run;
	enum units units;
	struct account_line lines[ACCOUNT_LINES_MAX];
	size_t count;
};

/* A new line, whose figure and text are to be filled in. */
struct account_line *account_add(struct account *, const char *label);

/* All lines, wrapped at blanks to at most ACCOUNT_COLUMNS. */
void account_put(const struct account *, struct bytes *out);

/* Fills in the lines of the summary of its run. */
void summary_fill(const struct run *, struct account *);

/* A duration: "4ms", "1.25s", "1m23s", "5h12m", "3d04h12m". */
void account_put_duration(struct buffer *, uint64_t ns);

/* "104 233" */
void account_put_count(struct buffer *, uint64_t count);

#endif
