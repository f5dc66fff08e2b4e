/* SPDX-License-Identifier: MIT */
/* vt.c: a terminal without a screen: begun, ended and read. */
#include "term/vt/vt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/grow.h"
#include "term/vt/vt_private.h"

/* Answers that a program asks for and never reads. */
#define ANSWERS_MAX 65536

struct pane *
pane_open(int rows, int cols)
{
	struct pane *p = grow_new(sizeof *p);

	p->screen.rows = p->screen.cols = 1;
	pane_grid_open(&p->primary, 1, 1, &p->clock);
	p->colours = pane_colours_unknown;
	pane_resize(p, rows, cols);
	pane_reset(p);
	return p;
}

void
pane_close(struct pane *p)
{
	if (p == NULL)
		return;
	pane_grid_close(&p->primary);
	pane_grid_close(&p->alternate);
	pane_scrollback_free(&p->scrollback);
	bytes_free(&p->line);
	bytes_free(&p->replies);
	free(p);
}

struct pane_grid *
pane_shown(struct pane *p)
{
	return p->screen.alternate ? &p->alternate : &p->primary;
}

void
pane_follow_cursor(struct pane *p)
{
	if (p->row == p->screen.cursor_row && p->col == p->screen.cursor_col)
		return;
	p->screen.cursor_row = p->row;
	p->screen.cursor_col = p->col;
	p->clock++;
}

/* --- what goes to the pty --- */

void
pane_put_reply(struct pane *p, const char *text, size_t length)
{
	if (!p->writing || p->replies.length + length <= ANSWERS_MAX)
		bytes_put(&p->replies, text, length);
}

void
pane_answer(struct pane *p, const char *format, ...)
{
	char text[256];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (length > 0 && (size_t)length < sizeof text)
		pane_put_reply(p, text, (size_t)length);
}

void
pane_take_replies(struct pane *p, struct bytes *out)
{
	if (p->replies.length > 0)
		bytes_put(out, p->replies.data, p->replies.length);
	bytes_restart(&p->replies);
}

/* --- reading --- */

static uint8_t
mouse_of(const struct pane *p)
{
	if (p->mouse == 0)
		return PANE_MOUSE_NONE;
	return p->mouse == 1003   ? PANE_MOUSE_MOVE
	       : p->mouse == 1002 ? PANE_MOUSE_DRAG
				  : PANE_MOUSE_CLICK;
}

bool
pane_wheel_is_keys(const struct pane *p)
{
	return p->mouse == 0 && p->screen.alternate && pane_has(p, MODE_WHEEL_KEYS);
}

const struct pane_screen *
pane_screen(struct pane *p)
{
	struct pane_grid *g = pane_shown(p);

	pane_grid_settle(g);
	p->screen.cells = g->cells;
	p->screen.capacity = (size_t)g->rows * (size_t)g->cols;
	p->screen.cursor_hidden = !pane_has(p, MODE_CURSOR);
	p->screen.cursor_blinks = pane_has(p, MODE_BLINK);
	p->screen.bracketed_paste = pane_has(p, MODE_PASTE);
	p->screen.mouse = mouse_of(p);
	p->screen.wheel_keys = pane_wheel_is_keys(p);
	p->screen.first_line = p->scrollback.first;
	p->screen.line_count = p->scrollback.count;
	return &p->screen;
}

uint64_t
pane_generation(const struct pane *p)
{
	return p->clock;
}

uint64_t
pane_row_generation(const struct pane *p, int row)
{
	return pane_grid_changed(p->screen.alternate ? &p->alternate : &p->primary, row);
}

bool
pane_scrollback(const struct pane *p, uint64_t number, const char **data, size_t *length)
{
	return pane_scrollback_get(&p->scrollback, number, data, length);
}

bool
pane_is_held(const struct pane *p)
{
	return pane_has(p, MODE_HELD);
}

void
pane_release(struct pane *p)
{
	p->modes &= ~(unsigned)MODE_HELD;
}

void
pane_set_colours(struct pane *p, const struct pane_colours *colours)
{
	p->colours = *colours;
}
