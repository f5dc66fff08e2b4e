/* SPDX-License-Identifier: MIT */
/* vt_csi.c: control sequences (CSI): tables of what each does; here those of the cursor, of
 * margins and of modes. */
#include <string.h>

#include "base/length.h"
#include "term/vt/vt_private.h"

/* --- the cursor --- */

static void
up(struct vt *p, const struct vt_sequence *s)
{
	vt_move_up(p, vt_count(s, 0));
}

static void
down(struct vt *p, const struct vt_sequence *s)
{
	vt_move_down(p, vt_count(s, 0));
}

static void
right(struct vt *p, const struct vt_sequence *s)
{
	vt_move_right(p, vt_count(s, 0));
}

static void
left(struct vt *p, const struct vt_sequence *s)
{
	vt_move_left(p, vt_count(s, 0));
}

static void
lines_down(struct vt *p, const struct vt_sequence *s)
{
	vt_move_down(p, vt_count(s, 0));
	vt_return(p);
}

static void
lines_up(struct vt *p, const struct vt_sequence *s)
{
	vt_move_up(p, vt_count(s, 0));
	vt_return(p);
}

static void
address(struct vt *p, const struct vt_sequence *s)
{
	vt_address(p, vt_count(s, 0) - 1, vt_count(s, 1) - 1);
}

/* The cursor position, in the coordinates of vt_address. */
static int
own_row(const struct vt *p)
{
	return vt_has(p, MODE_ORIGIN) ? p->row - p->top : p->row;
}

static int
own_col(const struct vt *p)
{
	return vt_has(p, MODE_ORIGIN) ? p->col - p->left : p->col;
}

static void
column(struct vt *p, const struct vt_sequence *s)
{
	vt_address(p, own_row(p), vt_count(s, 0) - 1);
}

static void
row(struct vt *p, const struct vt_sequence *s)
{
	vt_address(p, vt_count(s, 0) - 1, own_col(p));
}

static void
columns_on(struct vt *p, const struct vt_sequence *s)
{
	vt_address(p, own_row(p), own_col(p) + vt_count(s, 0));
}

static void
rows_on(struct vt *p, const struct vt_sequence *s)
{
	vt_address(p, own_row(p) + vt_count(s, 0), own_col(p));
}

static void
tabs_on(struct vt *p, const struct vt_sequence *s)
{
	vt_tab(p, vt_count(s, 0));
}

static void
tabs_back(struct vt *p, const struct vt_sequence *s)
{
	vt_tab(p, -vt_count(s, 0));
}

static void
clear_tabs(struct vt *p, const struct vt_sequence *s)
{
	int which = vt_value(s, 0, 0);

	if (which == 0)
		vt_set_tab(p, p->col, false);
	else if (which == 3)
		memset(p->tabs, 0, sizeof p->tabs);
}

static void
reset_tabs(struct vt *p, const struct vt_sequence *s)
{
	if (vt_value(s, 0, 0) == 5)
		vt_reset_tabs(p);
}

/* --- margins --- */

static void
set_margins(struct vt *p, const struct vt_sequence *s)
{
	int top = vt_count(s, 0), bottom = vt_value(s, 1, 0);

	if (bottom == 0 || bottom > p->screen.rows)
		bottom = p->screen.rows;
	if (top >= bottom)
		return;
	p->top = top - 1;
	p->bottom = bottom;
	vt_address(p, 0, 0);
}

/* Without margins at the sides, it saves the cursor instead. */
static void
set_sides(struct vt *p, const struct vt_sequence *s)
{
	int first = vt_count(s, 0), last = vt_value(s, 1, 0);

	if (!vt_has(p, MODE_SIDES)) {
		if (s->count == 0)
			vt_save_cursor(p);
		return;
	}
	if (last == 0 || last > p->screen.cols)
		last = p->screen.cols;
	if (first >= last)
		return;
	p->left = first - 1;
	p->right = last;
	vt_address(p, 0, 0);
}

static void
restore(struct vt *p, const struct vt_sequence *s)
{
	(void)s;
	vt_restore_cursor(p);
}

/* --- modes and appearance --- */

static void
set_modes(struct vt *p, const struct vt_sequence *s)
{
	vt_set_modes(p, s, s->final == 'h');
}

static void
keep_modes(struct vt *p, const struct vt_sequence *s)
{
	vt_keep_modes(p, s, s->final == 'r');
}

static void
reset_softly(struct vt *p, const struct vt_sequence *s)
{
	(void)s;
	vt_reset_softly(p);
}

/* As in xterm, where it starts a new session. */
static void
set_level(struct vt *p, const struct vt_sequence *s)
{
	int level = vt_value(s, 0, 0);

	if (level >= 61 && level <= 65)
		vt_reset(p);
}

/* 1 and 2 a block, 3 and 4 an underline, 5 and 6 a bar, the first of each blinking. */
static void
shape_cursor(struct vt *p, const struct vt_sequence *s)
{
	int shape = vt_value(s, 0, 0);

	if (shape > 6)
		return;
	p->screen.cursor = (uint8_t)((shape + 1) / 2);
	p->modes &= ~(unsigned)MODE_BLINK;
	if (shape % 2 == 1)
		p->modes |= MODE_BLINK;
	p->clock++;
}

static const struct vt_command moving[] = {
	{ 0, 0, 'A', up },
	{ 0, 0, 'B', down },
	{ 0, 0, 'C', right },
	{ 0, 0, 'D', left },
	{ 0, 0, 'E', lines_down },
	{ 0, 0, 'F', lines_up },
	{ 0, 0, 'G', column },
	{ 0, 0, 'H', address },
	{ 0, 0, 'I', tabs_on },
	{ '?', 0, 'W', reset_tabs },
	{ 0, 0, 'Z', tabs_back },
	{ 0, 0, '`', column },
	{ 0, 0, 'a', columns_on },
	{ 0, 0, 'd', row },
	{ 0, 0, 'e', rows_on },
	{ 0, 0, 'f', address },
	{ 0, 0, 'g', clear_tabs },
	{ 0, 0, 'h', set_modes },
	{ '?', 0, 'h', set_modes },
	{ 0, 0, 'l', set_modes },
	{ '?', 0, 'l', set_modes },
	{ 0, 0, 'm', vt_set_pen },
	{ 0, '!', 'p', reset_softly },
	{ 0, '"', 'p', set_level },
	{ 0, ' ', 'q', shape_cursor },
	{ 0, 0, 'r', set_margins },
	{ '?', 0, 'r', keep_modes },
	{ 0, 0, 's', set_sides },
	{ '?', 0, 's', keep_modes },
	{ 0, 0, 'u', restore },
};

static const struct vt_commands vt_moving = { moving, LENGTH(moving) };

/* --- all sequences --- */

static bool
handle_by(struct vt *p, const struct vt_sequence *s, const struct vt_commands *commands)
{
	for (size_t i = 0; i < commands->count; i++) {
		const struct vt_command *c = &commands->items[i];

		if (c->final != s->final || c->prefix != s->prefix ||
			c->intermediate != s->intermediate)
			continue;
		c->handle(p, s);
		return true;
	}
	return false;
}

/* The last printed character can be repeated, and takes marks, until something else comes. */
void
vt_on_sequence(struct vt *p, const struct vt_sequence *s)
{
	if (!handle_by(p, s, &vt_moving) && !handle_by(p, s, &vt_editing))
		handle_by(p, s, &vt_asking);
	p->printed = 0;
}
