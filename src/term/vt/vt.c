/* SPDX-License-Identifier: MIT */
/* vt.c: a terminal emulator without a screen: starting, ending and reading it. */
#include "term/vt/vt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/grow.h"
#include "term/vt/vt_private.h"

/* The most bytes of replies that a program requests and never reads. */
#define ANSWERS_MAX 65536

struct vt *
vt_open(int rows, int cols)
{
	struct vt *p = grow_new(sizeof *p);

	p->screen.rows = p->screen.cols = 1;
	vt_grid_open(&p->primary, 1, 1, &p->clock);
	p->colours = vt_colours_unknown;
	vt_resize(p, rows, cols);
	vt_reset(p);
	return p;
}

void
vt_close(struct vt *p)
{
	if (p == NULL)
		return;
	vt_grid_close(&p->primary);
	vt_grid_close(&p->alternate);
	vt_scrollback_free(&p->scrollback);
	bytes_free(&p->line);
	bytes_free(&p->replies);
	free(p);
}

struct vt_grid *
vt_shown(struct vt *p)
{
	return p->screen.alternate ? &p->alternate : &p->primary;
}

void
vt_follow_cursor(struct vt *p)
{
	if (p->row == p->screen.cursor_row && p->col == p->screen.cursor_col)
		return;
	p->screen.cursor_row = p->row;
	p->screen.cursor_col = p->col;
	p->clock++;
}

/* --- what goes to the pty --- */

void
vt_put_reply(struct vt *p, const char *text, size_t length)
{
	if (!p->writing || p->replies.length + length <= ANSWERS_MAX)
		bytes_put(&p->replies, text, length);
}

void
vt_answer(struct vt *p, const char *format, ...)
{
	char text[256];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (length > 0 && (size_t)length < sizeof text)
		vt_put_reply(p, text, (size_t)length);
}

void
vt_take_replies(struct vt *p, struct bytes *out)
{
	if (p->replies.length > 0)
		bytes_put(out, p->replies.data, p->replies.length);
	bytes_restart(&p->replies);
}

/* --- reading --- */

static uint8_t
mouse_of(const struct vt *p)
{
	if (p->mouse == 0)
		return VT_MOUSE_NONE;
	return p->mouse == 1003 ? VT_MOUSE_MOVE : p->mouse == 1002 ? VT_MOUSE_DRAG : VT_MOUSE_CLICK;
}

bool
vt_wheel_is_keys(const struct vt *p)
{
	return p->mouse == 0 && p->screen.alternate && vt_has(p, MODE_WHEEL_KEYS);
}

const struct vt_screen *
vt_screen(struct vt *p)
{
	struct vt_grid *g = vt_shown(p);

	vt_grid_settle(g);
	p->screen.cells = g->cells;
	p->screen.capacity = (size_t)g->rows * (size_t)g->cols;
	p->screen.cursor_hidden = !vt_has(p, MODE_CURSOR);
	p->screen.cursor_blinks = vt_has(p, MODE_BLINK);
	p->screen.bracketed_paste = vt_has(p, MODE_PASTE);
	p->screen.mouse = mouse_of(p);
	p->screen.wheel_keys = vt_wheel_is_keys(p);
	p->screen.first_line = p->scrollback.first;
	p->screen.line_count = p->scrollback.count;
	return &p->screen;
}

uint64_t
vt_generation(const struct vt *p)
{
	return p->clock;
}

uint64_t
vt_row_generation(const struct vt *p, int row)
{
	return vt_grid_changed(p->screen.alternate ? &p->alternate : &p->primary, row);
}

bool
vt_scrollback(const struct vt *p, uint64_t number, const char **data, size_t *length)
{
	return vt_scrollback_get(&p->scrollback, number, data, length);
}

bool
vt_is_held(const struct vt *p)
{
	return vt_has(p, MODE_HELD);
}

void
vt_release(struct vt *p)
{
	p->modes &= ~(unsigned)MODE_HELD;
}

void
vt_set_colours(struct vt *p, const struct vt_colours *colours)
{
	p->colours = *colours;
}
