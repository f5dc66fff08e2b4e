/* SPDX-License-Identifier: MIT */
/* view.c: draws a scene into a grid: selects the parts, and draws the footer and the menu. */
#include "screen/view/view.h"

#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "screen/state/bindings.h"
#include "screen/state/menu.h"
#include "screen/state/prompt.h"

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
	struct pen pen = { .grid = g,
		.area = area_of(&scene->layout),
		.scroll = (long)(scroll < max ? scroll : max) };

	written[scene->state->view](&pen, scene);
}

/* --- the footer: a prompt, a message, or hints for keys --- */

static void
put_prompt(struct grid *g, const struct rect *r, const struct scene *scene)
{
	const struct view_state *s = scene->state;
	char label[400];
	struct buffer b = buffer_over(label, sizeof label);
	const char *typed = s->prompt.typed;
	int col;

	prompt_put_label(scene, &b);
	col = grid_put(g, r->row, r->col, r->cols, ROLE_KEY, label);
	/* If the typed text is too long, its end and the cursor stay visible. */
	while (*typed != '\0' && (int)utf8_columns(typed) >= r->cols - col) {
		uint32_t code;
		size_t length = utf8_decode(typed, strlen(typed), &code);

		typed += length > 0 ? length : 1;
	}
	col += grid_put(g, r->row, col, r->cols - col, ROLE_TEXT, typed);
	if (col < r->cols)
		grid_role(g, r->row, col, 1, ROLE_SELECTED);
	if (s->prompt.kind == PROMPT_SEARCH && s->message[0] != '\0')
		grid_put(g, r->row, col + 2, r->cols - col - 2, ROLE_ALERT, s->message);
}

static void
put_hints(struct grid *g, const struct rect *r, const struct key_bindings *keys,
	const struct view_state *s)
{
	int col = 0;

	for (size_t i = 0; i < keys->count; i++) {
		const struct key_action *action = &keys->actions[i];
		char name[24];
		struct buffer b = buffer_over(name, sizeof name);
		unsigned where = action->hints != 0 ? action->hints : action->views;
		int wanted;

		if (action->hint == NULL || !(where & 1u << s->view) ||
			!key_action_works(action, s->view, s->replay.on) || keys->codes[i][0] == 0)
			continue;
		input_put_key_name(&b, keys->codes[i][0]);
		wanted = (int)utf8_columns(name) + 1 + (int)strlen(action->hint);
		if (col + wanted > r->cols)
			return;
		col += grid_put(g, r->row, col, r->cols - col, ROLE_KEY, name) + 1;
		col += grid_put(g, r->row, col, r->cols - col, ROLE_LABEL, action->hint) + 2;
	}
}

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
		put_prompt(g, r, scene);
	else if (s->message[0] != '\0')
		grid_put(
			g, r->row, r->col, r->cols, s->alert ? ROLE_ALERT : ROLE_TITLE, s->message);
	else if (scene_pane_has_keys(scene))
		put_pane_hints(g, r, scene->keys, scene_job(scene));
	else
		put_hints(g, r, scene->keys, s);
}

/* --- a menu: a box over the body --- */

static void
put_frame(struct grid *g, struct rect box, const char *title, bool ascii)
{
	const char *side = ascii ? "|" : "│", *line = ascii ? "-" : "─";
	static const char *const utf8_corners[] = { "┌", "┐", "└", "┘" };
	const char *const plain_corners[] = { "+", "+", "+", "+" };
	const char *const *corners = ascii ? plain_corners : utf8_corners;
	int right = box.col + box.cols - 1, bottom = box.row + box.rows - 1;
	char spaced[40];
	struct buffer b = buffer_over(spaced, sizeof spaced);

	grid_fill(g, box, ROLE_TEXT);
	for (int col = box.col; col <= right; col++) {
		grid_put(g, box.row, col, 1, ROLE_DIM, line);
		grid_put(g, bottom, col, 1, ROLE_DIM, line);
	}
	for (int row = box.row; row <= bottom; row++) {
		grid_put(g, row, box.col, 1, ROLE_DIM, side);
		grid_put(g, row, right, 1, ROLE_DIM, side);
	}
	grid_put(g, box.row, box.col, 1, ROLE_DIM, corners[0]);
	grid_put(g, box.row, right, 1, ROLE_DIM, corners[1]);
	grid_put(g, bottom, box.col, 1, ROLE_DIM, corners[2]);
	grid_put(g, bottom, right, 1, ROLE_DIM, corners[3]);
	buffer_print(&b, " %s ", title);
	grid_put(g, box.row, box.col + 2, box.cols - 4, ROLE_TITLE, spaced);
}

static void
put_menu(struct grid *g, const struct scene *scene)
{
	const struct view_state *s = scene->state;
	size_t count = menu_count(&s->menu), top = 0;
	struct rect box = layout_box(scene->layout.whole, (int)(count < 200 ? count : 200), 24);
	size_t page = box.rows > 2 ? (size_t)box.rows - 2 : 1;

	put_frame(g, box, menu_title(s->menu.kind), scene->context.ascii);
	if (s->menu.cursor >= page)
		top = s->menu.cursor - page + 1;
	for (size_t i = top; i < count && i < top + page; i++) {
		int row = box.row + 1 + (int)(i - top);
		char text[64];
		struct buffer b = buffer_over(text, sizeof text);
		enum role role = i == s->menu.cursor ? ROLE_SELECTED : ROLE_TEXT;

		menu_put_item(&s->menu, scene->table, i, &b);
		grid_put(g, row, box.col + 2, box.cols - 4, role, text);
		grid_role(g, row, box.col + 1, box.cols - 2, role);
	}
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
		put_menu(g, scene);
}
