/* SPDX-License-Identifier: MIT */
/* rows.h: which processes stand in a table, and in what order: flat or as a tree. Screen, plain
 * text, JSON and CSV all print these. */
#ifndef PEAKTOP_TEXT_ROWS_H
#define PEAKTOP_TEXT_ROWS_H

#include "model/select.h"
#include "text/column.h"

struct row_order {
	const struct column *sort;
	bool inverted, tree;
	const struct proc_key *folded; /* whose descendants are hidden; borrowed */
	size_t folded_count;
};

/* Start with a zeroed struct; pointers in it are good until the next table_apply. */
struct rows {
	struct row *items;
	size_t count, capacity;
	struct tree_node *nodes; /* room for building a tree */
	size_t node_capacity;
	struct row *ordered;
	size_t ordered_capacity;
};

void rows_clear(struct rows *);

/* Fills `rows` anew. In a tree a process whose parent is not shown stands below the nearest
 * ancestor that is; siblings are sorted, by RSS of the subtree where the order is by rss. */
void rows_build(struct rows *, const struct table *, const struct selection *,
	const struct row_order *, const struct column_context *);

/* "├─ " and its like before the command of a row in a tree. */
void rows_put_branch(const struct row *, bool ascii, struct buffer *);

/* What column values of this table depend on. */
struct column_context rows_context(const struct table *, enum units, bool ascii);

#endif
