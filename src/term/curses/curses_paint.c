/* SPDX-License-Identifier: MIT */
/* curses_paint.c: what changed of the screen, sent by as few bytes as possible. Figures change
 * below each other: it goes down their column, by a line feed and a backspace, rather than along
 * the rows. */
#include "term/curses/curses_paint.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

#include "base/grow.h"

/* Unchanged cells that are written again: fewer bytes than the move over them. */
#define BRIDGED_MAX 3
/* What another look takes, about. */
#define PEN_COST 6

/* --- opening --- */

static bool
has_flag(const char *name)
{
	return tigetflag(name) > 0;
}

/* After the last column the cursor waits there, or stays; text may be written with the cursor moved
 * in between; nothing is drawn over what was there. */
static bool
is_plain_terminal(void)
{
	return (!has_flag("am") || has_flag("xenl")) && has_flag("msgr") && !has_flag("os") &&
	       !has_flag("hz") && tigetnum("xmc") < 0;
}

void
curses_painter_begin(struct curses_painter *p, const struct curses_styles *styles)
{
	const char *erase = tigetstr("el");

	p->usable = curses_moves_learn(&p->moves) && curses_pen_learn() && is_plain_terminal() &&
		    !styles->small_font;
	p->erases = erase != NULL && erase != (const char *)-1 && strcmp(erase, "\033[K") == 0;
	p->erases_coloured = has_flag("bce");
	p->pen = (struct curses_pen){ .front = COLOUR_DEFAULT, .back = COLOUR_DEFAULT };
	curses_painter_forget_place(p);
}

void
curses_painter_clear(struct curses_painter *p)
{
	free(p->runs);
	*p = (struct curses_painter){ .usable = false };
}

void
curses_painter_forget_place(struct curses_painter *p)
{
	p->place = (struct curses_place){ -1, -1 };
}

/* --- what changed --- */

static bool
same_cell(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static bool
is_ascii(const struct cell *cell)
{
	return cell->length == 1 && (unsigned char)cell->bytes[0] < 0x80;
}

/* Whether the unchanged cells between two runs are written again. */
static bool
is_bridged(const struct grid *g, const struct curses_run *run, int col)
{
	const struct cell *last = grid_at(g, run->row, run->end - 1);

	if (col - run->end > BRIDGED_MAX)
		return false;
	for (int at = run->end; at < col; at++)
		if (!is_ascii(grid_at(g, run->row, at)) ||
			!curses_style_same(grid_at(g, run->row, at), last))
			return false;
	return true;
}

static void
add_run(struct curses_painter *p, const struct grid *g, int row, int start, int end)
{
	struct curses_run *last = p->count > 0 ? &p->runs[p->count - 1] : NULL;

	if (last != NULL && last->row == row && is_bridged(g, last, start)) {
		last->end = end;
		return;
	}
	p->runs = grow_array(p->runs, &p->capacity, p->count + 1, sizeof *p->runs);
	p->runs[p->count++] = (struct curses_run){ .row = row, .start = start, .end = end };
}

/* A wide character is one cell and an empty one: both change. */
static void
find_in_row(struct curses_painter *p, const struct grid *shown, const struct grid *next, int row)
{
	for (int col = 0; col < next->cols;) {
		int start = col;

		while (col < next->cols &&
			!same_cell(grid_at(shown, row, col), grid_at(next, row, col)))
			col++;
		if (col == start) {
			col++;
			continue;
		}
		while (start > 0 && grid_at(next, row, start)->length == 0)
			start--;
		while (col < next->cols && grid_at(next, row, col)->length == 0)
			col++;
		add_run(p, next, row, start, col);
	}
}

static void
find_runs(struct curses_painter *p, struct grid *shown, const struct grid *next)
{
	size_t size = (size_t)next->cols * sizeof(struct cell);

	p->count = p->first = 0;
	for (int row = 0; row < next->rows; row++) {
		if (memcmp(grid_at(shown, row, 0), grid_at(next, row, 0), size) == 0)
			continue;
		find_in_row(p, shown, next, row);
		memcpy(grid_at(shown, row, 0), grid_at(next, row, 0), size);
	}
}

/* --- drawing --- */

static bool
is_blank(const struct cell *cell)
{
	return cell->length == 1 && cell->bytes[0] == ' ';
}

/* Where a run's blanks at the end of the row begin that can be erased: with the terminal's own
 * background, which every terminal erases with, or with another. Erasing, the cursor does not come
 * to the end of the row, where its place is not known. */
static int
erased_from(const struct curses_painter *p, struct curses_styles *styles, const struct grid *g,
	const struct curses_run *run)
{
	struct curses_ink ink = curses_style_of(styles, grid_at(g, run->row, run->end - 1));
	const struct curses_pen eraser = curses_pen_of(&ink);
	int col = run->end;

	if (!p->erases || run->end < g->cols || (eraser.back >= 0 && !p->erases_coloured))
		return run->end;
	for (; col > run->start && is_blank(grid_at(g, run->row, col - 1)); col--) {
		ink = curses_style_of(styles, grid_at(g, run->row, col - 1));
		if (!curses_pen_blanks_alike(&eraser, &ink))
			break;
	}
	return col;
}

static void
draw_cell(struct curses_painter *p, struct curses_styles *styles, const struct cell *cell,
	struct bytes *out)
{
	struct curses_ink ink;

	if (cell->length == 0)
		return;
	ink = curses_style_of(styles, cell);
	if (!is_blank(cell) || !curses_pen_blanks_alike(&p->pen, &ink))
		curses_pen_set(&p->pen, &ink, out);
	bytes_put(out, cell->bytes, cell->length);
}

/* Terminals do not agree on the width of all characters; where lines and blocks (U+2500 to U+259F)
 * are not one column wide, no row is right. */
static bool
has_known_width(const struct cell *cell)
{
	const unsigned char *c = (const unsigned char *)cell->bytes;

	return is_ascii(cell) ||
	       (cell->length == 3 && c[0] == 0xe2 &&
		       (c[1] == 0x94 || c[1] == 0x95 || (c[1] == 0x96 && c[2] <= 0x9f)));
}

static void
follow_cursor(struct curses_painter *p, const struct grid *g, const struct curses_run *run, int end)
{
	p->place = (struct curses_place){ run->row, end };
	for (int col = run->start; col < end; col++)
		if (!has_known_width(grid_at(g, run->row, col)))
			p->place.col = -1;
	if (end == g->cols)
		curses_painter_forget_place(p);
}

static void
draw_run(struct curses_painter *p, struct curses_styles *styles, const struct grid *g,
	struct curses_run *run, struct bytes *out)
{
	int end = erased_from(p, styles, g, run);

	curses_move(&p->moves, &p->place, run->row, run->start, out);
	for (int col = run->start; col < end; col++)
		draw_cell(p, styles, grid_at(g, run->row, col), out);
	if (end > run->start)
		follow_cursor(p, g, run, end);
	if (end < run->end) {
		struct curses_ink ink = curses_style_of(styles, grid_at(g, run->row, end));

		if (!curses_pen_blanks_alike(&p->pen, &ink))
			curses_pen_set(&p->pen, &ink, out);
		bytes_text(out, "\033[K");
	}
	run->done = true;
}

/* --- the order --- */

static int
cost_of(const struct curses_painter *p, struct curses_styles *styles, const struct grid *g,
	const struct curses_run *run)
{
	struct curses_ink ink = curses_style_of(styles, grid_at(g, run->row, run->start));
	bool same = ink.pair == p->pen.ink.pair && ink.attributes == p->pen.ink.attributes;

	return curses_move_cost(&p->moves, p->place, run->row, run->start) + (same ? 0 : PEN_COST);
}

/* Of what is left the cheapest one to reach: the next in this row, one in the row below, or the
 * first of all. NULL: nothing is left. */
static struct curses_run *
next_run(struct curses_painter *p, struct curses_styles *styles, const struct grid *g,
	const struct curses_run *last)
{
	struct curses_run *best;
	int cost;

	while (p->first < p->count && p->runs[p->first].done)
		p->first++;
	if (p->first == p->count)
		return NULL;
	best = &p->runs[p->first];
	cost = cost_of(p, styles, g, best);
	for (struct curses_run *run = &p->runs[last - p->runs + 1];
		run < p->runs + p->count && run->row <= last->row + 1; run++) {
		int its = run->done ? cost : cost_of(p, styles, g, run);

		if (its < cost) {
			cost = its;
			best = run;
		}
	}
	return best;
}

void
curses_paint(struct curses_painter *p, struct curses_styles *styles, struct grid *shown,
	const struct grid *next, struct curses_place cursor, struct bytes *out)
{
	static const struct curses_ink plain = { .attributes = 0 };
	struct curses_run *run;

	find_runs(p, shown, next);
	for (run = p->count > 0 ? p->runs : NULL; run != NULL; run = next_run(p, styles, next, run))
		draw_run(p, styles, next, run, out);
	curses_pen_set(&p->pen, &plain, out);
	if (cursor.row >= 0)
		curses_move(&p->moves, &p->place, cursor.row, cursor.col, out);
}
