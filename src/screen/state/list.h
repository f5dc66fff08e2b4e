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
	bool inverted, tree, groups, follow;
	struct key_set tagged, folded;
	size_t cursor, top;    /* rows */
	struct proc_key under; /* the process under the cursor */
	bool has_under;
	struct proc_key found; /* if has_found: the cursor stays on it until it is moved */
	bool has_found;
	int shift; /* columns by which the last column is scrolled to the left */
};

void list_clear(struct list_choice *);

/* Puts the cursor on a row; with `follow`, that row's process is followed. */
void list_move_to(struct list_choice *, const struct rows *, size_t row);

/* The same for a row that was searched for: the cursor stays on this process of it. */
void list_move_to_found(struct list_choice *, const struct rows *, size_t row, struct proc_key);

/* Keeps the cursor on what was searched for, or else on a row. */
void list_settle(struct list_choice *, const struct rows *, size_t row);

/* Shows what this filter takes. False and `why`: it is not valid or complete, and the last one
 * stays. */
bool list_set_filter(struct list_choice *, const char *text, struct failure *why);

/* The chosen order of rows (which are `groups` if that was chosen) and columns to show (with
 * tree_rss in a tree). */
struct row_order list_order(const struct list_choice *, const struct groups *);
struct column_list list_columns(const struct list_choice *);

#endif
