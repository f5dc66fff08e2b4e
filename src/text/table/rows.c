/* SPDX-License-Identifier: MIT */
/* rows.c: which processes are in a table, and in what order: flat or as a tree. */
#include "text/table/rows_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
rows_clear(struct rows *rows)
{
	free(rows->items);
	free(rows->nodes);
	free(rows->ordered);
	*rows = (struct rows){ .items = NULL };
}

struct column_context
rows_context(const struct table *t, uint64_t wall_ns, enum units units, bool ascii)
{
	return (struct column_context){ .now_ns = t->taken_ns,
		.wall_ns = wall_ns,
		.total_bytes = t->memory.known ? t->memory.total_bytes : 0,
		.units = units,
		.ascii = ascii };
}

struct column_context
rows_cells(const struct rows *rows, const struct column_context *context)
{
	struct column_context cells = *context;

	cells.scale_bytes = rows->largest_peak_bytes;
	return cells;
}

static struct row *
append(struct rows *rows, const struct process *p)
{
	uint64_t rss = p->now.known & KNOWN_RSS ? p->now.rss_bytes : 0;

	rows->items =
		grow_array(rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
	rows->items[rows->count] = (struct row){ .process = p, .tree_rss_bytes = rss };
	return &rows->items[rows->count++];
}

static void
find_largest_peak(struct rows *rows)
{
	rows->largest_peak_bytes = 0;
	for (size_t i = 0; i < rows->count; i++) {
		const struct peak *peak = process_peak(rows->items[i].process);

		if (peak->origin != PEAK_NONE && peak->bytes > rows->largest_peak_bytes)
			rows->largest_peak_bytes = peak->bytes;
	}
}

static void
add_row(struct rows *rows, const struct selection *selection, const struct process *p)
{
	if (select_takes(selection, p))
		append(rows, p);
}

/* Adds a group if one of its members is selected. */
static void
add_group(struct rows *rows, const struct selection *selection, const struct process_group *group)
{
	const struct group_members *m = &group->members;
	size_t i = 0;

	while (i < m->count && !select_takes(selection, m->items[i]))
		i++;
	if (i == m->count)
		return;
	append(rows, group->sum)->group = group->sum != m->leader ? group : NULL;
}

int
rows_compare(const void *a, const void *b, void *argument)
{
	const struct row_sorting *s = argument;

	return column_compare(s->column, s->order->inverted, a, b, s->context);
}

static void
add_processes(struct rows *rows, const struct selection *selection, const struct table *t)
{
	for (size_t i = 0; i < t->living_count; i++)
		add_row(rows, selection, t->living[i]);
	for (size_t i = 0; i < t->ended_count; i++)
		add_row(rows, selection, t->ended[i]);
}

static void
add_groups(struct rows *rows, const struct selection *selection, const struct groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		add_group(rows, selection, &groups->items[i]);
}

void
rows_build(struct rows *rows, const struct table *t, const struct selection *selection,
	const struct row_order *order, const struct column_context *context)
{
	struct row_sorting sorting = { order, order->sort, context };

	rows->items = grow_discard(rows->items, &rows->capacity, rows->count, sizeof *rows->items);
	rows->count = 0;
	if (order->groups != NULL)
		add_groups(rows, selection, order->groups);
	else
		add_processes(rows, selection, t);
	find_largest_peak(rows);
	if (rows->count == 0)
		return;
	if (!order->tree || order->groups != NULL) {
		qsort_r(rows->items, rows->count, sizeof *rows->items, rows_compare, &sorting);
		return;
	}
	if (order->sort->in_tree != NULL)
		sorting.column = column_by_name(order->sort->in_tree);
	rows_build_tree(rows, t, &sorting);
}

size_t
rows_member_count(const struct row *row)
{
	return row->group != NULL ? group_members_count(&row->group->members) : 1;
}

const struct process *
rows_member(const struct row *row, size_t at)
{
	return row->group != NULL ? row->group->members.items[at] : row->process;
}

void
rows_put_count(const struct row *row, struct buffer *b)
{
	if (rows_member_count(row) > 1)
		buffer_print(b, "(%zu) ", rows_member_count(row));
}

bool
rows_is_sum(const struct row *row, const struct column *column)
{
	return row->group != NULL && column->is_sum != NULL && column->is_sum(row);
}
