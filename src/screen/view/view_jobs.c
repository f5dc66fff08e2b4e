/* SPDX-License-Identifier: MIT */
/* view_jobs.c: the jobs of this screen on one line of the header: what each holds, and its state.
 */
#include "screen/view/view_jobs.h"

#include <stdio.h>

#include "base/duration.h"
#include "base/utf8.h"
#include "screen/state/bindings.h"
#include "text/cut.h"

#define LABEL "jobs "
#define LABEL_COLS ((int)sizeof LABEL - 1)
#define GAP 2
#define NAME_MAX_COLS 20
#define NAME_MIN_COLS 8               /* shorter only if otherwise none is shown */
#define RISING_NS (5 * NS_PER_SECOND) /* as for a process (model/process/process.h) */

/* Where a job is on the line: "1 train.py 46.0M ▲". */
struct place {
	int col, width;
	enum role role;
	char text[400];
};

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
	if (!is_rising(f)) {
		buffer_text(b, "  "); /* so that nothing moves when it rises */
		return ROLE_TEXT;
	}
	buffer_text(b, scene->context.ascii ? " ^" : " ▲");
	return ROLE_RISING;
}

static struct place
place_of(const struct scene *scene, size_t at, int col, size_t name_cols)
{
	const struct watched_job *job = scene->watched->items[at];
	const char *name = job->identity.name[0] != '\0' ? job->identity.name : "job";
	struct place p = { .col = col };
	struct buffer b = buffer_over(p.text, sizeof p.text);

	buffer_print(&b, "%zu ", at + 1);
	cut_put(&b, name, name_cols, scene->context.ascii);
	p.role = put_state(&b, job, scene);
	p.width = (int)utf8_columns(p.text);
	return p;
}

/* "+2": jobs that are left out. */
static int
more_width(size_t left_out)
{
	char text[24];

	return left_out > 0 ? snprintf(text, sizeof text, "+%zu", left_out) : 0;
}

/* The places of jobs one by one, from `at` 0 on; false: no more of them fit. */
static bool
next_place(const struct scene *scene, size_t at, size_t name_cols, struct place *p)
{
	size_t left_out = scene->watched->count - at - 1;
	int col = at == 0 ? LABEL_COLS : p->col + p->width + GAP, end;

	if (at >= scene->watched->count)
		return false;
	*p = place_of(scene, at, col, name_cols);
	end = p->col + p->width + (left_out > 0 ? GAP : 0) + more_width(left_out);
	return end <= scene->layout.jobs.cols;
}

static size_t
fitting(const struct scene *scene, size_t name_cols)
{
	struct place p;
	size_t count = 0;

	while (next_place(scene, count, name_cols, &p))
		count++;
	return count;
}

/* Names are as long as they can be without leaving out a job that has space with a short one. */
static size_t
choose_name_cols(const struct scene *scene)
{
	size_t wanted = fitting(scene, NAME_MIN_COLS), low = 1, high = NAME_MAX_COLS;

	if (wanted == 0)
		wanted = 1;
	while (low < high) {
		size_t middle = (low + high + 1) / 2;

		if (fitting(scene, middle) >= wanted)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

void
view_jobs(struct grid *g, const struct scene *scene)
{
	int row = scene->layout.jobs.row, cols = scene->layout.jobs.cols, end = LABEL_COLS;
	size_t name_cols = choose_name_cols(scene), shown = 0;
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);
	struct place p;

	grid_put(g, row, 0, cols, ROLE_TITLE, LABEL);
	for (; next_place(scene, shown, name_cols, &p); shown++) {
		grid_put(g, row, p.col, p.width, p.role, p.text);
		end = p.col + p.width + GAP;
	}
	if (shown < scene->watched->count) {
		buffer_print(&b, "+%zu", scene->watched->count - shown);
		end += grid_put(g, row, end, cols - end, ROLE_LABEL, text) + GAP;
	}
	b = buffer_over(text, sizeof text);
	bindings_put_first(scene->keys, "pane", &b);
	buffer_text(&b, " opens");
	if (end + 1 + (int)utf8_columns(text) <= cols)
		grid_put(g, row, end + 1, cols, ROLE_LABEL, text);
}

bool
view_jobs_at(const struct scene *scene, int row, int col, size_t *job)
{
	size_t name_cols;
	struct place p;

	if (scene->layout.jobs.rows == 0 || row != scene->layout.jobs.row)
		return false;
	name_cols = choose_name_cols(scene);
	for (*job = 0; next_place(scene, *job, name_cols, &p); (*job)++)
		if (col >= p.col && col < p.col + p.width)
			return true;
	return false;
}
