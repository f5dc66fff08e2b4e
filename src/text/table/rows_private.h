/* SPDX-License-Identifier: MIT */
/* rows_private.h: shared by rows.c and rows_tree.c. */
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

/* Puts the existing rows into the order of a tree. */
void rows_build_tree(struct rows *, const struct table *, struct row_sorting *);

#endif
