/* SPDX-License-Identifier: MIT */
/* show.c: `peaktop show RUN`: one run: its account, chart, and its largest processes. */
#include "app/history.h"

#include <inttypes.h>

#include "app/history_common.h"
#include "app/tell.h"
#include "base/clock.h"
#include "text/run_chart.h"
#include "text/run_list.h"
#include "text/summary.h"

#define CHART_ROWS 16
#define CHART_COLUMNS 100
#define LARGEST 10

struct show_options {
	const char *svg;
	bool json, csv, ascii, help;
};

static bool
set_svg(void *to, const char *value, struct failure *why)
{
	(void)why;
	((struct show_options *)to)->svg = value;
	return true;
}

#define FLAG(member) .flag = offsetof(struct show_options, member)

static const struct option_row rows[] = {
	{ "svg", 0, ON_LINE, "FILE", "a picture of it (-: to stdout)", .set = set_svg },
	{ "json", 0, ON_LINE, NULL, "the run as JSON (peaktop.run/1)", FLAG(json) },
	{ "csv", 0, ON_LINE, NULL, "its memory over time, as CSV", FLAG(csv) },
	{ "ascii", 0, ON_LINE, NULL, "a chart of plain characters", FLAG(ascii) },
	{ "help", 'h', ON_LINE, NULL, "this text", FLAG(help) },
};
static const struct option_table table = {
	.command = "peaktop show", .rows = rows, .count = sizeof rows / sizeof rows[0]
};

/* --- for people --- */

static void
put_head(const struct stored_run *s, struct bytes *out)
{
	char when[40];
	struct buffer b = buffer_over(when, sizeof when);

	run_list_put_when(s->run.started_wall_ns, &b);
	bytes_print(out, "run %" PRIu64 "  %s", s->run.number, when);
	if (s->run.user[0] != '\0')
		bytes_print(out, "  %s@%s", s->run.user, s->run.host);
	bytes_print(out, "  %s", s->run.cwd);
	if (s->run.commit[0] != '\0')
		bytes_print(out, "  git %.12s", s->run.commit);
	bytes_text(out, "\n");
}

static void
put_chart(const struct stored_run *s, bool ascii, struct bytes *out)
{
	struct run_chart c = { .chart = { .lines = NULL } };
	size_t columns = history_columns();

	if (s->series == NULL || s->series->count < 2)
		return;
	run_chart_add(&c, &s->run, s->series, NULL);
	bytes_text(out, "\n");
	chart_put_plain(&c.chart, (int)(columns < CHART_COLUMNS ? columns : CHART_COLUMNS),
		CHART_ROWS, ascii || !history_is_utf8() ? CHART_ASCII : CHART_BRAILLE, out);
	run_chart_clear(&c);
}

static void
put_largest(const struct run *run, struct bytes *out)
{
	size_t count = run->largest_count < LARGEST ? run->largest_count : LARGEST;

	if (run->largest_count < 2)
		return;
	bytes_text(out, "\nlargest processes, each at its own peak\n");
	for (size_t i = 0; i < count; i++) {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);

		unit_size(&b, run->largest[i].bytes, UNITS_AUTO);
		bytes_print(out, "  %10s  %7d  %s\n", text, (int)run->largest[i].pid,
			run->largest[i].name);
	}
	if (count < run->largest_count)
		bytes_print(out, "  and %zu more kept\n", run->largest_count - count);
}

/* --- as data --- */

static void
put_series(const struct series *s, struct bytes *out)
{
	bytes_text(out, "at_seconds,tree_bytes,rss_sum_bytes\n");
	for (size_t i = 0; s != NULL && i < s->count; i++)
		if (s->points[i].present)
			bytes_print(out, "%.3f,%" PRIu64 ",%" PRIu64 "\n",
				(double)(i * s->step_ns) / NS_PER_SECOND, s->points[i].held_bytes,
				s->points[i].rss_sum_bytes);
}

static bool
write_svg(const struct stored_run *s, const char *path, struct failure *why)
{
	struct run_chart c = { .chart = { .lines = NULL } };
	struct bytes out = { .data = NULL };
	char subtitle[160], when[40];
	struct buffer b = buffer_over(subtitle, sizeof subtitle);
	struct buffer w = buffer_over(when, sizeof when);
	bool good;

	if (s->series == NULL || s->series->count == 0)
		return fail(why, 0, "run %" PRIu64 " was too short for a chart", s->run.number);
	run_list_put_when(s->run.started_wall_ns, &w);
	buffer_print(&b, "run %" PRIu64 ", %s, %s", s->run.number, when, s->run.host);
	run_chart_add(&c, &s->run, s->series, NULL);
	c.chart.title = s->name;
	c.chart.subtitle = subtitle;
	chart_put_svg(&c.chart, &out);
	good = history_write_file(path, &out, why);
	run_chart_clear(&c);
	bytes_free(&out);
	return good;
}

static int
show(const struct show_options *o, const struct stored_run *s)
{
	struct bytes out = { .data = NULL };
	struct failure why;

	if (o->svg != NULL)
		return write_svg(s, o->svg, &why) ? HISTORY_GOOD
						  : tell_failure(&why, HISTORY_FAILED);
	if (o->json) {
		if (!summary_put_json(&s->run, s->run.number, &out, &why))
			return tell_failure(&why, HISTORY_FAILED);
	} else if (o->csv) {
		put_series(s->series, &out);
	} else {
		put_head(s, &out);
		summary_put(&s->run, UNITS_AUTO, &out);
		put_chart(s, o->ascii, &out);
		put_largest(&s->run, &out);
	}
	return history_print(&out);
}

int
show_main(int argc, char **argv, const struct inherited *inherited)
{
	struct show_options o = { .svg = NULL };
	struct stored_run s;
	struct failure why;
	int operand, status;

	(void)inherited;
	if (!option_table_parse(&table, &o, argc, argv, false, &operand, &why))
		return tell_failure(&why, HISTORY_USAGE);
	if (o.help)
		return history_help(&table, "[OPTIONS] RUN",
			"One run: RUN is its number, its label, or `last`.");
	if (operand != argc - 1) {
		tell("show which run? a number, a label or 'last' ('peaktop history' lists them)");
		return HISTORY_USAGE;
	}
	status = history_load(argv[operand], &s, &why) ? show(&o, &s)
						       : tell_failure(&why, HISTORY_FAILED);
	stored_run_clear(&s);
	return status;
}
