/* SPDX-License-Identifier: MIT */
/* grid_dump.h: what is drawn in a grid, as text. */
#ifndef PEAKTOP_TESTS_SUPPORT_GRID_DUMP_H
#define PEAKTOP_TESTS_SUPPORT_GRID_DUMP_H

#include "base/bytes.h"
#include "screen/frame/grid.h"

static inline char
grid_letter(const struct cell *cell)
{
	const struct ink *ink = &cell->ink;

	if (cell->role != ROLE_PANE)
		return theme_role_letter((enum role)cell->role);
	return ink->front == INK_DEFAULT && ink->back == INK_DEFAULT && ink->attributes == 0 ? '~'
											     : '#';
}

/* The columns up to the last that is not blank, or with `roles` not plain text. */
static inline int
grid_row_end(const struct grid *g, int row, bool roles)
{
	int end = g->cols;

	while (end > 0) {
		const struct cell *cell = grid_at(g, row, end - 1);

		if (roles ? cell->role != ROLE_TEXT : cell->length != 1 || cell->bytes[0] != ' ')
			return end;
		end--;
	}
	return 0;
}

static inline void
grid_dump_roles(const struct grid *g, int row, struct bytes *out)
{
	int end = grid_row_end(g, row, true);

	if (end == 0)
		return;
	for (int col = 0; col < end; col++) {
		char letter = grid_letter(grid_at(g, row, col));

		bytes_put(out, &letter, 1);
	}
	bytes_text(out, "\n");
}

/* A line of `_` below what is underlined in addition to its role. */
static inline void
grid_dump_underlines(const struct grid *g, int row, struct bytes *out)
{
	int end = g->cols;

	while (end > 0 && !grid_at(g, row, end - 1)->underlined)
		end--;
	for (int col = 0; col < end; col++)
		bytes_text(out, grid_at(g, row, col)->underlined ? "_" : " ");
	if (end > 0)
		bytes_text(out, "\n");
}

/* The text, one line per row without trailing blanks. With `roles`, a second line follows each row
 * that is not all plain text, with the letters of its roles: `~` for ROLE_PANE, or `#` if it has an
 * ink of its own; and a third, if something is underlined. */
static inline void
grid_dump(const struct grid *g, bool roles, struct bytes *out)
{
	for (int row = 0; row < g->rows; row++) {
		int end = grid_row_end(g, row, false);

		if (roles)
			bytes_text(out, "|");
		for (int col = 0; col < end; col++)
			bytes_put(out, grid_at(g, row, col)->bytes, grid_at(g, row, col)->length);
		bytes_text(out, "\n");
		if (roles)
			grid_dump_roles(g, row, out);
		if (roles)
			grid_dump_underlines(g, row, out);
	}
}

#endif
