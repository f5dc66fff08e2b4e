/* SPDX-License-Identifier: MIT */
/* view_output.c: the output of a job as far as it is kept: its scrollback, then its screen. */
#include "screen/view/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/utf8.h"

/* Lines are counted from the first kept one. */
struct output {
	const struct watched_job *job;
	const struct vt_screen *screen; /* below the scrollback; as it was when that was fetched */
	size_t kept;                    /* lines of the scrollback */
	size_t count;                   /* including the used lines of the screen */
	uint64_t first;                 /* number of the first line */
	size_t width;
};

static bool
is_blank_row(const struct vt_screen *s, int row)
{
	for (int col = 0; col < s->cols; col++) {
		const struct vt_cell *cell = vt_screen_at(s, row, col);

		if ((cell->character != 0 && cell->character != ' ') ||
			cell->ink.back != INK_DEFAULT || (cell->ink.attributes & INK_REVERSE))
			return false;
	}
	return true;
}

static size_t
rows_in_use(const struct vt_screen *s)
{
	int rows = s->rows;

	while (rows > 0 && is_blank_row(s, rows - 1))
		rows--;
	return (size_t)rows;
}

static struct output
output_of(const struct scene *scene)
{
	struct output o = { .job = scene_job(scene) };

	if (o.job == NULL)
		return o;
	o.screen = o.job->still.rows > 0 ? &o.job->still : &o.job->screen;
	o.kept = o.job->lines.count;
	o.count = o.kept + rows_in_use(o.screen);
	o.first = o.kept > 0 ? o.job->lines.first : o.screen->line_count;
	o.width = (size_t)(o.screen->cols > scene->layout.whole.cols ? o.screen->cols
								     : scene->layout.whole.cols);
	return o;
}

static size_t
page_of(const struct scene *scene)
{
	return (size_t)scene->layout.body.rows;
}

/* `cells` has o->width cells. */
static void
take_line(const struct output *o, size_t index, struct vt_cell *cells)
{
	const struct vt_screen *s = o->screen;
	size_t cols = (size_t)s->cols;

	if (index < o->kept) {
		watched_lines_take(&o->job->lines, index, cells, o->width);
		return;
	}
	memcpy(cells, vt_screen_at(s, (int)(index - o->kept), 0), cols * sizeof *cells);
	for (size_t i = cols; i < o->width; i++)
		cells[i] = vt_blank;
}

static size_t
scroll_max(const struct output *o, size_t page)
{
	return o->count > page ? o->count - page : 0;
}

size_t
view_output_max(const struct scene *scene)
{
	struct output o = output_of(scene);

	return scroll_max(&o, page_of(scene));
}

/* One past the last visible line. */
static size_t
end_of(const struct output *o, size_t scroll, size_t page)
{
	size_t max = scroll_max(o, page);

	return o->count - (scroll < max ? scroll : max);
}

/* --- searching --- */

static bool
line_matches(const struct output *o, size_t index, const char *text, struct vt_cell *cells,
	struct bytes *line)
{
	take_line(o, index, cells);
	bytes_restart(line);
	vt_line_text(cells, o->width, line);
	return line->length > 0 && strcasestr(line->data, text) != NULL;
}

/* Searches upwards from `from`, then from the last line down to it. */
static bool
find(const struct output *o, const char *text, size_t from, size_t *found)
{
	struct vt_cell *cells = grow_new(o->width * sizeof *cells);
	struct bytes line = { .data = NULL };
	bool matches = false;

	for (size_t step = 0; step < o->count && !matches; step++) {
		*found = (from + o->count - step) % o->count;
		matches = line_matches(o, *found, text, cells, &line);
	}
	bytes_free(&line);
	free(cells);
	return matches;
}

bool
view_output_search(struct view_state *s, const struct scene *scene, bool here)
{
	struct output o = output_of(scene);
	size_t from, found, page = page_of(scene), half = page / 2;

	if (o.count == 0)
		return false;
	from = end_of(&o, s->pane.scroll, page) - 1;
	if (s->pane.found > o.first && s->pane.found - o.first <= o.count)
		from = (size_t)(s->pane.found - o.first) - 1;
	if (!here)
		from = (from + o.count - 1) % o.count;
	if (!find(&o, s->search, from, &found))
		return false;
	s->pane.found = o.first + found + 1;
	s->pane.scroll = o.count > found + half + 1 ? o.count - found - half - 1 : 0;
	return true;
}

/* --- drawing --- */

/* The column of a byte of the text that vt_line_text makes of these cells. */
static int
column_of(const struct vt_cell *cells, size_t count, size_t byte)
{
	char code[4];
	size_t col = 0, at = 0;

	for (; col < count && at < byte; col++) {
		const struct vt_cell *cell = &cells[col];

		if (cell->width == 0)
			continue;
		at += utf8_put_code(cell->character != 0 ? cell->character : ' ', code);
		for (size_t i = 0; i < 2 && cell->marks[i] != 0; i++)
			at += utf8_put_code(cell->marks[i], code);
	}
	while (col < count && cells[col].width == 0)
		col++;
	return (int)col;
}

static void
show_matches(struct grid *g, int row, const struct output *o, size_t index,
	const struct vt_cell *cells, const struct view_state *s)
{
	const char *text = s->search, *match;
	enum role role = o->first + index + 1 == s->pane.found ? ROLE_SELECTED : ROLE_HEAD;
	struct bytes line = { .data = NULL };

	vt_line_text(cells, o->width, &line);
	match = line.length > 0 ? strcasestr(line.data, text) : NULL;
	while (match != NULL) {
		int from = column_of(cells, o->width, (size_t)(match - line.data));
		int to = column_of(cells, o->width, (size_t)(match - line.data) + strlen(text));

		grid_role(g, row, from, to - from, role);
		match = strcasestr(match + strlen(text), text);
	}
	bytes_free(&line);
}

static void
put_lines(
	struct grid *g, const struct output *o, const struct rect *body, const struct view_state *s)
{
	size_t page = (size_t)body->rows, end = end_of(o, s->pane.scroll, page);
	size_t top = end > page ? end - page : 0;
	struct vt_cell *cells = grow_new(o->width * sizeof *cells);

	for (size_t i = top; i < end; i++) {
		int row = body->row + (int)(i - top);

		take_line(o, i, cells);
		grid_put_pane(g, row, body->col, body->cols, cells, o->width);
		if (s->search[0] != '\0')
			show_matches(g, row, o, i, cells, s);
	}
	free(cells);
}

/* 1204 as "1,204" */
static void
put_count(struct buffer *b, uint64_t count)
{
	if (count >= 1000) {
		put_count(b, count / 1000);
		buffer_print(b, ",%03u", (unsigned)(count % 1000));
	} else {
		buffer_print(b, "%u", (unsigned)count);
	}
}

static void
put_head(struct grid *g, const struct output *o, const struct rect *r, size_t end)
{
	char position[80], name[120];
	struct buffer b = buffer_over(position, sizeof position);
	int width;

	if (r->rows == 0)
		return;
	buffer_text(&b, "line ");
	put_count(&b, o->first + end);
	buffer_text(&b, " of ");
	put_count(&b, o->first + o->count);
	grid_fill(g, *r, ROLE_HEAD);
	width = (int)utf8_columns(position);
	grid_put_right(g, r->row, r->col, r->cols - 1, ROLE_HEAD, position);
	b = buffer_over(name, sizeof name);
	buffer_print(&b, "output of %s", o->job->identity.name);
	grid_put(g, r->row, r->col + 1, r->cols - width - 4, ROLE_HEAD, name);
}

void
view_output(struct grid *g, const struct scene *scene)
{
	struct output o = output_of(scene);

	if (o.job == NULL)
		return;
	put_head(g, &o, &scene->layout.head, end_of(&o, scene->state->pane.scroll, page_of(scene)));
	put_lines(g, &o, &scene->layout.body, scene->state);
}
