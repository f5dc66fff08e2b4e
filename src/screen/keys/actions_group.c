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

/* Its limits are read: those of its control group are those of all. */
static struct proc_key
living_tagged(const struct view_state *s, const struct scene *scene)
{
	for (size_t i = 0; i < s->list.tagged.count; i++) {
		const struct process *p = table_find(scene->table, s->list.tagged.items[i]);

		if (p != NULL && !process_ended(p))
			return p->now.key;
	}
	return s->list.under;
}

bool
actions_open_set(struct view_state *s, const struct scene *scene)
{
	struct set_choice set = { .group = s->list.under };

	if (scene_has_set(scene)) {
		s->process.opened = living_tagged(s, scene);
	} else if (scene_is_on_group(scene)) {
		s->process.opened = s->list.under;
		set.grouped = true;
	} else {
		return false;
	}
	state_show_set(s, &set);
	return true;
}
