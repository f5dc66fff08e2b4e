/* SPDX-License-Identifier: MIT */
/* state.c: what the user chose: view, order, selection, cursor, tags. */
#include "screen/state/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
state_clear(struct view_state *s)
{
	free(s->tagged.items);
	free(s->folded.items);
	free(s->targets.items);
	*s = (struct view_state){ .view = VIEW_TABLE };
}

static bool
find_key(const struct rows *rows, struct proc_key key, size_t *row)
{
	for (size_t i = 0; i < rows->count; i++) {
		if (proc_key_compare(rows->items[i].process->now.key, key) == 0) {
			*row = i;
			return true;
		}
	}
	return false;
}

void
state_move_to(struct view_state *s, const struct rows *rows, size_t row)
{
	s->cursor = rows->count == 0 ? 0 : row < rows->count ? row : rows->count - 1;
	s->has_under = rows->count > 0;
	if (s->has_under)
		s->under = rows->items[s->cursor].process->now.key;
}

void
state_settle(struct view_state *s, const struct rows *rows, const struct layout *l)
{
	size_t page = (size_t)l->body.rows, row = s->cursor;
	bool stays =
		s->follow || s->view == VIEW_PROCESS; /* who was open is found again behind it */

	if (stays && s->has_under && !find_key(rows, s->under, &row))
		s->follow = false;
	state_move_to(s, rows, row);
	if (s->cursor < s->top)
		s->top = s->cursor;
	if (s->cursor >= s->top + page)
		s->top = s->cursor - page + 1;
	if (s->top + page > rows->count)
		s->top = rows->count > page ? rows->count - page : 0;
}

struct layout
state_layout(const struct view_state *s, int rows, int cols, bool jobs)
{
	bool beside = s->view == VIEW_TABLE || s->view == VIEW_PROCESS || s->view == VIEW_JOB;
	struct layout_wish wish = { .pane = jobs && s->pane.shown && beside,
		.zoomed = s->pane.zoomed,
		.percent = s->pane.percent };

	return layout_with_pane(rows, cols, &wish);
}

void
state_show_job(struct view_state *s, size_t job)
{
	s->view = VIEW_JOB;
	s->scroll = 0;
	s->pane.job = job;
	s->pane.shown = s->pane.focused = true;
	s->pane.scroll = 0;
}

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

/* NULL: rows have changed since the cursor was put there. */
static const struct row *
row_under(const struct scene *scene)
{
	const struct view_state *s = scene->state;
	const struct row *row = &scene->rows->items[s->cursor];

	if (s->cursor >= scene->rows->count ||
		proc_key_compare(row->process->now.key, s->under) != 0)
		return NULL;
	return row;
}

void
scene_add_members(const struct scene *scene, struct key_set *set)
{
	const struct row *row = row_under(scene);

	if (row == NULL) {
		key_set_add(set, scene->state->under);
		return;
	}
	for (size_t i = 0; i < rows_member_count(row); i++)
		key_set_add(set, rows_member(row, i)->now.key);
}

struct row_order
state_order(const struct view_state *s)
{
	return (struct row_order){ s->sort, s->inverted, s->tree, s->folded.items, s->folded.count,
		s->jobs };
}

struct column_list
state_columns(const struct view_state *s)
{
	struct column_list list = s->columns;

	if (s->tree)
		column_list_add_tree(&list);
	return list;
}

void
state_say(struct view_state *s, bool alert, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->message, sizeof s->message, format, args);
	va_end(args);
	s->alert = alert;
}

void
state_say_failure(struct view_state *s, const struct failure *why)
{
	struct buffer b = buffer_over(s->message, sizeof s->message);

	failure_put(why, &b);
	s->alert = true;
}

static size_t
key_set_find(const struct key_set *set, struct proc_key key)
{
	size_t i = 0;

	while (i < set->count && proc_key_compare(set->items[i], key) != 0)
		i++;
	return i;
}

bool
key_set_has(const struct key_set *set, struct proc_key key)
{
	return key_set_find(set, key) < set->count;
}

void
key_set_add(struct key_set *set, struct proc_key key)
{
	set->items = grow_array(set->items, &set->capacity, set->count + 1, sizeof *set->items);
	set->items[set->count++] = key;
}

void
key_set_toggle(struct key_set *set, struct proc_key key)
{
	size_t at = key_set_find(set, key);

	if (at == set->count)
		key_set_add(set, key);
	else
		set->items[at] = set->items[--set->count];
}

void
key_set_clear(struct key_set *set)
{
	free(set->items);
	*set = (struct key_set){ .items = NULL };
}
