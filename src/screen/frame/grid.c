/* SPDX-License-Identifier: MIT */
/* grid.c: the screen as cells of character and role, between the views and the terminal. */
#include "screen/frame/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/grow.h"
#include "base/utf8.h"

static const struct cell blank = { .bytes = " ", .length = 1, .width = 1, .role = ROLE_TEXT };

void
grid_resize(struct grid *g, int rows, int cols, bool ascii)
{
	g->rows = rows > 0 ? rows : 1;
	g->cols = cols > 0 ? cols : 1;
	g->ascii = ascii;
	g->cells = grow_array(
		g->cells, &g->capacity, (size_t)g->rows * (size_t)g->cols, sizeof *g->cells);
	for (size_t i = 0; i < (size_t)g->rows * (size_t)g->cols; i++)
		g->cells[i] = blank;
}

void
grid_clear(struct grid *g)
{
	free(g->cells);
	*g = (struct grid){ .cells = NULL };
}

struct cell *
grid_at(const struct grid *g, int row, int col)
{
	return &g->cells[(size_t)row * (size_t)g->cols + (size_t)col];
}

static int
clamp(int value, int low, int high)
{
	if (value < low)
		return low;
	return value > high ? high : value;
}

/* Call before writing the cells from `col` to `end`: a wide character that loses one half loses the
 * other too. */
static void
break_wide(struct grid *g, int row, int col, int end)
{
	if (col > 0 && col < g->cols && grid_at(g, row, col)->length == 0)
		*grid_at(g, row, col - 1) = blank;
	if (end > 0 && end < g->cols && grid_at(g, row, end)->length == 0)
		*grid_at(g, row, end) = blank;
}

void
grid_fill(struct grid *g, struct rect r, enum role role)
{
	int bottom = clamp(r.row + r.rows, 0, g->rows), right = clamp(r.col + r.cols, 0, g->cols);

	for (int row = clamp(r.row, 0, g->rows); row < bottom; row++) {
		break_wide(g, row, clamp(r.col, 0, g->cols), right);
		for (int col = clamp(r.col, 0, g->cols); col < right; col++) {
			*grid_at(g, row, col) = blank;
			grid_at(g, row, col)->role = (uint8_t)role;
		}
	}
}

static void
put_cell(struct grid *g, int row, int col, enum role role, const char *bytes, size_t length,
	int width)
{
	struct cell *cell = grid_at(g, row, col);

	break_wide(g, row, col, col + width);
	if (g->ascii && (unsigned char)bytes[0] >= 0x80) {
		bytes = "?";
		length = 1;
	}
	*cell = (struct cell){ .length = (uint8_t)length,
		.width = (uint8_t)(length == 1 ? 1 : width),
		.role = (uint8_t)role };
	memcpy(cell->bytes, bytes, length);
	if (width == 2)
		*grid_at(g, row, col + 1) = g->ascii ? *cell : (struct cell){ .role = cell->role };
}

static void
add_code(struct cell *cell, uint32_t code)
{
	char bytes[4];
	size_t length = utf8_put_code(code, bytes);

	memcpy(cell->bytes + cell->length, bytes, length);
	cell->length = (uint8_t)(cell->length + length);
}

/* As in a pane: marks that find no room, and invisible characters, are dropped. */
static void
put_mark(const struct grid *g, struct cell *base, uint32_t code)
{
	if (!g->ascii && clean_is_safe(code) && base->length <= sizeof base->bytes - 4)
		add_code(base, code);
}

int
grid_put(struct grid *g, int row, int col, int limit, enum role role, const char *text)
{
	size_t left = strlen(text);
	int end = clamp(limit, 0, g->cols - col) + col, start = col, base = -1;

	if (row < 0 || row >= g->rows || col < 0 || col >= g->cols)
		return 0;
	while (left > 0) {
		uint32_t code = '?';
		size_t length = utf8_decode(text, left, &code);
		int width = length > 0 ? utf8_width(code) : 1;

		if (col + width > end)
			break;
		if (width > 0) {
			put_cell(g, row, col, role, length > 0 ? text : "?",
				length > 0 ? length : 1, width);
			base = col;
		} else if (base >= 0) {
			put_mark(g, grid_at(g, row, base), code);
		}
		col += width;
		text += length > 0 ? length : 1;
		left -= length > 0 ? length : 1;
	}
	return col - start;
}

void
grid_put_right(struct grid *g, int row, int col, int limit, enum role role, const char *text)
{
	int columns = (int)utf8_columns(text);

	if (columns < limit) {
		col += limit - columns;
		limit = columns;
	}
	grid_put(g, row, col, limit, role, text);
}

const char *
grid_cut_mark(const struct grid *g, bool at_start)
{
	return !g->ascii ? "…" : at_start ? "<" : ">";
}

/* Fewer columns show as much of a text as they can. */
#define MARKED_MIN 3

int
grid_put_cut(struct grid *g, int row, int col, int limit, enum role role, const char *text)
{
	int used;

	limit = clamp(limit, 0, g->cols - col);
	if (limit < MARKED_MIN || (int)utf8_columns(text) <= limit)
		return grid_put(g, row, col, limit, role, text);
	used = grid_put(g, row, col, limit - 1, role, text);
	return used + grid_put(g, row, col + used, 1, role, grid_cut_mark(g, false));
}

/* The end of a text, in at most so many columns. */
static const char *
end_of(const char *text, int cols)
{
	while (*text != '\0' && (int)utf8_columns(text) > cols) {
		uint32_t code;
		size_t length = utf8_decode(text, strlen(text), &code);

		text += length > 0 ? length : 1;
	}
	return text;
}

int
grid_put_end(struct grid *g, int row, int col, int limit, enum role role, const char *text)
{
	int used = 0;

	limit = clamp(limit, 0, g->cols - col);
	if (limit >= MARKED_MIN && (int)utf8_columns(text) > limit)
		used = grid_put(g, row, col, 1, role, grid_cut_mark(g, true));
	return used + grid_put(g, row, col + used, limit - used, role, end_of(text, limit - used));
}

void
grid_role(struct grid *g, int row, int col, int count, enum role role)
{
	int end = clamp(col + count, 0, g->cols);

	if (row < 0 || row >= g->rows)
		return;
	for (col = clamp(col, 0, g->cols); col < end; col++)
		grid_at(g, row, col)->role = (uint8_t)role;
}

void
grid_underline(struct grid *g, int row, int col, int count)
{
	int end = clamp(col + count, 0, g->cols);

	if (row < 0 || row >= g->rows)
		return;
	for (col = clamp(col, 0, g->cols); col < end; col++)
		grid_at(g, row, col)->underlined = 1;
}

/* --- cells of a command's terminal --- */

/* A cell keeps the width that its own terminal gave it: a character that is wider here would shift
 * the rest of the row. */
static void
put_pane_cell(struct grid *g, int row, int col, const struct vt_cell *from, int width)
{
	uint32_t code = from->character != 0 ? from->character : ' ';
	struct cell *cell = grid_at(g, row, col);

	if ((g->ascii && code >= 0x80) || utf8_width(code) == 0 || utf8_width(code) > width)
		code = '?';
	break_wide(g, row, col, col + width);
	*cell = (struct cell){ .width = 1, .role = ROLE_PANE, .ink = from->ink };
	add_code(cell, code);
	for (size_t i = 0; i < 2 && from->marks[i] != 0 && !g->ascii && code >= ' '; i++)
		if (utf8_width(from->marks[i]) == 0)
			add_code(cell, from->marks[i]);
	if (width < 2)
		return;
	cell->width = (uint8_t)utf8_width(code);
	cell[1] = (struct cell){
		.bytes = " ", .length = 1, .width = 1, .role = ROLE_PANE, .ink = from->ink
	};
	if (code == '?')
		cell[1].bytes[0] = '?';
	if (cell->width == 2)
		cell[1] = (struct cell){ .role = ROLE_PANE, .ink = from->ink };
}

void
grid_put_pane(
	struct grid *g, int row, int col, int limit, const struct vt_cell *cells, size_t count)
{
	int end = clamp(limit, 0, g->cols - col) + col;

	if (row < 0 || row >= g->rows || col < 0)
		return;
	for (size_t i = 0; i < count && col < end; i++) {
		int width = cells[i].width == 2 ? 2 : 1;

		if (col + width > end ||
			(width == 2 && (i + 1 == count || cells[i + 1].width != 0))) {
			struct vt_cell half = { .ink = cells[i].ink };

			put_pane_cell(g, row, col, &half, 1);
			width = 1;
		} else {
			put_pane_cell(g, row, col, &cells[i], width);
			i += (size_t)width - 1;
		}
		col += width;
	}
}
