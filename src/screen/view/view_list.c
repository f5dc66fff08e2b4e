/* SPDX-License-Identifier: MIT */
/* view_list.c: processes as a list in a page: the members of several, and the tree below one. */
#include "screen/view/view.h"

#include <stdlib.h>

#include "base/grow.h"

/* Titles with no row below them say nothing: they are shown with the first row. */
static bool
is_last_visible(const struct pen *pen)
{
	return pen->line - pen->scroll == pen->area.rows - 1;
}

static void
put_list_head(struct pen *pen, const struct column_list *list, enum units units)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (is_last_visible(pen)) {
		pen_next(pen);
		return;
	}

	for (size_t i = 0; i < list->count; i++)
		buffer_print(&b, "%*s ", (int)column_width(list->items[i], units),
			list->items[i]->title);
	buffer_text(&b, "COMMAND");
	pen_put(pen, 0, ROLE_HEAD, text);
	pen_role(pen, ROLE_HEAD);
	pen_next(pen);
}

static void
put_list_row(struct pen *pen, const struct column_list *list, const struct row *row,
	const struct column_context *context)
{
	char text[1100];
	struct buffer b = buffer_over(text, sizeof text);

	for (size_t i = 0; i < list->count; i++) {
		char cell[32];
		struct buffer in = buffer_over(cell, sizeof cell);

		column_put(list->items[i], row, context, &in);
		buffer_print(&b, "%*s ", (int)column_width(list->items[i], context->units), cell);
	}
	rows_put_branch(row, context->ascii, &b);
	buffer_text(&b, row->process->command);
	pen_put(pen, 0, process_ended(row->process) ? ROLE_ENDED : ROLE_TEXT, text);
}

void
view_list(struct pen *pen, const char *names, const struct row *rows, size_t count, size_t selected,
	const struct column_context *context)
{
	struct column_list list;
	struct failure why;

	column_list_parse(names, &list, &why);
	put_list_head(pen, &list, context->units);
	for (size_t i = 0; i < count; i++) {
		if (pen_shows(pen))
			put_list_row(pen, &list, &rows[i], context);
		if (i == selected)
			pen_role(pen, ROLE_SELECTED);
		pen_next(pen);
	}
}

/* Builds a table of its own that borrows the processes below `top`, so that its tree is built like
 * any other. */
void
view_build_tree(struct rows *tree, const struct process *top, const struct table *t,
	const struct column_context *context)
{
	struct table below = *t;
	struct selection all = { .pids = NULL };
	struct row_order order = { .sort = column_by_name("rss"), .tree = true };

	below.living = grow_new((t->living_count + 1) * sizeof(struct process *));
	below.living_count = below.ended_count = 0;
	for (size_t i = 0; i < t->living_count; i++)
		if (table_is_below(t, t->living[i], top))
			below.living[below.living_count++] = t->living[i];
	rows_build(tree, &below, &all, &order, context);
	free(below.living);
}

void
view_tree(struct pen *pen, const struct process *p, const struct table *t,
	const struct column_context *context)
{
	struct rows tree = { .items = NULL };
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	view_build_tree(&tree, p, t, context);
	if (tree.count > 1) {
		buffer_print(&b, "Tree of %zu", tree.count);
		pen_next(pen);
		pen_wrap(pen, 0, ROLE_TITLE, text, 2);
		view_list(pen, "pid,rss,tree_rss,peak", tree.items, tree.count, VIEW_NONE, context);
	}
	rows_clear(&tree);
}
