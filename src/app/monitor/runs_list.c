/* SPDX-License-Identifier: MIT */
/* runs_list.c: the list of recorded runs for the screen: one line per script, or per run. */
#include "app/monitor/runs_list.h"

#include <stdlib.h>
#include <string.h>

#include "app/state/history_open.h"
#include "base/grow.h"
#include "text/run/run_list.h"
#include "text/run/script_list.h"

#define RUNS_MAX 1000  /* runs that are listed, or grouped; `peaktop history` has them all */
#define COLUMNS_MIN 38 /* a list is at least this wide, and cut on a narrower screen */
#define MARGIN 2       /* columns before a run, for its tag */

struct listing {
	struct runs_page page;
	struct script_list scripts;
	const struct view_state *state;
	size_t columns;
};

void
runs_list_clear(struct runs_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		free(page->lines[i].text);
		free(page->lines[i].script);
	}
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

static struct run_line *
add_line(struct runs_page *page)
{
	page->lines =
		grow_array(page->lines, &page->capacity, page->count + 1, sizeof *page->lines);
	return &page->lines[page->count++];
}

/* What it ran, without arguments; where only the program is kept, that. Never empty: that would
 * select all. */
static void
put_script(const struct stored_run *s, struct buffer *b)
{
	if (s->program_only)
		buffer_text(b, s->name);
	else
		run_put_script(&s->run, b);
	if (b->length == 0)
		buffer_text(b, "-");
}

static bool
is_grouped(const struct run_choice *choice)
{
	return !choice->flat && choice->script[0] == '\0';
}

static bool
take_run(void *context, const struct stored_run *s)
{
	struct listing *l = context;
	const struct run_choice *choice = &l->state->runs;
	char script[RUNS_SCRIPT_MAX];
	struct buffer b = buffer_over(script, sizeof script);
	struct bytes text = { .data = NULL };

	put_script(s, &b);
	if (is_grouped(choice)) {
		script_list_add(&l->scripts, script, &s->run);
		return true;
	}
	if (choice->script[0] != '\0' && strcmp(choice->script, script) != 0)
		return true;
	run_list_put(&s->run, s->name, l->columns, l->state->units, l->state->ascii, &text);
	*add_line(&l->page) =
		(struct run_line){ .number = s->run.number, .text = take_line(&text) };
	return true;
}

static void
take_scripts(struct listing *l)
{
	struct bytes head = { .data = NULL };

	for (size_t i = 0; i < l->scripts.count; i++) {
		const struct script_runs *runs = &l->scripts.items[i];
		struct bytes text = { .data = NULL };

		script_list_put(runs, l->columns, l->state->units, l->state->ascii, &text);
		*add_line(&l->page) = (struct run_line){ .number = runs->number,
			.text = take_line(&text),
			.script = grow_copy(runs->script),
			.runs = runs->runs };
	}
	script_list_head(l->columns, l->state->units, &head);
	l->page.head = take_line(&head);
	l->page.trend_cols = script_list_trend(l->columns, l->state->units, &l->page.trend_col);
}

static void
take_head(struct listing *l)
{
	struct bytes head = { .data = NULL };

	run_list_head(l->columns, &head);
	l->page.head = take_line(&head);
}

bool
runs_list_load(struct runs_page *page, const struct view_state *s, int cols, struct failure *why)
{
	const struct store_filter filter = { .limit = RUNS_MAX };
	struct listing l = { .state = s,
		.columns = cols > COLUMNS_MIN + MARGIN ? (size_t)cols - MARGIN : COLUMNS_MIN };
	struct store *store = history_open(STORE_READ, HISTORY_PATIENCE_MS, false, why);
	bool good = store != NULL && store_list(store, &filter, take_run, &l, why);

	store_close(store);
	if (good && is_grouped(&s->runs))
		take_scripts(&l);
	else if (good)
		take_head(&l);
	script_list_clear(&l.scripts);
	if (!good) {
		runs_list_clear(&l.page);
		return false;
	}
	runs_list_clear(page);
	page->head = l.page.head;
	page->lines = l.page.lines;
	page->count = l.page.count;
	page->capacity = l.page.capacity;
	page->trend_col = l.page.trend_col;
	page->trend_cols = l.page.trend_cols;
	return true;
}
