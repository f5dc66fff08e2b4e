/* SPDX-License-Identifier: MIT */
/* column_list.c: selections of columns: the defaults, and those that a user lists. */
#include <string.h>

#include "text/table/column.h"

static const char screen_default[] =
	"pid,user,rss,memory,peak,peak_age,growth,mem_percent,cpu_percent,age,trend,command";

static bool
add(struct column_list *list, const char *name, size_t length, struct failure *why)
{
	char copy[32] = "";
	const struct column *column = NULL;

	if (length < sizeof copy) {
		memcpy(copy, name, length);
		column = column_by_name(copy);
	}
	if (column == NULL)
		return failure_set(why, 0, "unknown column '%.*s' (see --columns help)",
			(int)(length < 40 ? length : 40), name);
	if (column_list_has(list, column))
		return failure_set(why, 0, "column '%s' is given twice", column->name);
	list->items[list->count++] = column;
	return true;
}

bool
column_list_parse(const char *text, struct column_list *list, struct failure *why)
{
	list->count = 0;
	for (;;) {
		size_t blank = strspn(text, " \t"), length;

		text += blank;
		length = strcspn(text, ", \t");
		if (!add(list, text, length, why))
			return false;
		text += length + strspn(text + length, " \t");
		/* A trailing comma is allowed: in a config file the list continues on the next
		 * line. */
		if (*text == ',')
			text++;
		if (text[strspn(text, " \t")] == '\0')
			return true;
	}
}

void
column_list_default(struct column_list *list)
{
	struct failure why;

	column_list_parse(screen_default, list, &why);
}

/* Those that machine-readable formats have and whose COLUMN_LATER is this. */
static void
add_machine(struct column_list *list, unsigned later)
{
	const unsigned roles = COLUMN_IN_TREES | COLUMN_LATER;

	for (size_t i = 0; i < column_count; i++)
		if (columns[i].key != NULL && (columns[i].roles & roles) == later)
			list->items[list->count++] = &columns[i];
}

void
column_list_machine(struct column_list *list)
{
	list->count = 0;
	add_machine(list, 0);
	add_machine(list, COLUMN_LATER);
}

void
column_list_add_tree(struct column_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct column *added = NULL;

		if (list->items[i]->in_tree != NULL)
			added = column_by_name(list->items[i]->in_tree);
		if (added == NULL || column_list_has(list, added))
			continue;
		memmove(&list->items[i + 2], &list->items[i + 1],
			(list->count - i - 1) * sizeof list->items[0]);
		list->items[i + 1] = added;
		list->count++;
	}
}

bool
column_list_has(const struct column_list *list, const struct column *column)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == column)
			return true;
	return false;
}

unsigned
column_list_wants(const struct column_list *list)
{
	unsigned wants = 0;

	for (size_t i = 0; i < list->count; i++)
		wants |= list->items[i]->wants;
	return wants;
}
