/* SPDX-License-Identifier: MIT */
/* history_text.c: one run, and a comparison of several, as text. */
#include "app/history/history_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/output_file.h"
#include "app/state/history_open.h"
#include "base/grow.h"
#include "text/run/code_lines.h"
#include "model/run/phase_name.h"
#include "text/run/run_list.h"
#include "text/run/summary.h"
#include "text/run/top_list.h"

#define CHART_ROWS 16
#define CHART_COLUMNS 100
#define TOP_SHOWN 10

/* --- one run --- */

void
history_put_origin(
	const struct stored_run *s, const char *which, const char *between, struct bytes *out)
{
	char when[40];
	struct buffer b = buffer_over(when, sizeof when);

	run_list_put_when(s->run.started_wall_ns, &b);
	if (which != NULL)
		bytes_text(out, which);
	else
		bytes_print(out, "run %" PRIu64, s->run.number);
	bytes_print(out, "%s%s", between, when);
	if (s->run.user[0] != '\0')
		bytes_print(out, "%s%s@%s", between, s->run.user, s->run.host);
	if (s->run.cwd[0] != '\0')
		bytes_print(out, "%s%s", between, s->run.cwd);
	if (s->run.commit[0] != '\0')
		bytes_print(out, "%sgit %.12s", between, s->run.commit);
}

static void
put_chart(const struct chart *chart, const struct history_form *form, struct bytes *out)
{
	size_t columns = form->columns < CHART_COLUMNS ? form->columns : CHART_COLUMNS;

	bytes_text(out, "\n");
	chart_put_plain(
		chart, (int)columns, CHART_ROWS, form->ascii ? CHART_ASCII : CHART_BRAILLE, out);
}

bool
history_draw_run(const struct stored_run *s, struct run_chart *c)
{
	*c = (struct run_chart){ .chart = { .lines = NULL } };
	if (s->series == NULL || s->series->count < 2)
		return false;
	run_chart_add(c, &s->run, s->series, NULL);
	return true;
}

static void
put_run_chart(const struct stored_run *s, const struct history_form *form, struct bytes *out)
{
	struct run_chart c;

	if (!history_draw_run(s, &c))
		return;
	c.chart.units = form->units;
	put_chart(&c.chart, form, out);
	run_chart_clear(&c);
}

void
history_put_account(const struct stored_run *s, const struct history_form *form, struct bytes *out)
{
	history_put_origin(s, form->which, "  ", out);
	bytes_text(out, "\n");
	summary_put(&s->run, form->units, out);
}

void
history_put_processes(
	const struct stored_run *s, const struct history_form *form, struct bytes *out)
{
	const struct run *run = &s->run;
	size_t count = run->top_count < TOP_SHOWN ? run->top_count : TOP_SHOWN;
	bool exact = top_list_is_exact(run);

	if (run->top_count < 2)
		return;
	bytes_text(out, "\nlargest processes, each at its own peak\n");
	for (size_t i = 0; i < count; i++) {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);

		top_list_put_size(run, i, form->units, &b);
		bytes_print(out, "  %*s  %7d  %s\n", exact ? 19 : 10, text, (int)run->top[i].pid,
			run->top[i].name);
	}
	if (count < run->top_count)
		bytes_print(out, "  and %zu more\n", run->top_count - count);
}

void
history_put_lines(const struct stored_run *s, const struct history_form *form, struct bytes *out)
{
	code_lines_put_all(&s->run, form->units, out);
}

void
history_put_run(const struct stored_run *s, const struct history_form *form, struct bytes *out)
{
	history_put_account(s, form, out);
	put_run_chart(s, form, out);
	history_put_lines(s, form, out);
	history_put_processes(s, form, out);
}

/* --- the runs of a selector --- */

struct values {
	uint64_t *items;
	size_t count, capacity;
};

struct phase_values {
	char name[sizeof((struct run_phase *)0)->name];
	struct values peaks, walls;
};

struct history_set {
	struct run_set compared;
	char name[256];
	struct values values[FIGURE_COUNT];
	struct phase_values phases[RUN_PHASES_MAX];
	struct phase_spread spreads[RUN_PHASES_MAX];
	uint64_t newest;         /* the number of the newest run */
	struct stored_run shown; /* the newest, with its series */
	struct line_sums lines;
	struct store *store; /* while it is loaded */
	struct failure *why;
	bool failed;
};

static void
add_value(struct values *to, uint64_t value)
{
	to->items = grow_array(to->items, &to->capacity, to->count + 1, sizeof *to->items);
	to->items[to->count++] = value;
}

/* The values of the phases of this name; NULL: there are too many names. */
static struct phase_values *
phase_named(struct history_set *set, const char *name)
{
	struct phase_values *added;
	struct buffer b;

	for (size_t i = 0; i < set->compared.phase_count; i++)
		if (phase_name_same(set->phases[i].name, name))
			return &set->phases[i];
	if (set->compared.phase_count == RUN_PHASES_MAX)
		return NULL;
	added = &set->phases[set->compared.phase_count++];
	b = buffer_over(added->name, sizeof added->name);
	buffer_text(&b, name);
	return added;
}

static void
take_phases(struct history_set *set, const struct run_phases *phases)
{
	for (size_t i = 0; i < phases->count; i++) {
		const struct run_phase *phase = &phases->items[i];
		struct phase_values *to = phase_named(set, phase->name);

		if (to == NULL)
			continue;
		if (phase->tree.bytes > 0)
			add_value(&to->peaks, phase->tree.bytes);
		add_value(&to->walls, phase->wall_ns);
	}
}

struct numbers {
	uint64_t *items;
	size_t count, capacity;
};

static bool
take_run(void *context, const struct stored_run *s)
{
	struct history_set *set = context;
	struct run_phases phases = { .count = 0 };

	if (s->run.reason == RUN_NOT_STARTED)
		return true;
	if (set->compared.runs++ == 0) {
		struct buffer name = buffer_over(set->name, sizeof set->name);

		set->newest = s->run.number;
		buffer_text(&name, s->name);
		set->compared.name = set->name;
	}
	run_set_note_cut(&set->compared, &s->run);
	for (size_t i = 0; i < FIGURE_COUNT; i++) {
		uint64_t value;

		if (run_figure(&s->run, (enum run_figure)i, &value))
			add_value(&set->values[i], value);
	}
	set->failed = !store_load_phases(set->store, s->run.number, &phases, set->why);
	take_phases(set, &phases);
	return !set->failed;
}

/* A label selects all runs that have it; a number and `last` select one. */
static bool
is_label(const char *selector)
{
	return (selector[0] < '0' || selector[0] > '9') && strcmp(selector, "last") != 0;
}

static void
sum_up(struct history_set *set)
{
	for (size_t i = 0; i < FIGURE_COUNT; i++)
		set->compared.figures[i] = spread_of(set->values[i].items, set->values[i].count);
	for (size_t i = 0; i < set->compared.phase_count; i++) {
		struct phase_values *from = &set->phases[i];

		memcpy(set->spreads[i].name, from->name, sizeof from->name);
		set->spreads[i].peak = spread_of(from->peaks.items, from->peaks.count);
		set->spreads[i].wall = spread_of(from->walls.items, from->walls.count);
	}
	set->compared.phases = set->spreads;
}

static bool
take_number(void *context, const struct stored_run *s)
{
	struct numbers *n = context;

	n->items = grow_array(n->items, &n->capacity, n->count + 1, sizeof *n->items);
	n->items[n->count++] = s->run.number;
	return true;
}

/* Of those runs of which lines are known. */
static bool
load_lines(struct history_set *set, struct store *store, struct failure *why)
{
	const struct store_filter filter = { .label = set->compared.selector };
	struct numbers n = { .items = NULL };
	bool good = true;

	if (is_label(set->compared.selector))
		good = store_list(store, &filter, take_number, &n, why);
	else
		line_sums_note(&set->lines, &set->shown.run);
	for (size_t i = 0; good && i < n.count; i++) {
		struct run *run = grow_new(sizeof *run);

		run->number = n.items[i];
		run->lines.status = LINES_KNOWN;
		good = store_load_lines(store, run, why);
		if (good)
			line_sums_note(&set->lines, run);
		free(run->lines.lists);
		free(run);
	}
	free(n.items);
	line_sums_settle(&set->lines);
	return good;
}

static bool
load_set(struct history_set *set, struct store *store, const char *selector, struct failure *why)
{
	const struct store_filter filter = { .label = selector };
	uint64_t number;
	bool good;

	set->compared.selector = selector;
	set->store = store;
	set->why = why;
	if (!store_find(store, selector, &number, why))
		return false;
	if (is_label(selector)) {
		good = store_list(store, &filter, take_run, set, why);
	} else {
		good = store_load(store, number, &set->shown, why);
		if (good)
			take_run(set, &set->shown);
	}
	if (!good || set->failed)
		return false;
	if (set->compared.runs == 0)
		return failure_set(why, 0, "'%s' never started", selector);
	sum_up(set);
	if (is_label(selector) && !store_load(store, set->newest, &set->shown, why))
		return false;
	return load_lines(set, store, why);
}

bool
history_sets_load(
	struct history_sets *sets, const char *const *selectors, size_t count, struct failure *why)
{
	struct store *store = history_open(STORE_READ, HISTORY_PATIENCE_MS, false, why);
	bool good = store != NULL;

	*sets = (struct history_sets){ .items = grow_new(count * sizeof *sets->items),
		.count = count };
	for (size_t i = 0; good && i < count; i++) {
		good = load_set(&sets->items[i], store, selectors[i], why);
		sets->compared[i] = sets->items[i].compared;
		sets->compared[i].lines = &sets->items[i].lines;
	}
	store_close(store);
	return good;
}

void
history_sets_clear(struct history_sets *sets)
{
	for (size_t i = 0; i < sets->count; i++) {
		for (size_t f = 0; f < FIGURE_COUNT; f++)
			free(sets->items[i].values[f].items);
		for (size_t p = 0; p < RUN_PHASES_MAX; p++) {
			free(sets->items[i].phases[p].peaks.items);
			free(sets->items[i].phases[p].walls.items);
		}
		stored_run_clear(&sets->items[i].shown);
		line_sums_clear(&sets->items[i].lines);
	}
	free(sets->items);
	*sets = (struct history_sets){ .items = NULL };
}

void
history_sets_draw(const struct history_sets *sets, struct run_chart *c)
{
	*c = (struct run_chart){ .chart = { .lines = NULL } };
	for (size_t i = 0; i < sets->count; i++)
		if (sets->items[i].shown.series != NULL)
			run_chart_add(c, &sets->items[i].shown.run, sets->items[i].shown.series,
				sets->compared[i].selector);
	c->chart.title = "Memory of the tree over time";
}

void
history_put_sets(const struct history_sets *sets, const struct history_form *form, bool chart,
	struct bytes *out)
{
	struct run_chart c;

	run_compare_put(sets->compared, sets->count, form->units, out);
	if (!chart)
		return;
	history_sets_draw(sets, &c);
	c.chart.units = form->units;
	put_chart(&c.chart, form, out);
	run_chart_clear(&c);
}

bool
history_write_svg(const char *path, const struct chart *chart, struct failure *why)
{
	struct bytes svg = { .data = NULL };
	bool good;

	chart_put_svg(chart, &svg);
	good = output_file_write(path, &svg, why);
	bytes_free(&svg);
	return good;
}
