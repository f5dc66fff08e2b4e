/* SPDX-License-Identifier: MIT */
/* vt_move.c: moves the cursor: margins, tab stops, its saved state. */
#include <string.h>

#include "term/vt/vt_private.h"

static int
within(int value, int min, int end)
{
	if (value < min)
		return min;
	return value < end ? value : end - 1;
}

void
vt_move_to(struct vt *p, int row, int col)
{
	p->row = within(row, 0, p->screen.rows);
	p->col = within(col, 0, p->screen.cols);
	p->wraps = false;
}

void
vt_address(struct vt *p, int row, int col)
{
	if (!vt_has(p, MODE_ORIGIN)) {
		vt_move_to(p, row, col);
		return;
	}
	vt_move_to(p, within(p->top + row, p->top, p->bottom),
		within(p->left + col, p->left, p->right));
}

/* --- steps: a margin stops the cursor only from inside --- */

void
vt_move_up(struct vt *p, int count)
{
	int wall = p->row >= p->top ? p->top : 0;

	vt_move_to(p, p->row - count > wall ? p->row - count : wall, p->col);
}

void
vt_move_down(struct vt *p, int count)
{
	int wall = p->row < p->bottom ? p->bottom : p->screen.rows;

	vt_move_to(p, p->row + count < wall ? p->row + count : wall - 1, p->col);
}

/* Backwards past the start of lines, if a program requested that. */
static void
move_back_over_lines(struct vt *p, int count)
{
	int max = p->screen.rows * p->screen.cols;

	for (count = count < max ? count : max; count > 0; count--) {
		int wall = p->col >= p->left ? p->left : 0;

		if (p->wraps)
			p->wraps = false;
		else if (p->col > wall)
			p->col--;
		else if (p->row == p->top)
			vt_move_to(p, p->bottom - 1, p->right - 1);
		else
			vt_move_to(p, p->row > 0 ? p->row - 1 : p->screen.rows - 1, p->right - 1);
	}
}

void
vt_move_left(struct vt *p, int count)
{
	int wall = p->col >= p->left ? p->left : 0;

	if (vt_has(p, MODE_REVERSE_WRAP) && vt_has(p, MODE_WRAP))
		move_back_over_lines(p, count);
	else
		vt_move_to(p, p->row, p->col - count > wall ? p->col - count : wall);
}

void
vt_move_right(struct vt *p, int count)
{
	int wall = p->col < p->right ? p->right : p->screen.cols;

	vt_move_to(p, p->row, p->col + count < wall ? p->col + count : wall - 1);
}

void
vt_return(struct vt *p)
{
	bool outside = p->col < p->left && !vt_has(p, MODE_ORIGIN);

	vt_move_to(p, p->row, outside ? 0 : p->left);
}

/* --- lines --- */

bool
vt_is_in_margins(const struct vt *p)
{
	return p->row >= p->top && p->row < p->bottom && p->col >= p->left && p->col < p->right;
}

void
vt_index(struct vt *p)
{
	p->wraps = false;
	if (p->row == p->bottom - 1) {
		if (p->col >= p->left && p->col < p->right)
			vt_scroll(p, p->top, p->bottom, 1);
	} else if (p->row < p->screen.rows - 1) {
		p->row++;
	}
}

void
vt_index_back(struct vt *p)
{
	p->wraps = false;
	if (p->row == p->top) {
		if (p->col >= p->left && p->col < p->right)
			vt_scroll(p, p->top, p->bottom, -1);
	} else if (p->row > 0) {
		p->row--;
	}
}

void
vt_reset_margins(struct vt *p)
{
	p->top = p->left = 0;
	p->bottom = p->screen.rows;
	p->right = p->screen.cols;
}

/* --- tab stops --- */

/* Every eighth column is a tab stop, so all bytes are alike. */
void
vt_reset_tabs(struct vt *p)
{
	memset(p->tabs, 1, sizeof p->tabs);
}

bool
vt_tabs_are_usual(const struct vt *p)
{
	return p->tabs[0] == 1 && memcmp(p->tabs, p->tabs + 1, sizeof p->tabs - 1) == 0;
}

void
vt_set_tab(struct vt *p, int col, bool on)
{
	unsigned bit = 1u << col % 8;

	p->tabs[col / 8] = (uint8_t)(on ? p->tabs[col / 8] | bit : p->tabs[col / 8] & ~bit);
}

bool
vt_has_tab(const struct vt *p, int col)
{
	return p->tabs[col / 8] >> col % 8 & 1;
}

void
vt_tab(struct vt *p, int count)
{
	int step = count > 0 ? 1 : -1, col = p->col, last = p->right - 1;

	if (step < 0)
		last = vt_has(p, MODE_ORIGIN) ? p->left : 0;
	if ((col - last) * step > 0)
		col = last;
	for (; count != 0 && col != last; count -= step)
		for (col += step; col != last && !vt_has_tab(p, col);)
			col += step;
	p->col = col;
	p->wraps &= step > 0;
}

/* --- saved state --- */

static struct vt_saved *
saved_of(struct vt *p)
{
	return &p->saved[p->screen.alternate];
}

void
vt_save_cursor(struct vt *p)
{
	*saved_of(p) = (struct vt_saved){ .row = p->row,
		.col = p->col,
		.wraps = p->wraps,
		.origin = vt_has(p, MODE_ORIGIN),
		.guarded = p->guarded,
		.pen = p->pen,
		.charsets = p->charsets };
}

void
vt_restore_cursor(struct vt *p)
{
	const struct vt_saved *s = saved_of(p);

	p->modes = s->origin ? p->modes | MODE_ORIGIN : p->modes & ~(unsigned)MODE_ORIGIN;
	p->guarded = s->guarded;
	p->charsets = s->charsets;
	vt_use_ink(p, s->pen);
	if (s->origin)
		vt_address(p, s->row - p->top, s->col - p->left);
	else
		vt_move_to(p, s->row, s->col);
	p->wraps = s->wraps && p->col == s->col;
}
