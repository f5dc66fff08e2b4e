/* SPDX-License-Identifier: MIT */
/* actions_stacks.c: what keys do to look into a Python process: what its threads run. */
#include "screen/keys/actions.h"

#include <stdlib.h>

#include "screen/keys/actions_members.h"

static bool
is_alive(const struct process *p)
{
	return p != NULL && !process_ended(p);
}

/* Of several the largest that runs Python, if one does. */
static struct proc_key
largest_python(const struct key_set *set, const struct scene *scene)
{
	const struct process *found = NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct process *p = table_find(scene->table, set->items[i]);

		if (is_alive(p) && p->python &&
			(found == NULL || p->now.rss_bytes > found->now.rss_bytes))
			found = p;
	}
	return found != NULL ? found->now.key : set->items[0];
}

static bool
under_cursor(const struct scene *scene, struct proc_key *key)
{
	struct key_set set = { .items = NULL };

	scene_add_members(scene, &set);
	if (set.count > 0)
		*key = largest_python(&set, scene);
	free(set.items);
	return set.count > 0;
}

enum chosen { CHOSEN, CHOSEN_NONE, CHOSEN_HIDDEN };

/* The process of the present view. */
static enum chosen
choose(struct view_state *s, const struct scene *scene, struct proc_key *key)
{
	switch (s->view) {
	case VIEW_TABLE:
		return s->list.has_under && under_cursor(scene, key) ? CHOSEN : CHOSEN_NONE;
	case VIEW_PROCESS:
		*key = s->process.opened;
		return CHOSEN;
	default:
		break;
	}
	switch (members_selected(s, scene, key)) {
	case MEMBERS_HIDDEN:
		return CHOSEN_HIDDEN;
	case MEMBERS_VISIBLE:
		return CHOSEN;
	case MEMBERS_NONE:
		break;
	}
	if (s->view != VIEW_JOB || scene_job(scene) == NULL)
		return CHOSEN_NONE;
	*key = scene_job(scene)->identity.root;
	return CHOSEN;
}

static struct command
read_stacks(const struct view_state *s)
{
	struct command command = command_of(COMMAND_STACKS, REFRESH_SCREEN);

	command.process = s->stacks.of;
	return command;
}

static struct command
tell_ended(struct view_state *s)
{
	state_message(s, false, "it has ended: there are no stacks to read");
	return command_refresh(REFRESH_SCREEN);
}

/* The command of a job may be shown before the table has it. */
static bool
is_running_job(const struct view_state *s, const struct scene *scene, struct proc_key key)
{
	const struct watched_job *job = scene_job(scene);

	return s->view == VIEW_JOB && job != NULL && scene_job_goes_on(job) &&
	       table_find(scene->table, key) == NULL &&
	       proc_key_compare(job->identity.root, key) == 0;
}

struct command
do_stacks(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	struct proc_key key;

	(void)event;
	switch (choose(s, scene, &key)) {
	case CHOSEN_HIDDEN: /* the page was scrolled to it */
		return command_refresh(REFRESH_SCREEN);
	case CHOSEN_NONE:
		state_message(s, false, "no process is selected");
		return command_refresh(REFRESH_SCREEN);
	case CHOSEN:
		break;
	}
	if (!is_alive(table_find(scene->table, key)) && !is_running_job(s, scene, key))
		return tell_ended(s);
	s->stacks = (struct stacks_choice){ key, s->view, s->scroll };
	s->view = VIEW_STACKS;
	s->scroll = 0;
	return read_stacks(s);
}

/* One that the table does not have yet, and that was not found to have ended. */
static bool
is_awaited(const struct scene *scene)
{
	const struct stacks_page *page = scene->stacks;

	return table_find(scene->table, page->of) == NULL && page->status != STACKS_GONE;
}

struct command
do_stacks_again(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return is_alive(table_find(scene->table, s->stacks.of)) || is_awaited(scene)
		       ? read_stacks(s)
		       : tell_ended(s);
}

struct command
actions_leave_stacks(struct view_state *s)
{
	s->view = s->stacks.from;
	s->scroll = s->stacks.from_scroll;
	return command_refresh(REFRESH_SCREEN | REFRESH_DETAILS);
}
