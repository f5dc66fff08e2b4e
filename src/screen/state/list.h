/* SPDX-License-Identifier: MIT */
/* list.h: the user's choices for the list of processes, and the position in it. */
#ifndef PEAKTOP_SCREEN_STATE_LIST_H
#define PEAKTOP_SCREEN_STATE_LIST_H

#include "screen/state/key_set.h"
#include "text/table/rows.h"

struct list_choice {
	struct selection selection;
	struct filter *filter; /* owned; what was typed, which the selection borrows */
	struct column_list columns;
	const struct column *sort;
	bool inverted, tree, groups;
	bool by_limit;         /* the scale of bars is the limit of each row */
	bool follow;           /* the cursor stays with its process, otherwise on its line */
	enum ended_form ended; /* not ENDED_EACH */
	struct key_set tagged, folded;
	struct key_set opened; /* each ROW_ALIKE that is open */
	size_t cursor, top;    /* rows */
	struct proc_key under; /* the key of the row under the cursor (rows_key) */
	bool has_under;        /* there are rows */
	/* Of the row that the user moved the cursor to, or of the process that was found in it;
	 * while it is hidden, the cursor is on another row. */
	struct proc_key kept;
	bool moved; /* the user moved it; until then it stays at the top */
	int shift;  /* columns by which the last column is scrolled to the left */
};

void list_clear(struct list_choice *);

/* The user puts the cursor on a row; or against the top, where it stays until it is moved. */
void list_move_to(struct list_choice *, const struct rows *, size_t row);
void list_move_home(struct list_choice *, const struct rows *);

/* The same for a row that was searched for: the cursor stays on this process of it. */
void list_move_to_found(struct list_choice *, const struct rows *, size_t row, struct proc_key);

/* After rows were built: puts the cursor where it belongs. If `stays`, it keeps its process even
 * without `follow`. */
void list_settle(struct list_choice *, const struct rows *, bool stays);

/* Whether the cursor is on a process or a group: not on a line of ended processes. */
bool list_on_process(const struct list_choice *);

/* Whether ended processes are folded or listed below the others. Not if a filter or pids select
 * rows: then each that matches is a row. */
bool list_folds_ended(const struct list_choice *);

/* Shows what this filter takes. False and `why`: it is not valid or complete, and the last one
 * stays. */
bool list_set_filter(struct list_choice *, const char *text, struct failure *why);

/* The chosen order of rows (which are `groups` if that was chosen) and columns to show (with
 * tree_rss in a tree). */
struct row_order list_order(const struct list_choice *, const struct groups *);
struct column_list list_columns(const struct list_choice *);

#endif
