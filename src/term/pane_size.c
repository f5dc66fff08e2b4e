/* SPDX-License-Identifier: MIT */
/* pane_size.c: a pane of another size: what it shows stays at the top left, and the cursor on its
 * text. */
#include "term/pane_private.h"

#include <stdio.h>

/* Before the primary screen becomes smaller: lines go off the top until the first `needed` rows end
 * in its last. Returns how many went. */
static int
make_room(struct pane *p, int rows, int needed)
{
	int gone = needed - rows;

	if (gone <= 0)
		return 0;
	pane_push_rows(p, 0, gone);
	pane_grid_scroll(&p->primary, 0, p->primary.rows, gone, &pane_blank);
	return gone;
}

/* A screen in reverse is turned back for the while, so that new cells fit to the old. */
static void
toggle_reversed(struct pane *p)
{
	if (!p->reversed)
		return;
	pane_grid_toggle(&p->primary, INK_REVERSE);
	if (p->screen.alternate)
		pane_grid_toggle(&p->alternate, INK_REVERSE);
}

/* As in xterm, what is below the cursor is cut off first. Where the cursor of a hidden primary
 * screen is no one tells: its text stays. */
int
pane_change_size(struct pane *p, int rows, int cols, int cursor_row)
{
	bool alternate = p->screen.alternate;
	int gone;

	toggle_reversed(p);
	gone = make_room(p, rows, alternate ? pane_grid_filled(&p->primary) : cursor_row + 1);
	pane_grid_resize(&p->primary, rows, cols);
	if (alternate)
		pane_grid_resize(&p->alternate, rows, cols);
	toggle_reversed(p);
	p->screen.rows = rows;
	p->screen.cols = cols;
	return alternate ? 0 : gone;
}

static int
limited(int value, int most)
{
	if (value < 1)
		return 1;
	return value < most ? value : most;
}

/* libvterm 0.1 goes on with a scroll region that lies below the last row, and then moves memory
 * that is not its own. As in xterm, a region does not outlive a change of size. */
static void
drop_scroll_region(struct pane *p)
{
	VTermPos cursor;
	char text[48];
	int length;

	vterm_state_get_cursorpos(p->state, &cursor);
	length = snprintf(
		text, sizeof text, "\033[r\033[s\033[%d;%dH", cursor.row + 1, cursor.col + 1);
	vterm_input_write(p->vt, text, (size_t)length);
}

void
pane_resize(struct pane *p, int rows, int cols)
{
	rows = limited(rows, PANE_ROWS_MAX);
	cols = limited(cols, PANE_COLS_MAX);
	if (rows == p->screen.rows && cols == p->screen.cols)
		return;
	if (rows < p->screen.rows || cols < p->screen.cols) {
		drop_scroll_region(p);
		p->shrunk = true;
	}
	vterm_set_size(p->vt, rows, cols);
	pane_follow_cursor(p);
}
