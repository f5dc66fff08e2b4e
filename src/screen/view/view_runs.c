/* SPDX-License-Identifier: MIT */
/* view_runs.c: the recorded runs: the list, and one of them or a comparison as text. */
#include "screen/view/view.h"

#include <string.h>

#define MARK 2           /* columns before a run, for its tag */
#define LABEL_COLUMNS 16 /* of an account (text/run/summary_lines.c) */

static bool
is_tagged(const struct run_choice *choice, uint64_t number)
{
	for (size_t i = 0; i < choice->tagged_count; i++)
		if (choice->tagged[i] == number)
			return true;
	return false;
}

static void
put_line(struct grid *g, int row, int cols, const struct runs_page *page,
	const struct run_line *line, const struct run_choice *choice, bool selected)
{
	bool tagged = is_tagged(choice, line->number);
	enum role role = selected ? ROLE_SELECTED : tagged ? ROLE_TAGGED : ROLE_TEXT;

	if (tagged)
		grid_put(g, row, 0, MARK, role, "*");
	grid_put(g, row, MARK, cols - MARK, role, line->text);
	if (line->script != NULL)
		grid_role(
			g, row, MARK + (int)page->trend_col, (int)page->trend_cols, ROLE_BAR_USED);
	if (selected)
		grid_role(g, row, 0, cols, role);
}

void
view_runs(struct grid *g, const struct scene *scene)
{
	const struct runs_page *page = scene->runs;
	const struct run_choice *choice = &scene->state->runs;
	const struct rect *body = &scene->layout.body;
	size_t top = runs_top(choice, (size_t)body->rows);

	if (page == NULL || page->head == NULL)
		return;
	if (scene->layout.head.rows > 0) {
		grid_put(g, scene->layout.head.row, MARK, body->cols - MARK, ROLE_HEAD, page->head);
		grid_role(g, scene->layout.head.row, 0, body->cols, ROLE_HEAD);
	}
	if (page->count == 0)
		grid_put(g, body->row, MARK, body->cols - MARK, ROLE_DIM,
			"no runs recorded yet: peaktop run COMMAND");
	for (size_t i = top; i < page->count && i - top < (size_t)body->rows; i++)
		put_line(g, body->row + (int)(i - top), body->cols, page, &page->lines[i], choice,
			i == choice->cursor);
}

/* "  peak          412 MiB ...": the labels are dimmed. */
static bool
has_label(const char *line)
{
	return strncmp(line, "  ", 2) == 0 && line[2] >= 'a' && line[2] <= 'z' &&
	       strlen(line) > LABEL_COLUMNS && line[LABEL_COLUMNS - 1] == ' ';
}

static void
put_page_line(struct pen *pen, const char *line, bool first)
{
	char label[LABEL_COLUMNS + 1];
	struct buffer b = buffer_over(label, sizeof label);

	if (!has_label(line)) {
		pen_put(pen, 0, first ? ROLE_TITLE : ROLE_TEXT, line);
		return;
	}
	buffer_put(&b, line, LABEL_COLUMNS);
	pen_put(pen, 0, ROLE_LABEL, label);
	pen_put(pen, LABEL_COLUMNS, ROLE_TEXT, line + LABEL_COLUMNS);
}

static void
put_page_text(struct pen *pen, const char *text, bool first)
{
	for (; text != NULL && *text != '\0'; first = false) {
		size_t length = strcspn(text, "\n");
		char line[1024];
		struct buffer b = buffer_over(line, sizeof line);

		buffer_put(&b, text, length);
		put_page_line(pen, line, first);
		pen_next(pen);
		text += length + (text[length] == '\n');
	}
}

void
view_run(struct pen *pen, const struct scene *scene)
{
	const struct runs_page *page = scene->runs;

	if (page == NULL)
		return;
	put_page_text(pen, page->text, true);
	if (page->chart.chart.line_count > 0) {
		pen_next(pen);
		view_runs_chart(pen, scene);
	}
	put_page_text(pen, page->below, false);
}
