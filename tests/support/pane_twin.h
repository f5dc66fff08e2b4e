/* SPDX-License-Identifier: MIT */
/* pane_twin.h: a pane, and libvterm's screen layer, fed with the same bytes and compared cell by
 * cell. */
#ifndef PEAKTOP_TESTS_PANE_TWIN_H
#define PEAKTOP_TESTS_PANE_TWIN_H

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include <vterm.h>

#include "base/clean.h"
#include "term/vt/vt.h"

/* Since libvterm 0.3 its screen does not keep the colours of blank rows in a resize. */
#ifdef HAVE_VTERMSTATEFIELDS
enum { TWIN_RESIZES_ALIKE = 0 };
#else
enum { TWIN_RESIZES_ALIKE = 1 };
#endif

struct twin {
	struct vt *pane;
	VTerm *vt;
	VTermScreen *screen;
};

static inline struct twin
twin_open(int rows, int cols)
{
	struct twin t = { .pane = vt_open(rows, cols), .vt = vterm_new(rows, cols) };

	vterm_set_utf8(t.vt, 1);
	t.screen = vterm_obtain_screen(t.vt);
	vterm_screen_enable_altscreen(t.screen, 1);
	vterm_screen_reset(t.screen, 1);
	/* If nothing was saved, libvterm does not restore its initial state. */
	vterm_input_write(t.vt, "\0337", 2);
	return t;
}

static inline void
twin_close(struct twin *t)
{
	vt_close(t->pane);
	vterm_free(t->vt);
}

static inline void
twin_write(struct twin *t, const char *data, size_t count)
{
	vt_write(t->pane, data, count);
	vterm_input_write(t->vt, data, count);
}

static inline void
twin_text(struct twin *t, const char *text)
{
	twin_write(t, text, strlen(text));
}

/* First resets the pen and the scroll region, as a pane does on its own, and erases below the
 * cursor: libvterm would otherwise move everything up, and the cursor beyond the top. */
static inline void
twin_resize(struct twin *t, int rows, int cols)
{
	char text[64];
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	snprintf(text, sizeof text, "\033[?6l\033[m\033[r\033[s\033[%d;%dH\033[J", at.row + 1,
		at.col + 1);
	twin_text(t, text);
	vt_resize(t->pane, rows, cols);
	vterm_set_size(t->vt, rows, cols);
	twin_text(t, "\0337");
}

static inline int32_t
twin_colour(const VTermColor *colour, uint8_t is_default)
{
	if (colour->type & is_default)
		return INK_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(colour))
		return colour->indexed.idx;
	return INK_RGB | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

static inline uint32_t
twin_attributes(const VTermScreenCell *cell)
{
	return (cell->attrs.bold ? INK_BOLD : 0u) | (cell->attrs.reverse ? INK_REVERSE : 0u) |
	       (cell->attrs.underline ? INK_UNDERLINE : 0u) |
	       (cell->attrs.italic ? INK_ITALIC : 0u) | (cell->attrs.blink ? INK_BLINK : 0u) |
	       (cell->attrs.strike ? INK_STRIKE : 0u);
}

/* libvterm keeps the other half of an overwritten wide character, while terminals blank it. Its
 * erased cells keep more of the pen than the background, and former halves an old pen. */
static inline struct vt_cell
twin_cell(struct twin *t, int row, int col, bool *blank, bool *half)
{
	VTermPos at = { row, col }, left = { row, col - 1 };
	VTermScreenCell cell, before = { .width = 1 };
	struct vt_cell out = { .width = 1 };
	int marks = 0;

	vterm_screen_get_cell(t->screen, at, &cell);
	if (col > 0)
		vterm_screen_get_cell(t->screen, left, &before);
	out.ink.front = twin_colour(&cell.fg, VTERM_COLOR_DEFAULT_FG);
	out.ink.back = twin_colour(&cell.bg, VTERM_COLOR_DEFAULT_BG);
	out.ink.attributes = twin_attributes(&cell);
	*blank = cell.chars[0] == 0;
	*half = false;
	if (cell.chars[0] == UINT32_MAX) {
		*half = true;
		out.width = before.width == 2 && wcwidth((wchar_t)before.chars[0]) == 2 ? 0 : 1;
		return out;
	}
	out.width = (uint8_t)(wcwidth((wchar_t)cell.chars[0]) == 2 ? 2 : 1);
	if (out.width == 2 && cell.width != 2) {
		*half = true;
		out.width = 1;
		return out;
	}
	if (cell.chars[0] != ' ')
		out.character = cell.chars[0];
	for (int i = 1; cell.chars[0] != 0 && i < 6 && cell.chars[i] != 0 && marks < 2; i++)
		if (clean_is_safe(cell.chars[i]))
			out.marks[marks++] = cell.chars[i];
	return out;
}

/* False, after printing where, if a cell or the cursor differs. */
static inline bool
twin_same(struct twin *t)
{
	const struct vt_screen *s = vt_screen(t->pane);
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	if (at.row != s->cursor_row || at.col != s->cursor_col) {
		printf("# cursor %d,%d, not %d,%d\n", s->cursor_row, s->cursor_col, at.row, at.col);
		return false;
	}
	for (int row = 0; row < s->rows; row++)
		for (int col = 0; col < s->cols; col++) {
			struct vt_cell cell = *vt_screen_at(s, row, col), other;
			bool blank, half;

			other = twin_cell(t, row, col, &blank, &half);
			if (blank) {
				other.ink.front = cell.ink.front;
				other.ink.attributes = cell.ink.attributes;
			}
			if (half)
				other.ink = cell.ink;
			if (vt_cell_same(&cell, &other))
				continue;
			printf("# at %d,%d: U+%04x ink %x %x %x width %d, not U+%04x ink %x %x %x "
			       "width %d\n",
				row, col, cell.character, (unsigned)cell.ink.front,
				(unsigned)cell.ink.back, cell.ink.attributes, cell.width,
				other.character, (unsigned)other.ink.front,
				(unsigned)other.ink.back, other.ink.attributes, other.width);
			return false;
		}
	return true;
}

#endif
