/* SPDX-License-Identifier: MIT */
/* pane_state.c: what libvterm's state layer tells becomes cells. */
#include "term/pane_private.h"

#include "base/clean.h"

struct pane_grid *
pane_shown(struct pane *p)
{
	return p->screen.alternate ? &p->alternate : &p->primary;
}

/* What erased cells get: the background of the pen, as terminals do. */
static struct pane_cell
blank_of(const struct pane *p)
{
	struct pane_cell blank = pane_blank;

	blank.ink.back = p->ink.back;
	if (p->reversed)
		blank.ink.attributes = INK_REVERSE;
	return blank;
}

/* --- characters --- */

static uint32_t
shown_as(uint32_t code)
{
	if (code == ' ')
		return 0;
	if (code > ' ' && code < 0x7f)
		return code;
	return clean_is_safe(code) && code < 0x110000 && (code < 0xd800 || code > 0xdfff) ? code
											  : '?';
}

static void
put_marks(struct pane_cell *cell, const uint32_t *chars)
{
	size_t count = 0;

	for (; *chars != 0 && count < 2; chars++)
		if (clean_is_safe(*chars))
			cell->marks[count++] = *chars;
}

/* A mark with nothing before it has width 0, and leaves what is there. */
static int
put_glyph(VTermGlyphInfo *info, VTermPos at, void *data)
{
	struct pane *p = data;
	struct pane_grid *g = pane_shown(p);
	struct pane_cell cell = { .ink = p->ink, .width = (uint8_t)info->width };

	p->resetting = false;
	p->lone_mark = info->width < 1;
	if (at.row < 0 || at.row >= g->rows || at.col < 0 || at.col >= g->cols || info->width < 1)
		return 1;
	cell.character = shown_as(info->chars[0]);
	if (info->chars[0] != 0 && info->chars[1] != 0)
		put_marks(&cell, info->chars + 1);
	if (at.col + info->width > g->cols) {
		cell.character = '?';
		cell.width = 1;
	}
	pane_grid_put(g, at.row, at.col, &cell);
	return 1;
}

/* --- rectangles --- */

static int
limited(int value, int most)
{
	if (value < 0)
		return 0;
	return value < most ? value : most;
}

/* libvterm is not always right about where things end. */
static VTermRect
within(const struct pane_grid *g, VTermRect at)
{
	at.start_row = limited(at.start_row, g->rows);
	at.end_row = limited(at.end_row, g->rows);
	at.start_col = limited(at.start_col, g->cols);
	at.end_col = limited(at.end_col, g->cols);
	return at;
}

static bool
is_inside(const struct pane_grid *g, VTermRect at)
{
	return at.start_row >= 0 && at.start_row < at.end_row && at.end_row <= g->rows &&
	       at.start_col >= 0 && at.start_col < at.end_col && at.end_col <= g->cols;
}

void
pane_push_rows(struct pane *p, int start, int end)
{
	const struct pane_grid *g = &p->primary;

	for (int row = start; row < end; row++) {
		bytes_restart(&p->line);
		pane_line_put(&p->line, pane_grid_cells(g, row), (size_t)pane_grid_used(g, row));
		pane_scrollback_push(&p->scrollback, p->line.data, p->line.length);
	}
}

/* What is not whole rows is left to libvterm, which moves and erases rectangles instead. */
static int
scroll_rows(VTermRect at, int downward, int rightward, void *data)
{
	struct pane *p = data;
	struct pane_grid *g = pane_shown(p);
	struct pane_cell blank = blank_of(p);
	int rows = at.end_row - at.start_row;

	p->resetting = false;
	if (!is_inside(g, at))
		return 1;
	if (at.start_col != 0 || at.end_col != g->cols || rightward != 0)
		return 0;
	if (at.start_row == 0 && !p->screen.alternate && downward > 0)
		pane_push_rows(p, 0, downward < rows ? downward : rows);
	pane_grid_scroll(g, at.start_row, at.end_row, downward, &blank);
	return 1;
}

static int
move_cells(VTermRect to, VTermRect from, void *data)
{
	struct pane_grid *g = pane_shown(data);

	if (is_inside(g, to) && is_inside(g, from))
		pane_grid_move(g, to, from);
	return 1;
}

/* A full reset tells libvterm's callers nothing about the screens: it shows in that everything is
 * erased right after the pen was reset. */
static void
finish_reset(struct pane *p, VTermRect at)
{
	VTermValue none = { .number = VTERM_PROP_MOUSE_NONE };
	bool whole = at.start_row == 0 && at.start_col == 0 && at.end_row >= p->screen.rows &&
		     at.end_col >= p->screen.cols;

	if (!p->resetting)
		return;
	p->resetting = false;
	if (!whole)
		return;
	pane_show_alternate(p, false);
	vterm_state_set_termprop(p->state, VTERM_PROP_MOUSE, &none);
}

static int
erase_cells(VTermRect at, int selective, void *data)
{
	struct pane *p = data;
	struct pane_cell blank;

	(void)selective;
	finish_reset(p, at);
	blank = blank_of(p);
	pane_grid_fill(pane_shown(p), within(pane_shown(p), at), &blank);
	return 1;
}

/* --- the pen --- */

static int
begin_reset(void *data)
{
	struct pane *p = data;

	p->resetting = true;
	return 1;
}

static int32_t
ink_of(const VTermColor *colour, uint8_t is_default)
{
	if (colour->type & is_default)
		return INK_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(colour))
		return colour->indexed.idx;
	return INK_RGB | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

static void
set_attribute(struct pane *p, uint32_t attribute, bool on)
{
	if (on)
		p->ink.attributes |= attribute;
	else
		p->ink.attributes &= ~attribute;
}

static int
set_pen(VTermAttr attribute, VTermValue *value, void *data)
{
	struct pane *p = data;

	switch ((int)attribute) {
	case VTERM_ATTR_BOLD:
		set_attribute(p, INK_BOLD, value->boolean);
		break;
	case VTERM_ATTR_UNDERLINE:
		set_attribute(p, INK_UNDERLINE, value->number != VTERM_UNDERLINE_OFF);
		break;
	case VTERM_ATTR_ITALIC:
		set_attribute(p, INK_ITALIC, value->boolean);
		break;
	case VTERM_ATTR_BLINK:
		set_attribute(p, INK_BLINK, value->boolean);
		break;
	case VTERM_ATTR_REVERSE:
		set_attribute(p, INK_REVERSE, (value->boolean != 0) != p->reversed);
		break;
	case VTERM_ATTR_STRIKE:
		set_attribute(p, INK_STRIKE, value->boolean);
		break;
	case VTERM_ATTR_FOREGROUND:
		p->ink.front = ink_of(&value->color, VTERM_COLOR_DEFAULT_FG);
		break;
	case VTERM_ATTR_BACKGROUND:
		p->ink.back = ink_of(&value->color, VTERM_COLOR_DEFAULT_BG);
		break;
	default:
		break;
	}
	return 1;
}

/* --- the rest --- */

static int
ring_bell(void *data)
{
	struct pane *p = data;

	p->screen.bells++;
	p->clock++;
	return 1;
}

/* Lines of double width are not shown as such, so libvterm is not to count in them. */
static int
refuse_line(int row, const VTermLineInfo *wanted, const VTermLineInfo *present, void *data)
{
	(void)row;
	(void)wanted;
	(void)present;
	(void)data;
	return 0;
}

const VTermStateCallbacks pane_callbacks = {
	.putglyph = put_glyph,
	.scrollrect = scroll_rows,
	.moverect = move_cells,
	.erase = erase_cells,
	.initpen = begin_reset,
	.setpenattr = set_pen,
	.settermprop = pane_set_property,
	.bell = ring_bell,
	.resize = pane_on_resize,
	.setlineinfo = refuse_line,
};
