/* SPDX-License-Identifier: MIT */
/* view_help.c: the help screen, generated from the tables of keys and of columns. */
#include "screen/view/view.h"

#include "screen/state/bindings.h"

/* After a long list of keys the text starts further right. */
static void
put_pair(struct pen *pen, int width, const char *left, const char *right)
{
	int used = 2 + pen_put(pen, 2, ROLE_KEY, left) + 1;

	pen_wrap(pen, used > width ? used : width, ROLE_TEXT, right, 4);
}

static void
put_title(struct pen *pen, const char *title)
{
	if (pen->line > 0)
		pen_next(pen);
	pen_put(pen, 0, ROLE_TITLE, title);
	pen_next(pen);
}

static void
put_marks(struct pen *pen, bool ascii)
{
	put_title(pen, "Marks before a row");
	put_pair(
		pen, 22, "!", "near a limit: at 90 %, or within an hour (columns limit, headroom)");
	put_pair(pen, 22, ascii ? "^" : "▲", "its peak rose in the last 5 s");
	put_pair(pen, 22, ascii ? "=" : "·", "it holds its peak now (within 1 %)");
	put_pair(
		pen, 22, ascii ? "x" : "×", "it exited: its last peak stays until it is dismissed");
	put_pair(pen, 22, "*", "tagged");
	put_pair(pen, 22, "-", "in a cell: unknown; > before a time: at least that");
}

static bool
works_anywhere(const struct key_action *action, bool replay)
{
	bool works = false;

	for (int view = VIEW_TABLE; view <= VIEW_SET; view++)
		works = works || key_action_works(action, (enum view)view, replay);
	return works;
}

static void
put_keys(struct pen *pen, const struct key_bindings *keys, bool replay)
{
	put_title(pen, "Keys");
	for (size_t i = 0; i < keys->count; i++) {
		char names[100];
		struct buffer b = buffer_over(names, sizeof names);

		if (!works_anywhere(&keys->actions[i], replay))
			continue;
		bindings_put_names(keys, i, &b);
		put_pair(pen, 22, names, keys->actions[i].help);
	}
}

static void
put_columns(struct pen *pen)
{
	put_title(pen, "Columns");
	for (size_t i = 0; i < column_count; i++)
		put_pair(pen, 22, columns[i].name, columns[i].help);
}

void
view_help(struct pen *pen, const struct scene *scene)
{
	put_keys(pen, scene->keys, scene->state->replay.on);
	put_marks(pen, scene->context.ascii);
	put_columns(pen);
}
