/* SPDX-License-Identifier: MIT */
/* actions_group.c: what keys do with several processes at once: the processes of a row that is a
 * group, and the tagged ones. */
#include "screen/keys/actions.h"

struct command
do_groups(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.groups = !s->list.groups;
	s->list.tree = false;
	state_message(s, false,
		s->list.groups ? "one row per group: sums of its processes"
			       : "one row per process");
	return command_refresh(REFRESH_ROWS);
}

void
actions_toggle_tags(struct view_state *s, const struct scene *scene)
{
	struct key_set members = { .items = NULL };
	bool all = true;

	scene_add_members(scene, &members);
	for (size_t i = 0; i < members.count; i++)
		all = all && key_set_has(&s->list.tagged, members.items[i]);
	for (size_t i = 0; i < members.count; i++)
		if (all || !key_set_has(&s->list.tagged, members.items[i]))
			key_set_toggle(&s->list.tagged, members.items[i]);
	key_set_clear(&members);
}

static bool
is_on_tagged(const struct view_state *s, const struct scene *scene)
{
	size_t known = 0;

	for (size_t i = 0; i < s->list.tagged.count; i++)
		known += table_find(scene->table, s->list.tagged.items[i]) != NULL;
	return known >= 2 && key_set_has(&s->list.tagged, s->list.under);
}

bool
actions_open_set(struct view_state *s, const struct scene *scene)
{
	struct set_choice set = { .group = s->list.under };

	if (!is_on_tagged(s, scene)) {
		if (!scene_is_on_group(scene))
			return false;
		set.grouped = true;
	}
	/* Its limits are read: those of its control group are those of all. */
	s->process.opened = s->list.under;
	state_show_set(s, &set);
	return true;
}
