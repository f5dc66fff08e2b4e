/* SPDX-License-Identifier: MIT */
/* view_members.c: the processes of the open set or job, as a list that can be walked. */
#include "screen/view/view.h"

#include <stdlib.h>

#include "base/grow.h"

/* --- which --- */

struct sorting {
	const struct list_choice *list;
	const struct column_context *context;
};

static int
compare(const void *a, const void *b, void *arg)
{
	const struct sorting *s = arg;

	return column_compare(s->list->sort, s->list->inverted, a, b, s->context);
}

/* In the order of the table. */
static void
collect_set(const struct scene *scene, struct rows *rows)
{
	struct sorting sorting = { &scene->state->list, &scene->context };
	struct open_set set;

	if (!scene_set(scene, &set))
		return;
	rows->count = set.members->count;
	rows->items = grow_new(rows->count * sizeof *rows->items);
	for (size_t i = 0; i < rows->count; i++)
		rows->items[i] = (struct row){ .process = set.members->items[i] };
	qsort_r(rows->items, rows->count, sizeof *rows->items, compare, &sorting);
}

static void
collect_job(const struct scene *scene, struct rows *rows)
{
	const struct watched_job *job = scene_job(scene);
	const struct process *root =
		job != NULL ? table_find(scene->table, job->identity.root) : NULL;

	if (root != NULL && !process_ended(root))
		view_build_tree(rows, root, scene->table, &scene->context);
}

void
view_members(const struct scene *scene, struct rows *rows)
{
	*rows = (struct rows){ .items = NULL };
	if (scene->state->view == VIEW_SET)
		collect_set(scene, rows);
	else if (scene->state->view == VIEW_JOB)
		collect_job(scene, rows);
}

/* --- the one under the cursor --- */

size_t
view_member_selected(const struct scene *scene, const struct rows *rows)
{
	const struct member_choice *choice = &scene->state->member;

	for (size_t i = 0; choice->has_under && i < rows->count; i++)
		if (proc_key_compare(rows->items[i].process->now.key, choice->under) == 0)
			return i;
	return choice->at < rows->count ? choice->at : rows->count - 1;
}

void
view_put_members(
	struct pen *pen, const char *names, const struct rows *rows, const struct scene *scene)
{
	size_t selected =
		scene_pane_has_keys(scene) ? VIEW_NONE : view_member_selected(scene, rows);

	pen->list = pen->line + 1; /* below the titles */
	view_list(pen, names, rows->items, rows->count, selected, &scene->context);
}
