/* SPDX-License-Identifier: MIT */
/* rows_ended.c: ended processes below all other rows: folded into a line, or listed by peak, many
 * that ran the same as one row. */
#include "text/table/rows_private.h"

#include <stdlib.h>

#include "base/grow.h"
#include "text/table/ended.h"

/* Fewer that ran the same have rows of their own. */
#define ALIKE_MIN 4

void
rows_put_ended(struct rows *rows, const struct row *row)
{
	rows->ended = grow_array(
		rows->ended, &rows->ended_capacity, rows->ended_count + 1, sizeof *rows->ended);
	rows->ended[rows->ended_count++] = *row;
}

void
rows_add_ended_line(struct rows *rows, const struct row_order *order)
{
	bool tree = order->tree && order->groups == NULL;
	struct row line = { .kind = ROW_ENDED,
		.folded = order->ended == ENDED_FOLDED,
		.inside = rows->ended,
		.inside_count = rows->ended_count };

	/* In a tree it may get rows without an ancestor. */
	if ((order->ended != ENDED_FOLDED && order->ended != ENDED_OPEN) ||
		(rows->ended_count == 0 && !(tree && rows->count > 0)))
		return;
	line.process = rows->ended_count > 0 ? rows->ended[0].process : rows->items[0].process;
	rows_append(rows, &line);
}

/* --- what it stands for, listed --- */

static int
compare_peaks(const void *a, const void *b)
{
	const struct process *x = ((const struct row *)a)->process;
	const struct process *y = ((const struct row *)b)->process;
	uint64_t p = process_peak(x)->bytes, q = process_peak(y)->bytes;

	return p != q ? (p < q) - (p > q) : proc_key_compare(x->now.key, y->now.key);
}

static int
compare_programs(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = ended_compare_programs(x->process, y->process);

	return order != 0 ? order : compare_peaks(a, b);
}

/* Of rows sorted by program, the number of those from `from` on that ran the same. */
static size_t
run_length(const struct rows *rows, size_t from)
{
	size_t to = from + 1;

	while (to < rows->ended_count &&
		ended_compare_programs(rows->ended[from].process, rows->ended[to].process) == 0)
		to++;
	return to - from;
}

/* Writes one row for many that ran the same, otherwise each, into `ordered`; returns how many. */
static size_t
gather(struct rows *rows)
{
	size_t count = 0, length;

	rows->ordered = grow_discard(
		rows->ordered, &rows->ordered_capacity, rows->ended_count, sizeof *rows->ordered);
	for (size_t from = 0; from < rows->ended_count; from += length) {
		const struct row *first = &rows->ended[from];

		length = run_length(rows, from);
		if (length >= ALIKE_MIN)
			rows->ordered[count++] = (struct row){ .process = first->process,
				.kind = ROW_ALIKE,
				.inside = first,
				.inside_count = length };
		for (size_t i = 0; length < ALIKE_MIN && i < length; i++)
			rows->ordered[count++] = first[i];
	}
	return count;
}

static void
list_row(struct rows *rows, const struct row_order *order, struct row *row)
{
	uint16_t depth = row->depth;

	row->folded = row->kind == ROW_ALIKE && !rows_keys_have(&order->opened, rows_key(row));
	rows_append(rows, row);
	for (size_t i = 0; row->kind == ROW_ALIKE && !row->folded && i < row->inside_count; i++) {
		struct row one = row->inside[i];

		one.depth = depth + 1u;
		one.last = i + 1 == row->inside_count;
		one.rails = row->last ? 0 : 1u << depth;
		rows_append(rows, &one);
	}
}

void
rows_list_ended(struct rows *rows, const struct row_order *order)
{
	bool tree = order->tree && order->groups == NULL;
	size_t count;

	if (order->ended != ENDED_OPEN || rows->ended_count == 0)
		return;
	qsort(rows->ended, rows->ended_count, sizeof *rows->ended, compare_programs);
	count = gather(rows);
	/* They follow those that a tree has put below the line. */
	rows->items[rows->count - 1].last = false;
	qsort(rows->ordered, count, sizeof *rows->ordered, compare_peaks);
	for (size_t i = 0; i < count; i++) {
		struct row *row = &rows->ordered[i];

		row->depth = tree ? 1 : 0;
		row->last = i + 1 == count;
		list_row(rows, order, row);
	}
}
