/* SPDX-License-Identifier: MIT */
/* summary_lines.h: lines of a label, a figure and an explanation, aligned and wrapped: the format
 * of the summary. */
#ifndef PEAKTOP_TEXT_RUN_SUMMARY_LINES_H
#define PEAKTOP_TEXT_RUN_SUMMARY_LINES_H

#include "base/buffer.h"
#include "base/bytes.h"
#include "model/run/run.h"
#include "text/unit.h"

#define SUMMARY_COLUMNS 100
#define SUMMARY_LINES_MAX 40

struct summary_line {
	const char *label; /* "": continues the line above */
	char figure_bytes[64], text_bytes[480];
	struct buffer figure, text; /* without a figure the text moves to its place */
};

/* Start with zeroed lines. Must not be moved: its buffers point into it. */
struct summary_lines {
	const struct run *run;
	enum units units;
	struct summary_line lines[SUMMARY_LINES_MAX];
	size_t count;
};

/* A new line, whose figure and text are to be filled in. */
struct summary_line *summary_add(struct summary_lines *, const char *label);

/* All lines, wrapped at blanks to at most SUMMARY_COLUMNS. */
void summary_lines_put(const struct summary_lines *, struct bytes *out);

/* Fills in the lines of the summary of its run. */
void summary_fill(const struct run *, struct summary_lines *);

/* A duration (unit_elapsed). */
void summary_put_duration(struct buffer *, uint64_t ns);

/* "104 233" */
void summary_put_count(struct buffer *, uint64_t count);

#endif
