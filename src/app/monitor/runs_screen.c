/* SPDX-License-Identifier: MIT */
/* runs_screen.c: reads the history for the screen. */
#include "app/monitor/runs_screen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/history/history_text.h"
#include "app/monitor/runs_list.h"
#include "app/state/history_open.h"

static void
clear_page(struct runs_page *page)
{
	free(page->text);
	free(page->below);
	run_chart_clear(&page->chart);
	page->text = page->below = NULL;
}

/* Replaces the page; `chart` moves into it. */
static void
take_page(struct runs_page *page, const struct bytes *text, const struct bytes *below,
	const struct run_chart *chart)
{
	clear_page(page);
	page->text = text->data;
	page->below = below->data;
	page->chart = *chart;
	page->chart.chart.lines = page->chart.lines;
	for (size_t i = 0; i < chart->chart.line_count; i++) {
		struct buffer name = buffer_over(page->names[i], sizeof page->names[i]);

		if (chart->lines[i].name == NULL)
			continue;
		buffer_text(&name, chart->lines[i].name);
		page->chart.lines[i].name = page->names[i];
	}
}

static struct history_form
form_of(const struct view_state *s, int cols)
{
	return (struct history_form){
		.columns = cols > 0 ? (size_t)cols : 1, .ascii = s->ascii, .units = s->units
	};
}

static bool
load_run(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	const struct history_form form = form_of(s, cols);
	struct bytes text = { .data = NULL }, below = { .data = NULL };
	struct run_chart chart;
	struct stored_run run;
	char selector[32];
	struct buffer b = buffer_over(selector, sizeof selector);
	bool good;

	buffer_print(&b, "%" PRIu64, s->runs.opened);
	good = history_load(selector, &run, why);
	if (good) {
		history_put_account(&run, &form, &text);
		history_draw_run(&run, &chart);
		history_put_lines(&run, &form, &below);
		history_put_processes(&run, &form, &below);
		take_page(page, &text, &below, &chart);
	}
	stored_run_clear(&run);
	return good;
}

static bool
load_comparison(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	const struct history_form form = form_of(s, cols);
	const struct bytes nothing = { .data = NULL };
	struct bytes text = { .data = NULL };
	struct run_chart chart;
	char selectors[RUNS_TAGGED_MAX][32];
	const char *list[RUNS_TAGGED_MAX];
	struct history_sets sets;
	bool good;

	for (size_t i = 0; i < s->runs.tagged_count; i++) {
		struct buffer b = buffer_over(selectors[i], sizeof selectors[i]);

		buffer_print(&b, "%" PRIu64, s->runs.tagged[i]);
		list[i] = selectors[i];
	}
	good = history_sets_load(&sets, list, s->runs.tagged_count, why);
	if (good) {
		history_put_sets(&sets, &form, false, &text);
		history_sets_draw(&sets, &chart);
		take_page(page, &text, &nothing, &chart);
	}
	history_sets_clear(&sets);
	return good;
}

bool
runs_screen_load(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	switch (s->view) {
	case VIEW_RUNS:
		return runs_list_load(page, s, cols, why);
	case VIEW_RUN:
		return load_run(page, s, cols, why);
	case VIEW_COMPARE:
		return load_comparison(page, s, cols, why);
	default:
		return true;
	}
}

void
runs_screen_clear(struct runs_page *page)
{
	runs_list_clear(page);
	clear_page(page);
}
