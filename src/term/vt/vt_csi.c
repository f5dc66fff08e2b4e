/* SPDX-License-Identifier: MIT */
/* vt_csi.c: control sequences (CSI): what each does is in tables; here those of the cursor, of
 * margins and of modes. */
#include <string.h>

#include "term/vt/vt_private.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* --- the cursor --- */

static void
up(struct pane *p, const struct pane_sequence *s)
{
	pane_move_up(p, pane_count(s, 0));
}

static void
down(struct pane *p, const struct pane_sequence *s)
{
	pane_move_down(p, pane_count(s, 0));
}

static void
right(struct pane *p, const struct pane_sequence *s)
{
	pane_move_right(p, pane_count(s, 0));
}

static void
left(struct pane *p, const struct pane_sequence *s)
{
	pane_move_left(p, pane_count(s, 0));
}

static void
lines_down(struct pane *p, const struct pane_sequence *s)
{
	pane_move_down(p, pane_count(s, 0));
	pane_return(p);
}

static void
lines_up(struct pane *p, const struct pane_sequence *s)
{
	pane_move_up(p, pane_count(s, 0));
	pane_return(p);
}

static void
address(struct pane *p, const struct pane_sequence *s)
{
	pane_address(p, pane_count(s, 0) - 1, pane_count(s, 1) - 1);
}

/* Where the cursor is, as pane_address counts. */
static int
own_row(const struct pane *p)
{
	return pane_has(p, MODE_ORIGIN) ? p->row - p->top : p->row;
}

static int
own_col(const struct pane *p)
{
	return pane_has(p, MODE_ORIGIN) ? p->col - p->left : p->col;
}

static void
column(struct pane *p, const struct pane_sequence *s)
{
	pane_address(p, own_row(p), pane_count(s, 0) - 1);
}

static void
row(struct pane *p, const struct pane_sequence *s)
{
	pane_address(p, pane_count(s, 0) - 1, own_col(p));
}

static void
columns_on(struct pane *p, const struct pane_sequence *s)
{
	pane_address(p, own_row(p), own_col(p) + pane_count(s, 0));
}

static void
rows_on(struct pane *p, const struct pane_sequence *s)
{
	pane_address(p, own_row(p) + pane_count(s, 0), own_col(p));
}

static void
tabs_on(struct pane *p, const struct pane_sequence *s)
{
	pane_tab(p, pane_count(s, 0));
}

static void
tabs_back(struct pane *p, const struct pane_sequence *s)
{
	pane_tab(p, -pane_count(s, 0));
}

static void
clear_tabs(struct pane *p, const struct pane_sequence *s)
{
	int which = pane_value(s, 0, 0);

	if (which == 0)
		pane_set_tab(p, p->col, false);
	else if (which == 3)
		memset(p->tabs, 0, sizeof p->tabs);
}

static void
reset_tabs(struct pane *p, const struct pane_sequence *s)
{
	if (pane_value(s, 0, 0) == 5)
		pane_reset_tabs(p);
}

/* --- margins --- */

static void
set_margins(struct pane *p, const struct pane_sequence *s)
{
	int top = pane_count(s, 0), bottom = pane_value(s, 1, 0);

	if (bottom == 0 || bottom > p->screen.rows)
		bottom = p->screen.rows;
	if (top >= bottom)
		return;
	p->top = top - 1;
	p->bottom = bottom;
	pane_address(p, 0, 0);
}

/* Or, where there are no margins at the sides, the cursor is saved. */
static void
set_sides(struct pane *p, const struct pane_sequence *s)
{
	int first = pane_count(s, 0), last = pane_value(s, 1, 0);

	if (!pane_has(p, MODE_SIDES)) {
		if (s->count == 0)
			pane_save_cursor(p);
		return;
	}
	if (last == 0 || last > p->screen.cols)
		last = p->screen.cols;
	if (first >= last)
		return;
	p->left = first - 1;
	p->right = last;
	pane_address(p, 0, 0);
}

static void
restore(struct pane *p, const struct pane_sequence *s)
{
	(void)s;
	pane_restore_cursor(p);
}

/* --- modes, and how things look --- */

static void
set_modes(struct pane *p, const struct pane_sequence *s)
{
	pane_set_modes(p, s, s->final == 'h');
}

static void
keep_modes(struct pane *p, const struct pane_sequence *s)
{
	pane_keep_modes(p, s, s->final == 'r');
}

static void
reset_softly(struct pane *p, const struct pane_sequence *s)
{
	(void)s;
	pane_reset_softly(p);
}

/* As xterm does: it is the beginning of a session. */
static void
set_level(struct pane *p, const struct pane_sequence *s)
{
	int level = pane_value(s, 0, 0);

	if (level >= 61 && level <= 65)
		pane_reset(p);
}

/* 1 and 2 a block, 3 and 4 an underline, 5 and 6 a bar, of which the first blinks. */
static void
shape_cursor(struct pane *p, const struct pane_sequence *s)
{
	int shape = pane_value(s, 0, 0);

	if (shape > 6)
		return;
	p->screen.cursor = (uint8_t)((shape + 1) / 2);
	p->modes &= ~(unsigned)MODE_BLINK;
	if (shape % 2 == 1)
		p->modes |= MODE_BLINK;
	p->clock++;
}

static const struct pane_command moving[] = {
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
	{ 0, 0, 'm', pane_set_pen },
	{ 0, '!', 'p', reset_softly },
	{ 0, '"', 'p', set_level },
	{ 0, ' ', 'q', shape_cursor },
	{ 0, 0, 'r', set_margins },
	{ '?', 0, 'r', keep_modes },
	{ 0, 0, 's', set_sides },
	{ '?', 0, 's', keep_modes },
	{ 0, 0, 'u', restore },
};

static const struct pane_commands pane_moving = { moving, LENGTH(moving) };

/* --- all of them --- */

static bool
obey(struct pane *p, const struct pane_sequence *s, const struct pane_commands *commands)
{
	for (size_t i = 0; i < commands->count; i++) {
		const struct pane_command *c = &commands->items[i];

		if (c->final != s->final || c->prefix != s->prefix ||
			c->intermediate != s->intermediate)
			continue;
		c->act(p, s);
		return true;
	}
	return false;
}

/* What was printed before can be repeated, and takes marks; what comes between ends that. */
void
pane_on_sequence(struct pane *p, const struct pane_sequence *s)
{
	if (!obey(p, s, &pane_moving) && !obey(p, s, &pane_editing))
		obey(p, s, &pane_asking);
	p->printed = 0;
}
