/* SPDX-License-Identifier: MIT */
/* grid_svg.c: the screen as a picture. Blocks, braille and lines are drawn, not written, so that
 * they join in any font; text is stretched to the width of its cells. Lengths are in tenths of a
 * pixel. */
#include "screen/frame/grid_svg.h"

#include "base/length.h"
#include "base/utf8.h"
#include "text/chart/svg.h"

#define CELL_WIDTH 84
#define CELL_HEIGHT 180
#define BASELINE 134
#define MARGIN 140
#define BAR_MARGIN 20 /* above and below a block that is filled from the left */
#define DOT 20
#define THIN 10 /* of lines */
#define HEAVY 24

#define PRINT(out, format, ...) svg_print(out, format, (const int[]){ __VA_ARGS__ })

/* --- colours --- */

#define GROUND 0x12161cu
#define TEXT 0xd6dae0u

/* The look of a cell; a back like the ground is not drawn. */
struct look {
	unsigned front, back;
	bool bold, underline;
};

/* One of the 256 colours: of the first 16 a terminal's own, otherwise as xterm has them. */
static unsigned
colour_of(int32_t colour, unsigned otherwise)
{
	static const unsigned first[16] = { 0x1c2128, 0xe05561, 0x8cc265, 0xd18f52, 0x4aa5f0,
		0xc162de, 0x42b3c2, 0xd7dae0, 0x6b7280, 0xff616e, 0xa5e075, 0xf0a45d, 0x4dc4ff,
		0xde73ff, 0x4cd1e0, 0xffffff };
	static const unsigned levels[6] = { 0, 95, 135, 175, 215, 255 };
	unsigned n = (unsigned)colour;

	if (colour < 0)
		return otherwise;
	if (n & INK_RGB)
		return n & 0xffffff;
	if (n < 16)
		return first[n];
	if (n >= 232)
		return (8 + 10 * (n - 232)) * 0x010101;
	n -= 16;
	return levels[n / 36] << 16 | levels[n / 6 % 6] << 8 | levels[n % 6];
}

/* The middle of two colours, channel by channel. */
static unsigned
middle_of(unsigned a, unsigned b)
{
	return (a >> 1 & 0x7f7f7f) + (b >> 1 & 0x7f7f7f);
}

static struct ink
ink_of(const struct cell *cell, const struct theme *theme)
{
	static const struct {
		unsigned style, ink;
	} attributes[] = { { ATTR_BOLD, INK_BOLD }, { ATTR_DIM, INK_DIM },
		{ ATTR_REVERSE, INK_REVERSE }, { ATTR_UNDERLINE, INK_UNDERLINE } };
	struct style style;
	struct ink ink;

	if (cell->role >= ROLE_COUNT)
		return cell->ink;
	style = theme_style(theme, (enum role)cell->role, 256);
	ink = (struct ink){ style.front, style.back, 0 };
	for (size_t i = 0; i < LENGTH(attributes); i++)
		if (style.attributes & attributes[i].style)
			ink.attributes |= attributes[i].ink;
	return ink;
}

static struct look
look_of(const struct cell *cell, const struct theme *theme)
{
	struct ink ink = ink_of(cell, theme);
	unsigned front = colour_of(ink.front, TEXT), back = colour_of(ink.back, GROUND);
	bool reverse = ink.attributes & INK_REVERSE;
	struct look look = { .front = reverse ? back : front,
		.back = reverse ? front : back,
		.bold = ink.attributes & INK_BOLD,
		.underline = ink.attributes & INK_UNDERLINE };

	if (ink.attributes & INK_DIM)
		look.front = middle_of(look.front, look.back);
	if (ink.attributes & INK_HIDDEN)
		look.front = look.back;
	return look;
}

static bool
same_look(struct look a, struct look b)
{
	return a.front == b.front && a.back == b.back && a.bold == b.bold &&
	       a.underline == b.underline;
}

/* --- a row --- */

struct row {
	const struct grid *grid;
	const struct theme *theme;
	struct bytes *out;
	int row;
};

static const struct cell *
cell_at(const struct row *r, int col)
{
	return grid_at(r->grid, r->row, col);
}

static struct look
look_at(const struct row *r, int col)
{
	return look_of(cell_at(r, col), r->theme);
}

static int
x_of(int col)
{
	return MARGIN + col * CELL_WIDTH;
}

static int
y_of(int row)
{
	return MARGIN + row * CELL_HEIGHT;
}

static void
put_rect(const struct row *r, unsigned colour, int x, int y, int width, int height)
{
	bytes_print(r->out, "<rect fill=\"#%06x\"", colour);
	PRINT(r->out, " x=\"%\" y=\"%\" width=\"%\" height=\"%\"/>\n", x, y, width, height);
}

static void
put_ground(const struct row *r)
{
	for (int col = 0, end; col < r->grid->cols; col = end) {
		unsigned back = look_at(r, col).back;

		for (end = col + 1; end < r->grid->cols && look_at(r, end).back == back;)
			end++;
		if (back != GROUND)
			put_rect(r, back, x_of(col), y_of(r->row), x_of(end) - x_of(col),
				CELL_HEIGHT);
	}
}

/* --- drawn characters --- */

/* 0: none, or one with marks, which is text whatever it is. */
static uint32_t
code_at(const struct row *r, int col)
{
	const struct cell *cell = cell_at(r, col);
	uint32_t code = 0;

	return utf8_decode(cell->bytes, cell->length, &code) == cell->length ? code : 0;
}

/* Lines from the middle of a cell to its edges. */
enum { LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8 };
static const struct line {
	uint32_t code;
	unsigned arms;
	int thick;
} lines[] = {
	{ 0x2500, LEFT | RIGHT, THIN },
	{ 0x2501, LEFT | RIGHT, HEAVY },
	{ 0x2502, UP | DOWN, THIN },
	{ 0x2503, UP | DOWN, HEAVY },
	{ 0x250c, RIGHT | DOWN, THIN },
	{ 0x2510, LEFT | DOWN, THIN },
	{ 0x2514, RIGHT | UP, THIN },
	{ 0x2518, LEFT | UP, THIN },
	{ 0x251c, RIGHT | UP | DOWN, THIN },
	{ 0x2524, LEFT | UP | DOWN, THIN },
	{ 0x252c, LEFT | RIGHT | DOWN, THIN },
	{ 0x2534, LEFT | RIGHT | UP, THIN },
	{ 0x253c, LEFT | RIGHT | UP | DOWN, THIN },
};

static const struct line *
line_of(uint32_t code)
{
	for (size_t i = 0; i < LENGTH(lines); i++)
		if (lines[i].code == code)
			return &lines[i];
	return NULL;
}

static bool
is_drawn(uint32_t code)
{
	return (code >= 0x2581 && code <= 0x258f) || (code >= 0x2800 && code <= 0x28ff) ||
	       line_of(code) != NULL;
}

static int
put_line(const struct row *r, int col, const struct line *line)
{
	unsigned colour = look_at(r, col).front;
	int x = x_of(col) + (CELL_WIDTH - line->thick) / 2, end = x + line->thick;
	int y = y_of(r->row) + (CELL_HEIGHT - line->thick) / 2, bottom = y + line->thick;
	int left = line->arms & LEFT ? x_of(col) : x,
	    right = line->arms & RIGHT ? x_of(col + 1) : end;
	int up = line->arms & UP ? y_of(r->row) : y;
	int down = line->arms & DOWN ? y_of(r->row + 1) : bottom;
	int count = 1;

	/* A rule of many cells is one rectangle. */
	while (line->arms == (LEFT | RIGHT) && col + count < r->grid->cols &&
		code_at(r, col + count) == line->code && look_at(r, col + count).front == colour)
		count++;
	right += (count - 1) * CELL_WIDTH;
	if (line->arms & (LEFT | RIGHT))
		put_rect(r, colour, left, y, right - left, line->thick);
	if (line->arms & (UP | DOWN))
		put_rect(r, colour, x, up, line->thick, down - up);
	return count;
}

/* How many eighths of its cell a block character fills from the left; 0: another character. */
static int
eighths_at(const struct row *r, int col, unsigned colour)
{
	uint32_t code = col < r->grid->cols ? code_at(r, col) : 0;

	if (code < 0x2588 || code > 0x258f || look_at(r, col).front != colour)
		return 0;
	return 0x2590 - (int)code;
}

/* Blocks that join are one rectangle. */
static int
put_bar(const struct row *r, int col)
{
	unsigned colour = look_at(r, col).front;
	int count = 0, eighths = 0, part;

	do {
		part = eighths_at(r, col + count, colour);
		eighths += part;
		count += part > 0;
	} while (part == 8);
	put_rect(r, colour, x_of(col), y_of(r->row) + BAR_MARGIN, CELL_WIDTH * eighths / 8,
		CELL_HEIGHT - 2 * BAR_MARGIN);
	return count;
}

static void
put_dots(const struct row *r, int col, uint32_t dots)
{
	static const int cols[8] = { 0, 0, 0, 1, 1, 1, 0, 1 }, rows[8] = { 0, 1, 2, 0, 1, 2, 3, 3 };

	bytes_print(r->out, "<path fill=\"#%06x\" d=\"", look_at(r, col).front);
	for (int i = 0; i < 8; i++)
		if (dots >> i & 1)
			PRINT(r->out, "M% %h%v%h%z",
				x_of(col) + CELL_WIDTH * (2 * cols[i] + 1) / 4 - DOT / 2,
				y_of(r->row) + CELL_HEIGHT * (2 * rows[i] + 1) / 8 - DOT / 2, DOT,
				DOT, -DOT);
	bytes_text(r->out, "\"/>\n");
}

/* Returns how many cells it took. */
static int
put_drawn(const struct row *r, int col)
{
	uint32_t code = code_at(r, col);
	int high = CELL_HEIGHT * ((int)code - 0x2580) / 8;

	if (line_of(code) != NULL)
		return put_line(r, col, line_of(code));
	if (code >= 0x2588 && code <= 0x258f)
		return put_bar(r, col);
	if (code >= 0x2800)
		put_dots(r, col, code - 0x2800);
	else /* from below */
		put_rect(r, look_at(r, col).front, x_of(col), y_of(r->row + 1) - high, CELL_WIDTH,
			high);
	return 1;
}

/* --- text --- */

static bool
is_blank(const struct row *r, int col)
{
	return col >= r->grid->cols || code_at(r, col) == ' ';
}

/* The end of a text: another look, a drawn character, or two blanks. */
static int
text_end(const struct row *r, int col)
{
	struct look look = look_at(r, col);
	int end = col + 1;

	while (end < r->grid->cols && same_look(look_at(r, end), look) &&
		!is_drawn(code_at(r, end)) && !(is_blank(r, end) && is_blank(r, end + 1)))
		end++;
	return end;
}

static int
put_text(const struct row *r, int col)
{
	struct look look = look_at(r, col);
	struct bytes text = { .data = NULL };
	int end = text_end(r, col);

	for (int at = col; at < end; at++)
		bytes_put(&text, cell_at(r, at)->bytes, cell_at(r, at)->length);
	bytes_print(r->out, "<text fill=\"#%06x\"%s%s", look.front,
		look.bold ? " font-weight=\"700\"" : "",
		look.underline ? " text-decoration=\"underline\"" : "");
	PRINT(r->out, " x=\"%\" y=\"%\" textLength=\"%\">", x_of(col), y_of(r->row) + BASELINE,
		(end - col) * CELL_WIDTH);
	svg_text(r->out, text.data, SIZE_MAX);
	bytes_text(r->out, "</text>\n");
	bytes_free(&text);
	return end - col;
}

/* --- the whole picture --- */

static void
put_head(const struct grid *g, const char *title, struct bytes *out)
{
	int width = 2 * MARGIN + g->cols * CELL_WIDTH, height = 2 * MARGIN + g->rows * CELL_HEIGHT;

	PRINT(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 % %\" width=\"%\" "
		"height=\"%\" role=\"img\">\n<title>",
		width, height, width, height);
	svg_text(out, title, SIZE_MAX);
	bytes_text(out, "</title>\n<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,"
			"Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre}</style>\n");
	bytes_print(out, "<rect fill=\"#%06x\"", GROUND);
	PRINT(out, " width=\"%\" height=\"%\" rx=\"10\"/>\n", width, height);
}

void
grid_put_svg(const struct grid *g, const struct theme *theme, const char *title, struct bytes *out)
{
	struct row r = { .grid = g, .theme = theme, .out = out };

	put_head(g, title, out);
	for (r.row = 0; r.row < g->rows; r.row++) {
		put_ground(&r);
		for (int col = 0; col < g->cols;) {
			if (is_blank(&r, col) || cell_at(&r, col)->length == 0)
				col++;
			else if (is_drawn(code_at(&r, col)))
				col += put_drawn(&r, col);
			else
				col += put_text(&r, col);
		}
	}
	bytes_text(out, "</svg>\n");
}
