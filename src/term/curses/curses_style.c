/* SPDX-License-Identifier: MIT */
/* curses_style.c: roles and inks as ncurses attributes on this terminal. */
#include "term/curses/curses_style.h"

#include <curses.h>
#include <string.h>

#include "base/utf8.h"
#include "term/curses/curses_font.h"

static attr_t
attributes_of(unsigned bits)
{
	return ((bits & ATTR_BOLD) ? A_BOLD : 0) | ((bits & ATTR_DIM) ? A_DIM : 0) |
	       ((bits & ATTR_REVERSE) ? A_REVERSE : 0) |
	       ((bits & ATTR_UNDERLINE) ? A_UNDERLINE : 0);
}

void
curses_styles_begin(struct curses_styles *styles, const struct theme *theme, bool color)
{
	int colours = 0;

	if (color && has_colors() && start_color() == OK && use_default_colors() == OK)
		colours = COLORS;
	for (short role = 0; role < ROLE_COUNT; role++) {
		struct style style = theme_style(theme, (enum role)role, colours);

		styles->roles[role] =
			(struct curses_ink){ .attributes = attributes_of(style.attributes) };
		if (style.front == COLOUR_DEFAULT && style.back == COLOUR_DEFAULT)
			continue;
		if (role + 1 < COLOR_PAIRS && curses_pair_set(role + 1, style.front, style.back))
			styles->roles[role].pair = role + 1;
	}
	ink_pairs_begin(&styles->inks, colours >= 8 ? colours : 0, ROLE_COUNT + 1);
}

bool
curses_style_same(const struct cell *a, const struct cell *b)
{
	return a->role == b->role && a->underlined == b->underlined &&
	       (a->role != ROLE_PANE || memcmp(&a->ink, &b->ink, sizeof a->ink) == 0);
}

struct curses_ink
curses_style_of(struct curses_styles *styles, const struct cell *cell)
{
	struct curses_ink ink = cell->role == ROLE_PANE ? ink_pairs_find(&styles->inks, &cell->ink)
							: styles->roles[cell->role];

	if (cell->underlined)
		ink.attributes |= A_UNDERLINE;
	return ink;
}

/* Text written from now on looks like this cell. */
static void
set_style(struct curses_styles *styles, const struct cell *cell)
{
	struct curses_ink ink = curses_style_of(styles, cell);

	attr_set((attr_t)ink.attributes, ink.pair, NULL);
}

/* The length of its character without the marks. */
static size_t
length_of(const struct cell *cell)
{
	uint32_t code;

	return utf8_decode(cell->bytes, cell->length, &code);
}

/* Returns the number of bytes. A Linux console shows marks beside their character. */
static size_t
put_cell(const struct curses_styles *styles, const struct cell *cell, char *out)
{
	const char *instead =
		styles->small_font ? curses_font_instead(cell->bytes, cell->length) : NULL;
	size_t length = styles->small_font ? length_of(cell) : cell->length;

	if (instead != NULL)
		length = strlen(instead);
	memcpy(out, instead != NULL ? instead : cell->bytes, length);
	return length;
}

/* ncurses loses marks behind the end of a row, of a wide character or in the last row, so that
 * character is put anew, as a whole. */
static void
put_last(const struct grid *g, int row)
{
	int col = g->cols - 1;
	const struct cell *cell = grid_at(g, row, col);
	wchar_t text[sizeof cell->bytes + 1];
	size_t count = 0;
	uint32_t code;
	cchar_t whole;

	if (cell->length == 0 && col > 0)
		cell = grid_at(g, row, --col);
	if (cell->length == length_of(cell))
		return;
	for (size_t at = 0; at < cell->length && count < CCHARW_MAX; text[count++] = (wchar_t)code)
		at += utf8_decode(cell->bytes + at, cell->length - at, &code);
	text[count] = L'\0';
	if (setcchar(&whole, text, A_NORMAL, 0, NULL) == OK)
		mvadd_wch(row, col, &whole);
}

int
curses_style_run(struct curses_styles *styles, const struct grid *g, int row, int col)
{
	const struct cell *first = grid_at(g, row, col);
	char text[1024];
	size_t length = 0;
	int start = col;

	while (col < g->cols && length + sizeof first->bytes < sizeof text) {
		const struct cell *cell = grid_at(g, row, col);

		if (cell->length > 0 && !curses_style_same(cell, first))
			break;
		length += put_cell(styles, cell, text + length);
		col++;
	}
	set_style(styles, first);
	mvaddnstr(row, start, text, (int)length);
	if (col == g->cols && !styles->small_font)
		put_last(g, row);
	return col;
}
