/* SPDX-License-Identifier: MIT */
/* vt_grid.c: rows of cells that scroll without being moved. */
#include "term/vt/vt_grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

static void
fill_blank(struct vt_cell *cells, size_t count, const struct vt_cell *blank)
{
	for (size_t i = 0; i < count; i++)
		cells[i] = *blank;
}

static struct vt_row *
row_of(const struct vt_grid *g, int row)
{
	int index = g->top + row;

	return &g->ring[index < g->rows ? index : index - g->rows];
}

static struct vt_cell *
slot_cells(const struct vt_grid *g, int slot)
{
	return &g->cells[(size_t)slot * (size_t)g->cols];
}

void
vt_grid_open(struct vt_grid *g, int rows, int cols, uint64_t *clock)
{
	size_t count = (size_t)rows * (size_t)cols;

	*g = (struct vt_grid){ .rows = rows, .cols = cols, .clock = clock };
	g->cells = grow_new(count * sizeof *g->cells);
	g->ring = grow_new((size_t)rows * sizeof *g->ring);
	fill_blank(g->cells, count, &vt_blank);
	for (int row = 0; row < rows; row++)
		g->ring[row].slot = row;
	vt_grid_touch(g);
}

void
vt_grid_close(struct vt_grid *g)
{
	free(g->cells);
	free(g->ring);
	*g = (struct vt_grid){ .cells = NULL };
}

bool
vt_grid_is_open(const struct vt_grid *g)
{
	return g->cells != NULL;
}

struct vt_cell *
vt_grid_cells(const struct vt_grid *g, int row)
{
	return slot_cells(g, row_of(g, row)->slot);
}

int
vt_grid_used(const struct vt_grid *g, int row)
{
	return row_of(g, row)->used;
}

uint64_t
vt_grid_changed(const struct vt_grid *g, int row)
{
	uint64_t changed = row_of(g, row)->changed;

	return changed > g->all_changed ? changed : g->all_changed;
}

void
vt_grid_touch(struct vt_grid *g)
{
	g->all_changed = ++*g->clock;
}

static void
touch_row(struct vt_grid *g, struct vt_row *row, int used)
{
	row->changed = ++*g->clock;
	if (used > row->used)
		row->used = used;
}

int
vt_grid_filled(const struct vt_grid *g)
{
	for (int row = g->rows - 1; row >= 0; row--) {
		const struct vt_cell *cells = vt_grid_cells(g, row);

		for (int col = vt_grid_used(g, row) - 1; col >= 0; col--)
			if (cells[col].character != 0)
				return row + 1;
	}
	return 0;
}

static void
blank_half(struct vt_cell *cell)
{
	struct vt_cell blank = vt_blank;

	blank.ink.back = cell->ink.back;
	*cell = blank;
}

/* A wide character split by the border left of `col` becomes blank. */
static inline void
blank_split(const struct vt_grid *g, struct vt_cell *cells, int col)
{
	bool opens = col > 0 && cells[col - 1].width == 2;
	bool closes = col < g->cols && cells[col].width == 0;

	if (opens != closes)
		blank_half(&cells[col - opens]);
}

void
vt_grid_put(struct vt_grid *g, int row, int col, const struct vt_cell *cell)
{
	struct vt_row *entry = row_of(g, row);
	struct vt_cell *cells = slot_cells(g, entry->slot);
	bool plain = cells[col].width == 1 && cell->width == 1;

	cells[col] = *cell;
	touch_row(g, entry, col + cell->width);
	if (plain)
		return;
	if (cell->width == 2) {
		cells[col + 1] = (struct vt_cell){ .ink = cell->ink, .guarded = cell->guarded };
		blank_split(g, cells, col + 2);
	} else {
		blank_split(g, cells, col + 1);
	}
	blank_split(g, cells, col);
}

void
vt_grid_put_text(struct vt_grid *g, int row, int col, const char *text, int count,
	const struct vt_cell *like)
{
	struct vt_row *entry = row_of(g, row);
	struct vt_cell *cells = slot_cells(g, entry->slot);

	for (int i = 0; i < count; i++) {
		cells[col + i] = *like;
		cells[col + i].character = text[i] != ' ' ? (unsigned char)text[i] : 0;
	}
	blank_split(g, cells, col);
	blank_split(g, cells, col + count);
	touch_row(g, entry, col + count);
}

void
vt_grid_mark(struct vt_grid *g, int row, int col, uint32_t mark)
{
	struct vt_row *entry = row_of(g, row);
	struct vt_cell *cell = &slot_cells(g, entry->slot)[col];

	if (cell->marks[1] != 0)
		return;
	cell->marks[cell->marks[0] != 0] = mark;
	touch_row(g, entry, col + 1);
}

static void
fill_row(struct vt_grid *g, struct vt_row *row, int start, int end, const struct vt_cell *blank)
{
	struct vt_cell *cells = slot_cells(g, row->slot);
	bool plain = vt_cell_same(blank, &vt_blank);
	int stop = plain && row->used < end ? row->used : end;

	if (start < stop)
		fill_blank(cells + start, (size_t)(stop - start), blank);
	blank_split(g, cells, start);
	blank_split(g, cells, end);
	if (plain && row->used <= end && row->used > start)
		row->used = start;
	touch_row(g, row, plain ? 0 : end);
}

void
vt_grid_fill(struct vt_grid *g, struct vt_rect at, const struct vt_cell *blank, bool spared)
{
	for (int row = at.start_row; row < at.end_row; row++) {
		const struct vt_cell *cells = vt_grid_cells(g, row);
		int end;

		/* The stretches between guarded cells; the whole row if there are none. */
		for (int col = at.start_col; col < at.end_col; col = end) {
			for (end = col + 1; spared && end < at.end_col; end++)
				if (cells[end].guarded != cells[col].guarded)
					break;
			end = spared ? end : at.end_col;
			if (!spared || !cells[col].guarded)
				fill_row(g, row_of(g, row), col, end, blank);
		}
	}
}

void
vt_grid_move(struct vt_grid *g, struct vt_rect to, struct vt_rect from)
{
	int count = to.end_row - to.start_row, cols = to.end_col - to.start_col;
	bool upward = to.start_row <= from.start_row;

	for (int i = 0; i < count; i++) {
		int step = upward ? i : count - 1 - i;
		struct vt_row *row = row_of(g, to.start_row + step);
		struct vt_cell *cells = slot_cells(g, row->slot);

		memmove(cells + to.start_col,
			vt_grid_cells(g, from.start_row + step) + from.start_col,
			(size_t)cols * sizeof *cells);
		blank_split(g, cells, to.start_col);
		blank_split(g, cells, to.end_col);
		touch_row(g, row, to.end_col);
	}
}

/* --- scrolling --- */

static void
rotate(struct vt_grid *g, int step, const struct vt_cell *blank)
{
	struct vt_row *row = row_of(g, step > 0 ? 0 : g->rows - 1);

	fill_row(g, row, 0, g->cols, blank);
	g->top = (g->top + step + g->rows) % g->rows;
	vt_grid_touch(g);
}

/* For a part of the ring: the entries move, the cells stay. */
static void
rotate_part(struct vt_grid *g, int start, int end, int step, const struct vt_cell *blank)
{
	int leaving = step > 0 ? start : end - 1, last = step > 0 ? end - 1 : start;
	struct vt_row kept = *row_of(g, leaving);

	for (int row = leaving; row != last; row += step) {
		*row_of(g, row) = *row_of(g, row + step);
		touch_row(g, row_of(g, row), 0);
	}
	*row_of(g, last) = kept;
	fill_row(g, row_of(g, last), 0, g->cols, blank);
}

void
vt_grid_scroll(struct vt_grid *g, int start, int end, int count, const struct vt_cell *blank)
{
	int step = count > 0 ? 1 : -1;

	if (count > end - start || -count > end - start)
		count = (end - start) * step;
	for (; count != 0; count -= step)
		if (start == 0 && end == g->rows)
			rotate(g, step, blank);
		else
			rotate_part(g, start, end, step, blank);
}

/* --- reading order --- */

void
vt_grid_resize(struct vt_grid *g, int rows, int cols)
{
	struct vt_grid old = *g;
	int kept_rows = rows < old.rows ? rows : old.rows;
	int kept_cols = cols < old.cols ? cols : old.cols;

	vt_grid_open(g, rows, cols, old.clock);
	for (int row = 0; row < kept_rows; row++) {
		struct vt_cell *cells = vt_grid_cells(g, row);
		int used = vt_grid_used(&old, row);

		memcpy(cells, vt_grid_cells(&old, row), (size_t)kept_cols * sizeof *cells);
		touch_row(g, row_of(g, row), used < kept_cols ? used : kept_cols);
		blank_split(g, cells, cols);
	}
	vt_grid_close(&old);
}

/* Moves the rows along one cycle of slots that begins at `first`. */
static void
settle_cycle(struct vt_grid *g, int first, struct vt_cell *spare)
{
	size_t size = (size_t)g->cols * sizeof *spare;
	int row = first;

	memcpy(spare, slot_cells(g, first), size);
	while (g->ring[row].slot != first) {
		int from = g->ring[row].slot;

		memcpy(slot_cells(g, row), slot_cells(g, from), size);
		g->ring[row].slot = row;
		row = from;
	}
	memcpy(slot_cells(g, row), spare, size);
	g->ring[row].slot = row;
}

static void
settle_ring(struct vt_grid *g)
{
	struct vt_row *ring = grow_new((size_t)g->rows * sizeof *ring);

	for (int row = 0; row < g->rows; row++)
		ring[row] = *row_of(g, row);
	free(g->ring);
	g->ring = ring;
	g->top = 0;
}

void
vt_grid_settle(struct vt_grid *g)
{
	struct vt_cell *spare = NULL;

	if (g->top != 0)
		settle_ring(g);
	for (int row = 0; row < g->rows; row++) {
		if (g->ring[row].slot == row)
			continue;
		if (spare == NULL)
			spare = grow_new((size_t)g->cols * sizeof *spare);
		settle_cycle(g, row, spare);
	}
	free(spare);
}

void
vt_grid_toggle(struct vt_grid *g, uint32_t attribute)
{
	for (size_t i = 0; i < (size_t)g->rows * (size_t)g->cols; i++)
		g->cells[i].ink.attributes ^= attribute;
	for (int row = 0; row < g->rows; row++)
		g->ring[row].used = g->cols;
	vt_grid_touch(g);
}
