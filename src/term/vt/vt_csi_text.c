/* SPDX-License-Identifier: MIT */
/* vt_csi_text.c: control sequences that erase and move text. */
#include "term/vt/vt_private.h"

#include "base/length.h"

static void
erase_in_display(struct vt *p, const struct vt_sequence *s)
{
	int rows = p->screen.rows, cols = p->screen.cols, which = vt_value(s, 0, 0);
	bool selective = s->prefix == '?';

	if (which == 0) {
		vt_erase(p, (struct vt_rect){ p->row, p->row + 1, p->col, cols }, selective);
		vt_erase(p, (struct vt_rect){ p->row + 1, rows, 0, cols }, selective);
	} else if (which == 1) {
		vt_erase(p, (struct vt_rect){ 0, p->row, 0, cols }, selective);
		vt_erase(p, (struct vt_rect){ p->row, p->row + 1, 0, p->col + 1 }, selective);
	} else if (which == 2) {
		vt_erase(p, (struct vt_rect){ 0, rows, 0, cols }, selective);
	} else if (which == 3 && !selective) {
		vt_scrollback_clear(&p->scrollback);
		p->clock++;
		return;
	} else {
		return;
	}
	p->wraps = false;
}

static void
erase_in_line(struct vt *p, const struct vt_sequence *s)
{
	int which = vt_value(s, 0, 0), cols = p->screen.cols;

	if (which > 2)
		return;
	vt_erase(p,
		(struct vt_rect){ p->row, p->row + 1, which == 0 ? p->col : 0,
			which == 1 ? p->col + 1 : cols },
		s->prefix == '?');
	p->wraps = false;
}

static void
erase_characters(struct vt *p, const struct vt_sequence *s)
{
	int count = vt_count(s, 0), space = p->screen.cols - p->col;

	vt_erase(p,
		(struct vt_rect){
			p->row, p->row + 1, p->col, p->col + (count < space ? count : space) },
		false);
	p->wraps = false;
}

static bool
is_between_sides(const struct vt *p)
{
	return p->col >= p->left && p->col < p->right;
}

static void
insert_characters(struct vt *p, const struct vt_sequence *s)
{
	if (is_between_sides(p))
		vt_shift(p, p->row, p->row + 1, p->col, vt_count(s, 0));
	p->wraps = false;
}

static void
delete_characters(struct vt *p, const struct vt_sequence *s)
{
	if (is_between_sides(p))
		vt_shift(p, p->row, p->row + 1, p->col, -vt_count(s, 0));
	p->wraps = false;
}

static void
insert_lines(struct vt *p, const struct vt_sequence *s)
{
	if (vt_is_in_margins(p)) {
		vt_scroll(p, p->row, p->bottom, -vt_count(s, 0));
		vt_move_to(p, p->row, p->left);
	}
}

static void
delete_lines(struct vt *p, const struct vt_sequence *s)
{
	if (vt_is_in_margins(p)) {
		vt_scroll(p, p->row, p->bottom, vt_count(s, 0));
		vt_move_to(p, p->row, p->left);
	}
}

static void
insert_columns(struct vt *p, const struct vt_sequence *s)
{
	if (vt_is_in_margins(p))
		vt_shift(p, p->top, p->bottom, p->col, vt_count(s, 0));
}

static void
delete_columns(struct vt *p, const struct vt_sequence *s)
{
	if (vt_is_in_margins(p))
		vt_shift(p, p->top, p->bottom, p->col, -vt_count(s, 0));
}

static void
scroll_up(struct vt *p, const struct vt_sequence *s)
{
	vt_scroll(p, p->top, p->bottom, vt_count(s, 0));
}

/* With 0, or with five parameters, it would be the old highlight mouse tracking. */
static void
scroll_down(struct vt *p, const struct vt_sequence *s)
{
	if (s->count < 2 && vt_value(s, 0, 1) > 0)
		vt_scroll(p, p->top, p->bottom, -vt_count(s, 0));
}

static void
scroll_left(struct vt *p, const struct vt_sequence *s)
{
	if (vt_is_in_margins(p))
		vt_shift(p, p->top, p->bottom, p->left, -vt_count(s, 0));
}

static void
scroll_right(struct vt *p, const struct vt_sequence *s)
{
	if (vt_is_in_margins(p))
		vt_shift(p, p->top, p->bottom, p->left, vt_count(s, 0));
}

static void
guard(struct vt *p, const struct vt_sequence *s)
{
	int which = vt_value(s, 0, 0);

	if (which > 2)
		return;
	p->guarded = which == 1;
	if (which == 1)
		p->guard = GUARD_DEC;
}

static void
repeat(struct vt *p, const struct vt_sequence *s)
{
	vt_repeat(p, vt_count(s, 0));
}

static const struct vt_command editing[] = {
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

const struct vt_commands vt_editing = { editing, LENGTH(editing) };
