/* SPDX-License-Identifier: MIT */
/* layout.c: divides the screen into rectangles and columns. */
#include "screen/frame/layout.h"

#include <string.h>

/* The smallest useful width of the last column, and the width that a command gets before there are
 * spare columns. */
#define LAST_MINIMUM 12
#define LAST_WANTED 32
#define LAST_WANTED_IN_TREE 40

/* The smallest useful number of rows of a pane, and of what is above it. */
#define PANE_MIN 4
#define ABOVE_MIN 4

static struct rect
take_top(struct rect *from, int rows)
{
	struct rect part = { from->row, from->col, rows, from->cols };

	from->row += rows;
	from->rows -= rows;
	return part;
}

/* Jobs take the second of three lines, a line more, or the place of what the table shows. */
static int
rows_of_header(int rows, bool jobs)
{
	if (rows >= 24)
		return 3;
	if (rows >= 8)
		return jobs ? 3 : 2;
	if (rows >= 5)
		return jobs && rows > 5 ? 2 : 1;
	return 0;
}

struct layout
layout_screen(int rows, int cols, bool jobs)
{
	struct layout l = { .whole = { 0, 0, rows > 0 ? rows : 1, cols > 0 ? cols : 1 } };
	struct rect left = l.whole;

	l.header = take_top(&left, rows_of_header(left.rows, jobs));
	if (jobs && l.header.rows > 1)
		l.jobs = (struct rect){ l.header.row + 1, 0, 1, left.cols };
	if (left.rows >= 3)
		l.head = take_top(&left, 1);
	if (left.rows >= 2) {
		left.rows--;
		l.footer = (struct rect){ left.row + left.rows, 0, 1, left.cols };
	}
	l.body = left;
	return l;
}

/* The rows of a pane and its title: all but the footer if there is no space for both parts. */
static int
rows_of_pane(int all, const struct layout_options *options)
{
	int pane_rows = all * (options->percent > 0 ? options->percent : LAYOUT_PANE_PERCENT) / 100;
	int max = all - 1 - ABOVE_MIN;

	if (all == 1)
		return 1;
	if (options->zoomed || max < PANE_MIN + 1)
		return all - 1;
	if (pane_rows < PANE_MIN + 1)
		pane_rows = PANE_MIN + 1;
	return pane_rows < max ? pane_rows : max;
}

struct layout
layout_with_pane(int rows, int cols, const struct layout_options *options)
{
	struct layout all = layout_screen(rows, cols, options->jobs), l = { .whole = all.whole };
	int pane_rows = rows_of_pane(all.whole.rows, options), above;

	if (!options->pane)
		return all;
	above = all.whole.rows - pane_rows - all.footer.rows;
	if (above > 0)
		l = layout_screen(above + 1, cols, options->jobs);
	l.whole = all.whole;
	l.footer = all.footer;
	l.pane = (struct rect){ above, 0, pane_rows, all.whole.cols };
	if (pane_rows > 1)
		l.pane_title = take_top(&l.pane, 1);
	return l;
}

static bool
stretches(const struct column_list *list, size_t i)
{
	return i + 1 == list->count && list->items[i]->kind == VALUE_TEXT;
}

/* A sum that fills the first column has its sign before it. */
static int
first_col(const struct column_list *list)
{
	return LAYOUT_MARKS + (list->count > 0 && list->items[0]->is_sum != NULL);
}

/* With `last` cells for the last column, if it is text. */
static int
needed(const struct column_list *list, enum units units, int last)
{
	int cols = first_col(list);

	for (size_t i = 0; i < list->count; i++)
		cols += (stretches(list, i) ? last : (int)column_width(list->items[i], units)) +
			(i > 0);
	return cols;
}

/* A command is read, other texts are only recognised. */
static int
last_wanted(const struct column_list *list)
{
	if (list->count == 0 || !(list->items[list->count - 1]->roles & COLUMN_BRANCH))
		return LAST_MINIMUM;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i]->roles & COLUMN_IN_TREES)
			return LAST_WANTED_IN_TREE;
	return LAST_WANTED;
}

static void
drop(struct column_list *list, size_t at)
{
	list->count--;
	memmove(&list->items[at], &list->items[at + 1], (list->count - at) * sizeof list->items[0]);
}

/* Drops the rightmost column with these roles, `of`, out of `among`; false if there is none, or
 * no other column. */
static bool
drop_one(struct column_list *list, unsigned among, unsigned of)
{
	for (size_t i = list->count; list->count > 1 && i > 0; i--) {
		if ((list->items[i - 1]->roles & among) == of) {
			drop(list, i - 1);
			return true;
		}
	}
	return false;
}

/* What is left beside a command of the wanted width is divided between it and the bars. */
static int
bar_width(const struct column_list *list, int cols, enum units units)
{
	int left = cols - needed(list, units, last_wanted(list));
	int width = BAR_CELLS_MIN + (left > 0 ? left / 2 : 0);

	return width < BAR_CELLS_MAX ? width : BAR_CELLS_MAX;
}

struct placement
layout_columns(const struct column_list *chosen, int cols, enum units units)
{
	struct column_list list = *chosen;
	struct placement p = { .count = 0 };
	int col, bar;

	while (needed(&list, units, last_wanted(&list)) > cols &&
		drop_one(&list, COLUMN_SPARE, COLUMN_SPARE))
		continue;
	while (needed(&list, units, LAST_MINIMUM) > cols && drop_one(&list, COLUMN_KEPT, 0))
		continue;
	bar = bar_width(&list, cols, units);
	col = first_col(&list);
	for (size_t i = 0; i < list.count && col < cols; i++) {
		bool figure = column_right_aligned(list.items[i]);
		int width = list.items[i]->kind == VALUE_BAR
				    ? bar
				    : (int)column_width(list.items[i], units);

		/* A figure that is cut would be read as a different one. */
		if (figure && width > cols - col && i > 0)
			break;
		if (width > cols - col || stretches(&list, i))
			width = cols - col;
		p.items[p.count++] = (struct placed){ list.items[i], col, width };
		col += width + 1;
	}
	return p;
}

struct rect
layout_box(struct rect within, int rows, int cols)
{
	rows = rows + 2 < within.rows ? rows + 2 : within.rows;
	cols = cols + 4 < within.cols ? cols + 4 : within.cols;
	return (struct rect){ within.row + (within.rows - rows) / 2,
		within.col + (within.cols - cols) / 2, rows, cols };
}
