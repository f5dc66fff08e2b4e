/* SPDX-License-Identifier: MIT */
/* view_job.c: a job with a keeper: what it holds and has held, its whole history, its processes. */
#include "screen/view/view.h"

#include <inttypes.h>

#include "base/length.h"

/* Lines of figures above the chart, and between it and a list; members that it leaves room for. */
#define FIGURES 3
#define FIGURES_BELOW 3
#define MEMBERS_SHOWN 2

/* With fewer visible rows than this, figures come before the chart. */
#define CHART_MIN 5

/* "running 12.40s   holds 412 MiB   peak 512 MiB after 9.20s". */
static void
put_now(struct pen *pen, const struct watched_job *job, enum units units)
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
		if (f->processes_seen > 0) {
			buffer_text(&b, " after ");
			unit_elapsed(&b, f->tree_at_ns);
		}
	}
	pen_wrap(pen, 0, goes_on && f->stopped ? ROLE_ALERT : ROLE_TEXT, text, 2);
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

/* A list leaves it fewer rows; a single process needs none: Enter opens it. */
static int
chart_rows(const struct pen *pen, const struct rows *members)
{
	int listed = members->count < MEMBERS_SHOWN ? (int)members->count : MEMBERS_SHOWN;

	return pen->area.rows - FIGURES - (listed > 1 ? FIGURES_BELOW + 1 + listed : 0);
}

static void
put_figures(struct pen *pen, const struct watched_job *job, const struct rows *members,
	const struct scene *scene)
{
	enum units units = scene->context.units;

	put_peak(pen, &job->figures, units);
	put_limit(pen, &job->figures, units);
	put_forecast(pen, job, &scene->context);
	if (members->count > 1)
		view_put_members(pen, "pid,rss,tree_rss,peak", members, scene);
	put_identity(pen, job);
}

void
view_job(struct pen *pen, const struct scene *scene)
{
	const struct watched_job *job = scene_job(scene);
	enum units units = scene->context.units;
	struct rows members = { .items = NULL };
	bool chart_first = pen->area.rows >= FIGURES + CHART_MIN;

	if (job == NULL) {
		pen_wrap(pen, 0, ROLE_DIM, "no job: press ! to run a command", 2);
		return;
	}
	view_members(scene, &members);
	pen_wrap(pen, 0, ROLE_TITLE, job->identity.name[0] != '\0' ? job->identity.name : "job", 1);
	put_now(pen, job, units);
	put_largest(pen, job, units);
	if (chart_first)
		view_job_chart(pen, job, &members, scene, chart_rows(pen, &members));
	put_figures(pen, job, &members, scene);
	if (!chart_first)
		view_job_chart(pen, job, &members, scene, pen->area.rows);
	rows_clear(&members);
}
