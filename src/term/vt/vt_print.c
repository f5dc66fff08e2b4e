/* SPDX-License-Identifier: MIT */
/* vt_print.c: characters at the cursor: charsets, widths, marks, wrapping. */
#include "base/clean.h"
#include "term/vt/vt_private.h"
#include "term/vt/vt_width.h"

/* --- charsets --- */

/* Line drawing, for _ to ~. */
static const uint16_t graphics[] = { ' ', 0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0xb0,
	0xb1, 0x2424, 0x240b, 0x2518, 0x2510, 0x250c, 0x2514, 0x253c, 0x23ba, 0x23bb, 0x2500,
	0x23bc, 0x23bd, 0x251c, 0x2524, 0x2534, 0x252c, 0x2502, 0x2264, 0x2265, 0x3c0, 0x2260, 0xa3,
	0xb7 };

static enum vt_charset
charset_of(const struct vt_charsets *c)
{
	return c->sets[c->single != 0 ? c->single : c->locked];
}

static uint32_t
mapped(struct vt *p, uint32_t code)
{
	enum vt_charset set = charset_of(&p->charsets);

	p->charsets.single = 0;
	if (set == CHARSET_GRAPHICS && code >= '_' && code <= '~')
		return graphics[code - '_'];
	return set == CHARSET_UK && code == '#' ? 0xa3 : code;
}

/* --- the position of the next character --- */

/* The column after the last that text may use in this row. */
static int
edge(const struct vt *p)
{
	return p->col < p->right ? p->right : p->screen.cols;
}

static void
wrap(struct vt *p)
{
	p->col = p->left;
	p->wraps = false;
	vt_index(p);
}

/* False: a character of that width does not fit. */
static bool
prepare_cell(struct vt *p, int width)
{
	if (p->wraps && vt_has(p, MODE_WRAP))
		wrap(p);
	p->wraps = false;
	if (p->col + width > edge(p) && vt_has(p, MODE_WRAP) && edge(p) - p->left >= width)
		wrap(p);
	return p->col + width <= edge(p);
}

static void
advance(struct vt *p, int by)
{
	if (p->col + by < edge(p)) {
		p->col += by;
		return;
	}
	p->col = edge(p) - 1;
	p->wraps = true;
}

/* --- characters --- */

static uint32_t
shown_as(uint32_t code)
{
	if (code == ' ')
		return 0;
	return code < 0x7f || clean_is_safe(code) ? code : '?';
}

static void
put(struct vt *p, uint32_t code, int width)
{
	struct vt_cell cell = { .ink = p->ink, .guarded = p->guarded };

	if (!prepare_cell(p, width)) {
		/* Dropped if the row could hold it elsewhere, otherwise shown as '?'. */
		if (edge(p) - p->left >= width)
			return;
		code = '?';
		width = 1;
	}
	cell.character = shown_as(code);
	cell.width = (uint8_t)width;
	if (vt_has(p, MODE_INSERT) && p->col >= p->left && p->col < p->right)
		vt_shift(p, p->row, p->row + 1, p->col, width);
	vt_grid_put(vt_shown(p), p->row, p->col, &cell);
	p->printed_row = p->row;
	p->printed_col = p->col;
	p->printed = code;
	advance(p, width);
}

void
vt_print(struct vt *p, uint32_t code)
{
	int width;

	if (code < 0x80)
		code = mapped(p, code);
	p->charsets.single = 0;
	width = vt_width(code);
	if (width > 0)
		put(p, code, width);
	else if (p->printed != 0 && clean_is_safe(code))
		vt_grid_mark(vt_shown(p), p->printed_row, p->printed_col, code);
}

/* Prints a stretch of a row that needs no checks of each character. */
static size_t
print_stretch(struct vt *p, const char *text, size_t count)
{
	const struct vt_cell like = { .ink = p->ink, .width = 1, .guarded = p->guarded };
	int length = 0, space;

	if (!prepare_cell(p, 1))
		return 1;
	space = edge(p) - p->col;
	while (length < space && (size_t)length < count && text[length] >= ' ' &&
		text[length] < 0x7f)
		length++;
	vt_grid_put_text(vt_shown(p), p->row, p->col, text, length, &like);
	p->printed_row = p->row;
	p->printed_col = p->col + length - 1;
	p->printed = (unsigned char)text[length - 1];
	advance(p, length);
	return (size_t)length;
}

size_t
vt_print_run(struct vt *p, const char *text, size_t count)
{
	if (charset_of(&p->charsets) == CHARSET_ASCII && !vt_has(p, MODE_INSERT))
		return print_stretch(p, text, count);
	vt_print(p, (unsigned char)*text);
	return 1;
}

/* At most as many as fill the screen: more would only scroll. */
void
vt_repeat(struct vt *p, int count)
{
	int max = p->screen.rows * p->screen.cols;
	uint32_t code = p->printed;

	if (code == 0)
		return;
	for (count = count < max ? count : max; count > 0; count--)
		put(p, code, vt_width(code) > 1 ? 2 : 1);
}
