/* SPDX-License-Identifier: MIT */
/* show.c: `peaktop show RUN`: the account, the chart and the largest processes of one run. */
#include "app/history/history.h"

#include <inttypes.h>
#include <string.h>

#include "app/cli/output_file.h"
#include "app/cli/print.h"
#include "app/state/history_open.h"
#include "app/history/history_text.h"
#include "app/history/import.h"
#include "app/state/kept_output.h"
#include "app/cli/message.h"
#include "base/clean.h"
#include "base/duration.h"
#include "base/exit_status.h"
#include "text/chart/run_chart.h"
#include "text/page/page.h"
#include "text/run/code_lines.h"
#include "text/run/run_list.h"
#include "text/run/summary.h"

struct show_options {
	const char *selector; /* the run */
	const char *svg, *html;
	const struct import *import; /* a run from a file; NULL: from the history */
	bool json, csv, csv_lines, output, ascii, help;
};

/* Options that share a bit exclude each other. */
enum { FORMS = 1 };

#define MEMBER(name) .member = offsetof(struct show_options, name)

static const struct option_row rows[] = {
	{ "svg", 0, ON_LINE, "FILE", "write a chart as SVG to FILE; -: to stdout", MEMBER(svg),
		.excludes = FORMS },
	{ "html", 0, ON_LINE, "FILE", "write a page of HTML to FILE; -: to stdout", MEMBER(html),
		.excludes = FORMS },
	{ "json", 0, ON_LINE, NULL, "print the run as JSON (peaktop.run/1)", MEMBER(json),
		.excludes = FORMS, .to_stdout = true },
	{ "csv", 0, ON_LINE, NULL, "print its memory over time as CSV", MEMBER(csv),
		.excludes = FORMS, .to_stdout = true },
	{ "csv-lines", 0, ON_LINE, NULL, "print its growth by line of Python code as CSV",
		MEMBER(csv_lines), .excludes = FORMS, .to_stdout = true },
	{ "output", 0, ON_LINE, NULL, "print the output of its command (of 'peaktop -- COMMAND')",
		MEMBER(output), .excludes = FORMS },
	{ "ascii", 0, ON_LINE, NULL, "draw the chart with ASCII only", MEMBER(ascii) },
	OPTION_HELP(struct show_options),
};
static const struct option_table table = { .command = "peaktop show",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[OPTIONS] RUN",
	.about = "Show one run: its report, a chart, its largest processes. RUN is a number, a "
		 "label,\n"
		 "'last', or a file of mprof." };

/* --- as text --- */

/* "run 12", or the file that contains it. */
static void
put_which(const struct show_options *o, const struct stored_run *s, struct buffer *b)
{
	if (o->import != NULL)
		clean_text(b, o->selector, strlen(o->selector));
	else
		buffer_print(b, "run %" PRIu64, s->run.number);
}

static void
put_text(const struct show_options *o, const struct stored_run *s, struct bytes *out)
{
	char which[1024];
	struct buffer b = buffer_over(which, sizeof which);
	const struct import *import = o->import;
	const struct history_form form = { .columns = print_columns(),
		.ascii = o->ascii || !print_is_utf8(),
		.units = UNITS_AUTO,
		.which = which,
		.marks = import != NULL ? import->marks : NULL,
		.mark_count = import != NULL ? import->mark_count : 0 };

	put_which(o, s, &b);
	history_put_run(s, &form, out);
}

static void
begin_chart(const struct show_options *o, const struct stored_run *s, struct run_chart *c)
{
	*c = (struct run_chart){ .chart = { .lines = NULL } };
	run_chart_add(c, &s->run, s->series, NULL);
	if (o->import == NULL)
		return;
	c->chart.marks = o->import->marks;
	c->chart.mark_count = o->import->mark_count;
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
write_svg(const struct show_options *o, const struct stored_run *s, struct failure *why)
{
	struct run_chart c;
	char subtitle[512], which[256], when[40];
	struct buffer n = buffer_over(which, sizeof which);
	struct buffer b = buffer_over(subtitle, sizeof subtitle);
	struct buffer w = buffer_over(when, sizeof when);
	bool good;

	put_which(o, s, &n);
	if (s->series == NULL || s->series->count == 0)
		return failure_set(why, 0, "%s was too short for a chart", which);
	run_list_put_when(s->run.started_wall_ns, &w);
	buffer_print(
		&b, "%s, %s%s%s", which, when, s->run.host[0] != '\0' ? ", " : "", s->run.host);
	begin_chart(o, s, &c);
	c.chart.title = s->name;
	c.chart.subtitle = subtitle;
	good = history_write_svg(o->svg, &c.chart, why);
	run_chart_clear(&c);
	return good;
}

static bool
write_html(const struct show_options *o, const struct stored_run *s, struct failure *why)
{
	bool drawn = s->series != NULL && s->series->count > 0, good;
	struct bytes origin = { .data = NULL }, out = { .data = NULL };
	struct run_chart c = { .chart = { .lines = NULL } };
	char which[256];
	struct buffer n = buffer_over(which, sizeof which);
	struct page_run page = { .run = &s->run, .name = s->name };

	put_which(o, s, &n);
	history_put_origin(s, which, ", ", &origin);
	page.origin = origin.data;
	if (drawn) {
		begin_chart(o, s, &c);
		c.chart.title = "Memory of the tree over time";
		page.chart = &c.chart;
	}
	page_put_run(&page, UNITS_AUTO, &out);
	good = output_file_write(o->html, &out, why);
	run_chart_clear(&c);
	bytes_free(&origin);
	bytes_free(&out);
	return good;
}

static int
show(const struct show_options *o, const struct stored_run *s)
{
	struct bytes out = { .data = NULL };
	struct failure why;

	if (o->output)
		return kept_output_print(s->run.number, &why) ? EXIT_GOOD
							      : message_failure(&why, EXIT_FAILED);
	if (o->svg != NULL)
		return write_svg(o, s, &why) ? EXIT_GOOD : message_failure(&why, EXIT_FAILED);
	if (o->html != NULL)
		return write_html(o, s, &why) ? EXIT_GOOD : message_failure(&why, EXIT_FAILED);
	if (o->json) {
		if (!summary_put_json_series(&s->run, s->run.number, s->series, &out, &why))
			return message_failure(&why, EXIT_FAILED);
	} else if (o->csv_lines) {
		code_lines_put_csv(&s->run, &out);
	} else if (o->csv) {
		put_series(s->series, &out);
	} else {
		put_text(o, s, &out);
	}
	return print_out(&out);
}

/* A picture, a page and CSV contain one run. */
static int
show_one(struct show_options *o, size_t which, size_t *runs)
{
	struct import import;
	struct failure why;
	int status;

	if (!import_open(&import, o->selector, which, &why)) {
		status = message_failure(&why, EXIT_FAILED);
	} else if (import.runs > 1 &&
		   (o->svg != NULL || o->html != NULL || o->csv || o->csv_lines)) {
		message("%s contains %zu runs: choose one, %s:1 to %s:%zu", o->selector,
			import.runs, o->selector, o->selector, import.runs);
		status = EXIT_USAGE;
	} else {
		o->import = &import;
		status = show(o, &import.stored);
		o->import = NULL;
	}
	*runs = import.runs;
	import_clear(&import);
	return status;
}

static int
show_file(struct show_options *o)
{
	size_t which = 0, runs;
	int status;

	do
		status = show_one(o, which, &runs);
	while (status == EXIT_GOOD && ++which < runs);
	return status;
}

static int
show_stored(const struct show_options *o)
{
	struct stored_run s;
	struct failure why;
	int status = history_load(o->selector, &s, &why) ? show(o, &s)
							 : message_failure(&why, EXIT_FAILED);

	stored_run_clear(&s);
	return status;
}

int
show_main(int argc, char **argv, const struct inherited *inherited)
{
	struct show_options o = { .svg = NULL };
	struct failure why;
	int operand;

	(void)inherited;
	if (!option_table_parse(&table, &o, argc, argv, false, &operand, &why))
		return message_failure(&why, EXIT_USAGE);
	if (o.help)
		return print_help(&table);
	if (operand != argc - 1) {
		message("%s (see 'peaktop show --help')",
			operand == argc ? "no run given: a number, a label or 'last'"
					: "only one run can be shown");
		return EXIT_USAGE;
	}
	o.selector = argv[operand];
	if (o.output && mprof_is_path(o.selector)) {
		message("--output cannot be used with a file of mprof");
		return EXIT_USAGE;
	}
	return mprof_is_path(o.selector) ? show_file(&o) : show_stored(&o);
}
