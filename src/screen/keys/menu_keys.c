/* SPDX-License-Identifier: MIT */
/* menu_keys.c: opens menus, moves in them, and applies the choice. */
#include "screen/keys/menu_keys.h"

#include "screen/state/menu.h"
#include "screen/state/prompt.h"

/* --- choices --- */

static struct command
sort_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	(void)scene;
	s->list.sort = &columns[item];
	s->list.inverted = false;
	return command_refresh(REFRESH_ROWS | REFRESH_WANTS);
}

static struct command
user_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	(void)scene;
	s->list.selection.by_uid = item > 0;
	s->list.selection.uid = item > 0 ? s->menu.users[item - 1].uid : 0;
	return command_refresh(REFRESH_ROWS);
}

static struct command
signal_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	(void)scene;
	s->signal.number = menu_signal(item);
	prompt_open(&s->prompt, PROMPT_CONFIRM, "");
	return command_refresh(REFRESH_SCREEN);
}

static struct command (*const chosen[MENU_KINDS])(
	struct view_state *, const struct scene *, size_t item) = {
	[MENU_SORT] = sort_chosen,
	[MENU_USER] = user_chosen,
	[MENU_SIGNAL] = signal_chosen,
};

/* --- opening --- */

/* Collects the tagged processes, otherwise the open one, or all of the row under the cursor. Rows
 * that move while the menu is open do not change the targets. */
static void
collect_targets(struct view_state *s, const struct scene *scene)
{
	s->signal.targets.count = 0;
	for (size_t i = 0; i < s->list.tagged.count; i++)
		key_set_add(&s->signal.targets, s->list.tagged.items[i]);
	if (s->signal.targets.count > 0)
		return;
	if (s->view == VIEW_PROCESS)
		key_set_add(&s->signal.targets, s->process.opened);
	else if (s->list.has_under)
		scene_add_members(scene, &s->signal.targets);
}

struct command
menu_open(struct view_state *s, const struct scene *scene, enum menu_kind kind)
{
	s->menu.cursor = kind == MENU_SORT ? (size_t)(s->list.sort - columns) : 0;
	if (kind == MENU_USER)
		s->menu.user_count = user_sums_find(scene->table, s->menu.users, MENU_USERS_MAX);
	if (kind == MENU_SIGNAL)
		collect_targets(s, scene);
	if (kind == MENU_SIGNAL && s->signal.targets.count == 0)
		return command_none();
	s->menu.kind = kind;
	return command_refresh(REFRESH_SCREEN);
}

/* --- keys --- */

static struct command
move_to(struct view_state *s, size_t item)
{
	s->menu.cursor = item < menu_count(&s->menu) ? item : menu_count(&s->menu) - 1;
	return command_refresh(REFRESH_SCREEN);
}

struct command
menu_key(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	enum menu_kind kind = s->menu.kind;
	size_t page = 8;

	switch (event->code) {
	case KEY_CODE_ESCAPE:
	case 'q':
		s->menu.kind = MENU_NONE;
		return command_refresh(REFRESH_SCREEN);
	case KEY_CODE_ENTER:
		s->menu.kind = MENU_NONE;
		return command_also(chosen[kind](s, scene, s->menu.cursor), REFRESH_SCREEN);
	case KEY_CODE_UP:
	case KEY_CODE_WHEEL_UP:
		return move_to(s, s->menu.cursor > 0 ? s->menu.cursor - 1 : 0);
	case KEY_CODE_DOWN:
	case KEY_CODE_WHEEL_DOWN:
	case 'j':
		return move_to(s, s->menu.cursor + 1);
	case KEY_CODE_PAGE_UP:
		return move_to(s, s->menu.cursor > page ? s->menu.cursor - page : 0);
	case KEY_CODE_PAGE_DOWN:
		return move_to(s, s->menu.cursor + page);
	case KEY_CODE_HOME:
		return move_to(s, 0);
	case KEY_CODE_END:
		return move_to(s, menu_count(&s->menu) - 1);
	default:
		return command_none();
	}
}
