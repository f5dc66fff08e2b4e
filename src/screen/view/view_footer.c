/* SPDX-License-Identifier: MIT */
/* view_footer.c: hints for the keys that matter now, in the last row, and the place in a list of
 * runs. */
#include "screen/view/view_footer.h"

#include <string.h>

#include "base/length.h"
#include "base/utf8.h"
#include "screen/state/bindings.h"
#include "screen/state/needs.h"

#define HINTS_MAX 40
#define GAP 2 /* columns between hints */

/* --- what matters now --- */

static bool
has_filter(const struct scene *scene)
{
	return scene->state->list.selection.filter != NULL;
}

static bool
is_paused(const struct scene *scene)
{
	return scene->state->paused;
}

static bool
is_replay(const struct scene *scene)
{
	return scene->state->replay.on;
}

static bool
is_tree(const struct scene *scene)
{
	return scene->state->list.tree;
}

static bool
is_grouped(const struct scene *scene)
{
	return scene->state->list.groups;
}

static bool
has_jobs(const struct scene *scene)
{
	return scene->watched != NULL && scene->watched->count > 0;
}

static bool
is_on_job(const struct scene *scene)
{
	size_t job;

	return has_jobs(scene) && scene->state->list.has_under &&
	       scene_find_job(scene, scene->state->list.under, &job);
}

/* The line of ended processes under the cursor; NULL: it is on another. */
static const struct row *
ended_line(const struct scene *scene)
{
	const struct list_choice *list = &scene->state->list;

	return list->cursor < scene->rows->count && !list_on_process(list)
		       ? &scene->rows->items[list->cursor]
		       : NULL;
}

static bool
is_on_folded(const struct scene *scene)
{
	const struct row *row = ended_line(scene);

	return row != NULL && row->folded;
}

static bool
is_on_opened(const struct scene *scene)
{
	const struct row *row = ended_line(scene);

	return row != NULL && !row->folded;
}

static bool
is_python_open(const struct scene *scene)
{
	const struct process *p = table_find(scene->table, scene->state->process.opened);

	return p != NULL && p->python && !process_ended(p);
}

#define IN(view) (1u << (view))

/* Hints in the order of their importance, the first that applies of each action. After them come
 * those that the table of keys has for a view, in its order. */
static const struct hint_rule {
	const char *action, *text;
	unsigned views;
	bool (*when)(const struct scene *); /* NULL: always */
} rules[] = {
	{ "quit", "quit", IN(VIEW_TABLE) | IN(VIEW_PROCESS), NULL },
	{ "help", "help", IN(VIEW_TABLE) | IN(VIEW_PROCESS), NULL },
	{ "back", "back", IN(VIEW_PROCESS), NULL },
	{ "pause", "resume", IN(VIEW_TABLE) | IN(VIEW_PROCESS) | IN(VIEW_SET) | IN(VIEW_STACKS),
		is_paused },
	{ "stacks", "lines", IN(VIEW_PROCESS), is_python_open },
	{ "most_used", "peak", IN(VIEW_TABLE), is_replay },
	{ "step", "step", IN(VIEW_TABLE), is_replay },
	{ "back", "no filter", IN(VIEW_TABLE), has_filter },
	{ "open", "open", IN(VIEW_TABLE), is_on_folded },
	{ "open", "fold", IN(VIEW_TABLE), is_on_opened },
	{ "open", "all tagged", IN(VIEW_TABLE), scene_has_set },
	{ "open", "group", IN(VIEW_TABLE), scene_is_on_group },
	{ "open", "job", IN(VIEW_TABLE), is_on_job },
	{ "untag", "untag", IN(VIEW_TABLE), scene_has_set },
	{ "open", "details", IN(VIEW_TABLE), NULL },
	{ "pane", "into the job", IN(VIEW_TABLE), has_jobs },
	{ "search", "search", IN(VIEW_TABLE), NULL },
	{ "filter", "filter", IN(VIEW_TABLE), NULL },
	{ "groups", "processes", IN(VIEW_TABLE), is_grouped },
	{ "groups", "groups", IN(VIEW_TABLE), NULL },
	{ "run", "launch", IN(VIEW_TABLE), NULL },
	{ "history", "history", IN(VIEW_TABLE), NULL },
	{ "tree", "list", IN(VIEW_TABLE), is_tree },
	{ "tree", "tree", IN(VIEW_TABLE), NULL },
	{ "signal", "signal", IN(VIEW_TABLE), NULL },
	{ "sort_peak", "by peak", IN(VIEW_TABLE), NULL },
	{ "sort_rss", "by rss", IN(VIEW_TABLE), NULL },
	{ "python", "python", IN(VIEW_TABLE), NULL },
};

/* --- placing --- */

struct hint {
	size_t action;
	int col, key_cols;
	const char *text;
	char key[24];
};

struct hints {
	struct hint items[HINTS_MAX];
	size_t count;
	int next, cols; /* the column of the next one, and all */
	bool full;
};

static bool
is_placed(const struct hints *h, size_t action)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->items[i].action == action)
			return true;
	return false;
}

static size_t
action_of(const struct key_bindings *keys, const char *name)
{
	size_t i = 0;

	while (i < keys->count && strcmp(keys->actions[i].name, name) != 0)
		i++;
	return i;
}

/* Whether its key does something now. */
static bool
is_possible(const struct scene *scene, size_t action)
{
	const struct key_bindings *keys = scene->keys;
	const struct view_state *s = scene->state;
	bool forbidden;

	return key_action_works(&keys->actions[action], s->view, s->replay.on) &&
	       keys->codes[action][0] != 0 &&
	       needs_missing(keys->actions[action].needs, scene, &forbidden) == NULL;
}

static void
place(struct hints *h, const struct scene *scene, size_t action, const char *text)
{
	const struct key_bindings *keys = scene->keys;
	struct hint *hint = &h->items[h->count];
	struct buffer b = buffer_over(hint->key, sizeof hint->key);
	int wanted;

	if (h->full || action >= keys->count || is_placed(h, action) || !is_possible(scene, action))
		return;
	input_put_key_name(&b, keys->codes[action][0]);
	hint->action = action;
	hint->text = text;
	hint->col = h->next;
	hint->key_cols = (int)utf8_columns(hint->key);
	wanted = hint->key_cols + 1 + (int)utf8_columns(text);
	h->full = h->next + wanted > h->cols || h->count + 1 == HINTS_MAX;
	if (h->full)
		return;
	h->next += wanted + GAP;
	h->count++;
}

/* Whether the rules decide in this view. */
static bool
has_rule(const char *action, unsigned view)
{
	for (size_t i = 0; i < LENGTH(rules); i++)
		if ((rules[i].views & view) && strcmp(rules[i].action, action) == 0)
			return true;
	return false;
}

/* "3/45": which line of a list of runs is under the cursor. */
static void
put_position(const struct scene *scene, struct buffer *b)
{
	if (scene->state->view == VIEW_RUNS && scene->runs != NULL && scene->runs->count > 0)
		buffer_print(b, "%zu/%zu", scene->state->runs.cursor + 1, scene->runs->count);
}

static void
place_all(struct hints *h, const struct scene *scene)
{
	const struct key_bindings *keys = scene->keys;
	unsigned view = 1u << scene->state->view;
	char position[24];
	struct buffer b = buffer_over(position, sizeof position);

	put_position(scene, &b);
	*h = (struct hints){ .cols = scene->layout.footer.cols };
	if (b.length > 0)
		h->cols -= (int)b.length + GAP;
	for (size_t i = 0; i < LENGTH(rules); i++)
		if ((rules[i].views & view) && (rules[i].when == NULL || rules[i].when(scene)))
			place(h, scene, action_of(keys, rules[i].action), rules[i].text);
	for (size_t i = 0; i < keys->count; i++) {
		const struct key_action *action = &keys->actions[i];
		unsigned where = action->hints != 0 ? action->hints : action->views;

		if (action->hint != NULL && (where & view) && !has_rule(action->name, view))
			place(h, scene, i, action->hint);
	}
}

void
view_footer_hints(struct grid *g, const struct scene *scene)
{
	const struct rect *r = &scene->layout.footer;
	char position[24];
	struct buffer b = buffer_over(position, sizeof position);
	struct hints h;

	put_position(scene, &b);
	grid_put_right(g, r->row, r->col, r->cols, ROLE_DIM, position);
	place_all(&h, scene);
	for (size_t i = 0; i < h.count; i++) {
		const struct hint *hint = &h.items[i];
		int col = r->col + hint->col;

		grid_put(g, r->row, col, hint->key_cols, ROLE_KEY, hint->key);
		grid_put(g, r->row, col + hint->key_cols + 1, r->cols, ROLE_LABEL, hint->text);
	}
}

bool
view_footer_has_hints(const struct scene *scene)
{
	const struct view_state *s = scene->state;

	return scene->layout.footer.rows > 0 && s->prompt.kind == PROMPT_NONE &&
	       s->message[0] == '\0' && !scene_pane_has_keys(scene);
}

bool
view_footer_at(const struct scene *scene, int col, size_t *action)
{
	struct hints h;

	place_all(&h, scene);
	for (size_t i = 0; i < h.count; i++) {
		const struct hint *hint = &h.items[i];
		int end = hint->col + hint->key_cols + 1 + (int)utf8_columns(hint->text);

		*action = hint->action;
		if (col >= hint->col && col < end)
			return true;
	}
	return false;
}
