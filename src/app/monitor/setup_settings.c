/* SPDX-License-Identifier: MIT */
/* setup_settings.c: the settings of the monitor, between options, the state of the screen and the
 * set-up that shows them. */
#include "app/monitor/setup_settings.h"

#include <string.h>

#include "app/cli/option_table.h"
#include "app/cli/print.h"
#include "base/length.h"

/* --- between settings and the state of the screen --- */

void
setup_settings_apply(const struct options *o, struct view_state *s)
{
	s->list.selection.python_only = o->python;
	s->list.columns = o->columns;
	s->list.sort = o->sort;
	s->list.inverted = o->sort_inverted;
	s->list.tree = o->tree && !o->groups;
	s->list.groups = o->groups;
	s->list.ended = o->ended;
	s->units = o->units;
	s->interval_ns = o->interval_ns;
	s->ascii = o->ascii || !print_is_utf8();
}

/* Keys may have changed them. */
void
setup_settings_take(struct options *o, const struct view_state *s)
{
	o->python = s->list.selection.python_only;
	o->columns = s->list.columns;
	o->sort = s->list.sort;
	o->sort_inverted = s->list.inverted;
	o->tree = s->list.tree;
	o->groups = s->list.groups;
	o->ended = s->list.ended;
	o->units = s->units;
	o->interval_ns = s->interval_ns;
	o->ascii = s->ascii;
}

/* --- the page --- */

static enum setting_kind
kind_of(const struct option_row *row)
{
	static const struct {
		const char *argument;
		enum setting_kind kind;
	} kinds[] = { { "COLUMN", SETTING_SORT }, { "LIST", SETTING_COLUMNS } };

	if (row->argument == NULL)
		return SETTING_FLAG;
	for (size_t i = 0; i < LENGTH(kinds); i++)
		if (strcmp(row->argument, kinds[i].argument) == 0)
			return kinds[i].kind;
	return row->choices != NULL ? SETTING_CHOICE : SETTING_TEXT;
}

static void
put_value(const struct option_row *row, const struct options *o, struct setting *setting)
{
	struct buffer b = buffer_over(setting->value, sizeof setting->value);

	if (setting->kind == SETTING_COLUMNS)
		buffer_print(&b, "%zu/%zu", o->columns.count, column_count);
	else
		option_row_put(row, o, &b);
}

void
setup_settings_fill(struct setup_page *page, const struct options *o)
{
	const struct option_row *row;

	for (page->count = 0; page->count < SETUP_MAX; page->count++) {
		struct setting *setting = &page->items[page->count];

		if ((row = options_setting(page->count)) == NULL)
			return;
		*setting = (struct setting){ .name = row->name,
			.help = row->setup_help != NULL ? row->setup_help : row->help,
			.choices = row->argument == NULL ? "no, yes" : row->choices,
			.kind = kind_of(row),
			.at_start = row->setup == SETUP_AT_START };
		put_value(row, o, setting);
	}
}

bool
setup_settings_change(struct options *o, const struct setting_command *c, struct failure *why)
{
	return options_change(o, options_setting(c->setting), c->value, why);
}
