/* SPDX-License-Identifier: MIT */
/* rows.h: which processes are in a table, and in what order: flat or as a tree. Screen, plain
 * text, JSON and CSV all print these. */
#ifndef PEAKTOP_TEXT_TABLE_ROWS_H
#define PEAKTOP_TEXT_TABLE_ROWS_H

#include "model/process/select.h"
#include "text/table/column.h"

struct row_order {
	const struct column *sort;
	bool inverted, tree;
	const struct proc_key *folded; /* whose descendants are hidden; borrowed */
	size_t folded_count;
	/* The groups of the newest sample: one row per group, and no tree. NULL: one row per
	 * process. */
	const struct groups *groups;
};

/* Start with a zeroed struct; pointers into it are valid until the next table_apply. */
struct rows {
	struct row *items;
	size_t count, capacity;
	uint64_t largest_peak_bytes; /* of all rows; the scale of bars */
	struct tree_node *nodes;     /* scratch memory for building a tree */
	size_t node_capacity;
	struct row *ordered;
	size_t ordered_capacity;
};

void rows_clear(struct rows *);

/* Rebuilds `rows`. In a tree, a process whose parent is not shown is below its nearest shown
 * ancestor; siblings are sorted, by the RSS of the subtree if the order is by rss. A group is
 * shown, as a whole, if one of its members is selected; its row's process is the group's `sum`. */
void rows_build(struct rows *, const struct table *, const struct selection *,
	const struct row_order *, const struct column_context *);

/* "├─ " and similar, before the command of a row in a tree. */
void rows_put_branch(const struct row *, bool ascii, struct buffer *);

/* The number of processes of a row: the living members of its group, or all if none lives. */
size_t rows_member_count(const struct row *);
const struct process *rows_member(const struct row *, size_t at);

/* Whether the value is a sum over several processes. */
bool rows_is_sum(const struct row *, const struct column *);

/* "(5) " before the command of a row that stands for several. */
void rows_put_count(const struct row *, struct buffer *);

/* The context of the cells of these rows: with the scale of their bars. */
struct column_context rows_cells(const struct rows *, const struct column_context *);

/* What column values of this table depend on; `wall_ns` is when it was sampled, or 0. */
struct column_context rows_context(const struct table *, uint64_t wall_ns, enum units, bool ascii);

#endif
