/* SPDX-License-Identifier: MIT */
/* actions_runs.c: what keys do in the list of recorded runs. */
#include "screen/keys/actions.h"

struct command
actions_show_runs(struct view_state *s)
{
	s->view = VIEW_RUNS;
	s->scroll = 0;
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}

static const struct run_line *
under(const struct view_state *s, const struct scene *scene)
{
	const struct runs_page *page = scene->runs;

	return page != NULL && s->runs.cursor < page->count ? &page->lines[s->runs.cursor] : NULL;
}

/* Lists the runs of a script, from the newest on. */
static struct command
open_script(struct view_state *s, const struct run_line *line)
{
	struct buffer script = buffer_over(s->runs.script, sizeof s->runs.script);

	buffer_text(&script, line->script);
	s->runs.script_cursor = s->runs.cursor;
	s->runs.cursor = s->runs.top = 0;
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}

struct command
actions_close_script(struct view_state *s)
{
	s->runs.script[0] = '\0';
	s->runs.cursor = s->runs.script_cursor;
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}

struct command
actions_group_runs(struct view_state *s)
{
	s->runs.flat = !s->runs.flat;
	s->runs.script[0] = '\0';
	s->runs.cursor = s->runs.top = 0;
	state_message(s, false, s->runs.flat ? "one row per run" : "one row per script");
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}

struct command
actions_open_runs(struct view_state *s, const struct scene *scene)
{
	const struct run_line *line = under(s, scene);

	if (line == NULL)
		return command_none();
	if (line->script != NULL && line->runs > 1)
		return open_script(s, line);
	s->runs.opened = line->number;
	s->view = VIEW_RUN;
	s->scroll = 0;
	s->chart.has_cursor = false;
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}

static size_t
tag_index(const struct run_choice *choice, uint64_t number)
{
	size_t at = 0;

	while (at < choice->tagged_count && choice->tagged[at] < number)
		at++;
	return at;
}

static bool
is_tagged(const struct run_choice *choice, uint64_t number)
{
	size_t at = tag_index(choice, number);

	return at < choice->tagged_count && choice->tagged[at] == number;
}

static void
add(struct run_choice *choice, uint64_t number)
{
	size_t at = tag_index(choice, number);

	for (size_t i = choice->tagged_count++; i > at; i--)
		choice->tagged[i] = choice->tagged[i - 1];
	choice->tagged[at] = number;
}

static void
drop(struct run_choice *choice, uint64_t number)
{
	size_t at = tag_index(choice, number);

	choice->tagged_count--;
	for (; at < choice->tagged_count; at++)
		choice->tagged[at] = choice->tagged[at + 1];
}

struct command
actions_tag_runs(struct view_state *s, const struct scene *scene)
{
	const struct run_line *line = under(s, scene);

	if (line == NULL)
		return command_none();
	if (is_tagged(&s->runs, line->number)) {
		drop(&s->runs, line->number);
	} else if (s->runs.tagged_count == RUNS_TAGGED_MAX) {
		state_message(s, true, "no more than %d runs can be tagged", RUNS_TAGGED_MAX);
		return command_refresh(REFRESH_SCREEN);
	} else {
		add(&s->runs, line->number);
		if (line->runs > 1)
			state_message(s, false, "the newest of its %zu runs is tagged", line->runs);
	}
	runs_move_to(&s->runs, scene->runs, scene->layout.body.rows, s->runs.cursor + 1);
	return command_refresh(REFRESH_SCREEN);
}

struct command
actions_untag_runs(struct view_state *s)
{
	s->runs.tagged_count = 0;
	return command_refresh(REFRESH_SCREEN);
}

/* Compares the tagged runs; a single one is compared with the run under the cursor. */
struct command
actions_compare_runs(struct view_state *s, const struct scene *scene)
{
	const struct run_line *line = under(s, scene);

	if (s->runs.tagged_count == 1 && line != NULL && !is_tagged(&s->runs, line->number))
		add(&s->runs, line->number);
	if (s->runs.tagged_count < 2) {
		state_message(s, true, "tag two runs or more to compare them");
		return command_refresh(REFRESH_SCREEN);
	}
	s->view = VIEW_COMPARE;
	s->scroll = 0;
	s->chart.has_cursor = false;
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}
