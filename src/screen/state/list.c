/* SPDX-License-Identifier: MIT */
/* list.c: the user's choices for the list of processes, and the position in it. */
#include "screen/state/list.h"

#include <stdlib.h>

void
list_clear(struct list_choice *l)
{
	free(l->tagged.items);
	free(l->folded.items);
	free(l->opened.items);
	filter_free(l->filter);
}

/* --- the cursor --- */

static void
place(struct list_choice *l, const struct rows *rows, size_t row)
{
	l->cursor = rows->count == 0 ? 0 : row < rows->count ? row : rows->count - 1;
	l->has_under = rows->count > 0;
	if (l->has_under)
		l->under = rows_key(&rows->items[l->cursor]);
}

void
list_move_to(struct list_choice *l, const struct rows *rows, size_t row)
{
	place(l, rows, row);
	if (!l->has_under)
		return;
	l->moved = true;
	l->kept = l->under;
}

void
list_move_to_found(
	struct list_choice *l, const struct rows *rows, size_t row, struct proc_key found)
{
	list_move_to(l, rows, row);
	l->kept = found;
}

void
list_move_home(struct list_choice *l, const struct rows *rows)
{
	list_move_to(l, rows, 0);
	if (l->has_under)
		l->moved = false;
}

/* On the row that the user chose; while that is hidden, on the nearest that is left. */
static size_t
row_of(const struct list_choice *l, const struct rows *rows)
{
	size_t row = rows_find(rows, l->kept);

	if (row == rows->count)
		row = rows_find(rows, l->under);
	if (row == rows->count)
		row = rows_nearest(rows, l->kept);
	return row < rows->count ? row : l->cursor;
}

void
list_settle(struct list_choice *l, const struct rows *rows, bool stays)
{
	stays = l->moved && (stays || l->follow);
	place(l, rows, stays ? row_of(l, rows) : l->cursor);
	if (!stays)
		l->kept = l->under;
}

bool
list_on_process(const struct list_choice *l)
{
	return l->has_under && l->under.pid != 0;
}

/* --- what is shown --- */

bool
list_folds_ended(const struct list_choice *l)
{
	return l->selection.filter == NULL && l->selection.pids == NULL;
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
	return (struct row_order){ .sort = l->sort,
		.inverted = l->inverted,
		.tree = l->tree,
		.folded = { l->folded.items, l->folded.count },
		.groups = l->groups ? groups : NULL,
		.kept = l->kept,
		.ended = list_folds_ended(l) || l->ended == ENDED_HIDDEN ? l->ended : ENDED_EACH,
		.opened = { l->opened.items, l->opened.count } };
}

struct column_list
list_columns(const struct list_choice *l)
{
	struct column_list list = l->columns;

	if (l->tree)
		column_list_add_tree(&list);
	return list;
}
