/* SPDX-License-Identifier: MIT */
/* list.c: the user's choices for the list of processes. */
#include "screen/state/list.h"

#include <stdlib.h>

void
list_clear(struct list_choice *l)
{
	free(l->tagged.items);
	free(l->folded.items);
	filter_free(l->filter);
}

static void
put_cursor(struct list_choice *l, const struct rows *rows, size_t row)
{
	l->cursor = rows->count == 0 ? 0 : row < rows->count ? row : rows->count - 1;
	l->has_under = rows->count > 0;
	if (l->has_under)
		l->under = rows->items[l->cursor].process->now.key;
}

void
list_move_to(struct list_choice *l, const struct rows *rows, size_t row)
{
	l->has_found = false;
	put_cursor(l, rows, row);
}

void
list_move_to_found(
	struct list_choice *l, const struct rows *rows, size_t row, struct proc_key found)
{
	put_cursor(l, rows, row);
	l->found = found;
	l->has_found = true;
}

static bool
stands_for(const struct row *row, struct proc_key key)
{
	for (size_t i = 0; i < rows_member_count(row); i++)
		if (proc_key_compare(rows_member(row, i)->now.key, key) == 0)
			return true;
	return false;
}

void
list_settle(struct list_choice *l, const struct rows *rows, size_t row)
{
	for (size_t i = 0; l->has_found && i < rows->count; i++)
		if (stands_for(&rows->items[i], l->found))
			row = i;
	put_cursor(l, rows, row);
}

bool
list_set_filter(struct list_choice *l, const char *text, struct failure *why)
{
	struct filter *filter;

	if (!filter_parse(text, &filter, why))
		return false;
	filter_free(l->filter);
	l->selection.filter = l->filter = filter;
	return true;
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
