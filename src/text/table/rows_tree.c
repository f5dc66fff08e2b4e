/* SPDX-License-Identifier: MIT */
/* rows_tree.c: rows as a tree: parents and children, and the branches before their commands. */
#include "text/table/rows_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#define NONE SIZE_MAX
#define RAILS 64

/* One row's position in the tree, as indices into rows->items. */
struct tree_node {
	size_t parent, first_child, next_sibling;
};

static int
compare_pids(const void *a, const void *b)
{
	return proc_key_compare(((const struct row *)a)->process->now.key,
		((const struct row *)b)->process->now.key);
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

static void
add_to_ancestors(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct process *p = rows->items[i].process;
		uint64_t rss = p->now.known & KNOWN_RSS ? p->now.rss_bytes : 0;

		if (is_counted_above(rows, i))
			rss = 0;
		for (size_t up = rows->nodes[i].parent; up != NONE; up = rows->nodes[up].parent) {
			rows->items[up].tree_rss_bytes += rss;
			rows->items[up].parent = true;
		}
	}
}

static bool
is_folded(const struct row_order *order, const struct process *p)
{
	for (size_t i = 0; i < order->folded_count; i++)
		if (proc_key_compare(order->folded[i], p->now.key) == 0)
			return true;
	return false;
}

/* Indices of all rows in the order of siblings, by sorting copies that carry their index. */
static size_t *
sorted_indices(struct rows *rows, struct row_sorting *sorting)
{
	size_t *indices = grow_new((rows->count + 1) * sizeof *indices);

	memcpy(rows->ordered, rows->items, rows->count * sizeof *rows->items);
	for (size_t i = 0; i < rows->count; i++)
		rows->ordered[i].rails = i;
	qsort_r(rows->ordered, rows->count, sizeof *rows->ordered, rows_compare, sorting);
	for (size_t i = 0; i < rows->count; i++)
		indices[i] = (size_t)rows->ordered[i].rails;
	return indices;
}

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
	size_t written;
	size_t folded_by; /* NONE, or the written row whose descendants are hidden */
};

static void
write_row(struct walk *w, size_t index, uint16_t depth, uint64_t rails)
{
	struct row *out;
	bool last = w->rows->nodes[index].next_sibling == NONE;

	if (w->folded_by != NONE) {
		w->rows->ordered[w->folded_by].hidden_below++;
		return;
	}
	out = &w->rows->ordered[w->written++];
	*out = w->rows->items[index];
	out->depth = depth;
	out->last = last;
	out->rails = rails;
	out->folded = out->parent && is_folded(w->order, out->process);
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
		if (w->folded_by == NONE && w->rows->ordered[w->written - 1].folded) {
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

void
rows_build_tree(struct rows *rows, const struct table *t, struct row_sorting *sorting)
{
	struct walk walk = { .rows = rows, .order = sorting->order, .folded_by = NONE };
	struct row *written;
	size_t *indices, capacity;

	qsort(rows->items, rows->count, sizeof *rows->items, compare_pids);
	rows->nodes =
		grow_discard(rows->nodes, &rows->node_capacity, rows->count, sizeof *rows->nodes);
	rows->ordered = grow_discard(
		rows->ordered, &rows->ordered_capacity, rows->count, sizeof *rows->ordered);
	for (size_t i = 0; i < rows->count; i++)
		rows->nodes[i] = (struct tree_node){ find_parent(rows, t, rows->items[i].process),
			NONE, NONE };
	add_to_ancestors(rows);
	indices = sorted_indices(rows, sorting);
	walk_tree(&walk, link_children(rows, indices));
	free(indices);

	written = rows->ordered;
	rows->ordered = rows->items;
	rows->items = written;
	rows->count = walk.written;
	capacity = rows->ordered_capacity;
	rows->ordered_capacity = rows->capacity;
	rows->capacity = capacity;
}

void
rows_put_branch(const struct row *row, bool ascii, struct buffer *b)
{
	static const char *const utf8[] = { "│  ", "   ", "├─ ", "└─ ", "├+ ", "└+ " };
	static const char *const plain[] = { "|  ", "   ", "|- ", "`- ", "|+ ", "`+ " };
	const char *const *parts = ascii ? plain : utf8;

	if (row->depth == 0) {
		if (row->folded)
			buffer_text(b, "+ ");
		return;
	}
	for (unsigned i = 1; i < row->depth && i < RAILS; i++)
		buffer_text(b, parts[row->rails >> i & 1 ? 0 : 1]);
	buffer_text(b, parts[(row->folded ? 4 : 2) + row->last]);
}
