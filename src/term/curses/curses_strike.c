/* SPDX-License-Identifier: MIT */
/* curses_strike.c: strikethrough text, which ncurses does not support: drawn over its output. To
 * ncurses it is "protected" text (A_PROTECT), which no terminal of today displays differently. So
 * ncurses redraws text whenever it becomes or ceases to be struck through. */
#include "term/curses/curses_strike.h"

#include <curses.h>
#include <term.h>

#include "term/curses/curses_capability.h"

static bool
is_struck(const struct cell *cell)
{
	return cell->role == ROLE_PANE && (cell->ink.attributes & INK_STRIKE) && cell->length > 0;
}

static const char *
capability(const char *name)
{
	const char *text = tigetstr(name);

	return text == (const char *)-1 ? NULL : text;
}

static void
put_position(int row, int col, struct bytes *out)
{
	const char *place = capability("cup");

	if (place != NULL)
		curses_put_text(out, tiparm(place, row, col));
}

static void
put_colour(const char *name, short colour, struct bytes *out)
{
	const char *text = capability(name);

	if (text != NULL && colour >= 0)
		curses_put_text(out, tiparm(text, colour));
}

static void
put_ink(const struct curses_ink *ink, struct bytes *out)
{
	const char *set = capability("sgr");
	attr_t all = (attr_t)ink->attributes;
	short front = -1, back = -1;

	if (set != NULL)
		curses_put_text(
			out, tiparm(set, 0, (all & A_UNDERLINE) != 0, (all & A_REVERSE) != 0,
				     (all & A_BLINK) != 0, (all & A_DIM) != 0, (all & A_BOLD) != 0,
				     (all & A_INVIS) != 0, 0, 0));
	if (all & A_ITALIC)
		curses_put_capability(out, "sitm");
	if (ink->pair > 0 && pair_content(ink->pair, &front, &back) == OK) {
		put_colour("setaf", front, out);
		put_colour("setab", back, out);
	}
	curses_put_capability(out, "smxx");
}

void
curses_strike_row(struct curses_styles *styles, const struct grid *g, int row, struct bytes *out)
{
	if (capability("smxx") == NULL)
		return;
	for (int col = 0; col < g->cols; col++) {
		const struct cell *cell = grid_at(g, row, col);
		struct curses_ink ink;

		if (!is_struck(cell))
			continue;
		ink = ink_pairs_find(&styles->inks, &cell->ink);
		put_position(row, col, out);
		put_ink(&ink, out);
		bytes_put(out, cell->bytes, cell->length);
		curses_put_capability(out, "sgr0");
	}
}

void
curses_strike_end(struct bytes *struck, struct bytes *out)
{
	int row, col;

	if (struck->length == 0)
		return;
	getyx(curscr, row, col);
	put_position(row, col, struck);
	bytes_put(out, struck->data, struck->length);
	bytes_restart(struck);
}
