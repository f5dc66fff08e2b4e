/* SPDX-License-Identifier: MIT */
/* setup_keys.c: what the set-up and the menu of columns do with keys. */
#include "screen/keys/setup_keys.h"

#include <string.h>

#include "screen/keys/menu_open.h"
#include "screen/state/bindings.h"
#include "screen/state/menu.h"
#include "screen/state/prompt.h"

/* Any setting may change any of these. */
#define REFRESH_SETTINGS (REFRESH_SCREEN | REFRESH_ROWS | REFRESH_WANTS | REFRESH_TIMING)

/* --- changing a setting --- */

struct command
setup_choose(struct view_state *s, const struct scene *scene, size_t setting, size_t choice)
{
	struct buffer b = buffer_over(s->menu.choice, sizeof s->menu.choice);

	setting_put_choice(&scene->setup->items[setting], choice, &b);
	return (struct command){ .kind = COMMAND_SETTING,
		.refresh = REFRESH_SETTINGS,
		.setting = { setting, s->menu.choice } };
}

/* The next choice, or the one before; of the column to sort by, the other order. */
static struct command
turn(struct view_state *s, const struct scene *scene, size_t setting, bool forward)
{
	const struct setting *it = &scene->setup->items[setting];
	size_t count = setting_choice_count(it);

	if (it->kind == SETTING_SORT) {
		s->list.inverted = !s->list.inverted;
		return command_refresh(REFRESH_SETTINGS);
	}
	if (count == 0)
		return command_none();
	return setup_choose(
		s, scene, setting, (setting_choice_now(it) + (forward ? 1 : count - 1)) % count);
}

static struct command
open_flag(struct view_state *s, const struct scene *scene, size_t setting)
{
	return turn(s, scene, setting, true);
}

/* The prompt takes the place of the menu, and brings it back. */
static struct command
open_text(struct view_state *s, const struct scene *scene, size_t setting)
{
	s->menu.setting = setting;
	s->menu.kind = MENU_NONE;
	prompt_open(&s->prompt, PROMPT_SETTING, scene->setup->items[setting].value);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
open_sort(struct view_state *s, const struct scene *scene, size_t setting)
{
	(void)setting;
	return menu_open(s, scene, MENU_SORT);
}

static struct command
open_columns(struct view_state *s, const struct scene *scene, size_t setting)
{
	(void)setting;
	return menu_open(s, scene, MENU_COLUMNS);
}

struct command
setup_open(struct view_state *s, const struct scene *scene, size_t setting)
{
	static struct command (*const open[SETTING_KINDS])(
		struct view_state *, const struct scene *, size_t) = {
		[SETTING_CHOICE] = menu_open_choices,
		[SETTING_FLAG] = open_flag,
		[SETTING_TEXT] = open_text,
		[SETTING_SORT] = open_sort,
		[SETTING_COLUMNS] = open_columns,
	};
	struct command command = open[scene->setup->items[setting].kind](s, scene, setting);

	if (s->menu.kind != MENU_SETUP && s->menu.kind != MENU_NONE) {
		s->menu.of_setup = true;
		s->menu.setting = setting;
	}
	return command;
}

/* --- the keys of the set-up --- */

static struct command
keep(struct view_state *s)
{
	s->menu.kind = MENU_NONE;
	state_message(s, false, "kept until peaktop ends; w in the set-up writes the settings");
	return command_refresh(REFRESH_SCREEN);
}

static struct command
undo(struct view_state *s)
{
	s->menu.kind = MENU_NONE;
	return command_of(COMMAND_SETUP_UNDO, REFRESH_SETTINGS);
}

static struct command
move_to(struct view_state *s, const struct scene *scene, size_t setting)
{
	if (setting < scene->setup->count)
		s->menu.cursor = setting;
	return command_refresh(REFRESH_SCREEN);
}

bool
setup_take_key(struct view_state *s, const struct scene *scene, const struct key_event *event,
	size_t setting, struct command *command)
{
	switch (event->code) {
	case KEY_CODE_ESCAPE:
	case 'q':
		*command = undo(s);
		return true;
	case 'w':
		*command = command_of(COMMAND_SETUP_WRITE, REFRESH_SCREEN);
		return true;
	case KEY_CODE_LEFT:
	case KEY_CODE_RIGHT:
		*command = turn(s, scene, setting, event->code == KEY_CODE_RIGHT);
		return true;
	case ' ':
		*command = setup_open(s, scene, setting);
		return true;
	case 'j':
	case 'k':
		*command = move_to(s, scene, event->code == 'j' ? setting + 1 : setting - 1);
		return true;
	case KEY_CODE_F1 + 9:
		*command = keep(s);
		return true;
	default:
		if (!bindings_have_named(scene->keys, "setup", event->code))
			return false;
		*command = keep(s);
		return true;
	}
}

/* --- columns --- */

static size_t
place_of(const struct column_list *list, const struct column *column)
{
	size_t at = 0;

	while (at < list->count && list->items[at] != column)
		at++;
	return at;
}

/* A command stays the last: only there it takes the rest of the line. */
static void
insert(struct column_list *list, const struct column *column)
{
	size_t at = list->count;

	if (at > 0 && (list->items[at - 1]->roles & COLUMN_BRANCH))
		at--;
	memmove(&list->items[at + 1], &list->items[at], (list->count - at) * sizeof column);
	list->items[at] = column;
	list->count++;
}

static void
remove_at(struct column_list *list, size_t at)
{
	list->count--;
	memmove(&list->items[at], &list->items[at + 1], (list->count - at) * sizeof list->items[0]);
}

/* The item of a column: columns that are off follow those that are on. */
static void
select_column(struct view_state *s, const struct scene *scene, const struct column *column)
{
	for (size_t i = 0; i < column_count; i++)
		if (menu_column(scene, i) == column)
			menu_select(s, scene, i);
}

struct command
columns_toggle(struct view_state *s, const struct scene *scene, size_t item)
{
	const struct column *column = menu_column(scene, item);
	struct column_list *list = &s->list.columns;
	size_t at = place_of(list, column);

	if (at == list->count)
		insert(list, column);
	else if (list->count > 1)
		remove_at(list, at);
	else
		state_message(s, true, "one column must stay");
	select_column(s, scene, column);
	return command_refresh(REFRESH_SCREEN | REFRESH_ROWS | REFRESH_WANTS);
}

static struct command
move_column(struct view_state *s, const struct scene *scene, size_t item, bool right)
{
	struct column_list *list = &s->list.columns;
	size_t other = right ? item + 1 : item - 1;
	const struct column *column;

	if (item >= list->count || other >= list->count)
		return command_none();
	column = list->items[item];
	list->items[item] = list->items[other];
	list->items[other] = column;
	select_column(s, scene, column);
	return command_refresh(REFRESH_SCREEN | REFRESH_ROWS);
}

bool
columns_take_key(struct view_state *s, const struct scene *scene, const struct key_event *event,
	size_t item, struct command *command)
{
	if (event->code == KEY_CODE_LEFT || event->code == KEY_CODE_RIGHT)
		*command = move_column(s, scene, item, event->code == KEY_CODE_RIGHT);
	else if (event->code == ' ')
		*command = columns_toggle(s, scene, item);
	else
		return false;
	return true;
}
