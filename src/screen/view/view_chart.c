/* SPDX-License-Identifier: MIT */
/* view_chart.c: charts in a page, and the user's choices about them: the span of time, the axis,
 * the cursor. */
#include "screen/view/view.h"

#include <stdlib.h>

#include "base/grow.h"
#include "screen/view/view_drawing.h"

#define ROWS_LEAST 3 /* without an axis of time */
#define LIST_LEAST 2 /* titles and one row */
#define ROWS_MIN 5
#define ROWS_MAX 14
#define LEGEND_FROM 12
#define COLS_MIN 24
#define COLS_MAX 160

/* --- the user's choices --- */

/* A span ends with the newest sample, or begins with the cursor. */
static void
apply_choice(struct chart *c, const struct chart_choice *choice)
{
	uint64_t span_ns = choice->span_ns;

	c->from_lowest = choice->from_lowest;
	c->has_cursor = choice->has_cursor && choice->cursor_ns <= c->until_ns;
	c->cursor_ns = choice->cursor_ns;
	if (span_ns == 0 || span_ns >= c->until_ns)
		return;
	c->from_ns = c->until_ns - span_ns;
	if (c->has_cursor && c->cursor_ns < c->from_ns)
		c->from_ns = c->cursor_ns;
	c->until_ns = c->from_ns + span_ns;
}

/* --- drawing --- */

static enum role
role_of(uint8_t part, bool stacked)
{
	static const enum role roles[] = {
		[CHART_BLANK] = ROLE_TEXT,
		[CHART_AXIS] = ROLE_DIM,
		[CHART_LABEL] = ROLE_LABEL,
		[CHART_MARK] = ROLE_DIM,
		[CHART_LIMIT] = ROLE_LIMIT,
		[CHART_PEAK] = ROLE_BAR_PEAK,
		[CHART_CURSOR] = ROLE_SELECTED,
	};
	static const enum role areas[DRAWING_LINES] = { ROLE_AREA_REST, ROLE_BAR_USED,
		ROLE_AREA_SECOND, ROLE_AREA_THIRD };
	static const enum role lines[CHART_LINES] = { ROLE_BAR_USED, ROLE_AREA_SECOND,
		ROLE_AREA_THIRD, ROLE_BAR_PEAK, ROLE_ALERT, ROLE_TEXT };

	if (part < CHART_LINE)
		return roles[part];
	return stacked ? areas[part - CHART_LINE] : lines[part - CHART_LINE];
}

static void
put_cells(struct pen *pen, const struct chart *chart, const struct chart_cell *cells, int cols,
	int rows)
{
	for (int row = 0; row < rows; row++) {
		for (int col = 0; col < cols; col++) {
			const struct chart_cell *cell = &cells[row * cols + col];

			if (cell->part != CHART_BLANK && cell->text[0] != '\0')
				pen_put(pen, col, role_of(cell->part, chart->stacked), cell->text);
		}
		pen_next(pen);
	}
}

static int
cols_for(int cols)
{
	return cols < COLS_MAX ? cols : COLS_MAX;
}

static enum chart_form
form_of(const struct scene *scene)
{
	return scene->context.ascii ? CHART_ASCII : CHART_BRAILLE;
}

/* Half of the screen, so that the figures around the chart stay visible. */
static int
rows_for(const struct layout *l)
{
	int half = (l->body.rows + l->head.rows) / 2;

	return half < ROWS_MIN ? ROWS_MIN : half < ROWS_MAX ? half : ROWS_MAX;
}

/* A stack has a legend, unless there are few rows at all. */
static int
rows_within(const struct pen *pen, const struct drawing *d, int rows)
{
	int min = d->chart.stacked && pen->area.rows >= LEGEND_FROM ? ROWS_MIN + 1 : ROWS_MIN;

	return rows < min ? min : rows < ROWS_MAX ? rows : ROWS_MAX;
}

/* Where there are few rows, a chart and the list below it share them. */
int
view_chart_share(int rows)
{
	return rows < ROWS_LEAST + LIST_LEAST ? 0 : (rows + 1) / 2;
}

/* A single sample makes no chart, nor do a few columns. */
static bool
is_worth_it(const struct pen *pen, const struct process_history *h)
{
	return pen->area.cols >= COLS_MIN && h->used >= 2;
}

static void
draw(struct pen *pen, struct drawing *d, const struct scene *scene, int rows)
{
	int cols = cols_for(pen->area.cols);
	struct chart_cell *cells = grow_new((size_t)(cols * rows) * sizeof *cells);

	pen->chart.first = pen->line;
	pen->chart.rows = rows;
	apply_choice(&d->chart, &scene->state->chart);
	chart_draw(&d->chart, form_of(scene), cols, rows, cells);
	put_cells(pen, &d->chart, cells, cols, rows);
	free(cells);
}

/* The chart of what lives and has memory comes with its next samples. */
static void
tell_nothing(struct pen *pen, const struct process *p)
{
	if (p->history.used == 0)
		pen_wrap(pen, 0, ROLE_DIM, "no chart: no sample of its memory", 2);
	else if (process_ended(p) && p->history.used < 2)
		pen_wrap(pen, 0, ROLE_DIM, "no chart: it ended after a moment", 2);
}

void
view_chart(
	struct pen *pen, const struct process *p, uint64_t limit_bytes, const struct scene *scene)
{
	struct drawing *d;

	if (!is_worth_it(pen, &p->history)) {
		tell_nothing(pen, p);
		return;
	}
	d = grow_new(sizeof *d);
	drawing_take(d, p, NULL, limit_bytes, scene);
	draw(pen, d, scene, rows_for(&scene->layout));
	free(d);
}

void
view_set_chart(struct pen *pen, const struct process *sum, const struct rows *members,
	uint64_t limit_bytes, const struct scene *scene, int rows)
{
	struct drawing *d;

	if (pen->area.cols < COLS_MIN)
		return;
	d = grow_new(sizeof *d);
	drawing_take(d, sum, members, limit_bytes, scene);
	drawing_add_parts(d, members);
	if (d->lines[0].count >= 2)
		draw(pen, d, scene, rows_within(pen, d, rows));
	free(d);
}

void
view_job_chart(struct pen *pen, const struct watched_job *job, const struct rows *members,
	const struct scene *scene, int rows)
{
	struct drawing *d;

	if (!is_worth_it(pen, &job->history))
		return;
	d = grow_new(sizeof *d);
	drawing_take_job(d, job, scene);
	drawing_add_parts(d, members);
	drawing_add_beginning(d, job, members, scene);
	rows = rows < ROWS_LEAST ? ROWS_LEAST : rows < ROWS_MAX ? rows : ROWS_MAX;
	draw(pen, d, scene, rows);
	free(d);
}

void
view_runs_chart(struct pen *pen, const struct scene *scene)
{
	struct drawing *d;

	if (pen->area.cols < COLS_MIN)
		return;
	d = grow_new(sizeof *d);
	if (drawing_take_runs(d, scene))
		draw(pen, d, scene, rows_for(&scene->layout));
	free(d);
}

/* --- for the keys --- */

static void
fill_set(struct drawing *d, const struct scene *scene)
{
	struct rows members;
	struct open_set set;

	if (!scene_set(scene, &set))
		return;
	view_members(scene, &members);
	drawing_take(d, set.sum, &members, 0, scene);
	rows_clear(&members);
}

static bool
fill_open(struct drawing *d, const struct scene *scene)
{
	const struct process *p = table_find(scene->table, scene->state->process.opened);

	if (scene->state->view == VIEW_JOB && scene_job(scene) != NULL)
		drawing_take_job(d, scene_job(scene), scene);
	else if (scene->state->view == VIEW_SET)
		fill_set(d, scene);
	else if (scene->state->view == VIEW_PROCESS && p != NULL)
		drawing_take(d, p, NULL, 0, scene);
	else if (scene->state->view == VIEW_RUN || scene->state->view == VIEW_COMPARE)
		drawing_take_runs(d, scene);
	return d->chart.line_count > 0 && d->chart.lines[0].count >= 2;
}

bool
view_chart_frame(const struct scene *scene, struct chart_frame *frame)
{
	struct drawing *d = grow_new(sizeof *d);
	bool good = fill_open(d, scene);

	*frame = (struct chart_frame){ .end_ns = d->chart.until_ns, .stretch_ns = d->stretch_ns };
	apply_choice(&d->chart, &scene->state->chart);
	frame->from_ns = d->chart.from_ns;
	frame->until_ns = d->chart.until_ns;
	frame->columns = chart_plot_columns(&d->chart, form_of(scene),
		cols_for(scene->layout.whole.cols), rows_for(&scene->layout));
	free(d);
	return good && frame->columns > 0;
}
