/* SPDX-License-Identifier: MIT */
/* view_pane.c: the terminal of a command, and the line above it. */
#include "screen/view/view.h"

#include <string.h>

#include "base/arithmetic.h"
#include "base/signal_name.h"
#include "base/utf8.h"
#include "screen/state/bindings.h"
#include "text/cut.h"

/* --- the state of a job as text --- */

static void
put_end(struct buffer *b, const struct watched_end *end)
{
	if (end->reason == RUN_NOT_STARTED) {
		buffer_text(b, "not started");
	} else if (end->signal != 0) {
		buffer_text(b, "killed by ");
		signal_name_put(end->signal, b);
	} else {
		buffer_print(b, "exited %d", end->status);
	}
	if (end->reason == RUN_OOM_KILLED)
		buffer_text(b, " (out of memory)");
	if (end->reason == RUN_OVER_BUDGET)
		buffer_text(b, " (over its budget)");
	buffer_text(b, " after ");
	unit_elapsed(b, end->wall_ns);
}

void
view_put_job_state(struct buffer *b, const struct watched_job *job)
{
	if (job->end.ended) {
		put_end(b, &job->end);
	} else if (job->lost) {
		buffer_text(b, "lost: its keeper died");
	} else if (!job->known) {
		buffer_text(b, "begins");
	} else {
		buffer_text(b, job->figures.stopped ? "stopped after " : "running ");
		unit_elapsed(b, job->figures.at_ns);
	}
}

/* --- the line above --- */

/* A name takes this part of a line, or at least this many columns. */
#define NAME_PART 3
#define NAME_MIN 8

/* The job is not affected. */
static const char *const terminal_texts[] = {
	[WATCHED_TERMINAL_AWAY] = "terminal restarting",
	[WATCHED_TERMINAL_RESTARTED] = "terminal restarted",
};

/* A part that does not fit is left out, not cut. */
static void
add_part(struct buffer *b, const char *part, int cols_left, bool ascii)
{
	if (utf8_columns(b->bytes) + 3 + utf8_columns(part) > (size_t)cols_left)
		return;
	buffer_text(b, ascii ? " - " : " · ");
	buffer_text(b, part);
}

/* "train.py · running 12.40s": the name is cut before the state. */
static void
put_name_and_state(struct buffer *b, const struct watched_job *job, size_t cols_left, bool ascii)
{
	const char *name = job->identity.name[0] != '\0' ? job->identity.name : "job";
	size_t most = larger(cols_left / NAME_PART, NAME_MIN), others;
	char text[120];
	struct buffer state = buffer_over(text, sizeof text);

	view_put_job_state(&state, job);
	others = utf8_columns(b->bytes) + sizeof " - " - 1 + utf8_columns(text);
	if (others < cols_left)
		most = smaller(most, cols_left - others);
	cut_put(b, name, most, ascii);
	buffer_text(b, ascii ? " - " : " · ");
	buffer_text(b, text);
}

/* "2/3 train.py · running 12.40s · peak 412 MiB · title" */
static void
put_title_text(
	struct buffer *b, const struct watched_job *job, int cols_left, const struct scene *scene)
{
	bool ascii = scene->context.ascii;
	char part[VT_TITLE_MAX + 8];
	struct buffer p;

	if (scene->watched->count > 1)
		buffer_print(b, "%zu/%zu ", scene->state->pane.job + 1, scene->watched->count);
	put_name_and_state(b, job, cols_left > 0 ? (size_t)cols_left : 0, ascii);
	if (job->figures.tree_bytes > 0) {
		p = buffer_over(part, sizeof part);
		buffer_text(&p, "peak ");
		unit_size(&p, job->figures.tree_bytes, scene->context.units);
		add_part(b, part, cols_left, ascii);
	}
	if (job->figures.terminal != WATCHED_TERMINAL_GOOD)
		add_part(b, terminal_texts[job->figures.terminal], cols_left, ascii);
	if (job->screen.title[0] != '\0' && !job->end.ended)
		add_part(b, job->screen.title, cols_left, ascii);
}

static void
put_hint(struct buffer *b, const struct watched_job *job, const struct scene *scene)
{
	if (scene_pane_has_keys(scene)) {
		bindings_put_first(scene->keys, "pane_back", b);
		buffer_text(b, " back");
	} else if (scene_job_goes_on(job) && job->figures.stopped) {
		bindings_put_first(scene->keys, "continue", b);
		buffer_text(b, " continue");
	} else if (scene_job_goes_on(job)) {
		bindings_put_first(scene->keys, "pane", b);
		buffer_text(b, " into it");
	} else {
		bindings_put_first(scene->keys, "output", b);
		buffer_text(b, " all output");
	}
}

static void
put_title(struct grid *g, const struct watched_job *job, const struct scene *scene)
{
	const struct rect *r = &scene->layout.pane_title;
	enum role role = scene_pane_has_keys(scene) ? ROLE_SELECTED : ROLE_HEAD;
	char text[600], hint[60];
	struct buffer title = buffer_over(text, sizeof text),
		      right = buffer_over(hint, sizeof hint);
	int cols_left = r->cols - 2, width;

	put_hint(&right, job, scene);
	width = (int)utf8_columns(hint);
	grid_fill(g, *r, role);
	if (width + 8 <= cols_left) {
		grid_put_right(g, r->row, r->col + r->cols - 1 - width, width, role, hint);
		cols_left -= width + 1;
	}
	put_title_text(&title, job, cols_left, scene);
	grid_put(g, r->row, r->col + 1, cols_left, role, text);
}

/* --- the terminal --- */

int
view_pane_top(const struct vt_screen *s, int rows)
{
	int behind = s->cursor_row < s->rows ? s->cursor_row + 1 : s->rows;

	return behind > rows ? behind - rows : 0;
}

/* If its size is not yet that of the pane, shows as much as fits, including the cursor's line. */
static void
put_screen(struct grid *g, const struct rect *r, const struct vt_screen *s)
{
	int top = view_pane_top(s, r->rows);

	for (int row = 0; row < r->rows && top + row < s->rows; row++)
		grid_put_pane(g, r->row + row, r->col, r->cols, vt_screen_at(s, top + row, 0),
			(size_t)s->cols);
}

void
view_pane(struct grid *g, const struct scene *scene)
{
	const struct watched_job *job = scene_job(scene);
	const struct layout *l = &scene->layout;

	if (job == NULL || l->pane.rows == 0)
		return;
	if (l->pane_title.rows > 0)
		put_title(g, job, scene);
	if (job->screen.rows > 0)
		put_screen(g, &l->pane, &job->screen);
	else
		grid_put(g, l->pane.row, l->pane.col, l->pane.cols, ROLE_DIM,
			"waiting for the job's first output");
}
