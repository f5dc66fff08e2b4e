/* SPDX-License-Identifier: MIT */
/* vt_edit.c: cells that are erased, and text that goes up, down and sideways. */
#include "term/vt/vt_private.h"

struct pane_cell
pane_blank_of(const struct pane *p)
{
	struct pane_cell blank = pane_blank;

	blank.ink.back = p->ink.back;
	if (pane_has(p, MODE_REVERSED))
		blank.ink.attributes = INK_REVERSE;
	return blank;
}

/* What is guarded is left by selective erasing; where SPA began that, by all other as well. */
void
pane_erase(struct pane *p, struct pane_rect at, bool selective)
{
	struct pane_cell blank = pane_blank_of(p);
	bool spared = p->guard == GUARD_ISO || (selective && p->guard == GUARD_DEC);

	if (at.start_row < at.end_row && at.start_col < at.end_col)
		pane_grid_fill(pane_shown(p), at, &blank, spared);
}

void
pane_push_rows(struct pane *p, int start, int end)
{
	const struct pane_grid *g = &p->primary;

	for (int row = start; row < end; row++) {
		bytes_restart(&p->line);
		pane_line_put(&p->line, pane_grid_cells(g, row), (size_t)pane_grid_used(g, row));
		pane_scrollback_push(&p->scrollback, p->line.data, p->line.length);
	}
}

static int
limited(int count, int most)
{
	if (count < -most)
		return -most;
	return count < most ? count : most;
}

/* Where text goes by `down` and `right`; what it leaves is blank. */
static void
move_within(struct pane *p, struct pane_rect at, int down, int right)
{
	struct pane_cell blank = pane_blank_of(p);
	struct pane_grid *g = pane_shown(p);
	struct pane_rect from = at, to = at, left = at;

	if (down > 0) {
		from.end_row -= down;
		to.start_row += down;
		left.end_row = to.start_row;
	} else if (down < 0) {
		from.start_row -= down;
		to.end_row += down;
		left.start_row = to.end_row;
	} else if (right > 0) {
		from.end_col -= right;
		to.start_col += right;
		left.end_col = to.start_col;
	} else {
		from.start_col -= right;
		to.end_col += right;
		left.start_col = to.end_col;
	}
	if (to.start_row < to.end_row && to.start_col < to.end_col)
		pane_grid_move(g, to, from);
	pane_grid_fill(g, left, &blank, false);
}

void
pane_scroll(struct pane *p, int start, int end, int count)
{
	struct pane_rect at = { start, end, p->left, p->right };
	struct pane_cell blank = pane_blank_of(p);

	count = limited(count, end - start);
	if (count == 0)
		return;
	if (p->left != 0 || p->right != p->screen.cols) {
		move_within(p, at, -count, 0);
		return;
	}
	if (start == 0 && count > 0 && !p->screen.alternate)
		pane_push_rows(p, 0, count);
	pane_grid_scroll(pane_shown(p), start, end, count, &blank);
}

void
pane_shift(struct pane *p, int start, int end, int col, int count)
{
	int edge = col < p->right ? p->right : p->screen.cols;
	struct pane_rect at = { start, end, col, edge };

	if (start < end && col < edge && count != 0)
		move_within(p, at, 0, limited(count, edge - col));
}

/* DECALN. */
void
pane_fill_screen(struct pane *p, uint32_t character)
{
	struct pane_cell cell = { .character = character, .ink = pane_blank.ink, .width = 1 };
	struct pane_rect all = { 0, p->screen.rows, 0, p->screen.cols };

	if (pane_has(p, MODE_REVERSED))
		cell.ink.attributes = INK_REVERSE;
	pane_grid_fill(pane_shown(p), all, &cell, false);
}
