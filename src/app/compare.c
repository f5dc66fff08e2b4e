/* SPDX-License-Identifier: MIT */
/* compare.c: `peaktop compare RUN RUN ...`: what runs, or the runs of labels, needed side by side. */
#include "app/history.h"

#include <stdlib.h>
#include <string.h>

#include "app/history_common.h"
#include "app/history_folder.h"
#include "app/tell.h"
#include "base/buffer.h"
#include "base/grow.h"
#include "text/run_chart.h"
#include "text/run_compare.h"

#define GROUPS_MAX 16

struct compare_options {
	const char *svg;
	double fail_above; /* percent; below 0: never */
	bool json, chart, ascii, help;
};

static bool
set_svg(void *to, const char *value, struct failure *why)
{
	(void)why;
	((struct compare_options *)to)->svg = value;
	return true;
}

static bool
set_fail_above(void *to, const char *value, struct failure *why)
{
	double *percent = &((struct compare_options *)to)->fail_above;
	char *end;

	*percent = strtod(value, &end);
	if (end == value || (*end != '\0' && strcmp(end, "%") != 0) || !(*percent >= 0) ||
		*percent > 1e9)
		return fail(why, 0, "'%s' is no number of percent", value);
	return true;
}

#define FLAG(member) .flag = offsetof(struct compare_options, member)

static const struct option_row rows[] = {
	{ "fail-above", 0, ON_LINE, "PERCENT", "exit 1 where one needs more than the first by that",
		.set = set_fail_above },
	{ "json", 0, ON_LINE, NULL, "as JSON (peaktop.compare/1)", FLAG(json) },
	{ "chart", 0, ON_LINE, NULL, "with a chart of them all", FLAG(chart) },
	{ "svg", 0, ON_LINE, "FILE", "that chart as a picture (-: to stdout)", .set = set_svg },
	{ "ascii", 0, ON_LINE, NULL, "a chart of plain characters", FLAG(ascii) },
	{ "help", 'h', ON_LINE, NULL, "this text", FLAG(help) },
};
static const struct option_table table = {
	.command = "peaktop compare", .rows = rows, .count = sizeof rows / sizeof rows[0]
};

/* --- the runs of a word --- */

struct group {
	struct run_group told;
	char name[256];
	uint64_t *values[FIGURE_COUNT];
	size_t capacity, newest; /* the number of the newest run */
	size_t counts[FIGURE_COUNT];
	struct stored_run shown; /* the newest, with its series */
};

static void
add_value(struct group *g, size_t figure, uint64_t value)
{
	size_t *count = &g->counts[figure], capacity = *count;

	g->values[figure] =
		grow_array(g->values[figure], &capacity, *count + 1, sizeof *g->values[figure]);
	g->values[figure][(*count)++] = value;
}

static bool
take_run(void *context, const struct stored_run *s)
{
	struct group *g = context;

	if (s->run.reason == RUN_NOT_STARTED)
		return true;
	if (g->told.runs++ == 0) {
		struct buffer name;

		g->newest = s->run.number;
		name = buffer_over(g->name, sizeof g->name);
		buffer_text(&name, s->name);
		g->told.name = g->name;
	}
	for (size_t i = 0; i < FIGURE_COUNT; i++) {
		uint64_t value;

		if (run_figure(&s->run, (enum run_figure)i, &value))
			add_value(g, i, value);
	}
	return true;
}

/* A label stands for all runs that bear it; a number and `last` for one. */
static bool
is_label(const char *word)
{
	return (word[0] < '0' || word[0] > '9') && strcmp(word, "last") != 0;
}

static bool
take_group(struct group *g, struct store *store, const char *word, struct failure *why)
{
	const struct store_filter filter = { .label = word };
	uint64_t number;
	bool good;

	g->told.word = word;
	if (!store_find(store, word, &number, why))
		return false;
	if (is_label(word)) {
		good = store_list(store, &filter, take_run, g, why);
	} else {
		good = store_load(store, number, &g->shown, why);
		if (good)
			take_run(g, &g->shown);
	}
	if (!good)
		return false;
	if (g->told.runs == 0)
		return fail(why, 0, "'%s' was never started", word);
	for (size_t i = 0; i < FIGURE_COUNT; i++)
		g->told.figures[i] = spread_of(g->values[i], g->counts[i]);
	return !is_label(word) || store_load(store, g->newest, &g->shown, why);
}

static void
clear_group(struct group *g)
{
	for (size_t i = 0; i < FIGURE_COUNT; i++)
		free(g->values[i]);
	stored_run_clear(&g->shown);
}

/* --- what is told --- */

static void
draw(struct run_chart *c, const struct group *groups, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (groups[i].shown.series != NULL)
			run_chart_add(c, &groups[i].shown.run, groups[i].shown.series,
				groups[i].told.word);
	c->chart.title = "Memory of the tree over time";
}

static bool
put_picture(const struct compare_options *o, const struct group *groups, size_t count,
	struct bytes *out, struct failure *why)
{
	struct run_chart c = { .chart = { .lines = NULL } };
	struct bytes svg = { .data = NULL };
	size_t columns = history_columns();
	bool good = true;

	draw(&c, groups, count);
	if (o->chart) {
		bytes_text(out, "\n");
		chart_put_plain(&c.chart, (int)(columns < 100 ? columns : 100), 16,
			o->ascii || !history_is_utf8() ? CHART_ASCII : CHART_BRAILLE, out);
	}
	if (o->svg != NULL) {
		chart_put_svg(&c.chart, &svg);
		good = history_write_file(o->svg, &svg, why);
	}
	run_chart_clear(&c);
	bytes_free(&svg);
	return good;
}

static bool
is_worse(const struct compare_options *o, const struct run_group *told, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (o->fail_above >= 0 && run_compare_percent(&told[0], &told[i]) > o->fail_above)
			return true;
	return false;
}

static int
compare(const struct compare_options *o, struct group *groups, size_t count)
{
	struct run_group told[GROUPS_MAX];
	struct bytes out = { .data = NULL };
	struct failure why;
	int status;

	for (size_t i = 0; i < count; i++)
		told[i] = groups[i].told;
	if (o->json) {
		if (!run_compare_put_json(told, count, &out, &why))
			return tell_failure(&why, HISTORY_FAILED);
	} else if (o->svg == NULL || strcmp(o->svg, "-") != 0) {
		run_compare_put(told, count, UNITS_AUTO, &out);
	}
	if (!put_picture(o, groups, count, &out, &why)) {
		bytes_free(&out);
		return tell_failure(&why, HISTORY_FAILED);
	}
	status = history_print(&out);
	return status == HISTORY_GOOD && is_worse(o, told, count) ? HISTORY_FAILED : status;
}

static int
compare_words(const struct compare_options *o, char **words, size_t count)
{
	struct group *groups = grow_new(count * sizeof *groups);
	struct failure why;
	struct store *store = history_open(STORE_READ, HISTORY_PATIENCE_MS, false, &why);
	bool good = store != NULL;
	int status;

	for (size_t i = 0; good && i < count; i++)
		good = take_group(&groups[i], store, words[i], &why);
	store_close(store);
	status = good ? compare(o, groups, count) : tell_failure(&why, HISTORY_FAILED);
	for (size_t i = 0; i < count; i++)
		clear_group(&groups[i]);
	free(groups);
	return status;
}

int
compare_main(int argc, char **argv, const struct inherited *inherited)
{
	struct compare_options o = { .fail_above = -1 };
	struct failure why;
	int operand;

	(void)inherited;
	if (!option_table_parse(&table, &o, argc, argv, false, &operand, &why))
		return tell_failure(&why, HISTORY_USAGE);
	if (o.help)
		return history_help(&table, "[OPTIONS] RUN RUN...",
			"Runs side by side; a label stands for all runs that bear it. Differences "
			"are\n"
			"those of the others to the first.");
	if (argc - operand < 2 || argc - operand > GROUPS_MAX) {
		tell("compare which runs? two numbers or labels, up to %d", GROUPS_MAX);
		return HISTORY_USAGE;
	}
	return compare_words(&o, argv + operand, (size_t)(argc - operand));
}
