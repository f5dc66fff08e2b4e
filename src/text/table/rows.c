/* SPDX-License-Identifier: MIT */
/* rows.c: which processes are in a table, and in what order: flat or as a tree. */
#include "text/table/rows_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "text/table/ended.h"

void
rows_clear(struct rows *rows)
{
	free(rows->items);
	free(rows->keys);
	free(rows->keys_before);
	free(rows->ended);
	free(rows->hidden);
	free(rows->nodes);
	free(rows->ordered);
	*rows = (struct rows){ .items = NULL };
}

struct column_context
rows_context(const struct table *t, uint64_t wall_ns, enum units units, bool ascii)
{
	return (struct column_context){ .now_ns = t->taken_ns,
		.wall_ns = wall_ns,
		.total_bytes = memory_whole_bytes(&t->memory),
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

/* --- identity --- */

struct proc_key
rows_key(const struct row *row)
{
	switch (row->kind) {
	case ROW_ENDED:
		return (struct proc_key){ .pid = 0 };
	case ROW_ALIKE:
		return (struct proc_key){ .start_ticks = ended_program_number(row->process) | 1 };
	case ROW_PROCESS:
		break;
	}
	return row->process->now.key;
}

bool
rows_keys_have(const struct row_keys *keys, struct proc_key key)
{
	size_t i = 0;

	while (i < keys->count && proc_key_compare(keys->items[i], key) != 0)
		i++;
	return i < keys->count;
}

static size_t
find_key(const struct rows *rows, struct proc_key key)
{
	const struct row_keys keys = { rows->keys, rows->count };
	size_t i = 0;

	while (i < keys.count && proc_key_compare(keys.items[i], key) != 0)
		i++;
	return i;
}

static bool
stands_for(const struct row *row, struct proc_key key)
{
	for (size_t i = 0; i < rows_member_count(row); i++)
		if (proc_key_compare(rows_member(row, i)->now.key, key) == 0)
			return true;
	for (size_t i = 0; row->kind != ROW_ENDED && i < row->inside_count; i++)
		if (proc_key_compare(row->inside[i].process->now.key, key) == 0)
			return true;
	return false;
}

size_t
rows_find(const struct rows *rows, struct proc_key key)
{
	size_t at = find_key(rows, key);

	if (at < rows->count || key.pid == 0)
		return at;
	for (at = 0; at < rows->count && !stands_for(&rows->items[at], key); at++)
		continue;
	return at;
}

size_t
rows_nearest(const struct rows *rows, struct proc_key key)
{
	const struct proc_key *before = rows->keys_before;
	size_t from = 0;

	while (from < rows->count_before && proc_key_compare(before[from], key) != 0)
		from++;
	if (from == rows->count_before)
		return rows->count;
	for (size_t by = 1; by < rows->count_before; by++) {
		size_t below = from + by, at = rows->count;

		if (below < rows->count_before)
			at = find_key(rows, before[below]);
		if (at == rows->count && by <= from)
			at = find_key(rows, before[from - by]);
		if (at < rows->count)
			return at;
	}
	return rows->count;
}

static void
note_keys(struct rows *rows)
{
	rows->keys = grow_discard(rows->keys, &rows->key_capacity, rows->count, sizeof *rows->keys);
	for (size_t i = 0; i < rows->count; i++)
		rows->keys[i] = rows_key(&rows->items[i]);
}

/* --- which rows --- */

struct row *
rows_append(struct rows *rows, const struct row *row)
{
	rows->items =
		grow_array(rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
	rows->items[rows->count] = *row;
	return &rows->items[rows->count++];
}

static struct row
row_of(const struct process *p)
{
	uint64_t rss = p->now.known & KNOWN_RSS ? p->now.rss_bytes : 0;

	return (struct row){ .process = p, .tree_rss_bytes = rss };
}

/* Whether a process shares the memory of one that has a row of its own. */
static bool
is_counted_elsewhere(const struct rows *rows, const struct row *row)
{
	if (row->group != NULL || !row->process->now.borrowed)
		return false;
	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].process->now.key.pid == row->process->now.ppid)
			return true;
	return false;
}

static void
count_members(const struct row *row, struct rows_sum *sum)
{
	size_t count = row->group != NULL ? row->group->members.count : 1;
	size_t living = row->group != NULL ? row->group->members.living
					   : (size_t)!process_ended(row->process);

	sum->shown += rows_member_count(row);
	sum->living += living;
	sum->ended += count - living;
}

static void
add_to_sum(struct rows *rows, const struct row *row)
{
	struct rows_sum *sum = &rows->sum;
	const struct peak *peak = process_peak(row->process);

	count_members(row, sum);
	if (is_counted_elsewhere(rows, row))
		return;
	if (peak->origin != PEAK_NONE)
		sum->peak_bytes += peak->bytes;
	if (!process_ended(row->process) && (row->process->now.known & KNOWN_RSS))
		sum->rss_bytes += row->process->now.rss_bytes;
}

/* Of all that are taken, also where rows are folded away. */
static void
sum_rows(struct rows *rows, bool hides_ended)
{
	rows->sum = (struct rows_sum){ .living = 0 };
	for (size_t i = 0; i < rows->count; i++)
		add_to_sum(rows, &rows->items[i]);
	for (size_t i = 0; i < rows->ended_count; i++)
		add_to_sum(rows, &rows->ended[i]);
	if (hides_ended)
		rows->sum.ended = 0;
}

static void
find_largest_peak(struct rows *rows)
{
	rows->largest_peak_bytes = 0;
	for (size_t i = 0; i < rows->count; i++) {
		const struct peak *peak = column_peak(&rows->items[i]);

		if (rows->items[i].kind != ROW_ENDED && peak->origin != PEAK_NONE &&
			peak->bytes > rows->largest_peak_bytes)
			rows->largest_peak_bytes = peak->bytes;
	}
}

struct row_choice {
	const struct table *table;
	const struct selection *selection;
	const struct row_order *order;
};

static void
add_living(struct rows *rows, const struct row_choice *choice, const struct process *p)
{
	struct row row = row_of(p);

	if (select_takes(choice->selection, p))
		rows_append(rows, &row);
}

static void
add_ended(struct rows *rows, const struct row_choice *choice, const struct process *p)
{
	struct row row = row_of(p);

	if (choice->order->ended == ENDED_HIDDEN || !select_takes(choice->selection, p))
		return;
	if (choice->order->ended == ENDED_EACH || ended_stands_out(p))
		rows_append(rows, &row);
	else
		rows_put_ended(rows, &row);
}

/* Whether all its processes have ended, and none stands out. */
static bool
is_foldable(const struct row_choice *choice, const struct group_members *m)
{
	size_t i = 0;

	if (choice->order->ended == ENDED_EACH || m->living > 0)
		return false;
	while (i < m->count && !ended_stands_out(m->items[i]))
		i++;
	return i == m->count;
}

static void
add_group(struct rows *rows, const struct row_choice *choice, const struct process_group *group)
{
	const struct group_members *m = &group->members;
	size_t count = choice->order->ended == ENDED_HIDDEN ? m->living : m->count;
	struct row row = row_of(group->sum);

	if (!select_takes_group(choice->selection, m->items, count, group->sum))
		return;
	row.group = group->sum != m->leader ? group : NULL;
	if (is_foldable(choice, m))
		rows_put_ended(rows, &row);
	else
		rows_append(rows, &row);
}

static void
add_processes(struct rows *rows, const struct row_choice *choice)
{
	const struct table *t = choice->table;

	for (size_t i = 0; i < t->living_count; i++)
		add_living(rows, choice, t->living[i]);
	for (size_t i = 0; i < t->ended_count; i++)
		add_ended(rows, choice, t->ended[i]);
}

static void
add_groups(struct rows *rows, const struct row_choice *choice)
{
	const struct groups *groups = choice->order->groups;

	for (size_t i = 0; i < groups->count; i++)
		add_group(rows, choice, &groups->items[i]);
}

/* --- their order --- */

int
rows_compare(const void *a, const void *b, void *argument)
{
	const struct row_sorting *s = argument;

	return column_compare(s->column, s->order->inverted, a, b, s->context);
}

static void
begin(struct rows *rows, const struct row_order *order)
{
	if (find_key(rows, order->kept) < rows->count) {
		grow_swap(&rows->keys, &rows->key_capacity, &rows->keys_before,
			&rows->before_capacity);
		rows->count_before = rows->count;
	}
	rows->items = grow_discard(rows->items, &rows->capacity, rows->count, sizeof *rows->items);
	rows->ended = grow_discard(
		rows->ended, &rows->ended_capacity, rows->ended_count, sizeof *rows->ended);
	rows->count = rows->ended_count = 0;
}

static void
sort(struct rows *rows, const struct table *t, struct row_sorting *sorting)
{
	const struct row_order *order = sorting->order;

	if (!order->tree || order->groups != NULL) {
		if (rows->count > 1)
			qsort_r(rows->items, rows->count, sizeof *rows->items, rows_compare,
				sorting);
		rows_add_ended_line(rows, order);
		return;
	}
	if (order->sort->in_tree != NULL)
		sorting->column = column_by_name(order->sort->in_tree);
	rows_add_ended_line(rows, order);
	if (rows->count > 0)
		rows_build_tree(rows, t, sorting);
}

void
rows_build(struct rows *rows, const struct table *t, const struct selection *selection,
	const struct row_order *order, const struct column_context *context)
{
	struct row_sorting sorting = { order, order->sort, context };
	const struct row_choice choice = { t, selection, order };

	begin(rows, order);
	if (order->groups != NULL)
		add_groups(rows, &choice);
	else
		add_processes(rows, &choice);
	sum_rows(rows, order->ended == ENDED_HIDDEN);
	sort(rows, t, &sorting);
	rows_list_ended(rows, order);
	find_largest_peak(rows);
	note_keys(rows);
}

/* --- several processes in one row --- */

size_t
rows_member_count(const struct row *row)
{
	if (row->kind != ROW_PROCESS)
		return row->kind == ROW_ALIKE ? row->inside_count : 0;
	return row->group != NULL ? group_members_count(&row->group->members) : 1;
}

const struct process *
rows_member(const struct row *row, size_t at)
{
	if (row->kind == ROW_ALIKE)
		return row->inside[at].process;
	return row->group != NULL ? row->group->members.items[at] : row->process;
}

void
rows_put_count(const struct row *row, struct buffer *b)
{
	if (row->kind == ROW_PROCESS && rows_member_count(row) > 1)
		buffer_print(b, "(%zu) ", rows_member_count(row));
}

bool
rows_is_sum(const struct row *row, const struct column *column)
{
	return column->is_sum != NULL && column->is_sum(row);
}
