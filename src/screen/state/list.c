/* SPDX-License-Identifier: MIT */
/* list.c: the user's choices for the list of processes. */
#include "screen/state/list.h"

void
list_move_to(struct list_choice *l, const struct rows *rows, size_t row)
{
	l->cursor = rows->count == 0 ? 0 : row < rows->count ? row : rows->count - 1;
	l->has_under = rows->count > 0;
	if (l->has_under)
		l->under = rows->items[l->cursor].process->now.key;
}

struct row_order
list_order(const struct list_choice *l, const struct groups *groups)
{
	return (struct row_order){ l->sort, l->inverted, l->tree, l->folded.items, l->folded.count,
		l->groups ? groups : NULL };
}

struct column_list
list_columns(const struct list_choice *l)
{
	struct column_list list = l->columns;

	if (l->tree)
		column_list_add_tree(&list);
	return list;
}
