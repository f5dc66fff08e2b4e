/* SPDX-License-Identifier: MIT */
/* vt_size.c: resizes the terminal: its content stays at the top left, and the cursor on its
 * text. */
#include "term/vt/vt_private.h"

/* Before the primary screen shrinks: scrolls lines off the top until the first `needed` rows
 * fit. Returns how many lines were scrolled off. */
static int
scroll_off(struct vt *p, int rows, int needed)
{
	int gone = needed - rows;

	if (gone <= 0)
		return 0;
	vt_push_rows(p, 0, gone);
	vt_grid_scroll(&p->primary, 0, p->primary.rows, gone, &vt_blank);
	return gone;
}

static void
resize_grid(struct vt *p, struct vt_grid *g, int rows, int cols)
{
	bool reversed = vt_has(p, MODE_REVERSED);

	if (!vt_grid_is_open(g))
		return;
	/* Turned back meanwhile, so that new cells match the old. */
	if (reversed)
		vt_grid_toggle(g, INK_REVERSE);
	vt_grid_resize(g, rows, cols);
	if (reversed)
		vt_grid_toggle(g, INK_REVERSE);
}

/* Clears a pending wrap in column 0, which only a screen one column wide can cause: margins are
 * never that narrow. */
static void
forget_wrap(struct vt_saved *s)
{
	s->wraps &= s->col > 0;
}

/* As in xterm, rows below the cursor are cut off first; for a hidden primary screen, rows below
 * its text. */
static void
change_size(struct vt *p, int rows, int cols)
{
	bool alternate = p->screen.alternate;
	int gone = scroll_off(p, rows, alternate ? vt_grid_filled(&p->primary) : p->row + 1);
	int *saved = &p->saved[false].row;

	resize_grid(p, &p->primary, rows, cols);
	resize_grid(p, &p->alternate, rows, cols);
	p->screen.rows = rows;
	p->screen.cols = cols;
	*saved = *saved > gone ? *saved - gone : 0;
	forget_wrap(&p->saved[false]);
	forget_wrap(&p->saved[true]);
	vt_reset_margins(p);
	vt_move_to(p, alternate ? p->row : p->row - gone, p->col);
}

/* As in xterm, a change of size resets the margins. */
void
vt_resize(struct vt *p, int rows, int cols)
{
	vt_screen_clamp(&rows, &cols);
	if (rows == p->screen.rows && cols == p->screen.cols)
		return;
	change_size(p, rows, cols);
	p->printed = 0;
	p->clock++;
	vt_follow_cursor(p);
}
