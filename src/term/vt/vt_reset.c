/* SPDX-License-Identifier: MIT */
/* vt_reset.c: resets the terminal to its initial state (RIS), or to what a program expects
 * (DECSTR). */
#include "term/vt/vt_private.h"

/* For both: the modes, the pen, the charsets, the margins, the saved cursor of the screen. */
static void
reset_state(struct vt *p, unsigned modes)
{
	p->modes = modes;
	p->guard = GUARD_NONE;
	p->guarded = false;
	p->charsets = (struct vt_charsets){ .locked = 0 };
	vt_use_ink(p, vt_blank.ink);
	vt_reset_margins(p);
	p->saved[p->screen.alternate] = (struct vt_saved){ .pen = vt_blank.ink };
	p->wraps = false;
	p->screen.cursor_hidden = false;
	p->clock++;
}

/* As in xterm, the modes of the mouse, of pastes and of the screen are kept. */
void
vt_reset_softly(struct vt *p)
{
	unsigned kept = MODE_REVERSED | MODE_FOCUS | MODE_WHEEL_KEYS | MODE_PASTE | MODE_HELD |
			MODE_BLINK | MODE_BACKSPACE | MODE_NEWLINE;

	reset_state(p, (p->modes & kept) | MODE_WRAP | MODE_CURSOR);
}

static void
clear_grid(struct vt_grid *g)
{
	struct vt_rect all = { 0, g->rows, 0, g->cols };

	vt_grid_fill(g, all, &vt_blank, false);
}

/* The scrollback stays, and so does the title. */
void
vt_reset(struct vt *p)
{
	p->screen.alternate = false;
	vt_grid_close(&p->alternate);
	reset_state(p, VT_MODES_AT_FIRST);
	clear_grid(&p->primary);
	vt_grid_touch(&p->primary);
	p->saved[true] = p->saved[false];
	p->mouse = p->mouse_encoding = 0;
	vt_keep_all_modes(p);
	p->screen.cursor = VT_CURSOR_DEFAULT;
	p->title_count = 0;
	vt_reset_tabs(p);
	vt_move_to(p, 0, 0);
}
