/* SPDX-License-Identifier: MIT */
/* state.c: what the user chose: view, order, selection, cursor, tags. */
#include "screen/state.h"

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

	if (s->follow && s->has_under && !find_key(rows, s->under, &row))
		s->follow = false;
	state_move_to(s, rows, row);
	if (s->cursor < s->top)
		s->top = s->cursor;
	if (s->cursor >= s->top + page)
		s->top = s->cursor - page + 1;
	if (s->top + page > rows->count)
		s->top = rows->count > page ? rows->count - page : 0;
}

struct row_order
state_order(const struct view_state *s)
{
	return (struct row_order){ s->sort, s->inverted, s->tree, s->folded.items,
		s->folded.count };
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
