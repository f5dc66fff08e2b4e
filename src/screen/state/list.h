/* SPDX-License-Identifier: MIT */
/* list.h: the list of processes as the user wants it, and where he is in it. */
#ifndef PEAKTOP_SCREEN_STATE_LIST_H
#define PEAKTOP_SCREEN_STATE_LIST_H

#include "screen/state/key_set.h"
#include "text/table/rows.h"

struct list_choice {
	struct selection selection;
	struct column_list columns;
	const struct column *sort;
	bool inverted, tree, jobs, follow;
	struct key_set tagged, folded;
	size_t cursor, top;    /* rows */
	struct proc_key under; /* the process under the cursor */
	bool has_under;
	int shift; /* columns by which the last column is moved to the left */
};

/* Puts the cursor on a row; follow goes along with it. */
void list_move_to(struct list_choice *, const struct rows *, size_t row);

/* The row order and the shown columns that were chosen (with tree_rss in a tree). */
struct row_order list_order(const struct list_choice *);
struct column_list list_columns(const struct list_choice *);

#endif
