/* SPDX-License-Identifier: MIT */
/* chart_canvas.c: cells and text of a chart while it is drawn. */
#include "text/chart/chart_canvas.h"

#include <string.h>

#include "base/clean.h"
#include "base/utf8.h"
#include "text/cut.h"

const struct canvas_glyphs canvas_glyphs[] = {
	[CHART_BRAILLE] = { "│", "┤", "└", "─", "┬", "┈", "╌", "┊", "●", "↑" },
	[CHART_BLOCK] = { "│", "┤", "└", "─", "┬", "┈", "╌", "┊", "●", "↑" },
	[CHART_ASCII] = { "|", "+", "+", "-", "+", ".", "-", ":", "O", "^" },
};

const char *const canvas_blocks[CANVAS_BLOCKS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

struct chart_cell *
canvas_at(const struct canvas *c, int row, int col)
{
	if (row < 0 || row >= c->height || col < 0 || col >= c->width)
		return NULL;
	return &c->cells[(c->top + c->height - 1 - row) * c->cols + c->left + col];
}

void
canvas_set(struct chart_cell *cell, const char *text, enum chart_part part)
{
	if (cell == NULL)
		return;
	memcpy(cell->text, text, strnlen(text, 4) + 1);
	cell->part = (uint8_t)part;
}

int
canvas_row(const struct canvas *c, uint64_t bytes)
{
	return (int)chart_size_position(&c->scale, bytes, (uint64_t)c->height);
}

int
canvas_col(const struct canvas *c, uint64_t at_ns)
{
	return (int)chart_time_position(&c->scale, at_ns, (uint64_t)c->width);
}

/* As in a grid: a mark that finds no room is dropped. */
static void
add_mark(struct chart_cell *base, const char *bytes, size_t length)
{
	size_t used = strlen(base->text);

	if (used + 4 >= sizeof base->text)
		return;
	memcpy(base->text + used, bytes, length);
	base->text[used + length] = '\0';
}

/* Writes text from a cell of the whole chart, at most `limit` columns; returns the columns used. */
int
canvas_text(
	const struct canvas *c, int row, int col, int limit, enum chart_part part, const char *text)
{
	size_t left = strlen(text), length;
	struct chart_cell *base = NULL;
	int used = 0;
	uint32_t code;

	limit = limit < c->cols - col ? limit : c->cols - col;
	for (; left > 0; text += length, left -= length) {
		char one[5] = "?";
		int width = 1;

		length = utf8_decode(text, left, &code);
		if (length == 0) {
			length = 1;
		} else if (utf8_width(code) == 0) {
			if (base != NULL && c->form != CHART_ASCII && clean_is_safe(code))
				add_mark(base, text, length);
			continue;
		} else if (c->form != CHART_ASCII || code < 0x80) {
			memcpy(one, text, length);
			one[length] = '\0';
			width = utf8_width(code);
		}
		if (used + width > limit)
			break;
		base = &c->cells[row * c->cols + col + used];
		canvas_set(base, one, part);
		if (width == 2)
			canvas_set(base + 1, "", part);
		used += width;
	}
	return used;
}

int
canvas_name(const struct canvas *c, int row, int col, int limit, const char *name)
{
	char text[256];
	struct buffer b = buffer_over(text, sizeof text);

	limit = limit < c->cols - col ? limit : c->cols - col;
	cut_put_distinct(&b, name, limit > 0 ? (size_t)limit : 0, c->form == CHART_ASCII);
	return canvas_text(c, row, col, limit, CHART_LABEL, text);
}

/* Puts a label into the plot, with a blank on each side, if it hides nothing; otherwise
 * returns false. */
bool
canvas_label(const struct canvas *c, int row, int col, enum chart_part part, const char *text)
{
	int width = (int)utf8_columns(text);

	if (row < 0 || row >= c->height || width > c->width)
		return false;
	col = col > c->width - width ? c->width - width : col;
	col = col < 0 ? 0 : col;
	for (int i = -1; i <= width; i++) {
		struct chart_cell *cell = canvas_at(c, row, col + i);

		if (cell != NULL && cell->part != CHART_BLANK)
			return false;
	}
	for (int i = -1; i <= width; i++)
		canvas_set(canvas_at(c, row, col + i), " ", CHART_LABEL);
	canvas_text(c, c->top + c->height - 1 - row, c->left + col, width, part, text);
	return true;
}
