/* SPDX-License-Identifier: MIT */
/* view.c: draws a scene into a grid: selects the parts, and draws the footer. */
#include "screen/view/view.h"

#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "screen/state/bindings.h"
#include "screen/view/view_footer.h"
#include "screen/view/view_menu.h"

/* A scroll position beyond all lines: nothing is drawn. */
#define COUNTED LONG_MAX

static void (*const written[])(struct pen *, const struct scene *) = {
	[VIEW_TABLE] = NULL,
	[VIEW_PROCESS] = view_process,
	[VIEW_HELP] = view_help,
	[VIEW_RUNS] = NULL,
	[VIEW_RUN] = view_run,
	[VIEW_COMPARE] = view_run,
	[VIEW_JOB] = view_job,
	[VIEW_OUTPUT] = NULL,
	[VIEW_SET] = view_set,
	[VIEW_STACKS] = view_stacks,
};

/* The area between header and footer in views other than the table. */
static struct rect
area_of(const struct layout *l)
{
	struct rect area = l->body;

	area.row -= l->head.rows;
	area.rows += l->head.rows;
	return area;
}

/* Counts lines by drawing them outside of the grid. */
struct view_extent
view_extent(const struct scene *scene)
{
	struct pen pen = { .area = area_of(&scene->layout) };
	struct view_extent extent = { .rows = (size_t)pen.area.rows };

	if (written[scene->state->view] == NULL)
		return extent;
	pen.scroll = COUNTED;
	written[scene->state->view](&pen, scene);
	extent.lines = (size_t)pen.line;
	extent.list = (size_t)pen.list;
	extent.chart = (size_t)pen.chart.first;
	extent.chart_rows = (size_t)pen.chart.rows;
	return extent;
}

size_t
view_scroll_max(const struct scene *scene)
{
	struct view_extent extent = view_extent(scene);

	return extent.lines > extent.rows ? extent.lines - extent.rows : 0;
}

static void
write_view(struct grid *g, const struct scene *scene)
{
	size_t scroll = scene->state->scroll;
	size_t max = scroll > 0 ? view_scroll_max(scene) : 0;
	struct pen_search search = { .text = scene->state->search };
	struct pen pen = { .grid = g,
		.area = area_of(&scene->layout),
		.scroll = (long)(scroll < max ? scroll : max),
		.search = scene->state->view == VIEW_HELP ? &search : NULL };

	written[scene->state->view](&pen, scene);
}

/* --- the footer: a prompt, a message, or hints for keys --- */

/* The keys of the table do not work in a pane. */
static void
put_pane_hints(struct grid *g, const struct rect *r, const struct key_bindings *keys,
	const struct watched_job *job)
{
	char text[24], name[120];
	struct buffer b = buffer_over(text, sizeof text);
	int col;

	bindings_put_first(keys, "pane_back", &b);
	col = grid_put(g, r->row, r->col, r->cols, ROLE_KEY, text) + 1;
	b = buffer_over(name, sizeof name);
	if (job->figures.stopped) {
		buffer_text(&b, "back; the job is stopped: ");
		bindings_put_first(keys, "continue", &b);
		buffer_text(&b, " continues it");
	} else {
		buffer_print(&b, "back; all other keys go to %s", job->identity.name);
	}
	grid_put(g, r->row, r->col + col, r->cols - col, ROLE_LABEL, name);
}

static void
put_footer(struct grid *g, const struct scene *scene)
{
	const struct view_state *s = scene->state;
	const struct rect *r = &scene->layout.footer;

	if (r->rows == 0)
		return;
	if (s->prompt.kind != PROMPT_NONE)
		view_prompt(g, scene);
	else if (s->message[0] != '\0')
		grid_put(
			g, r->row, r->col, r->cols, s->alert ? ROLE_ALERT : ROLE_TITLE, s->message);
	else if (s->menu.kind != MENU_NONE)
		view_menu_about(g, r, scene);
	else if (scene_pane_has_keys(scene))
		put_pane_hints(g, r, scene->keys, scene_job(scene));
	else
		view_footer_hints(g, scene);
}

/* --- the whole screen --- */

void
view_draw(struct grid *g, const struct scene *scene)
{
	view_header(g, scene);
	if (scene->state->view == VIEW_TABLE)
		view_table(g, scene);
	else if (scene->state->view == VIEW_RUNS)
		view_runs(g, scene);
	else if (scene->state->view == VIEW_OUTPUT)
		view_output(g, scene);
	else
		write_view(g, scene);
	view_pane(g, scene);
	put_footer(g, scene);
	if (scene->state->menu.kind != MENU_NONE)
		view_menu(g, scene);
}
