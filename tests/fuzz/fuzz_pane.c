/* SPDX-License-Identifier: MIT */
/* fuzz_pane.c: a pane with arbitrary bytes in arbitrary pieces, sizes, keys and pastes: its state
 * is valid, and independent of how the bytes were split. */
/* parts: term/vt/vt{,_control,_csi,_csi_text,_edit,_grid,_input,_mode,_mouse,_move,_parse,_pen} */
/* parts: term/vt/vt_{print,report,reset,restore,scrollback,size,string,width} */
/* parts: model/terminal/vt_screen */
/* clang: -fno-sanitize-coverage=trace-cmp */
#include <assert.h>
#include <string.h>

#include "base/clean.h"
#include "base/utf8.h"
#include "term/vt/vt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Without comparisons, which are most of what a followed input costs: sequences are in the seeds
 * and among the pieces of ./run. What only looks at a pane is no way through it that a fuzzer
 * should look for. */
#ifdef __clang__
#define NOT_FOLLOWED __attribute__((no_sanitize("coverage")))
#else
#define NOT_FOLLOWED
#endif

/* Mostly a small screen, where margins and edges are near: a cell costs the same as any other.
 * Larger ones than these take too long for many inputs; test_pane has them. */
#define ROWS_SMALL 11
#define COLS_SMALL 29
#define ROWS_MAX 40
#define COLS_MAX 140
#define REPLIES_MAX (64 * 1024)
/* One input in this many gets more expensive checks. */
#define THOROUGH 8

/* Two equal panes: `pieces` gets each byte separately. */
struct pair {
	struct vt *whole, *pieces;
	uint64_t seen, lines; /* generation and lines of the first at the last check */
	bool thorough;
};

/* --- invariants --- */

NOT_FOLLOWED static inline bool
is_blank(const struct vt_cell *c)
{
	return c->character == 0 && c->marks[0] == 0 && c->marks[1] == 0 && c->width == 1 &&
	       c->ink.front == INK_DEFAULT && c->ink.back == INK_DEFAULT && c->ink.attributes == 0;
}

NOT_FOLLOWED static bool
is_shown_safely(uint32_t code)
{
	return code < 0x110000 && (code < 0xd800 || code > 0xdfff) &&
	       (code < 0x80 ? code > ' ' && code < 0x7f : clean_is_safe(code));
}

NOT_FOLLOWED static void
check_cell(const struct vt_cell *cells, int col, int cols)
{
	const struct vt_cell *c = &cells[col];

	assert(c->width <= 2);
	assert(c->width != 0 || (col > 0 && cells[col - 1].width == 2 && c->character == 0));
	assert(c->width != 2 || (col + 1 < cols && cells[col + 1].width == 0));
	assert(c->character == 0 || is_shown_safely(c->character));
	assert(c->marks[0] != 0 || c->marks[1] == 0);
	for (size_t i = 0; i < 2; i++)
		assert(c->marks[i] == 0 || is_shown_safely(c->marks[i]));
	assert(c->ink.attributes <= 255);
	assert(c->ink.front >= INK_DEFAULT && c->ink.front <= (INK_RGB | 0xffffff));
	assert(c->ink.back >= INK_DEFAULT && c->ink.back <= (INK_RGB | 0xffffff));
}

NOT_FOLLOWED static void
check_row(const struct vt_cell *cells, int cols)
{
	for (int col = 0; col < cols; col++)
		if (!is_blank(&cells[col]))
			check_cell(cells, col, cols);
}

/* A row that is sent arrives unchanged. */
static void
check_sent(const struct vt_cell *cells, int cols)
{
	struct vt_cell back[COLS_MAX];
	struct bytes line = { .data = NULL };

	vt_line_put(&line, cells, (size_t)cols);
	assert(vt_line_take(line.data, line.length, back, (size_t)cols));
	for (int col = 0; col < cols; col++)
		assert(vt_cell_same(&cells[col], &back[col]));
	bytes_free(&line);
}

NOT_FOLLOWED static void
check_title(const char *title)
{
	size_t length = strnlen(title, VT_TITLE_MAX), step;
	uint32_t code;

	assert(length < VT_TITLE_MAX);
	for (size_t at = 0; at < length; at += step) {
		step = utf8_decode(title + at, length - at, &code);
		assert(step > 0 && clean_is_safe(code));
	}
}

NOT_FOLLOWED static void
check_screen(const struct vt_screen *s, bool thorough)
{
	assert(s->rows >= 1 && s->rows <= ROWS_MAX && s->cols >= 1 && s->cols <= COLS_MAX);
	assert(s->cursor_row >= 0 && s->cursor_row < s->rows);
	assert(s->cursor_col >= 0 && s->cursor_col < s->cols);
	assert(s->mouse <= VT_MOUSE_MOVE && s->cursor <= VT_CURSOR_BAR);
	assert(s->first_line <= s->line_count);
	assert(s->line_count - s->first_line <= VT_LINES_MAX);
	check_title(s->title);
	for (int row = 0; row < s->rows; row++) {
		check_row(vt_screen_at(s, row, 0), s->cols);
		if (thorough)
			check_sent(vt_screen_at(s, row, 0), s->cols);
	}
}

/* Lines since the last check; or all. */
NOT_FOLLOWED static void
check_lines(struct pair *p, uint64_t first, uint64_t count)
{
	struct vt_cell cells[COLS_MAX];
	const char *data;
	size_t length;

	assert(count >= p->lines && (count == 0 || first > 0 || count <= VT_LINES_MAX));
	assert(first == 0 || !vt_scrollback(p->whole, first - 1, &data, &length));
	assert(!vt_scrollback(p->whole, count, &data, &length));
	if (!p->thorough && first < p->lines)
		first = p->lines;
	for (uint64_t number = first; number < count; number++) {
		assert(vt_scrollback(p->whole, number, &data, &length));
		assert(vt_line_take(data, length, cells, COLS_MAX));
	}
	p->lines = count;
}

/* --- the two of them --- */

/* Padding of a cell may differ: compares each member. */
NOT_FOLLOWED static void
check_cells(const struct vt_screen *a, const struct vt_screen *b)
{
	size_t count = (size_t)a->rows * (size_t)a->cols;

	if (memcmp(a->cells, b->cells, count * sizeof *a->cells) == 0)
		return;
	for (size_t i = 0; i < count; i++)
		assert(vt_cell_same(&a->cells[i], &b->cells[i]));
}

NOT_FOLLOWED static void
check_same(const struct vt_screen *a, const struct vt_screen *b)
{
	assert(a->rows == b->rows && a->cols == b->cols && a->alternate == b->alternate);
	assert(a->cursor_row == b->cursor_row && a->cursor_col == b->cursor_col);
	assert(a->line_count == b->line_count && a->first_line == b->first_line);
	assert(a->bells == b->bells && a->mouse == b->mouse && a->cursor == b->cursor);
	assert(strcmp(a->title, b->title) == 0);
	check_cells(a, b);
}

NOT_FOLLOWED static void
check_replies(struct pair *p)
{
	struct bytes a = { .data = NULL }, b = { .data = NULL };

	vt_take_replies(p->whole, &a);
	vt_take_replies(p->pieces, &b);
	assert(a.length == b.length && a.length <= REPLIES_MAX);
	assert(a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
	bytes_free(&a);
	bytes_free(&b);
}

NOT_FOLLOWED static void
check(struct pair *p)
{
	const struct vt_screen *s = vt_screen(p->whole);

	assert(vt_generation(p->whole) >= p->seen);
	p->seen = vt_generation(p->whole);
	for (int row = 0; row < s->rows; row++)
		assert(vt_row_generation(p->whole, row) <= p->seen);
	check_screen(s, p->thorough);
	check_lines(p, s->first_line, s->line_count);
	check_same(s, vt_screen(p->pieces));
	assert(vt_is_held(p->whole) == vt_is_held(p->pieces));
	check_replies(p);
}

/* A restored pane is equal; titles and bells are not restored. */
static void
check_made_again(struct pair *p)
{
	const struct vt_screen *s = vt_screen(p->whole), *other;
	struct vt *again = vt_open(s->rows, s->cols);
	struct bytes state = { .data = NULL };

	vt_put_state(p->whole, SIZE_MAX / 2, &state);
	vt_write(again, state.data, state.length);
	other = vt_screen(again);
	assert(other->cursor_row == s->cursor_row && other->cursor_col == s->cursor_col);
	assert(other->alternate == s->alternate && other->mouse == s->mouse);
	assert(other->cursor == s->cursor && other->cursor_hidden == s->cursor_hidden);
	check_cells(s, other);
	bytes_free(&state);
	vt_close(again);
}

/* --- events --- */

/* A pane corrects a size of 0. */
NOT_FOLLOWED static int
size_of(unsigned byte, int small, int max)
{
	return byte < 224 ? (int)byte % (small + 1) : (int)(byte - 224 + 1) * max / 32;
}

static void
change_size(struct pair *p, unsigned rows, unsigned cols)
{
	int height = size_of(rows, ROWS_SMALL, ROWS_MAX),
	    width = size_of(cols, COLS_SMALL, COLS_MAX);

	vt_resize(p->whole, height, width);
	vt_resize(p->pieces, height, width);
}

/* A key of the table and the codes around it, a character, anywhere on the screen. */
static void
press(struct pair *p, unsigned code, unsigned where)
{
	struct key_event key = { .code = code < 128 ? (int)code : KEY_CODE_UP - 4 + (int)code - 128,
		.row = (int)(where % 64) - 4,
		.col = (int)where - 8,
		.modifiers = where % 16 };

	vt_key(p->whole, &key);
	vt_key(p->pieces, &key);
}

NOT_FOLLOWED static void
message(struct pair *p, const uint8_t *data, size_t size)
{
	vt_write(p->whole, (const char *)data, size);
	for (size_t i = 0; i < size; i++)
		vt_write(p->pieces, (const char *)&data[i], 1);
}

/* The event of a byte 255 and the two bytes after it; returns how many of them it used. */
static size_t
act(struct pair *p, unsigned what, unsigned first, unsigned second)
{
	struct vt_colours colours = { .front = INK_RGB | (int32_t)first, .back = INK_DEFAULT };

	switch (what % 8) {
	case 0:
		change_size(p, first, second);
		return 2;
	case 1:
		press(p, first, second);
		return 2;
	case 2:
		vt_paste(p->whole, first & 1);
		vt_paste(p->pieces, first & 1);
		return 1;
	case 3:
		check(p);
		return 0;
	case 4:
		vt_release(p->whole);
		vt_release(p->pieces);
		return 0;
	case 5:
		vt_set_colours(p->whole, &colours);
		vt_set_colours(p->pieces, &colours);
		return 1;
	default:
		message(p, (const uint8_t *)"\xff", 1);
		return 0;
	}
}

NOT_FOLLOWED static bool
is_chosen(const uint8_t *data, size_t size)
{
	uint32_t sum = 2166136261u;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ data[i]) * 16777619u;
	return (sum >> 16) % THOROUGH == 0;
}

static void
begin(struct pair *p, const uint8_t *data, size_t size)
{
	int rows = size_of(data[0], ROWS_SMALL, ROWS_MAX);
	int cols = size_of(data[1], COLS_SMALL, COLS_MAX);

	*p = (struct pair){ .whole = vt_open(rows, cols),
		.pieces = vt_open(rows, cols),
		.thorough = is_chosen(data, size) };
}

/* Two bytes of size; then output of a program, where 255 starts another event. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pair p;
	size_t end;

	if (size < 2)
		return 0;
	begin(&p, data, size);
	for (size_t at = 2; at < size; at = end) {
		const uint8_t *special = memchr(data + at, 255, size - at);

		end = special != NULL ? (size_t)(special - data) : size;
		message(&p, data + at, end - at);
		if (end + 4 > size)
			break;
		end += 2 + act(&p, data[end + 1], data[end + 2], data[end + 3]);
	}
	check(&p);
	if (p.thorough && vt_is_between(p.whole))
		check_made_again(&p);
	vt_close(p.whole);
	vt_close(p.pieces);
	return 0;
}
