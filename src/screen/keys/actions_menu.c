/* SPDX-License-Identifier: MIT */
/* actions_menu.c: the keys that open menus, the palette and the set-up. */
#include "screen/keys/actions.h"
#include "screen/keys/menu_open.h"

struct command
do_sort_menu(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_SORT);
}

struct command
do_user(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_USER);
}

struct command
do_signal(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_SIGNAL);
}

struct command
do_columns(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_COLUMNS);
}

struct command
do_job_menu(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_JOBS);
}

struct command
do_palette(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_COMMANDS);
}

struct command
do_setup(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (scene->setup == NULL)
		return command_none();
	menu_open_setup(s, scene, 0);
	return command_of(COMMAND_SETUP_BEGIN, REFRESH_SCREEN);
}

struct command
do_scheme(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return scene->setup != NULL
		       ? menu_open_choices(s, scene, setup_find(scene->setup, "scheme"))
		       : command_none();
}
