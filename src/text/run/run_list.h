/* SPDX-License-Identifier: MIT */
/* run_list.h: runs as lines of a table, for people and as CSV. */
#ifndef PEAKTOP_TEXT_RUN_RUN_LIST_H
#define PEAKTOP_TEXT_RUN_RUN_LIST_H

#include "base/bytes.h"
#include "model/run/run.h"
#include "text/unit.h"

/* A head, then one line per run: number, start (local time), label, command, wall time, peak of
 * the tree, how it ended. The command is cut, with a mark, so that a line has at most `columns` (46
 * or more; below 80 start and label are omitted, below 60 the wall time). */
void run_list_head(size_t columns, struct bytes *out);
void run_list_put(const struct run *, const char *name, size_t columns, enum units, bool ascii,
	struct bytes *out);

void run_list_csv_head(struct bytes *out);
void run_list_csv(const struct run *, const char *name, struct bytes *out);

/* The runs of one name. */
struct run_rank {
	const char *name;
	size_t runs;
	uint64_t median_bytes, largest_bytes, last_bytes;
	bool change_known;
	int64_t change_bytes; /* the last run compared with the one before */
	uint64_t last_number;
	/* Runs that were cut short: the largest peak is a lower bound then, and others may be. */
	size_t cut_short;
	bool median_at_least, last_at_least;
};

/* `title`: what runs are ranked by, at most 10 columns. */
void run_rank_head(const char *title, size_t columns, struct bytes *out);
void run_rank_put(
	const struct run_rank *, size_t columns, enum units, bool ascii, struct bytes *out);

/* Below all rows: what the marks mean, if `cut_short` of the runs were cut short. */
void run_rank_foot(size_t cut_short, struct bytes *out);
void run_rank_csv_head(struct bytes *out);
void run_rank_csv(const struct run_rank *, struct bytes *out);

/* "exited 0", "SIGKILL", "out of memory", "over budget", "running": one word or two. */
void run_list_put_verdict(const struct run *, struct buffer *out);

/* "2026-11-22 14:03", local time. */
void run_list_put_when(uint64_t wall_ns, struct buffer *out);

/* "-287 MiB", "+1.20 GiB", "0 B". */
void run_list_put_change(int64_t bytes, enum units, struct buffer *out);

#endif
