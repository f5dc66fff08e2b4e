/* SPDX-License-Identifier: MIT */
/* vt_restore.c: writes what a program would write to give another terminal of this size the same
 * state. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "term/vt/vt_private.h"

static void
put_pen(const struct ink *ink, struct bytes *out)
{
	bytes_text(out, "\033[");
	vt_put_pen(ink, out);
	bytes_text(out, "m");
}

static void
put_position(int row, int col, struct bytes *out)
{
	bytes_print(out, "\033[%d;%dH", row + 1, col + 1);
}

/* --- cells --- */

static void
put_code(uint32_t code, struct bytes *out)
{
	char text[4];

	bytes_put(out, text, utf8_put_code(code, text));
}

static void
put_guard(const struct vt *p, bool on, struct bytes *out)
{
	if (p->guard == GUARD_ISO)
		bytes_text(out, on ? "\033V" : "\033W");
	else
		bytes_text(out, on ? "\033[1\"q" : "\033[0\"q");
}

/* The ink without the screen's reverse video. */
static struct ink
ink_of(const struct vt *p, const struct vt_cell *cell)
{
	struct ink ink = cell->ink;

	if (vt_has(p, MODE_REVERSED))
		ink.attributes ^= INK_REVERSE;
	return ink;
}

static bool
ink_differs(const struct ink *a, const struct ink *b)
{
	return a->front != b->front || a->back != b->back || a->attributes != b->attributes;
}

static bool
is_plain(const struct vt *p, const struct vt_cell *cell)
{
	struct vt_cell plain = *cell;

	plain.ink = ink_of(p, cell);
	return vt_cell_same(&plain, &vt_blank) && !cell->guarded;
}

/* Returns how many columns it took. */
static int
put_cell(const struct vt_cell *cell, struct bytes *out)
{
	put_code(cell->character != 0 ? cell->character : ' ', out);
	for (size_t i = 0; i < 2 && cell->marks[i] != 0; i++)
		put_code(cell->marks[i], out);
	return cell->width == 2 ? 2 : 1;
}

static void
put_row(const struct vt *p, const struct vt_grid *g, int row, struct bytes *out)
{
	const struct vt_cell *cells = vt_grid_cells(g, row);
	struct ink ink = vt_blank.ink;
	bool guarded = false, there = false;

	for (int col = 0; col < g->cols;) {
		const struct vt_cell *cell = &cells[col];
		struct ink wanted = ink_of(p, cell);

		if (is_plain(p, cell) || cell->width == 0) {
			there = false;
			col++;
			continue;
		}
		if (!there)
			put_position(row, col, out);
		if (ink_differs(&ink, &wanted))
			put_pen(&wanted, out);
		if (guarded != cell->guarded)
			put_guard(p, cell->guarded, out);
		ink = wanted;
		guarded = cell->guarded;
		there = true;
		col += put_cell(cell, out);
	}
	if (guarded)
		put_guard(p, false, out);
	bytes_text(out, "\033[m");
}

static void
put_grid(const struct vt *p, const struct vt_grid *g, size_t max, struct bytes *out)
{
	for (int row = 0; row < g->rows && out->length <= max; row++)
		put_row(p, g, row, out);
}

/* --- the cursor and its attributes --- */

static void
put_charsets(const struct vt_charsets *c, struct bytes *out)
{
	static const char finals[] = {
		[CHARSET_ASCII] = 'B', [CHARSET_GRAPHICS] = '0', [CHARSET_UK] = 'A'
	};
	static const char *const locks[] = { "\017", "\016", "\033n", "\033o" };

	for (int i = 0; i < 4; i++)
		bytes_print(out, "\033%c%c", '(' + i, finals[c->sets[i]]);
	bytes_text(out, locks[c->locked]);
	if (c->single != 0)
		bytes_text(out, c->single == 2 ? "\033N" : "\033O");
}

/* The cell before the cursor again, in its own ink. */
static void
put_again(const struct vt *p, const struct vt_grid *g, int row, int col, struct bytes *out)
{
	const struct vt_cell *cell = vt_grid_cells(g, row) + col;
	struct ink ink;

	if (cell->width == 0 && col > 0)
		cell--;
	ink = ink_of(p, cell);
	put_pen(&ink, out);
	if (cell->guarded)
		put_guard(p, true, out);
	if (cell->width == 2)
		bytes_text(out, "\b");
	put_cell(cell, out);
	if (cell->guarded)
		put_guard(p, false, out);
}

/* After the last column was written, the next character wraps. The column may have been that of
 * a margin that no longer exists. `sides`: there are such margins now. */
static void
begin_wrapping(const struct vt *p, int row, int col, bool sides, struct bytes *out)
{
	if (sides || col == p->screen.cols - 1)
		return;
	bytes_print(out, "\033[?69h\033[1;%ds", col + 1);
	put_position(row, col, out);
}

static void
end_wrapping(const struct vt *p, int col, bool sides, struct bytes *out)
{
	if (!sides && col < p->screen.cols - 1)
		bytes_text(out, "\033[?69l");
}

static void
put_saved(const struct vt *p, bool alternate, struct bytes *out)
{
	const struct vt_saved *s = &p->saved[alternate];
	const struct vt_grid *g = alternate ? &p->alternate : &p->primary;
	bool wraps = s->wraps && s->row < p->screen.rows && s->col < p->screen.cols;

	if (s->origin)
		bytes_text(out, "\033[?6h");
	put_position(s->row, s->col, out);
	if (wraps) { /* the cell may contain another character by now; it is restored later */
		begin_wrapping(p, s->row, s->col, false, out);
		bytes_text(out, " ");
		end_wrapping(p, s->col, false, out);
	}
	put_pen(&s->pen, out);
	put_charsets(&s->charsets, out);
	if (s->guarded)
		put_guard(p, true, out);
	bytes_text(out, "\0337");
	if (s->guarded)
		put_guard(p, false, out);
	bytes_text(out, "\033[?6l\033[m\017\033(B\033)B\033*B\033+B");
	if (wraps && vt_grid_is_open(g))
		put_row(p, g, s->row, out);
}

static void
put_cursor(struct vt *p, struct bytes *out)
{
	const struct vt_grid *g = vt_shown(p);
	bool origin = vt_has(p, MODE_ORIGIN), sides = vt_has(p, MODE_SIDES);

	if (origin)
		bytes_text(out, "\033[?6h");
	put_position(p->row - (origin ? p->top : 0), p->col - (origin ? p->left : 0), out);
	if (p->wraps) {
		begin_wrapping(p, p->row - (origin ? p->top : 0), p->col, sides, out);
		put_again(p, g, p->row, p->col, out);
		end_wrapping(p, p->col, sides, out);
	}
	put_charsets(&p->charsets, out);
	put_pen(&p->pen, out);
	if (p->guard != GUARD_NONE)
		put_guard(p, true, out);
	if (p->guard != GUARD_NONE && !p->guarded)
		put_guard(p, false, out);
}

/* A soft reset forgets what guards cells, but they stay guarded: that may have happened here. */
static void
put_primary(const struct vt *p, size_t max, struct bytes *out)
{
	put_grid(p, &p->primary, max, out);
	if (p->guard == GUARD_NONE)
		bytes_text(out, "\033[!p");
	put_saved(p, false, out);
}

/* Also if it is not shown: its saved cursor is kept, and its content may be. */
static void
put_alternate(const struct vt *p, size_t max, struct bytes *out)
{
	bool open = vt_grid_is_open(&p->alternate);

	bytes_text(out, "\033[?47h");
	if (open)
		put_grid(p, &p->alternate, max, out);
	if (p->guard == GUARD_NONE)
		bytes_text(out, "\033[!p");
	put_saved(p, true, out);
	if (!p->screen.alternate)
		bytes_text(out, open ? "\033[?47l" : "\033[?1047l");
}

/* The one being shown comes last. */
static void
put_screens(const struct vt *p, size_t max, struct bytes *out)
{
	if (p->screen.alternate)
		put_primary(p, max, out);
	put_alternate(p, max, out);
	if (!p->screen.alternate)
		put_primary(p, max, out);
}

/* --- the rest --- */

static void
put_title(const char *title, struct bytes *out)
{
	bytes_print(out, "\033]2;%s\033\\", title);
}

static void
put_titles(const struct vt *p, struct bytes *out)
{
	for (size_t i = 0; i < p->title_count; i++) {
		put_title(p->titles[i], out);
		bytes_text(out, "\033[22;2t");
	}
	put_title(p->screen.title, out);
}

static void
put_tabs(const struct vt *p, struct bytes *out)
{
	if (vt_tabs_are_usual(p))
		return;
	bytes_text(out, "\033[3g");
	for (int col = 0; col < p->screen.cols; col++)
		if (vt_has_tab(p, col)) {
			put_position(0, col, out);
			bytes_text(out, "\033H");
		}
}

static void
put_margins(const struct vt *p, struct bytes *out)
{
	if (p->top > 0 || p->bottom < p->screen.rows)
		bytes_print(out, "\033[%d;%dr", p->top + 1, p->bottom);
	if (vt_has(p, MODE_SIDES) && (p->left > 0 || p->right < p->screen.cols))
		bytes_print(out, "\033[%d;%ds", p->left + 1, p->right);
}

static void
put_shape(const struct vt *p, struct bytes *out)
{
	if (p->screen.cursor != VT_CURSOR_DEFAULT)
		bytes_print(out, "\033[%d q", 2 * p->screen.cursor - vt_has(p, MODE_BLINK));
}

bool
vt_is_between(const struct vt *p)
{
	return p->parser.state == PARSE_GROUND && p->parser.lacks == 0;
}

bool
vt_put_state(struct vt *p, size_t max, struct bytes *out)
{
	max += out->length;
	bytes_text(out, "\033c");
	put_titles(p, out);
	put_tabs(p, out);
	put_screens(p, max, out);
	put_shape(p, out);
	vt_put_modes(p, out);
	put_margins(p, out);
	put_cursor(p, out);
	return out->length <= max;
}
