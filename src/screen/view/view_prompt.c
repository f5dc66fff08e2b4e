/* SPDX-License-Identifier: MIT */
/* view_prompt.c: the open prompt in the footer: its label, the text with the cursor, and what is
 * wrong with it. */
#include "screen/view/view.h"

#include <string.h>

#include "base/utf8.h"
#include "screen/state/prompt.h"

static int
width_of(const char *text, size_t length)
{
	char part[PROMPT_TEXT_MAX];
	struct buffer b = buffer_over(part, sizeof part);

	buffer_put(&b, text, length);
	return (int)utf8_columns(part);
}

/* The columns that stay visible from the cursor on: what follows it up to a third of all, and the
 * place where a next character goes. */
static int
width_behind(const struct prompt_state *p, int cols)
{
	int rest = (int)utf8_columns(p->typed + p->cursor);
	int max = cols / 3 > 2 ? cols / 3 : 2;

	return rest < 1 ? 1 : rest < max ? rest : max;
}

/* The first visible character of a text that is too long. */
static size_t
first_visible(const struct prompt_state *p, int cols)
{
	int wanted = width_of(p->typed, p->cursor) + width_behind(p, cols);
	size_t at = 0;

	while (at < p->cursor && wanted > cols) {
		uint32_t code = '?';
		size_t length = utf8_decode(p->typed + at, p->cursor - at, &code);

		wanted -= utf8_width(code);
		at += length > 0 ? length : 1;
	}
	return at;
}

/* Too few columns for a mark beside a character and the cursor. */
#define MARKED_MIN 4

/* Returns the column behind the text. What is cut at either end has a mark. */
static int
put_text(struct grid *g, struct rect at, const struct prompt_state *p)
{
	size_t first = first_visible(p, at.cols);
	uint32_t code = ' ';
	int used, cursor;

	if (first > 0 && at.cols >= MARKED_MIN) {
		grid_put(g, at.row, at.col, 1, ROLE_TEXT, grid_cut_mark(g, true));
		at.col++;
		at.cols--;
		first = first_visible(p, at.cols);
	}
	used = grid_put_cut(g, at.row, at.col, at.cols, ROLE_TEXT, p->typed + first);
	cursor = width_of(p->typed + first, p->cursor - first);
	utf8_decode(p->typed + p->cursor, strlen(p->typed + p->cursor), &code);
	if (cursor < at.cols)
		grid_role(g, at.row, at.col + cursor, utf8_width(code) == 2 ? 2 : 1, ROLE_SELECTED);
	return at.col + used;
}

/* Of those that say at once what is wrong, and of each that is full. */
static const char *
message_of(const struct view_state *s)
{
	bool at_once = s->prompt.kind == PROMPT_SEARCH || s->prompt.kind == PROMPT_FILTER;

	return at_once || s->prompt.full ? s->message : "";
}

/* A message has up to half of the space. */
void
view_prompt(struct grid *g, const struct scene *scene)
{
	const struct view_state *s = scene->state;
	const char *message = message_of(s);
	struct rect at = scene->layout.footer;
	char label[400];
	struct buffer b = buffer_over(label, sizeof label);
	int col, wanted, end = at.col + at.cols;

	prompt_put_label(scene, &b);
	col = at.col + grid_put(g, at.row, at.col, at.cols, ROLE_KEY, label);
	wanted = message[0] != '\0' ? (int)utf8_columns(message) + 2 : 0;
	at.cols = end - col - (wanted < (end - col) / 2 ? wanted : (end - col) / 2);
	at.col = col;
	if (at.cols <= 0)
		return;
	col = put_text(g, at, &s->prompt) + 2;
	if (message[0] != '\0')
		grid_put(g, at.row, col, end - col, ROLE_ALERT, message);
}
