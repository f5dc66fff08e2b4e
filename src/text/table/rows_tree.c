/* SPDX-License-Identifier: MIT */
/* rows_tree.c: rows as a tree: parents and children, and the branches before their commands. */
#include "text/table/rows_private.h"

#include <stdlib.h>

#include "base/grow.h"

#define NONE SIZE_MAX
#define RAILS 64

/* One row's position in the tree, as indices into rows->items; and what its branch is sorted by,
 * if that is not the row's own value. */
struct tree_node {
	size_t parent, first_child, next_sibling;
	double total;
	bool known;
};

static int
compare_pids(const void *a, const void *b)
{
	return proc_key_compare(rows_key(a), rows_key(b));
}

/* The row of a living process; rows are sorted by key at this point. */
static size_t
find_row(const struct rows *rows, const struct process *p)
{
	struct row wanted = { .process = p };
	struct row *found =
		bsearch(&wanted, rows->items, rows->count, sizeof *rows->items, compare_pids);

	return found != NULL ? (size_t)(found - rows->items) : NONE;
}

/* The nearest ancestor that is shown. The kernel's parents form no cycle, but a scan is not a
 * snapshot: a reused pid could make one, so a parent must not be younger than its child. */
static size_t
find_parent(const struct rows *rows, const struct table *t, const struct process *p)
{
	for (;;) {
		const struct process *parent = table_find_pid(t, p->now.ppid);
		size_t row;

		if (parent == NULL || parent == p ||
			parent->now.key.start_ticks > p->now.key.start_ticks)
			return NONE;
		if (parent->now.key.start_ticks == p->now.key.start_ticks &&
			parent->now.key.pid >= p->now.key.pid)
			return NONE;
		row = find_row(rows, parent);
		if (row != NONE)
			return row;
		p = parent;
	}
}

/* Whether it shares the memory of its parent, which is shown above it. */
static bool
is_counted_above(const struct rows *rows, size_t i)
{
	const struct reading *r = &rows->items[i].process->now;
	size_t parent = rows->nodes[i].parent;

	return r->borrowed && parent != NONE && rows->items[parent].process->now.key.pid == r->ppid;
}

/* The place of each row; the line of the ended adopts those of them that have no ancestor. */
static void
find_places(struct rows *rows, const struct table *t)
{
	struct row line = { .kind = ROW_ENDED };
	struct row *found =
		bsearch(&line, rows->items, rows->count, sizeof *rows->items, compare_pids);
	size_t adopts = found != NULL ? (size_t)(found - rows->items) : NONE;

	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = &rows->items[i];
		struct tree_node *node = &rows->nodes[i];

		*node = (struct tree_node){ NONE, NONE, NONE, 0, false };
		if (row->kind == ROW_ENDED)
			continue;
		node->parent = find_parent(rows, t, row->process);
		row->counted_above = is_counted_above(rows, i);
		if (node->parent == NONE && process_ended(row->process))
			node->parent = adopts;
	}
}

/* --- what branches are sorted by --- */

static bool
own_total(const struct row *row, const struct row_sorting *sorting, double *total)
{
	const struct subtree_peak *whole = subtree_shown(&row->process->subtree);
	struct value v = { .whole = 0 };

	if (!column_value(sorting->column, row, sorting->context, &v))
		return false;
	*total = sorting->column->kind == VALUE_PERCENT || sorting->column->kind == VALUE_CHANGE
			 ? v.real
			 : (double)v.whole;
	if (sorting->column->branch == BRANCH_PEAK && whole != NULL &&
		(double)whole->peak.bytes > *total)
		*total = (double)whole->peak.bytes;
	return true;
}

static void
add_total(struct tree_node *node, double total, enum column_branch branch)
{
	if (branch == BRANCH_SUM || !node->known)
		node->total += total;
	else if (total > node->total)
		node->total = total;
	node->known = true;
}

static void
add_to_ancestors(struct rows *rows, const struct row_sorting *sorting)
{
	enum column_branch branch = sorting->column->branch;

	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->items[i];
		const struct process *p = row->process;
		bool counts = row->kind == ROW_PROCESS && !row->counted_above;
		uint64_t rss = counts && (p->now.known & KNOWN_RSS) ? p->now.rss_bytes : 0;
		double total = 0;
		bool known = branch != BRANCH_OWN && row->kind == ROW_PROCESS &&
			     own_total(row, sorting, &total);

		if (known)
			add_total(&rows->nodes[i], total, branch);
		if (column_counted_above(sorting->column, row))
			total = 0;
		for (size_t up = rows->nodes[i].parent; up != NONE; up = rows->nodes[up].parent) {
			rows->items[up].tree_rss_bytes += rss;
			rows->items[up].parent = true;
			if (known)
				add_total(&rows->nodes[up], total, branch);
		}
	}
}

struct sibling_sorting {
	const struct rows *rows;
	struct row_sorting *by;
};

static int
compare_totals(const struct tree_node *a, const struct tree_node *b, const struct row_sorting *by)
{
	bool largest_first = by->column->big_first != by->order->inverted;

	if (!a->known || !b->known)
		return b->known - a->known;
	if (a->total == b->total)
		return 0;
	return (a->total > b->total) == largest_first ? -1 : 1;
}

static bool
is_ended_root(const struct rows *rows, size_t i)
{
	return rows->nodes[i].parent == NONE && process_ended(rows->items[i].process);
}

/* Roots that have ended are below the others, and the line of the ended is the last; branches of
 * the same value are in the order of their topmost processes. */
static int
compare_siblings(const void *a, const void *b, void *argument)
{
	const struct sibling_sorting *s = argument;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const struct row *one = &s->rows->items[x], *other = &s->rows->items[y];
	int order = 0;

	if (one->kind != other->kind)
		return one->kind == ROW_ENDED ? 1 : -1;
	if (is_ended_root(s->rows, x) != is_ended_root(s->rows, y))
		return is_ended_root(s->rows, x) ? 1 : -1;
	if (s->by->column->branch != BRANCH_OWN)
		order = compare_totals(&s->rows->nodes[x], &s->rows->nodes[y], s->by);
	return order != 0 ? order : rows_compare(one, other, s->by);
}

/* Indices of all rows in the order of siblings. */
static size_t *
sorted_indices(struct rows *rows, struct row_sorting *sorting)
{
	size_t *indices = grow_new((rows->count + 1) * sizeof *indices);
	struct sibling_sorting by = { rows, sorting };

	for (size_t i = 0; i < rows->count; i++)
		indices[i] = i;
	qsort_r(indices, rows->count, sizeof *indices, compare_siblings, &by);
	return indices;
}

/* --- the walk --- */

/* Links each row to its parent; from last to first, so that the first becomes the first child. */
static size_t
link_children(struct rows *rows, const size_t *indices)
{
	size_t first_root = NONE;

	for (size_t i = rows->count; i > 0; i--) {
		struct tree_node *node = &rows->nodes[indices[i - 1]];
		size_t *head =
			node->parent != NONE ? &rows->nodes[node->parent].first_child : &first_root;

		node->next_sibling = *head;
		*head = indices[i - 1];
	}
	return first_root;
}

struct walk {
	struct rows *rows;
	const struct row_order *order;
	size_t written, hidden;
	size_t folded_by; /* NONE, or the written row whose descendants are hidden */
};

/* The descendants of a collapsed row are consecutive. */
static void
hide_row(struct walk *w, const struct row *row)
{
	struct row *above = &w->rows->ordered[w->folded_by];

	if (above->hidden_below == 0)
		above->inside = &w->rows->hidden[w->hidden];
	w->rows->hidden[w->hidden++] = *row;
	above->hidden_below++;
	above->inside_count++;
}

static void
write_row(struct walk *w, size_t index, uint16_t depth, uint64_t rails)
{
	struct row *out;
	bool last = w->rows->nodes[index].next_sibling == NONE;

	if (w->folded_by != NONE) {
		hide_row(w, &w->rows->items[index]);
		return;
	}
	out = &w->rows->ordered[w->written++];
	*out = w->rows->items[index];
	out->depth = depth;
	out->last = last;
	out->rails = rails;
	if (out->kind == ROW_PROCESS)
		out->folded =
			out->parent && rows_keys_have(&w->order->folded, out->process->now.key);
}

static bool
collapses(const struct row *row)
{
	return row->kind == ROW_PROCESS && row->folded;
}

/* Depth first without recursion: down to the first child, else to the next sibling, else up. */
static void
walk_tree(struct walk *w, size_t root)
{
	const struct tree_node *nodes = w->rows->nodes;
	size_t at = root, folded_at = NONE;
	uint16_t depth = 0;
	uint64_t rails = 0;

	while (at != NONE) {
		bool more = nodes[at].next_sibling != NONE;

		write_row(w, at, depth, rails);
		if (w->folded_by == NONE && collapses(&w->rows->ordered[w->written - 1])) {
			w->folded_by = w->written - 1;
			folded_at = at;
		}
		if (nodes[at].first_child != NONE) {
			if (depth < RAILS)
				rails = more ? rails | 1ull << depth : rails & ~(1ull << depth);
			depth++;
			at = nodes[at].first_child;
			continue;
		}
		while (at != NONE && nodes[at].next_sibling == NONE) {
			at = nodes[at].parent;
			depth--;
			if (at == folded_at)
				w->folded_by = folded_at = NONE;
		}
		at = at != NONE ? nodes[at].next_sibling : NONE;
	}
}

/* The line of the ended is the last at the root; it goes if it stands for nothing. */
static void
finish_ended_line(struct rows *rows)
{
	struct row *line = rows->items;

	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].kind == ROW_ENDED)
			line = &rows->items[i];
	if (line->kind != ROW_ENDED)
		return;
	line->hidden_below = (unsigned)(rows->items + rows->count - line - 1);
	if (line->inside_count == 0 && line->hidden_below == 0)
		rows->count--;
	if (line->inside_count == 0)
		line->folded = false;
}

static void
make_room(struct rows *rows)
{
	rows->nodes =
		grow_discard(rows->nodes, &rows->node_capacity, rows->count, sizeof *rows->nodes);
	rows->ordered = grow_discard(
		rows->ordered, &rows->ordered_capacity, rows->count, sizeof *rows->ordered);
}

void
rows_build_tree(struct rows *rows, const struct table *t, struct row_sorting *sorting)
{
	struct walk walk = { .rows = rows, .order = sorting->order, .folded_by = NONE };
	size_t *indices;

	if (sorting->order->folded.count > 0)
		rows->hidden = grow_discard(
			rows->hidden, &rows->hidden_capacity, rows->count, sizeof *rows->hidden);
	make_room(rows);
	qsort(rows->items, rows->count, sizeof *rows->items, compare_pids);
	find_places(rows, t);
	add_to_ancestors(rows, sorting);
	indices = sorted_indices(rows, sorting);
	walk_tree(&walk, link_children(rows, indices));
	free(indices);
	grow_swap(&rows->items, &rows->capacity, &rows->ordered, &rows->ordered_capacity);
	rows->count = walk.written;
	finish_ended_line(rows);
}

void
rows_put_branch(const struct row *row, bool ascii, struct buffer *b)
{
	static const char *const utf8[] = { "│  ", "   ", "├─ ", "└─ ", "├+ ", "└+ " };
	static const char *const plain[] = { "|  ", "   ", "|- ", "`- ", "|+ ", "`+ " };
	const char *const *parts = ascii ? plain : utf8;

	if (row->depth == 0) {
		if (collapses(row))
			buffer_text(b, "+ ");
		return;
	}
	for (unsigned i = 1; i < row->depth && i < RAILS; i++)
		buffer_text(b, parts[row->rails >> i & 1 ? 0 : 1]);
	buffer_text(b, parts[(collapses(row) ? 4 : 2) + row->last]);
}
