/* SPDX-License-Identifier: MIT */
/* rows_private.h: shared by rows.c, rows_tree.c and rows_ended.c. */
#ifndef PEAKTOP_TEXT_TABLE_ROWS_PRIVATE_H
#define PEAKTOP_TEXT_TABLE_ROWS_PRIVATE_H

#include "text/table/rows.h"

struct row_sorting {
	const struct row_order *order;
	const struct column *column;
	const struct column_context *context;
};

/* For qsort_r; its argument is a struct row_sorting. */
int rows_compare(const void *, const void *, void *sorting);

/* Appends a row. */
struct row *rows_append(struct rows *, const struct row *);

/* Puts the existing rows into the order of a tree. */
void rows_build_tree(struct rows *, const struct table *, struct row_sorting *);

/* Puts an ended row with those that a ROW_ENDED stands for. */
void rows_put_ended(struct rows *, const struct row *);

/* Appends a ROW_ENDED, and, where the order says so, what it stands for. In a tree, the former
 * precedes the building of the tree, which puts those without an ancestor below it. */
void rows_add_ended_line(struct rows *, const struct row_order *);
void rows_list_ended(struct rows *, const struct row_order *);

/* Whether a key is among these. */
bool rows_keys_have(const struct row_keys *, struct proc_key);

#endif
