/* SPDX-License-Identifier: MIT */
/* view_job.c: a job with a keeper: what it holds and has held, its whole history, its processes. */
#include "screen/view/view.h"

#include <inttypes.h>

#include "base/length.h"

/* Lines above the chart, and those of the peak, the limit and the forecast; the rows of a chart,
 * and of a stacked one with its legend. */
#define FIGURES 3
#define FIGURES_BELOW 3
#define CHART_MIN 5
#define STACK_MIN 6

/* What a list gets before a chart has any rows: its titles and the first members. It is the same
 * for any number of members, so that lines stay where they are while processes come and go. */
#define LIST_ROWS 6

/* With fewer rows than this the chart and the list, or the list alone, come after a single line. */
#define FIGURES_FROM 11

/* "running 12.40s   holds 412 MiB   peak 512 MiB after 9.20s"; on one line without the end. */
static void
put_now(struct pen *pen, const struct watched_job *job, enum units units, bool low)
{
	const struct watched_figures *f = &job->figures;
	bool goes_on = scene_job_goes_on(job);
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	view_put_job_state(&b, job);
	if (goes_on && f->held_bytes > 0)
		unit_size_after(&b, "   holds ", f->held_bytes, units);
	if (f->tree_bytes > 0) {
		unit_size_after(&b, "   peak ", f->tree_bytes, units);
		if (f->processes_seen > 0 && !low) {
			buffer_text(&b, " after ");
			unit_elapsed(&b, f->tree_at_ns);
		}
	}
	pen_wrap(pen, 0, goes_on && f->stopped ? ROLE_ALERT : ROLE_TEXT, text, low ? 1 : 2);
}

static void
put_largest(struct pen *pen, const struct watched_job *job, enum units units)
{
	const struct watched_figures *f = &job->figures;
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (f->single_bytes > 0) {
		unit_size_after(&b, "largest process ", f->single_bytes, units);
		if (f->single_pid > 0)
			buffer_print(&b, " (%s %ld)", f->single_name, (long)f->single_pid);
		buffer_text(&b, "   ");
	}
	if (f->processes_seen == 0)
		buffer_text(&b, "its processes are unknown");
	else if (scene_job_goes_on(job))
		buffer_print(&b, "%" PRIu64 " alive, ", f->processes);
	if (f->processes_seen > 0)
		buffer_print(&b, "%" PRIu64 " seen", f->processes_seen);
	pen_wrap(pen, 0, ROLE_TEXT, text, 2);
}

static const char *const origin_texts[] = {
	[PEAK_NONE] = "",
	[PEAK_SAMPLED] = "; a lower bound",
	[PEAK_KERNEL] = "; the kernel's own peak",
	[PEAK_RUSAGE] = "; the kernel's figure at exit",
	[PEAK_EXACT] = "; exact",
	[PEAK_RSS] = "",
	[PEAK_PSS] = "; shared pages counted once",
	[PEAK_RSS_SUM] = "; shared pages counted for each process",
};

static void
put_peak(struct pen *pen, const struct watched_figures *f, enum units units)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (f->tree_bytes > 0) {
		unit_size_after(&b, "", f->tree_bytes, units);
		if (f->tree_processes > 0)
			buffer_print(&b, " of %" PRIu64 " at one instant", f->tree_processes);
		if ((size_t)f->tree_origin < LENGTH(origin_texts))
			buffer_text(&b, origin_texts[f->tree_origin]);
	}
	pen_field(pen, "peak", text);
}

static void
put_limit(struct pen *pen, const struct watched_figures *f, enum units units)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	if (f->limit_bytes == 0)
		return;
	unit_size_after(&b, "", f->limit_bytes, units);
	if (f->processes_seen > 0 && f->limit_bytes > f->held_bytes)
		unit_size_after(&b, ", ", f->limit_bytes - f->held_bytes, units);
	if (f->processes_seen > 0)
		buffer_text(&b, f->limit_bytes > f->held_bytes ? " left" : ", nothing left");
	pen_field(pen, "limit", text);
}

static void
put_identity(struct pen *pen, const struct watched_job *job)
{
	const struct watched_identity *id = &job->identity;
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (id->run > 0)
		buffer_print(&b, "%" PRIu64 "   ", id->run);
	if (id->label[0] != '\0')
		buffer_print(&b, "label %s   ", id->label);
	buffer_print(&b, "pid %ld   keeper %ld", (long)id->root.pid, (long)id->keeper);
	if (job->figures.no_output_kept)
		buffer_text(&b, "   its output is not kept");
	pen_field(pen, "run", text);
	pen_field(pen, "command", id->command);
	pen_field(pen, "directory", id->cwd);
}

/* What is said of its growth, in the times of the scene. */
static void
put_forecast(struct pen *pen, const struct watched_job *job, const struct column_context *context)
{
	const struct watched_figures *f = &job->figures;
	const struct limit limit = { .limit_bytes = f->limit_bytes, .charge_bytes = f->held_bytes };
	struct growth_fit fit = growth_fit(&job->growth);
	uint64_t began_ns = context->now_ns > f->at_ns ? context->now_ns - f->at_ns : 0;

	if (!scene_job_goes_on(job) || f->processes_seen == 0)
		return;
	fit.since_ns += began_ns;
	fit.from_ns += began_ns;
	view_forecast(pen, &fit, f->limit_bytes > 0 ? &limit : NULL, context);
}

static void
put_figures(struct pen *pen, const struct watched_job *job, const struct scene *scene)
{
	put_peak(pen, &job->figures, scene->context.units);
	put_limit(pen, &job->figures, scene->context.units);
	put_forecast(pen, job, &scene->context);
}

static void
put_title(struct pen *pen, const struct watched_job *job)
{
	const char *name = job->identity.name;

	pen_wrap(pen, 0, ROLE_TITLE, name[0] != '\0' ? name : "job", 1);
}

/* A single process needs no list: Enter opens it. */
static void
put_alone(struct pen *pen, const struct watched_job *job, const struct rows *members,
	const struct scene *scene)
{
	int rows = pen->area.rows;
	bool chart_first = rows >= FIGURES + CHART_MIN;

	put_title(pen, job);
	put_now(pen, job, scene->context.units, false);
	put_largest(pen, job, scene->context.units);
	if (chart_first)
		view_job_chart(pen, job, members, scene, rows - FIGURES);
	put_figures(pen, job, scene);
	put_identity(pen, job);
	if (!chart_first)
		view_job_chart(pen, job, members, scene, CHART_MIN);
}

/* The chart and some members are visible, and the figures if there is room; where there is none for
 * both, members: the chart goes below. */
static void
put_several(struct pen *pen, const struct watched_job *job, const struct rows *members,
	const struct scene *scene)
{
	int rows = pen->area.rows, left = rows - FIGURES - LIST_ROWS, chart = left - FIGURES_BELOW;
	bool figures_first = left >= STACK_MIN + FIGURES_BELOW, low = rows < FIGURES_FROM;
	/* The line above the pane says it too. */
	bool bare = view_chart_share(rows) > 0 && view_chart_share(rows - 1) == 0;

	if (left < STACK_MIN)
		chart = view_chart_share(rows - (bare ? 0 : low ? 1 : FIGURES));
	else if (chart < STACK_MIN)
		chart = STACK_MIN;
	if (!low)
		put_title(pen, job); /* the line above the pane has it too */
	if (!bare)
		put_now(pen, job, scene->context.units, low);
	if (!low)
		put_largest(pen, job, scene->context.units);
	if (chart > 0)
		view_job_chart(pen, job, members, scene, chart);
	if (figures_first)
		put_figures(pen, job, scene);
	view_put_members(pen, "pid,rss,tree_rss,peak", members, scene);
	if (low)
		put_largest(pen, job, scene->context.units);
	if (!figures_first)
		put_figures(pen, job, scene);
	put_identity(pen, job);
	if (chart == 0)
		view_job_chart(pen, job, members, scene, CHART_MIN);
}

void
view_job(struct pen *pen, const struct scene *scene)
{
	const struct watched_job *job = scene_job(scene);
	struct rows members = { .items = NULL };

	if (job == NULL) {
		pen_wrap(pen, 0, ROLE_DIM, "no job: press ! to run a command", 2);
		return;
	}
	view_members(scene, &members);
	if (members.count > 1)
		put_several(pen, job, &members, scene);
	else
		put_alone(pen, job, &members, scene);
	rows_clear(&members);
}
