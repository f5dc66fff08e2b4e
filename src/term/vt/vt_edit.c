/* SPDX-License-Identifier: MIT */
/* vt_edit.c: erases cells, and moves text up, down and sideways. */
#include "term/vt/vt_private.h"

/* Erased cells get the background of the pen, as in other terminals. */
static struct vt_cell
blank_of(const struct vt *p)
{
	struct vt_cell blank = vt_blank;

	blank.ink.back = p->ink.back;
	if (vt_has(p, MODE_REVERSED))
		blank.ink.attributes = INK_REVERSE;
	return blank;
}

/* Selective erasing spares guarded cells; if SPA guards them, all erasing does. */
void
vt_erase(struct vt *p, struct vt_rect at, bool selective)
{
	struct vt_cell blank = blank_of(p);
	bool spared = p->guard == GUARD_ISO || (selective && p->guard == GUARD_DEC);

	if (at.start_row < at.end_row && at.start_col < at.end_col)
		vt_grid_fill(vt_shown(p), at, &blank, spared);
}

void
vt_push_rows(struct vt *p, int start, int end)
{
	const struct vt_grid *g = &p->primary;

	for (int row = start; row < end; row++) {
		bytes_restart(&p->line);
		vt_line_put(&p->line, vt_grid_cells(g, row), (size_t)vt_grid_used(g, row));
		vt_scrollback_push(&p->scrollback, p->line.data, p->line.length);
	}
}

static int
limited(int count, int max)
{
	if (count < -max)
		return -max;
	return count < max ? count : max;
}

/* Moves text by `down` and `right`; the cells it leaves become blank. */
static void
move_within(struct vt *p, struct vt_rect at, int down, int right)
{
	struct vt_cell blank = blank_of(p);
	struct vt_grid *g = vt_shown(p);
	struct vt_rect from = at, to = at, left = at;

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
		vt_grid_move(g, to, from);
	vt_grid_fill(g, left, &blank, false);
}

void
vt_scroll(struct vt *p, int start, int end, int count)
{
	struct vt_rect at = { start, end, p->left, p->right };
	struct vt_cell blank = blank_of(p);

	count = limited(count, end - start);
	if (count == 0)
		return;
	if (p->left != 0 || p->right != p->screen.cols) {
		move_within(p, at, -count, 0);
		return;
	}
	if (start == 0 && count > 0 && !p->screen.alternate)
		vt_push_rows(p, 0, count);
	vt_grid_scroll(vt_shown(p), start, end, count, &blank);
}

void
vt_shift(struct vt *p, int start, int end, int col, int count)
{
	int edge = col < p->right ? p->right : p->screen.cols;
	struct vt_rect at = { start, end, col, edge };

	if (start < end && col < edge && count != 0)
		move_within(p, at, 0, limited(count, edge - col));
}

/* DECALN. */
void
vt_fill_screen(struct vt *p, uint32_t character)
{
	struct vt_cell cell = { .character = character, .ink = vt_blank.ink, .width = 1 };
	struct vt_rect all = { 0, p->screen.rows, 0, p->screen.cols };

	if (vt_has(p, MODE_REVERSED))
		cell.ink.attributes = INK_REVERSE;
	vt_grid_fill(vt_shown(p), all, &cell, false);
}
