/* SPDX-License-Identifier: MIT */
/* vt_move.c: where the cursor goes: margins, tab stops, what is saved of it. */
#include <string.h>

#include "term/vt/vt_private.h"

static int
within(int value, int least, int end)
{
	if (value < least)
		return least;
	return value < end ? value : end - 1;
}

void
pane_move_to(struct pane *p, int row, int col)
{
	p->row = within(row, 0, p->screen.rows);
	p->col = within(col, 0, p->screen.cols);
	p->wraps = false;
}

void
pane_address(struct pane *p, int row, int col)
{
	if (!pane_has(p, MODE_ORIGIN)) {
		pane_move_to(p, row, col);
		return;
	}
	pane_move_to(p, within(p->top + row, p->top, p->bottom),
		within(p->left + col, p->left, p->right));
}

/* --- steps: a margin is a wall only from within --- */

void
pane_move_up(struct pane *p, int count)
{
	int wall = p->row >= p->top ? p->top : 0;

	pane_move_to(p, p->row - count > wall ? p->row - count : wall, p->col);
}

void
pane_move_down(struct pane *p, int count)
{
	int wall = p->row < p->bottom ? p->bottom : p->screen.rows;

	pane_move_to(p, p->row + count < wall ? p->row + count : wall - 1, p->col);
}

/* Back over the beginnings of lines, where a program asked for that. */
static void
move_back_over_lines(struct pane *p, int count)
{
	int most = p->screen.rows * p->screen.cols;

	for (count = count < most ? count : most; count > 0; count--) {
		int wall = p->col >= p->left ? p->left : 0;

		if (p->wraps)
			p->wraps = false;
		else if (p->col > wall)
			p->col--;
		else if (p->row == p->top)
			pane_move_to(p, p->bottom - 1, p->right - 1);
		else
			pane_move_to(p, p->row > 0 ? p->row - 1 : p->screen.rows - 1, p->right - 1);
	}
}

void
pane_move_left(struct pane *p, int count)
{
	int wall = p->col >= p->left ? p->left : 0;

	if (pane_has(p, MODE_REVERSE_WRAP) && pane_has(p, MODE_WRAP))
		move_back_over_lines(p, count);
	else
		pane_move_to(p, p->row, p->col - count > wall ? p->col - count : wall);
}

void
pane_move_right(struct pane *p, int count)
{
	int wall = p->col < p->right ? p->right : p->screen.cols;

	pane_move_to(p, p->row, p->col + count < wall ? p->col + count : wall - 1);
}

void
pane_return(struct pane *p)
{
	bool outside = p->col < p->left && !pane_has(p, MODE_ORIGIN);

	pane_move_to(p, p->row, outside ? 0 : p->left);
}

/* --- lines --- */

bool
pane_is_in_margins(const struct pane *p)
{
	return p->row >= p->top && p->row < p->bottom && p->col >= p->left && p->col < p->right;
}

void
pane_index(struct pane *p)
{
	p->wraps = false;
	if (p->row == p->bottom - 1) {
		if (p->col >= p->left && p->col < p->right)
			pane_scroll(p, p->top, p->bottom, 1);
	} else if (p->row < p->screen.rows - 1) {
		p->row++;
	}
}

void
pane_index_back(struct pane *p)
{
	p->wraps = false;
	if (p->row == p->top) {
		if (p->col >= p->left && p->col < p->right)
			pane_scroll(p, p->top, p->bottom, -1);
	} else if (p->row > 0) {
		p->row--;
	}
}

void
pane_reset_margins(struct pane *p)
{
	p->top = p->left = 0;
	p->bottom = p->screen.rows;
	p->right = p->screen.cols;
}

/* --- tab stops --- */

/* Every eighth column is one, so all bytes are alike. */
void
pane_reset_tabs(struct pane *p)
{
	memset(p->tabs, 1, sizeof p->tabs);
}

bool
pane_tabs_are_usual(const struct pane *p)
{
	return p->tabs[0] == 1 && memcmp(p->tabs, p->tabs + 1, sizeof p->tabs - 1) == 0;
}

void
pane_set_tab(struct pane *p, int col, bool on)
{
	unsigned bit = 1u << col % 8;

	p->tabs[col / 8] = (uint8_t)(on ? p->tabs[col / 8] | bit : p->tabs[col / 8] & ~bit);
}

bool
pane_has_tab(const struct pane *p, int col)
{
	return p->tabs[col / 8] >> col % 8 & 1;
}

void
pane_tab(struct pane *p, int count)
{
	int step = count > 0 ? 1 : -1, col = p->col, last = p->right - 1;

	if (step < 0)
		last = pane_has(p, MODE_ORIGIN) ? p->left : 0;
	if ((col - last) * step > 0)
		col = last;
	for (; count != 0 && col != last; count -= step)
		for (col += step; col != last && !pane_has_tab(p, col);)
			col += step;
	p->col = col;
	p->wraps &= step > 0;
}

/* --- saved --- */

static struct pane_saved *
saved_of(struct pane *p)
{
	return &p->saved[p->screen.alternate];
}

void
pane_save_cursor(struct pane *p)
{
	*saved_of(p) = (struct pane_saved){ .row = p->row,
		.col = p->col,
		.wraps = p->wraps,
		.origin = pane_has(p, MODE_ORIGIN),
		.guarded = p->guarded,
		.pen = p->pen,
		.charsets = p->charsets };
}

void
pane_restore_cursor(struct pane *p)
{
	const struct pane_saved *s = saved_of(p);

	p->modes = s->origin ? p->modes | MODE_ORIGIN : p->modes & ~(unsigned)MODE_ORIGIN;
	p->guarded = s->guarded;
	p->charsets = s->charsets;
	pane_use_ink(p, s->pen);
	if (s->origin)
		pane_address(p, s->row - p->top, s->col - p->left);
	else
		pane_move_to(p, s->row, s->col);
	p->wraps = s->wraps && p->col == s->col;
}
