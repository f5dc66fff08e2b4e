/* SPDX-License-Identifier: MIT */
/* dispatch.c: what a key or the mouse does: a prompt or a menu first, else the table of keys. */
#include "screen/keys.h"
#include "screen/prompt.h"
#include "screen/view.h"

/* --- moving: the cursor in the table, lines elsewhere --- */

static unsigned
move_by(struct view_state *s, const struct scene *scene, long by)
{
	size_t most = s->view == VIEW_TABLE ? scene->rows->count : view_scroll_most(scene);
	size_t *place = s->view == VIEW_TABLE ? &s->cursor : &s->scroll;
	size_t from = *place < most ? *place : most;
	size_t to = by < 0 && (size_t)-by > from ? 0 : from + (size_t)by;

	*place = to < most ? to : most;
	if (s->view == VIEW_TABLE)
		state_move_to(s, scene->rows, *place);
	return REACT_REDRAW;
}

static long
page_of(const struct scene *scene)
{
	return scene->layout.body.rows > 1 ? scene->layout.body.rows - 1 : 1;
}

/* --- the mouse --- */

static unsigned
press_head(struct view_state *s, const struct scene *scene, int col)
{
	struct column_list list = state_columns(s);
	struct placement p = layout_columns(&list, scene->layout.head.cols, s->units);

	for (size_t i = 0; i < p.count; i++) {
		if (col < p.items[i].col || col >= p.items[i].col + p.items[i].width)
			continue;
		s->inverted = s->sort == p.items[i].column && !s->inverted;
		s->sort = p.items[i].column;
		return REACT_REBUILD;
	}
	return REACT_NONE;
}

static unsigned
press(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const struct layout *l = &scene->layout;
	size_t row = s->top + (size_t)(event->row - l->body.row);

	if (s->view != VIEW_TABLE)
		return REACT_NONE;
	if (l->head.rows > 0 && event->row == l->head.row)
		return press_head(s, scene, event->col);
	if (event->row < l->body.row || event->row >= l->body.row + l->body.rows ||
		row >= scene->rows->count)
		return REACT_NONE;
	state_move_to(s, scene->rows, row);
	return REACT_REDRAW;
}

/* --- dispatch --- */

static unsigned
act(const struct key_action *action, struct view_state *s, const struct scene *scene,
	const struct key_event *event)
{
	if (action->act != NULL)
		return action->act(s, scene, event);
	if (action->sort != NULL) {
		s->sort = column_by_name(action->sort);
		s->inverted = false;
		return REACT_REBUILD;
	}
	if (action->move == KEY_MOVE_PAGE || action->move == -KEY_MOVE_PAGE)
		return move_by(s, scene, action->move > 0 ? page_of(scene) : -page_of(scene));
	return move_by(s, scene, action->move);
}

static bool
is_bound(const struct key_bindings *keys, size_t action, int code)
{
	for (size_t i = 0; i < KEYS_PER_ACTION && keys->codes[action][i] != 0; i++)
		if (keys->codes[action][i] == code)
			return true;
	return false;
}

unsigned
keys_press(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	s->message[0] = '\0';
	if (s->menu != MENU_NONE)
		return menu_key(s, scene, event);
	if (s->prompt != PROMPT_NONE)
		return prompt_key(s, scene, event);
	if (event->code == KEY_CODE_PRESS)
		return press(s, scene, event);
	if (event->code == KEY_CODE_WHEEL_UP || event->code == KEY_CODE_WHEEL_DOWN)
		return move_by(s, scene, event->code == KEY_CODE_WHEEL_UP ? -3 : 3);
	for (size_t i = 0; i < key_action_count; i++)
		if ((key_actions[i].views & 1u << s->view) && is_bound(scene->keys, i, event->code))
			return act(&key_actions[i], s, scene, event);
	return REACT_REDRAW;
}
