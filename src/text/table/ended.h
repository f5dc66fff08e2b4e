/* SPDX-License-Identifier: MIT */
/* ended.h: the words of ended processes that a table shows as one row: all of them folded into a
 * line, and those that ran the same. */
#ifndef PEAKTOP_TEXT_TABLE_ENDED_H
#define PEAKTOP_TEXT_TABLE_ENDED_H

#include "text/table/column.h"

/* Whether an ended process has a row of its own even where others are folded: it failed, was
 * killed, or is held (the user launched or tagged it, or it was killed for memory). */
bool ended_stands_out(const struct process *);

/* The order of what ended processes ran: "cc1" of "cc1 -quiet main.c", "-m http.server". */
int ended_compare_programs(const struct process *, const struct process *);

/* The same for two programs that are the same; hardly ever for others. */
uint64_t ended_program_number(const struct process *);

/* The line of a ROW_ENDED, in at most so many columns: "312 ended, largest 609M etl.py, 249M
 * failer.py; x opens". `key`: the key that opens or folds it; empty: none. */
void ended_put_line(const struct row *, const struct column_context *, const char *key,
	unsigned cols, struct buffer *);

/* What stands before a row that can be opened, or is open. */
const char *ended_mark(const struct row *, bool ascii);

/* The command of a ROW_ALIKE: "cc1 x 214, largest 96.0M". */
void ended_put_alike(const struct row *, const struct column_context *, struct buffer *);

#endif
