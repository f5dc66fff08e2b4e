/* SPDX-License-Identifier: MIT */
/* pane.c: a terminal without a screen. */
#include "term/pane.h"

#include <stdlib.h>

#include "base/grow.h"
#include "term/pane_private.h"

/* Answers that a program asks for and never reads. */
#define ANSWERS_MAX 65536

#define BYTES(text) text, sizeof(text) - 1

static void *
vterm_memory(size_t size, void *data)
{
	(void)data;
	return grow_new(size);
}

static void
vterm_memory_free(void *memory, void *data)
{
	(void)data;
	free(memory);
}

void
pane_answer(const char *text, size_t length, void *data)
{
	struct pane *p = data;

	if (!p->writing || p->replies.length + length <= ANSWERS_MAX)
		bytes_put(&p->replies, text, length);
}

struct pane *
pane_open(int rows, int cols)
{
	struct pane *p = grow_new(sizeof *p);

	p->screen.rows = p->screen.cols = 1;
	p->ink = pane_blank.ink;
	p->memory = (VTermAllocatorFunctions){ .malloc = vterm_memory, .free = vterm_memory_free };
	pane_grid_open(&p->primary, 1, 1, &p->clock);
	p->vt = vterm_new_with_allocator(1, 1, &p->memory, p);
	p->state = vterm_obtain_state(p->vt);
	vterm_set_utf8(p->vt, 1);
	vterm_output_set_callback(p->vt, pane_answer, p);
	vterm_state_set_callbacks(p->state, &pane_callbacks, p);
	vterm_state_reset(p->state, 1);
	pane_resize(p, rows, cols);
	vterm_input_write(p->vt, BYTES(" \r")); /* what there is to repeat at first */
	return p;
}

void
pane_close(struct pane *p)
{
	if (p == NULL)
		return;
	vterm_free(p->vt);
	pane_grid_close(&p->primary);
	pane_grid_close(&p->alternate);
	pane_scrollback_free(&p->scrollback);
	bytes_free(&p->line);
	bytes_free(&p->held);
	bytes_free(&p->text);
	bytes_free(&p->string);
	bytes_free(&p->replies);
	free(p);
}

void
pane_follow_cursor(struct pane *p)
{
	VTermPos at;

	vterm_state_get_cursorpos(p->state, &at);
	if (at.row == p->screen.cursor_row && at.col == p->screen.cursor_col)
		return;
	p->screen.cursor_row = at.row;
	p->screen.cursor_col = at.col;
	p->clock++;
}

/* --- reading --- */

/* libvterm tells no one of this mode, but it marks a paste only in it. */
static bool
asks_for_marked_paste(struct pane *p)
{
	size_t before = p->replies.length;
	bool asks;

	vterm_keyboard_start_paste(p->vt);
	asks = p->replies.length > before;
	p->replies.length = before;
	return asks;
}

const struct pane_screen *
pane_screen(struct pane *p)
{
	struct pane_grid *g = pane_shown(p);

	pane_grid_settle(g);
	p->screen.cells = g->cells;
	p->screen.capacity = (size_t)g->rows * (size_t)g->cols;
	p->screen.bracketed_paste = asks_for_marked_paste(p);
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

void
pane_take_replies(struct pane *p, struct bytes *out)
{
	if (p->replies.length > 0)
		bytes_put(out, p->replies.data, p->replies.length);
	bytes_restart(&p->replies);
}
