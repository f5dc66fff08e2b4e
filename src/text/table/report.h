/* SPDX-License-Identifier: MIT */
/* report.h: one sample as text for a file or a pipe: a plain table, a line of JSON, lines of
 * CSV. All three print the same rows and columns into `out`; nothing is written here. */
#ifndef PEAKTOP_TEXT_TABLE_REPORT_H
#define PEAKTOP_TEXT_TABLE_REPORT_H

#include "base/bytes.h"
#include "text/table/rows.h"

struct report {
	const struct table *table;
	const struct rows *rows;
	const struct column_list *columns;
	struct column_context context;
	bool tree;      /* rows are a tree: the plain table shows its branches */
	bool groups;    /* rows are groups: the plain table has space for the mark of sums */
	bool all_ended; /* includes those that ended before the newest sample */
};

/* Two lines on the system, a head of columns, one line per process. */
void report_plain(const struct report *, struct bytes *out);

/* One line, schema peaktop.sample/1. Fails in a build without jansson. */
bool report_json(const struct report *, struct bytes *out, struct failure *why);

/* One line per process; `head`: the line of names first. */
void report_csv(const struct report *, bool head, struct bytes *out);

/* Whether a row is part of a report: living, or ended at the newest sample. */
bool report_takes(const struct report *, const struct row *);

#endif
