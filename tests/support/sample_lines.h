/* SPDX-License-Identifier: MIT */
/* sample_lines.h: growth by line of a made-up run. */
#ifndef PEAKTOP_TESTS_SAMPLE_LINES_H
#define PEAKTOP_TESTS_SAMPLE_LINES_H

#include <string.h>

#include "support/sample_run.h"

/* Zeroed to the last byte, as the sampler's. */
static inline void
sample_line(struct code_line *out, enum code_line_kind kind, const char *file, unsigned line,
	const char *function, uint64_t bytes)
{
	memset(out, 0, sizeof *out);
	out->kind = kind;
	out->line = line;
	out->bytes = bytes;
	strncpy(out->file, file, sizeof out->file - 1);
	strncpy(out->function, function, sizeof out->function - 1);
}

static inline void
sample_place(struct code_line *out, enum code_line_kind kind, const char *file, unsigned line,
	const char *function, uint64_t at_ns)
{
	sample_line(out, kind, file, line, function, 0);
	out->at_ns = at_ns;
}

/* In `l`, which must outlive the run. */
static inline void
sample_lines(struct run *run, struct code_lists *l)
{
	memset(l, 0, sizeof *l);
	run->lines = (struct run_lines){
		.status = LINES_KNOWN, .bytes = 400 * MIB, .at_ns = 12300 * NS_PER_MS, .lists = l
	};
	sample_line(&l->peak, LINE_CODE, "train.py", 42, "load_batch", 0);
	sample_line(&l->lines[0], LINE_CODE, "train.py", 42, "load_batch", 310 * MIB);
	sample_line(&l->lines[1], LINE_CODE, "model.py", 88, "Model.forward", 60 * MIB);
	sample_line(&l->lines[2], LINE_IMPORT, "pandas", 0, "", 21 * MIB);
	sample_line(&l->lines[3], LINE_START, "", 0, "", 9 * MIB);
	l->line_count = 4;
	sample_line(&l->functions[0], LINE_CODE, "train.py", 0, "<module>", 391 * MIB);
	sample_line(&l->functions[1], LINE_CODE, "train.py", 0, "epoch", 370 * MIB);
	sample_line(&l->functions[2], LINE_CODE, "train.py", 0, "load_batch", 310 * MIB);
	l->function_count = 3;
	sample_place(&l->places[0], LINE_START, "", 0, "", 20 * NS_PER_MS);
	sample_place(&l->places[1], LINE_IMPORT, "pandas", 0, "", 700 * NS_PER_MS);
	sample_place(&l->places[2], LINE_CODE, "train.py", 42, "load_batch", 4000 * NS_PER_MS);
	sample_place(&l->places[3], LINE_CODE, "model.py", 88, "Model.forward", 14000 * NS_PER_MS);
	l->place_count = 4;
	l->peak.at_ns = run->lines.at_ns;
}

#endif
