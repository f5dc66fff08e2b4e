/* SPDX-License-Identifier: MIT */
/* vt_csi_text.c: control sequences that erase and move text. */
#include "term/vt/vt_private.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static void
erase_in_display(struct pane *p, const struct pane_sequence *s)
{
	int rows = p->screen.rows, cols = p->screen.cols, which = pane_value(s, 0, 0);
	bool selective = s->prefix == '?';

	if (which == 0) {
		pane_erase(p, (struct pane_rect){ p->row, p->row + 1, p->col, cols }, selective);
		pane_erase(p, (struct pane_rect){ p->row + 1, rows, 0, cols }, selective);
	} else if (which == 1) {
		pane_erase(p, (struct pane_rect){ 0, p->row, 0, cols }, selective);
		pane_erase(p, (struct pane_rect){ p->row, p->row + 1, 0, p->col + 1 }, selective);
	} else if (which == 2) {
		pane_erase(p, (struct pane_rect){ 0, rows, 0, cols }, selective);
	} else if (which == 3 && !selective) {
		pane_scrollback_clear(&p->scrollback);
		p->clock++;
		return;
	} else {
		return;
	}
	p->wraps = false;
}

static void
erase_in_line(struct pane *p, const struct pane_sequence *s)
{
	int which = pane_value(s, 0, 0), cols = p->screen.cols;

	if (which > 2)
		return;
	pane_erase(p,
		(struct pane_rect){ p->row, p->row + 1, which == 0 ? p->col : 0,
			which == 1 ? p->col + 1 : cols },
		s->prefix == '?');
	p->wraps = false;
}

static void
erase_characters(struct pane *p, const struct pane_sequence *s)
{
	int count = pane_count(s, 0), room = p->screen.cols - p->col;

	pane_erase(p,
		(struct pane_rect){
			p->row, p->row + 1, p->col, p->col + (count < room ? count : room) },
		false);
	p->wraps = false;
}

static bool
is_between_sides(const struct pane *p)
{
	return p->col >= p->left && p->col < p->right;
}

static void
insert_characters(struct pane *p, const struct pane_sequence *s)
{
	if (is_between_sides(p))
		pane_shift(p, p->row, p->row + 1, p->col, pane_count(s, 0));
	p->wraps = false;
}

static void
delete_characters(struct pane *p, const struct pane_sequence *s)
{
	if (is_between_sides(p))
		pane_shift(p, p->row, p->row + 1, p->col, -pane_count(s, 0));
	p->wraps = false;
}

static void
insert_lines(struct pane *p, const struct pane_sequence *s)
{
	if (pane_is_in_margins(p)) {
		pane_scroll(p, p->row, p->bottom, -pane_count(s, 0));
		pane_move_to(p, p->row, p->left);
	}
}

static void
delete_lines(struct pane *p, const struct pane_sequence *s)
{
	if (pane_is_in_margins(p)) {
		pane_scroll(p, p->row, p->bottom, pane_count(s, 0));
		pane_move_to(p, p->row, p->left);
	}
}

static void
insert_columns(struct pane *p, const struct pane_sequence *s)
{
	if (pane_is_in_margins(p))
		pane_shift(p, p->top, p->bottom, p->col, pane_count(s, 0));
}

static void
delete_columns(struct pane *p, const struct pane_sequence *s)
{
	if (pane_is_in_margins(p))
		pane_shift(p, p->top, p->bottom, p->col, -pane_count(s, 0));
}

static void
scroll_up(struct pane *p, const struct pane_sequence *s)
{
	pane_scroll(p, p->top, p->bottom, pane_count(s, 0));
}

/* With 0, or with five parameters, it would be the mouse tracking of old. */
static void
scroll_down(struct pane *p, const struct pane_sequence *s)
{
	if (s->count < 2 && pane_value(s, 0, 1) > 0)
		pane_scroll(p, p->top, p->bottom, -pane_count(s, 0));
}

static void
scroll_left(struct pane *p, const struct pane_sequence *s)
{
	if (pane_is_in_margins(p))
		pane_shift(p, p->top, p->bottom, p->left, -pane_count(s, 0));
}

static void
scroll_right(struct pane *p, const struct pane_sequence *s)
{
	if (pane_is_in_margins(p))
		pane_shift(p, p->top, p->bottom, p->left, pane_count(s, 0));
}

static void
guard(struct pane *p, const struct pane_sequence *s)
{
	int which = pane_value(s, 0, 0);

	if (which > 2)
		return;
	p->guarded = which == 1;
	if (which == 1)
		p->guard = GUARD_DEC;
}

static void
repeat(struct pane *p, const struct pane_sequence *s)
{
	pane_repeat(p, pane_count(s, 0));
}

static const struct pane_command editing[] = {
	{ 0, 0, '@', insert_characters },
	{ 0, ' ', '@', scroll_left },
	{ 0, ' ', 'A', scroll_right },
	{ 0, 0, 'J', erase_in_display },
	{ '?', 0, 'J', erase_in_display },
	{ 0, 0, 'K', erase_in_line },
	{ '?', 0, 'K', erase_in_line },
	{ 0, 0, 'L', insert_lines },
	{ 0, 0, 'M', delete_lines },
	{ 0, 0, 'P', delete_characters },
	{ 0, 0, 'S', scroll_up },
	{ 0, 0, 'T', scroll_down },
	{ 0, 0, 'X', erase_characters },
	{ 0, 0, '^', scroll_down },
	{ 0, 0, 'b', repeat },
	{ 0, '"', 'q', guard },
	{ 0, '\'', '}', insert_columns },
	{ 0, '\'', '~', delete_columns },
};

const struct pane_commands pane_editing = { editing, LENGTH(editing) };
