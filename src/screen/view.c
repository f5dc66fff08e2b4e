/* SPDX-License-Identifier: MIT */
/* view.c: draws a scene into a grid: which parts, and the footer. */
#include "screen/view.h"

#include <string.h>

#include "base/utf8.h"
#include "screen/prompt.h"

static void (*const bodies[])(struct grid *, const struct scene *) = {
	[VIEW_TABLE] = view_table,
	[VIEW_PROCESS] = view_process,
	[VIEW_HELP] = view_help,
};

void
view_draw(struct grid *g, const struct scene *scene)
{
	view_header(g, scene);
	bodies[scene->state->view](g, scene);
	view_footer(g, scene);
	if (scene->state->menu != MENU_NONE)
		view_menu(g, scene);
}

struct rect
view_area(const struct scene *scene)
{
	struct rect area = scene->layout.body;

	area.row -= scene->layout.head.rows;
	area.rows += scene->layout.head.rows;
	return area;
}

struct pen
pen_begin(struct grid *g, struct rect area, size_t scroll)
{
	return (struct pen){ g, area, 0, (long)scroll };
}

int
pen_put(struct pen *pen, int col, enum role role, const char *text)
{
	long row = pen->line - pen->scroll;

	if (row < 0 || row >= pen->area.rows)
		return (int)utf8_columns(text);
	return grid_put(pen->grid, pen->area.row + (int)row, pen->area.col + col,
		pen->area.cols - col, role, text);
}

void
pen_next(struct pen *pen)
{
	pen->line++;
}

/* --- the footer: a prompt, a message, or what the keys do --- */

static void
put_prompt(struct grid *g, const struct rect *r, const struct scene *scene)
{
	const struct view_state *s = scene->state;
	char label[200];
	struct buffer b = buffer_over(label, sizeof label);
	int col;

	prompt_put_label(s, scene, &b);
	col = grid_put(g, r->row, r->col, r->cols, ROLE_KEY, label);
	col += grid_put(g, r->row, col, r->cols - col, ROLE_TEXT, s->typed);
	if (col < r->cols)
		grid_role(g, r->row, col, 1, ROLE_SELECTED);
	if (s->prompt == PROMPT_SEARCH && s->message[0] != '\0')
		grid_put(g, r->row, col + 2, r->cols - col - 2, ROLE_ALERT, s->message);
}

static void
put_hints(struct grid *g, const struct rect *r, const struct scene *scene)
{
	int col = 0;

	for (size_t i = 0; i < key_action_count; i++) {
		const struct key_action *action = &key_actions[i];
		char name[24];
		struct buffer b = buffer_over(name, sizeof name);
		unsigned where = action->hints != 0 ? action->hints : action->views;
		int wanted;

		if (action->hint == NULL || !(where & 1u << scene->state->view) ||
			scene->keys->codes[i][0] == 0)
			continue;
		input_put_key_name(&b, scene->keys->codes[i][0]);
		wanted = (int)utf8_columns(name) + 1 + (int)strlen(action->hint);
		if (col + wanted > r->cols)
			return;
		col += grid_put(g, r->row, col, r->cols - col, ROLE_KEY, name) + 1;
		col += grid_put(g, r->row, col, r->cols - col, ROLE_LABEL, action->hint) + 2;
	}
}

void
view_footer(struct grid *g, const struct scene *scene)
{
	const struct view_state *s = scene->state;
	const struct rect *r = &scene->layout.footer;

	if (r->rows == 0)
		return;
	if (s->prompt != PROMPT_NONE)
		put_prompt(g, r, scene);
	else if (s->message[0] != '\0')
		grid_put(
			g, r->row, r->col, r->cols, s->alert ? ROLE_ALERT : ROLE_TITLE, s->message);
	else
		put_hints(g, r, scene);
}

/* --- a menu: a box over the body --- */

static void
put_frame(struct grid *g, struct rect box, const char *title, bool ascii)
{
	const char *side = ascii ? "|" : "│", *line = ascii ? "-" : "─";
	static const char *const utf8_corners[] = { "┌", "┐", "└", "┘" };
	const char *const plain_corners[] = { "+", "+", "+", "+" };
	const char *const *corners = ascii ? plain_corners : utf8_corners;
	int right = box.col + box.cols - 1, bottom = box.row + box.rows - 1;

	grid_fill(g, box, ROLE_TEXT);
	for (int col = box.col; col <= right; col++) {
		grid_put(g, box.row, col, 1, ROLE_DIM, line);
		grid_put(g, bottom, col, 1, ROLE_DIM, line);
	}
	for (int row = box.row; row <= bottom; row++) {
		grid_put(g, row, box.col, 1, ROLE_DIM, side);
		grid_put(g, row, right, 1, ROLE_DIM, side);
	}
	grid_put(g, box.row, box.col, 1, ROLE_DIM, corners[0]);
	grid_put(g, box.row, right, 1, ROLE_DIM, corners[1]);
	grid_put(g, bottom, box.col, 1, ROLE_DIM, corners[2]);
	grid_put(g, bottom, right, 1, ROLE_DIM, corners[3]);
	grid_put(g, box.row, box.col + 2, box.cols - 4, ROLE_TITLE, title);
}

void
view_menu(struct grid *g, const struct scene *scene)
{
	const struct view_state *s = scene->state;
	size_t count = menu_count(s), top = 0;
	struct rect box = layout_box(scene->layout.whole, (int)(count < 200 ? count : 200), 24);
	size_t page = box.rows > 2 ? (size_t)box.rows - 2 : 1;

	put_frame(g, box, menu_title(s->menu), scene->context.ascii);
	if (s->menu_cursor >= page)
		top = s->menu_cursor - page + 1;
	for (size_t i = top; i < count && i < top + page; i++) {
		int row = box.row + 1 + (int)(i - top);
		char text[64];
		struct buffer b = buffer_over(text, sizeof text);
		enum role role = i == s->menu_cursor ? ROLE_SELECTED : ROLE_TEXT;

		menu_put_item(s, scene, i, &b);
		grid_put(g, row, box.col + 2, box.cols - 4, role, text);
		grid_role(g, row, box.col + 1, box.cols - 2, role);
	}
}
