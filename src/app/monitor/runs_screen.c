/* SPDX-License-Identifier: MIT */
/* runs_screen.c: reads the history for the screen. */
#include "app/monitor/runs_screen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/state/history_open.h"
#include "app/history/history_text.h"
#include "base/grow.h"
#include "text/run/run_list.h"

#define RUNS_MAX 1000  /* runs in the list; `peaktop history` has them all */
#define COLUMNS_MIN 38 /* a list is at least this wide, and cut on a narrower screen */
#define MARGIN 2       /* columns before a run, for its tag */

static void
clear_list(struct runs_page *page)
{
	for (size_t i = 0; i < page->count; i++)
		free(page->lines[i].text);
	free(page->lines);
	free(page->head);
	page->lines = NULL;
	page->head = NULL;
	page->count = page->capacity = 0;
}

/* A copy of the text without the line end. */
static char *
take_line(struct bytes *text)
{
	if (text->length > 0 && text->data[text->length - 1] == '\n')
		text->data[--text->length] = '\0';
	return text->data;
}

/* --- the list --- */

struct listing {
	struct runs_page page;
	enum units units;
	size_t columns;
};

static bool
take_run(void *context, const struct stored_run *s)
{
	struct listing *l = context;
	struct runs_page *page = &l->page;
	struct bytes text = { .data = NULL };

	run_list_put(&s->run, s->name, l->columns, l->units, &text);
	page->lines =
		grow_array(page->lines, &page->capacity, page->count + 1, sizeof *page->lines);
	page->lines[page->count++] =
		(struct run_line){ .number = s->run.number, .text = take_line(&text) };
	return true;
}

static bool
load_list(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	const struct store_filter filter = { .limit = RUNS_MAX };
	struct listing l = { .units = s->units,
		.columns = cols > COLUMNS_MIN + MARGIN ? (size_t)cols - MARGIN : COLUMNS_MIN };
	struct store *store = history_open(STORE_READ, HISTORY_PATIENCE_MS, false, why);
	struct bytes head = { .data = NULL };
	bool good = store != NULL && store_list(store, &filter, take_run, &l, why);

	store_close(store);
	if (!good) {
		clear_list(&l.page);
		return false;
	}
	run_list_head(l.columns, &head);
	l.page.head = take_line(&head);
	clear_list(page);
	page->head = l.page.head;
	page->lines = l.page.lines;
	page->count = l.page.count;
	page->capacity = l.page.capacity;
	return true;
}

/* --- a page --- */

static void
take_page(struct runs_page *page, struct bytes *text, const struct run_chart *chart)
{
	free(page->text);
	page->text = text->data;
	run_chart_clear(&page->chart);
	page->chart = *chart;
	page->chart.chart.lines = page->chart.lines;
}

/* The chart is drawn by the screen. */
static struct history_form
form_of(const struct view_state *s, int cols, struct run_chart *chart)
{
	*chart = (struct run_chart){ .chart = { .lines = NULL } };
	return (struct history_form){ .columns = cols > 0 ? (size_t)cols : 1,
		.ascii = s->ascii,
		.units = s->units,
		.apart = chart };
}

static bool
load_run(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	struct run_chart chart;
	const struct history_form form = form_of(s, cols, &chart);
	struct bytes text = { .data = NULL };
	struct stored_run run;
	char selector[32];
	struct buffer b = buffer_over(selector, sizeof selector);
	bool good;

	buffer_print(&b, "%" PRIu64, s->runs.opened);
	good = history_load(selector, &run, why);
	if (good) {
		history_put_run(&run, &form, &text);
		take_page(page, &text, &chart);
	}
	stored_run_clear(&run);
	return good;
}

/* The names of its lines are those of the selectors. */
static void
keep_names(struct runs_page *page, const char *const *selectors, size_t count)
{
	for (size_t i = 0; i < page->chart.chart.line_count; i++)
		for (size_t k = 0; k < count; k++)
			if (page->chart.lines[i].name == selectors[k])
				page->chart.lines[i].name = strcpy(page->names[k], selectors[k]);
}

static bool
load_comparison(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	struct run_chart chart;
	const struct history_form form = form_of(s, cols, &chart);
	struct bytes text = { .data = NULL };
	char selectors[RUNS_TAGGED_MAX][RUN_NAME_MAX];
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
		history_put_sets(&sets, &form, true, &text);
		take_page(page, &text, &chart);
		keep_names(page, list, s->runs.tagged_count);
	}
	history_sets_clear(&sets);
	return good;
}

bool
runs_screen_load(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	switch (s->view) {
	case VIEW_RUNS:
		return load_list(page, s, cols, why);
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
	clear_list(page);
	run_chart_clear(&page->chart);
	free(page->text);
	page->text = NULL;
}
