/* SPDX-License-Identifier: MIT */
/* menu_open.c: opens and closes menus. */
#include "screen/keys/menu_open.h"

#include "screen/state/menu.h"

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

void
menu_select(struct view_state *s, const struct scene *scene, size_t item)
{
	size_t items[MENU_ITEMS_MAX], count = menu_shown(scene, items);

	for (size_t i = 0; i < count; i++)
		if (items[i] == item)
			s->menu.cursor = i;
}

static void
select_present(struct view_state *s, const struct scene *scene)
{
	size_t items[MENU_ITEMS_MAX], count = menu_list(scene, items);

	for (size_t i = 0; i < count; i++) {
		struct menu_item item;

		menu_fill(scene, items[i], &item);
		if (item.mark == MENU_MARK_PRESENT)
			s->menu.cursor = i;
	}
}

static struct command
begin(struct view_state *s, const struct scene *scene, enum menu_kind kind)
{
	s->menu.kind = kind;
	s->menu.of_setup = false;
	s->menu.cursor = s->menu.top = 0;
	s->menu.typed[0] = '\0';
	select_present(s, scene);
	return command_refresh(REFRESH_SCREEN);
}

struct command
menu_open(struct view_state *s, const struct scene *scene, enum menu_kind kind)
{
	if (kind == MENU_USER)
		s->menu.user_count = user_sums_find(scene->table, s->menu.users, MENU_USERS_MAX);
	if (kind == MENU_SIGNAL)
		collect_targets(s, scene);
	if (kind == MENU_SIGNAL && s->signal.targets.count == 0)
		return command_none();
	return begin(s, scene, kind);
}

struct command
menu_open_choices(struct view_state *s, const struct scene *scene, size_t setting)
{
	s->menu.setting = setting;
	s->menu.before = setting_choice_now(&scene->setup->items[setting]);
	return begin(s, scene, MENU_CHOICE);
}

struct command
menu_open_setup(struct view_state *s, const struct scene *scene, size_t setting)
{
	begin(s, scene, MENU_SETUP);
	menu_select(s, scene, setting);
	return command_refresh(REFRESH_SCREEN);
}

void
menu_close(struct view_state *s, const struct scene *scene)
{
	if (s->menu.of_setup)
		menu_open_setup(s, scene, s->menu.setting);
	else
		s->menu.kind = MENU_NONE;
}
