/* SPDX-License-Identifier: MIT */
/* compare.c: `peaktop compare RUN RUN ...`: compares runs, or the runs of labels, side by side. */
#include "app/history/history.h"

#include <stdlib.h>
#include <string.h>

#include "app/cli/output_file.h"
#include "app/cli/print.h"
#include "app/history/history_text.h"
#include "app/cli/message.h"
#include "base/exit_status.h"
#include "text/page/page.h"

struct compare_options {
	const char *svg, *html;
	double fail_above; /* percent; below 0: never */
	bool json, chart, ascii, help;
};

static bool
set_fail_above(void *to, const char *value, struct failure *why)
{
	double *percent = &((struct compare_options *)to)->fail_above;
	char *end;

	*percent = strtod(value, &end);
	if (end == value || (*end != '\0' && strcmp(end, "%") != 0) || !(*percent >= 0) ||
		*percent > 1e9)
		return failure_set(why, 0, "invalid percentage '%.100s'", value);
	return true;
}

/* Options that share a bit exclude each other. */
enum { FORMS = 1 << 0, PICTURES = 1 << 1 };

#define MEMBER(name) .member = offsetof(struct compare_options, name)

static const struct option_row rows[] = {
	{ "fail-above", 0, ON_LINE, "PERCENT",
		"exit 1 if one needs PERCENT more than the first, beyond the noise",
		.set = set_fail_above },
	{ "json", 0, ON_LINE, NULL, "print JSON (peaktop.compare/1)", MEMBER(json),
		.excludes = FORMS, .to_stdout = true },
	{ "chart", 0, ON_LINE, NULL, "draw a chart of all runs", MEMBER(chart), .excludes = FORMS },
	{ "svg", 0, ON_LINE, "FILE", "write that chart as SVG to FILE; -: to stdout", MEMBER(svg),
		.excludes = PICTURES },
	{ "html", 0, ON_LINE, "FILE", "write a page of HTML to FILE; -: to stdout", MEMBER(html),
		.excludes = PICTURES },
	{ "ascii", 0, ON_LINE, NULL, "draw the chart with ASCII only", MEMBER(ascii) },
	OPTION_HELP(struct compare_options),
};
static const struct option_table table = { .command = "peaktop compare",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[OPTIONS] RUN RUN...",
	.about = "Compare runs side by side; a label stands for all runs that have it. Differences "
		 "are\n"
		 "relative to the first." };

static bool
to_stdout(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
}

/* Only one of them can be written to stdout. */
static bool
check_together(const struct compare_options *o, struct failure *why)
{
	if ((!to_stdout(o->svg) && !to_stdout(o->html)) || (!o->json && !o->chart))
		return true;
	return failure_set(why, 0, "%s and --%s=- cannot be used together",
		o->json ? "--json" : "--chart", to_stdout(o->svg) ? "svg" : "html");
}

static bool
put_page(const char *path, const struct history_sets *sets, const struct chart *chart,
	struct failure *why)
{
	struct bytes out = { .data = NULL };
	bool good;

	page_put_comparison(sets->compared, sets->count, chart, UNITS_AUTO, &out);
	good = output_file_write(path, &out, why);
	bytes_free(&out);
	return good;
}

/* The picture or the page that was asked for. */
static bool
put_picture(const struct compare_options *o, const struct history_sets *sets, struct failure *why)
{
	struct run_chart c;
	bool good;

	if (o->svg == NULL && o->html == NULL)
		return true;
	history_sets_draw(sets, &c);
	good = o->svg != NULL ? history_write_svg(o->svg, &c.chart, why)
			      : put_page(o->html, sets, &c.chart, why);
	run_chart_clear(&c);
	return good;
}

static bool
is_worse(const struct compare_options *o, const struct history_sets *sets)
{
	for (size_t i = 1; i < sets->count; i++)
		if (o->fail_above >= 0 &&
			!run_compare_passes(&sets->compared[0], &sets->compared[i], o->fail_above))
			return true;
	return false;
}

static int
compare(const struct compare_options *o, const struct history_sets *sets)
{
	const struct history_form form = { .columns = print_columns(),
		.ascii = o->ascii || !print_is_utf8(),
		.units = UNITS_AUTO };
	struct bytes out = { .data = NULL };
	struct failure why;
	int status;

	if (o->json) {
		if (!run_compare_put_json(sets->compared, sets->count, &out, &why))
			return message_failure(&why, EXIT_FAILED);
	} else if (!to_stdout(o->svg) && !to_stdout(o->html)) {
		history_put_sets(sets, &form, o->chart, &out);
		if (o->fail_above >= 0)
			run_compare_put_bound(sets->compared, sets->count, o->fail_above, &out);
	}
	if (!put_picture(o, sets, &why)) {
		bytes_free(&out);
		return message_failure(&why, EXIT_FAILED);
	}
	status = print_out(&out);
	return status == EXIT_GOOD && is_worse(o, sets) ? EXIT_FAILED : status;
}

int
compare_main(int argc, char **argv, const struct inherited *inherited)
{
	struct compare_options o = { .fail_above = -1 };
	struct failure why;
	struct history_sets sets;
	int operand, status;

	(void)inherited;
	if (!option_table_parse(&table, &o, argc, argv, false, &operand, &why) ||
		!check_together(&o, &why))
		return message_failure(&why, EXIT_USAGE);
	if (o.help)
		return print_help(&table);
	if (argc - operand < 2 || argc - operand > COMPARE_MAX) {
		message("two to %d runs are needed, as numbers or labels (see 'peaktop compare "
			"--help')",
			COMPARE_MAX);
		return EXIT_USAGE;
	}
	status = history_sets_load(
			 &sets, (const char *const *)argv + operand, (size_t)(argc - operand), &why)
			 ? compare(&o, &sets)
			 : message_failure(&why, EXIT_FAILED);
	history_sets_clear(&sets);
	return status;
}
