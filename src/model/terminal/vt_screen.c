/* SPDX-License-Identifier: MIT */
/* vt_screen.c: the cells of a command's terminal, and lines of them as bytes.
 *
 * A line is its text in UTF-8. Control codes, which clean text never contains, encode the rest:
 *
 * - LINE_WIDE: the next character takes two columns
 * - LINE_MARK: the next character is a mark on the one before
 * - LINE_INK: a different ink follows: a byte of enum ink_flag, the front (a byte of the
 *   palette, or red, green, blue), the back, a byte of attributes, each only if its flag is set
 *
 * A line begins in the terminal's default colours. */
#include "model/terminal/vt_screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/grow.h"
#include "base/utf8.h"

enum line_code { LINE_WIDE = 1, LINE_MARK = 2, LINE_INK = 3 };

enum ink_flag {
	INK_HAS_FRONT = 1,
	INK_HAS_BACK = 2,
	INK_HAS_ATTRIBUTES = 4,
	INK_FRONT_RGB = 8,
	INK_BACK_RGB = 16,
	INK_FLAGS = 31,
};

/* An ink of 9 bytes, LINE_WIDE, a character of 4, two marks of 5. */
#define CELL_BYTES_MAX 24
#define ATTRIBUTES_MAX 255

const struct vt_cell vt_blank = { .ink = { INK_DEFAULT, INK_DEFAULT, 0 }, .width = 1 };

#define UNKNOWN_4 INK_DEFAULT, INK_DEFAULT, INK_DEFAULT, INK_DEFAULT
const struct vt_colours vt_colours_unknown = { INK_DEFAULT, INK_DEFAULT,
	{ UNKNOWN_4, UNKNOWN_4, UNKNOWN_4, UNKNOWN_4 } };

static int32_t
colour_or_unknown(int32_t colour)
{
	return colour >= INK_RGB && colour <= (INK_RGB | 0xffffff) ? colour : INK_DEFAULT;
}

void
vt_colours_check(struct vt_colours *c)
{
	c->front = colour_or_unknown(c->front);
	c->back = colour_or_unknown(c->back);
	for (size_t i = 0; i < VT_PALETTE; i++)
		c->palette[i] = colour_or_unknown(c->palette[i]);
}

static bool
ink_same(const struct ink *a, const struct ink *b)
{
	return a->front == b->front && a->back == b->back && a->attributes == b->attributes;
}

bool
vt_cell_same(const struct vt_cell *a, const struct vt_cell *b)
{
	return a->character == b->character && a->width == b->width && a->marks[0] == b->marks[0] &&
	       a->marks[1] == b->marks[1] && ink_same(&a->ink, &b->ink);
}

static void
fill_blank(struct vt_cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cells[i] = vt_blank;
}

/* --- the screen --- */

static int
clamp(int value, int max)
{
	if (value < 1)
		return 1;
	return value < max ? value : max;
}

void
vt_screen_clamp(int *rows, int *cols)
{
	*rows = clamp(*rows, VT_ROWS_MAX);
	*cols = clamp(*cols, VT_COLS_MAX);
}

void
vt_screen_clear(struct vt_screen *s)
{
	free(s->cells);
	*s = (struct vt_screen){ .cells = NULL };
}

void
vt_screen_resize(struct vt_screen *s, int rows, int cols)
{
	size_t count;

	vt_screen_clamp(&rows, &cols);
	s->rows = rows;
	s->cols = cols;
	count = (size_t)s->rows * (size_t)s->cols;
	s->cells = grow_array(s->cells, &s->capacity, count, sizeof *s->cells);
	fill_blank(s->cells, count);
}

void
vt_screen_copy(struct vt_screen *to, const struct vt_screen *from)
{
	struct vt_screen kept = *to;

	*to = *from;
	to->cells = kept.cells;
	to->capacity = kept.capacity;
	if (from->rows == 0)
		return;
	vt_screen_resize(to, from->rows, from->cols);
	memcpy(to->cells, from->cells,
		(size_t)from->rows * (size_t)from->cols * sizeof *from->cells);
}

struct vt_cell *
vt_screen_at(const struct vt_screen *s, int row, int col)
{
	return &s->cells[(size_t)row * (size_t)s->cols + (size_t)col];
}

/* --- from a line to bytes --- */

static char *
put_colour(char *at, int32_t colour, bool rgb)
{
	if (rgb) {
		*at++ = (char)(colour >> 16);
		*at++ = (char)(colour >> 8);
	}
	*at++ = (char)colour;
	return at;
}

static char *
put_ink(char *at, const struct ink *ink)
{
	bool front_rgb = ink->front >= INK_RGB, back_rgb = ink->back >= INK_RGB;

	*at++ = LINE_INK;
	*at++ = (char)((ink->front != INK_DEFAULT ? INK_HAS_FRONT : 0) |
		       (ink->back != INK_DEFAULT ? INK_HAS_BACK : 0) |
		       (ink->attributes != 0 ? INK_HAS_ATTRIBUTES : 0) |
		       (front_rgb ? INK_FRONT_RGB : 0) | (back_rgb ? INK_BACK_RGB : 0));
	if (ink->front != INK_DEFAULT)
		at = put_colour(at, ink->front, front_rgb);
	if (ink->back != INK_DEFAULT)
		at = put_colour(at, ink->back, back_rgb);
	if (ink->attributes != 0)
		*at++ = (char)(ink->attributes & ATTRIBUTES_MAX);
	return at;
}

static char *
put_character(char *at, const struct vt_cell *cell)
{
	uint32_t code = cell->character != 0 ? cell->character : ' ';

	if (code < 0x80)
		*at++ = (char)code;
	else
		at += utf8_put_code(code, at);
	for (size_t i = 0; i < 2 && cell->marks[i] != 0; i++) {
		*at++ = LINE_MARK;
		at += utf8_put_code(cell->marks[i], at);
	}
	return at;
}

void
vt_line_put(struct bytes *out, const struct vt_cell *cells, size_t count)
{
	struct ink ink = vt_blank.ink;
	char *at;

	while (count > 0 && vt_cell_same(&cells[count - 1], &vt_blank))
		count--;
	out->data =
		grow_array(out->data, &out->capacity, out->length + count * CELL_BYTES_MAX + 1, 1);
	at = out->data + out->length;
	for (size_t i = 0; i < count; i++) {
		bool wide = cells[i].width == 2 && i + 1 < count && cells[i + 1].width == 0;

		if (!ink_same(&ink, &cells[i].ink)) {
			ink = cells[i].ink;
			at = put_ink(at, &ink);
		}
		if (wide)
			*at++ = LINE_WIDE;
		if (wide || cells[i].width == 1)
			at = put_character(at, &cells[i]);
		else
			*at++ = ' ';
		i += wide;
	}
	*at = '\0';
	out->length = (size_t)(at - out->data);
}

/* --- from bytes to a line --- */

struct line_reader {
	const char *at, *end;
	struct vt_cell *cells;
	size_t count, filled; /* filled: columns of the line so far, including those cut off */
	struct ink ink;
	struct vt_cell *last; /* takes marks; NULL: none */
};

static bool
take_byte(struct line_reader *r, unsigned *value)
{
	if (r->at == r->end)
		return false;
	*value = (unsigned char)*r->at++;
	return true;
}

static bool
take_colour(struct line_reader *r, bool rgb, int32_t *colour)
{
	unsigned part, whole = 0;

	for (int left = rgb ? 3 : 1; left > 0; left--) {
		if (!take_byte(r, &part))
			return false;
		whole = whole << 8 | part;
	}
	*colour = (int32_t)whole | (rgb ? INK_RGB : 0);
	return true;
}

static bool
take_ink(struct line_reader *r)
{
	unsigned flags;

	r->ink = vt_blank.ink;
	if (!take_byte(r, &flags) || flags > INK_FLAGS)
		return false;
	if ((flags & INK_HAS_FRONT) && !take_colour(r, flags & INK_FRONT_RGB, &r->ink.front))
		return false;
	if ((flags & INK_HAS_BACK) && !take_colour(r, flags & INK_BACK_RGB, &r->ink.back))
		return false;
	if (!(flags & INK_HAS_ATTRIBUTES))
		return true;
	return take_byte(r, &r->ink.attributes) && r->ink.attributes <= ATTRIBUTES_MAX;
}

static bool
take_code(struct line_reader *r, uint32_t *code)
{
	size_t length = utf8_decode(r->at, (size_t)(r->end - r->at), code);

	r->at += length;
	return length > 0 && clean_is_safe(*code);
}

static bool
take_character(struct line_reader *r, uint8_t width)
{
	struct vt_cell cell = { .ink = r->ink, .width = width };

	if (!take_code(r, &cell.character))
		return false;
	if (cell.character == ' ')
		cell.character = 0;
	r->last = NULL;
	if (r->filled + width <= r->count) {
		r->last = &r->cells[r->filled];
		*r->last = cell;
		if (width == 2)
			r->last[1] = (struct vt_cell){ .ink = r->ink };
	}
	r->filled += width;
	return true;
}

static bool
take_mark(struct line_reader *r)
{
	uint32_t code;

	if (!take_code(r, &code) || r->filled == 0)
		return false;
	if (r->last == NULL)
		return true;
	if (r->last->marks[1] != 0)
		return false;
	r->last->marks[r->last->marks[0] != 0] = code;
	return true;
}

static bool
take_item(struct line_reader *r)
{
	switch (*r->at) {
	case LINE_INK:
		r->at++;
		return take_ink(r);
	case LINE_MARK:
		r->at++;
		return take_mark(r);
	case LINE_WIDE:
		r->at++;
		return take_character(r, 2);
	default:
		return take_character(r, 1);
	}
}

bool
vt_line_take(const char *data, size_t length, struct vt_cell *cells, size_t count)
{
	struct line_reader r = { .cells = cells, .count = count, .ink = vt_blank.ink };

	fill_blank(cells, count);
	if (length == 0)
		return true;
	r.at = data;
	r.end = data + length;
	while (r.at < r.end)
		if (!take_item(&r)) {
			fill_blank(cells, count);
			return false;
		}
	return true;
}

void
vt_line_text(const struct vt_cell *cells, size_t count, struct bytes *out)
{
	char text[4];

	while (count > 0 && cells[count - 1].character == 0 && cells[count - 1].width == 1)
		count--;
	for (size_t i = 0; i < count; i++) {
		if (cells[i].width == 0)
			continue;
		bytes_put(out, text,
			utf8_put_code(cells[i].character ? cells[i].character : ' ', text));
		for (size_t mark = 0; mark < 2 && cells[i].marks[mark] != 0; mark++)
			bytes_put(out, text, utf8_put_code(cells[i].marks[mark], text));
	}
}
