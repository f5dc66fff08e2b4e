/* SPDX-License-Identifier: MIT */
/* view_jobs.c: the jobs of this screen on one line of the header: what each holds, and its state.
 */
#include "screen/view/view_jobs.h"

#include "base/duration.h"
#include "base/utf8.h"
#include "screen/state/bindings.h"

#define LABEL "jobs "
#define ROW 1      /* of the header */
#define ROWS_MIN 3 /* of the header, for this line to be one of them */
#define NAME_MAX_COLS 20
#define RISING_NS (5 * NS_PER_SECOND) /* as for a process (model/process/process.h) */

/* Where a job is on the line. */
struct place {
	int col, width;
	enum role role;
	char text[80];
};

bool
view_jobs_shown(const struct scene *scene)
{
	return scene->watched != NULL && scene->watched->count > 0 &&
	       scene->layout.header.rows >= ROWS_MIN;
}

static bool
is_rising(const struct watched_figures *f)
{
	return f->tree_bytes > 0 && f->at_ns - f->tree_at_ns < RISING_NS;
}

/* "46.0M ▲", "164M stopped", "ended": never by colour alone. */
static enum role
put_state(struct buffer *b, const struct watched_job *job, const struct scene *scene)
{
	const struct watched_figures *f = &job->figures;

	if (job->lost)
		buffer_text(b, " lost");
	else if (job->end.ended)
		buffer_text(b, " ended");
	if (!scene_job_goes_on(job))
		return ROLE_ENDED;
	if (f->held_bytes > 0)
		unit_size_after(b, " ", f->held_bytes, scene->context.units);
	if (f->stopped) {
		buffer_text(b, " stopped");
		return ROLE_ALERT;
	}
	if (!is_rising(f))
		return ROLE_TEXT;
	buffer_text(b, scene->context.ascii ? " ^" : " ▲");
	return ROLE_RISING;
}

static struct place
place_of(const struct scene *scene, size_t at, int col)
{
	const struct watched_job *job = scene->watched->items[at];
	const char *name = job->identity.name[0] != '\0' ? job->identity.name : "job";
	struct place p = { .col = col };
	struct buffer b = buffer_over(p.text, sizeof p.text);

	buffer_print(&b, "%zu ", at + 1);
	buffer_put(&b, name, utf8_fit(name, NAME_MAX_COLS));
	p.role = put_state(&b, job, scene);
	p.width = (int)utf8_columns(p.text);
	return p;
}

/* The places of jobs one by one, from `at` 0 on; false: no more of them fit. */
static bool
next_place(const struct scene *scene, size_t at, struct place *p)
{
	int col = at == 0 ? (int)sizeof LABEL - 1 : p->col + p->width + 2;

	if (at >= scene->watched->count)
		return false;
	*p = place_of(scene, at, col);
	return p->col + p->width <= scene->layout.header.cols;
}

void
view_jobs(struct grid *g, const struct scene *scene)
{
	int row = scene->layout.header.row + ROW, end = (int)sizeof LABEL - 1;
	char hint[40];
	struct buffer b = buffer_over(hint, sizeof hint);
	struct place p;

	grid_put(g, row, 0, scene->layout.header.cols, ROLE_TITLE, LABEL);
	for (size_t i = 0; next_place(scene, i, &p); i++) {
		grid_put(g, row, p.col, p.width, p.role, p.text);
		end = p.col + p.width;
	}
	bindings_put_first(scene->keys, "pane", &b);
	buffer_text(&b, " opens");
	if (end + 3 + (int)utf8_columns(hint) <= scene->layout.header.cols)
		grid_put(g, row, end + 3, (int)utf8_columns(hint), ROLE_LABEL, hint);
}

bool
view_jobs_at(const struct scene *scene, int row, int col, size_t *job)
{
	struct place p;

	if (!view_jobs_shown(scene) || row != scene->layout.header.row + ROW)
		return false;
	for (*job = 0; next_place(scene, *job, &p); (*job)++)
		if (col >= p.col && col < p.col + p.width)
			return true;
	return false;
}
