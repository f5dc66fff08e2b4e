/* SPDX-License-Identifier: MIT */
/* scene.c: looks up jobs and the row under the cursor in a scene. */
#include "screen/state/scene.h"

const struct watched_job *
scene_job(const struct scene *scene)
{
	size_t at = scene->state->pane.job;

	return scene->watched != NULL && at < scene->watched->count ? scene->watched->items[at]
								    : NULL;
}

bool
scene_job_goes_on(const struct watched_job *job)
{
	return !job->end.ended && !job->lost;
}

size_t
scene_jobs_running(const struct scene *scene)
{
	size_t running = 0;

	for (size_t i = 0; scene->watched != NULL && i < scene->watched->count; i++)
		running += scene_job_goes_on(scene->watched->items[i]);
	return running;
}

bool
scene_pane_has_keys(const struct scene *scene)
{
	const struct watched_job *job = scene_job(scene);

	return job != NULL && scene->state->pane.focused && scene->layout.pane.rows > 0 &&
	       scene_job_goes_on(job);
}

bool
scene_find_job(const struct scene *scene, struct proc_key key, size_t *job)
{
	const struct process *p = table_find(scene->table, key);

	for (size_t i = 0; scene->watched != NULL && i < scene->watched->count; i++) {
		const struct watched_identity *id = &scene->watched->items[i]->identity;
		struct proc_key root = id->root;

		*job = i;
		if (proc_key_compare(root, key) == 0 || id->keeper == key.pid)
			return true;
		if (p != NULL && table_is_below(scene->table, p, table_find(scene->table, root)))
			return true;
	}
	return false;
}

const struct job_code *
scene_job_code(const struct scene *scene, const struct watched_job *job)
{
	const struct job_code *code = scene->job_code;

	return code != NULL && code->run != 0 && code->run == job->identity.run &&
			       code->grown.by.line_count > 0
		       ? code
		       : NULL;
}

bool
scene_has_set(const struct scene *scene)
{
	const struct key_set *tagged = &scene->state->list.tagged;
	size_t known = 0;

	for (size_t i = 0; i < tagged->count && known < 2; i++)
		known += table_find(scene->table, tagged->items[i]) != NULL;
	return known >= 2;
}

static bool
is_member(const struct group_members *m, struct proc_key key)
{
	for (size_t i = 0; i < m->count; i++)
		if (proc_key_compare(m->items[i]->now.key, key) == 0)
			return true;
	return false;
}

static bool
find_group(const struct groups *groups, struct proc_key key, struct open_set *set)
{
	for (size_t i = 0; groups != NULL && i < groups->count; i++) {
		const struct process_group *group = &groups->items[i];

		if (!is_member(&group->members, key))
			continue;
		*set = (struct open_set){ &group->members, group->sum };
		return true;
	}
	return false;
}

bool
scene_set(const struct scene *scene, struct open_set *set)
{
	const struct set_choice *choice = &scene->state->set;

	if (choice->grouped)
		return find_group(scene->groups, choice->group, set);
	if (scene->tagged == NULL || scene->tagged->members.count == 0)
		return false;
	*set = (struct open_set){ &scene->tagged->members, scene->tagged->group_sum.sum };
	return true;
}

/* A process that has exited and was not waited for has no details. */
static bool
has_details(const struct process *p)
{
	return !process_ended(p) && p->now.state != 'Z';
}

struct proc_key
scene_set_reads(const struct scene *scene)
{
	struct proc_key key = scene->state->process.opened;
	struct open_set set;

	if (!scene_set(scene, &set) ||
		(is_member(set.members, key) && has_details(table_find(scene->table, key))))
		return key;
	for (size_t i = 0; i < set.members->living; i++)
		if (has_details(set.members->items[i]))
			return set.members->items[i]->now.key;
	return key;
}

/* NULL: the rows have changed since the cursor was moved there. */
static const struct row *
row_under(const struct scene *scene)
{
	const struct list_choice *list = &scene->state->list;
	const struct row *row;

	if (list->cursor >= scene->rows->count)
		return NULL;
	row = &scene->rows->items[list->cursor];
	return proc_key_compare(rows_key(row), list->under) == 0 ? row : NULL;
}

bool
scene_is_on_group(const struct scene *scene)
{
	const struct row *row = row_under(scene);

	return row != NULL && row->group != NULL;
}

void
scene_add_members(const struct scene *scene, struct key_set *set)
{
	const struct row *row = row_under(scene);

	if (!list_on_process(&scene->state->list))
		return;
	if (row == NULL) {
		key_set_add(set, scene->state->list.under);
		return;
	}
	for (size_t i = 0; i < rows_member_count(row); i++)
		key_set_add(set, rows_member(row, i)->now.key);
}
