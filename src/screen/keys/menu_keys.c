/* SPDX-License-Identifier: MIT */
/* menu_keys.c: moves in a menu, narrows it, and applies the choice. */
#include "screen/keys/menu_keys.h"

#include <string.h>

#include "base/length.h"
#include "screen/keys/menu_open.h"
#include "screen/keys/setup_keys.h"
#include "screen/state/menu.h"
#include "screen/state/prompt.h"
#include "screen/view/view_menu.h"

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

static struct command
job_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	(void)scene;
	state_show_job(s, item);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
choice_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	return setup_choose(s, scene, s->menu.setting, item);
}

/* The choice of before: moving in the menu has applied others. */
static struct command
choice_left(struct view_state *s, const struct scene *scene)
{
	return setup_choose(s, scene, s->menu.setting, s->menu.before);
}

struct menu_handler {
	/* NULL: the palette, whose caller does what was chosen. */
	struct command (*chosen)(struct view_state *, const struct scene *, size_t item);
	bool stays; /* open after a choice */
	/* What else it takes, with the item under the cursor, before the keys of all menus. */
	bool (*key)(struct view_state *, const struct scene *, const struct key_event *,
		size_t item, struct command *);
	struct command (*moved)(struct view_state *, const struct scene *, size_t item);
	struct command (*left)(struct view_state *, const struct scene *);
};

static const struct menu_handler handlers[MENU_KINDS] = {
	[MENU_SORT] = { .chosen = sort_chosen },
	[MENU_USER] = { .chosen = user_chosen },
	[MENU_SIGNAL] = { .chosen = signal_chosen },
	[MENU_COLUMNS] = { .chosen = columns_toggle, .stays = true, .key = columns_take_key },
	[MENU_JOBS] = { .chosen = job_chosen },
	[MENU_SETUP] = { .chosen = setup_open, .stays = true, .key = setup_take_key },
	[MENU_CHOICE] = { .chosen = choice_chosen, .moved = choice_chosen, .left = choice_left },
};

static struct command
choose(struct view_state *s, const struct scene *scene, const struct key_action **action)
{
	const struct menu_handler *handler = &handlers[s->menu.kind];
	size_t item;

	if (!menu_chosen(scene, &item))
		return command_none();
	if (s->menu.kind == MENU_COMMANDS)
		*action = menu_command(scene, item);
	if (!handler->stays)
		menu_close(s, scene);
	return handler->chosen != NULL
		       ? command_also(handler->chosen(s, scene, item), REFRESH_SCREEN)
		       : command_refresh(REFRESH_SCREEN);
}

static struct command
leave(struct view_state *s, const struct scene *scene)
{
	const struct menu_handler *handler = &handlers[s->menu.kind];

	menu_close(s, scene);
	return handler->left != NULL ? command_also(handler->left(s, scene), REFRESH_SCREEN)
				     : command_refresh(REFRESH_SCREEN);
}

/* --- moving and narrowing --- */

static struct command
moved(struct view_state *s, const struct scene *scene)
{
	const struct menu_handler *handler = &handlers[s->menu.kind];
	size_t item;

	return handler->moved != NULL && menu_chosen(scene, &item)
		       ? command_also(handler->moved(s, scene, item), REFRESH_SCREEN)
		       : command_refresh(REFRESH_SCREEN);
}

static const struct {
	int code;
	long by;
} moves[] = {
	{ KEY_CODE_UP, -1 },
	{ KEY_CODE_WHEEL_UP, -1 },
	{ KEY_CODE_DOWN, 1 },
	{ KEY_CODE_WHEEL_DOWN, 1 },
	{ KEY_CODE_PAGE_UP, -KEY_MOVE_PAGE },
	{ KEY_CODE_PAGE_DOWN, KEY_MOVE_PAGE },
	{ KEY_CODE_HOME, -KEY_MOVE_FAR },
	{ KEY_CODE_END, KEY_MOVE_FAR },
};

static long
move_of(int code, long page)
{
	for (size_t i = 0; i < LENGTH(moves); i++) {
		if (moves[i].code != code)
			continue;
		if (moves[i].by == KEY_MOVE_PAGE || moves[i].by == -KEY_MOVE_PAGE)
			return moves[i].by > 0 ? page : -page;
		return moves[i].by;
	}
	return 0;
}

static struct command
move_by(struct view_state *s, const struct scene *scene, long by)
{
	size_t items[MENU_ITEMS_MAX];
	long last = (long)menu_shown(scene, items) - 1;
	long to = (long)s->menu.cursor + by;

	s->menu.cursor = (size_t)(last < 0 || to < 0 ? 0 : to > last ? last : to);
	return moved(s, scene);
}

static struct command
typed(struct view_state *s, const struct scene *scene, bool changed)
{
	if (!changed)
		return command_none();
	s->menu.cursor = 0;
	return moved(s, scene);
}

static struct command
press(struct view_state *s, const struct scene *scene, const struct key_event *event,
	const struct key_action **action)
{
	size_t at;

	switch (view_menu_hit(scene, event->row, event->col, &at)) {
	case MENU_HIT_ITEM:
		s->menu.cursor = at;
		return choose(s, scene, action);
	case MENU_HIT_OUTSIDE:
		return leave(s, scene);
	case MENU_HIT_BOX:
		break;
	}
	return command_none();
}

/* True: the text changed. */
static bool
type(struct menu_state *m, int code)
{
	size_t length = strlen(m->typed);
	char bytes[4];
	size_t count = input_put_character(code, bytes);

	if (count == 0 || length + count >= sizeof m->typed)
		return false;
	memcpy(m->typed + length, bytes, count);
	m->typed[length + count] = '\0';
	return true;
}

static bool
erase_last(struct menu_state *m)
{
	size_t length = strlen(m->typed);

	if (length == 0)
		return false;
	do
		length--;
	while (length > 0 && ((unsigned char)m->typed[length] & 0xc0) == 0x80);
	m->typed[length] = '\0';
	return true;
}

/* What all menus do with a key. */
static struct command
common_key(struct view_state *s, const struct scene *scene, const struct key_event *event,
	const struct key_action **action)
{
	long by = move_of(event->code, (long)view_menu_page(scene));

	if (by != 0)
		return move_by(s, scene, by);
	switch (event->code) {
	case KEY_CODE_ESCAPE:
		return leave(s, scene);
	case KEY_CODE_ENTER:
		return choose(s, scene, action);
	case KEY_CODE_PRESS:
		return press(s, scene, event, action);
	case 'U' & 0x1f:
		s->menu.typed[0] = '\0';
		return typed(s, scene, true);
	case KEY_CODE_BACKSPACE:
	case '\b':
		return typed(s, scene, erase_last(&s->menu));
	default:
		return typed(s, scene, menu_narrows(scene) && type(&s->menu, event->code));
	}
}

struct command
menu_key(struct view_state *s, const struct scene *scene, const struct key_event *event,
	const struct key_action **action)
{
	const struct menu_handler *handler = &handlers[s->menu.kind];
	struct command command;
	size_t item;

	*action = NULL;
	if (handler->key == NULL || !menu_chosen(scene, &item) ||
		!handler->key(s, scene, event, item, &command))
		command = common_key(s, scene, event, action);
	if (s->menu.kind != MENU_NONE)
		s->menu.top = view_menu_top(scene);
	return command;
}
