/* SPDX-License-Identifier: MIT */
/* actions_group.c: what keys do with several processes at once: the processes of a row that is a
 * group, and the tagged ones. */
#include "screen/keys/actions.h"

struct command
do_groups(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (s->view == VIEW_RUNS)
		return actions_group_runs(s);
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

bool
actions_open_set(struct view_state *s, const struct scene *scene)
{
	if (!scene_has_set(scene))
		return false;
	s->view = VIEW_SET;
	s->scroll = 0;
	return true;
}
