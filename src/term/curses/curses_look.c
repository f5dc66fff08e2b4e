/* SPDX-License-Identifier: MIT */
/* curses_look.c: roles and inks as ncurses attributes on this terminal. */
#include "term/curses/curses_look.h"

#include <curses.h>
#include <string.h>

static attr_t
attributes_of(unsigned bits)
{
	return ((bits & ATTR_BOLD) ? A_BOLD : 0) | ((bits & ATTR_DIM) ? A_DIM : 0) |
	       ((bits & ATTR_REVERSE) ? A_REVERSE : 0) |
	       ((bits & ATTR_UNDERLINE) ? A_UNDERLINE : 0);
}

void
curses_looks_begin(struct curses_looks *looks, const struct theme *theme, bool color)
{
	int colours = 0;

	if (color && has_colors() && start_color() == OK && use_default_colors() == OK)
		colours = COLORS;
	for (short role = 0; role < ROLE_COUNT; role++) {
		struct style style = theme_style(theme, (enum role)role, colours);

		looks->roles[role] =
			(struct curses_ink){ .attributes = attributes_of(style.attributes) };
		if (style.front == COLOUR_DEFAULT && style.back == COLOUR_DEFAULT)
			continue;
		if (role + 1 < COLOR_PAIRS && init_pair(role + 1, style.front, style.back) == OK)
			looks->roles[role].pair = role + 1;
	}
	ink_pairs_begin(&looks->inks, colours >= 8 ? colours : 0, ROLE_COUNT + 1);
}

bool
curses_look_same(const struct cell *a, const struct cell *b)
{
	return a->role == b->role &&
	       (a->role != ROLE_PANE || memcmp(&a->ink, &b->ink, sizeof a->ink) == 0);
}

void
curses_look_set(struct curses_looks *looks, const struct cell *cell)
{
	struct curses_ink ink = cell->role == ROLE_PANE ? ink_pairs_find(&looks->inks, &cell->ink)
							: looks->roles[cell->role];

	attr_set((attr_t)ink.attributes, ink.pair, NULL);
}

int
curses_look_run(struct curses_looks *looks, const struct grid *g, int row, int col)
{
	const struct cell *first = grid_at(g, row, col);
	char text[1024];
	size_t length = 0;
	int start = col;

	while (col < g->cols && length + sizeof first->bytes < sizeof text) {
		const struct cell *cell = grid_at(g, row, col);

		if (cell->length > 0 && !curses_look_same(cell, first))
			break;
		memcpy(text + length, cell->bytes, cell->length);
		length += cell->length;
		col++;
	}
	curses_look_set(looks, first);
	mvaddnstr(row, start, text, (int)length);
	return col;
}
