/* SPDX-License-Identifier: MIT */
/* rows.h: which processes are in a table, and in what order: flat or as a tree. Screen, plain
 * text, JSON and CSV all print these. */
#ifndef PEAKTOP_TEXT_TABLE_ROWS_H
#define PEAKTOP_TEXT_TABLE_ROWS_H

#include "model/process/select.h"
#include "text/table/column.h"

/* How ended processes are shown. If they are folded or open, those that are not worth a row each
 * (ended_stands_out, text/table/ended.h) follow below all other rows, after a ROW_ENDED, whatever
 * the order is; in a tree those without a shown ancestor, too. */
enum ended_form {
	ENDED_EACH,   /* like the living: each has its row, where the order puts it */
	ENDED_FOLDED, /* only the ROW_ENDED */
	ENDED_OPEN,   /* by peak; four or more that ran the same are a ROW_ALIKE */
	ENDED_HIDDEN, /* none has a row, nor is counted */
};

/* Keys of processes; borrowed. */
struct row_keys {
	const struct proc_key *items;
	size_t count;
};

struct row_order {
	const struct column *sort;
	bool inverted, tree;
	struct row_keys folded; /* whose descendants are hidden */
	/* The groups of the newest sample: one row per group, and no tree. NULL: one row per
	 * process. */
	const struct groups *groups;
	struct proc_key kept; /* the row whose neighbours are remembered (rows_nearest) */
	enum ended_form ended;
	struct row_keys opened; /* each ROW_ALIKE below which its rows follow */
};

/* What all rows stand for, also those that are folded away. A page shared by several processes
 * counts for each, except that one address space counts once. */
struct rows_sum {
	size_t living, ended; /* processes */
	size_t shown;         /* of them those that the rows count (rows_member_count) */
	uint64_t rss_bytes;
	uint64_t peak_bytes; /* of the peaks, also of exited processes */
};

/* Start with a zeroed struct; pointers into it are valid until the next table_apply. */
struct rows {
	struct row *items;
	size_t count, capacity;
	struct proc_key *keys; /* of the rows */
	size_t key_capacity;
	struct proc_key *keys_before; /* those of the rows when the kept one was last among them */
	size_t count_before, before_capacity;
	struct row *ended; /* what a ROW_ENDED stands for */
	size_t ended_count, ended_capacity;
	struct row *hidden; /* descendants of collapsed rows */
	size_t hidden_capacity;
	uint64_t largest_peak_bytes; /* of all rows; the scale of bars */
	struct rows_sum sum;
	struct tree_node *nodes; /* scratch memory for building a tree */
	size_t node_capacity;
	struct row *ordered;
	size_t ordered_capacity;
};

void rows_clear(struct rows *);

/* Rebuilds `rows`. In a tree, a process whose parent is not shown is below its nearest shown
 * ancestor; siblings are sorted, by the sum or the peak of their branches where the column has one
 * (enum column_branch). A group is shown, as a whole, if it is selected (select_takes_group); its
 * row's process is the group's `sum`. */
void rows_build(struct rows *, const struct table *, const struct selection *,
	const struct row_order *, const struct column_context *);

/* "├─ " and similar, before the command of a row in a tree. */
void rows_put_branch(const struct row *, bool ascii, struct buffer *);

/* The number of processes of a row: the living members of its group, or all if none lives; 0 of a
 * ROW_ENDED. */
size_t rows_member_count(const struct row *);
const struct process *rows_member(const struct row *, size_t at);

/* Whether the value is a sum over several processes. */
bool rows_is_sum(const struct row *, const struct column *);

/* "(5) " before the command of a row that stands for several. */
void rows_put_count(const struct row *, struct buffer *);

/* The identity of a row: the key of its process; with pid 0, of a row that is no process. */
struct proc_key rows_key(const struct row *);

/* The row with this key, otherwise the one that stands for its process: a group, a collapsed
 * ancestor, ended ones that ran the same. `count` of the rows: none. */
size_t rows_find(const struct rows *, struct proc_key);

/* The row that was nearest to the kept one (row_order) when that was last shown, of those that are
 * left; `count`: none is. */
size_t rows_nearest(const struct rows *, struct proc_key);

/* The context of the cells of these rows: with the scale of their bars. */
struct column_context rows_cells(const struct rows *, const struct column_context *);

/* What column values of this table depend on; `wall_ns` is when it was sampled, or 0. */
struct column_context rows_context(const struct table *, uint64_t wall_ns, enum units, bool ascii);

#endif
