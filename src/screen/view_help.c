/* SPDX-License-Identifier: MIT */
/* view_help.c: the help screen, made from the tables of keys and of columns. */
#include "screen/view.h"

static void
put_pair(struct pen *pen, int width, const char *left, const char *right)
{
	pen_put(pen, 2, ROLE_KEY, left);
	pen_put(pen, width, ROLE_TEXT, right);
	pen_next(pen);
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
	put_pair(pen, 22, ascii ? "^" : "▲", "its peak rose in the last 5 s");
	put_pair(pen, 22, ascii ? "=" : "·", "it holds its peak now (within 1 %)");
	put_pair(pen, 22, ascii ? "x" : "×", "it exited: its last peak stays until dismissed");
	put_pair(pen, 22, "*", "tagged");
	put_pair(pen, 22, "-", "in a cell: unknown; > before a time: longer than that");
}

static void
put_keys(struct pen *pen, const struct key_bindings *keys)
{
	put_title(pen, "Keys");
	for (size_t i = 0; i < key_action_count; i++) {
		char names[100];
		struct buffer b = buffer_over(names, sizeof names);

		keys_put_names(keys, i, &b);
		put_pair(pen, 22, names, key_actions[i].help);
	}
}

static void
put_columns(struct pen *pen)
{
	put_title(pen, "Columns");
	for (size_t i = 0; i < column_count; i++)
		put_pair(pen, 22, columns[i].name, columns[i].help);
}

/* The lines there are, so that scrolling ends at the last; drawn once into nowhere. */
static long
count_lines(const struct scene *scene)
{
	struct pen pen = pen_begin(NULL, (struct rect){ 0, 0, 0, 0 }, 0);

	put_keys(&pen, scene->keys);
	put_marks(&pen, scene->context.ascii);
	put_columns(&pen);
	return pen.line;
}

void
view_help(struct grid *g, const struct scene *scene)
{
	struct rect area = view_area(scene);
	long most = count_lines(scene) - area.rows, scroll = (long)scene->state->scroll;
	struct pen pen;

	if (scroll > most)
		scroll = most > 0 ? most : 0;
	pen = pen_begin(g, area, (size_t)scroll);
	put_keys(&pen, scene->keys);
	put_marks(&pen, scene->context.ascii);
	put_columns(&pen);
}
