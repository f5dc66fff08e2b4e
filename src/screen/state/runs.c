/* SPDX-License-Identifier: MIT */
/* runs.c: what keys do in the list of recorded runs. */
#include "screen/state/runs.h"

#include "screen/state/state.h"

struct command
runs_show(struct view_state *s)
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

struct command
runs_open(struct view_state *s, const struct scene *scene)
{
	const struct run_line *line = under(s, scene);

	if (line == NULL)
		return command_none();
	s->runs.opened = line->number;
	s->view = VIEW_RUN;
	s->scroll = 0;
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}

static size_t
place_of(const struct run_choice *choice, uint64_t number)
{
	size_t at = 0;

	while (at < choice->tagged_count && choice->tagged[at] < number)
		at++;
	return at;
}

static bool
is_tagged(const struct run_choice *choice, uint64_t number)
{
	size_t at = place_of(choice, number);

	return at < choice->tagged_count && choice->tagged[at] == number;
}

static void
add(struct run_choice *choice, uint64_t number)
{
	size_t at = place_of(choice, number);

	for (size_t i = choice->tagged_count++; i > at; i--)
		choice->tagged[i] = choice->tagged[i - 1];
	choice->tagged[at] = number;
}

static void
drop(struct run_choice *choice, uint64_t number)
{
	size_t at = place_of(choice, number);

	choice->tagged_count--;
	for (; at < choice->tagged_count; at++)
		choice->tagged[at] = choice->tagged[at + 1];
}

struct command
runs_tag(struct view_state *s, const struct scene *scene)
{
	const struct run_line *line = under(s, scene);

	if (line == NULL)
		return command_none();
	if (is_tagged(&s->runs, line->number)) {
		drop(&s->runs, line->number);
	} else if (s->runs.tagged_count == RUNS_TAGGED_MAX) {
		state_say(s, true, "no more than %d runs can be tagged", RUNS_TAGGED_MAX);
		return command_refresh(REFRESH_SCREEN);
	} else {
		add(&s->runs, line->number);
	}
	runs_move_to(s, scene, s->runs.cursor + 1);
	return command_refresh(REFRESH_SCREEN);
}

struct command
runs_untag(struct view_state *s)
{
	s->runs.tagged_count = 0;
	return command_refresh(REFRESH_SCREEN);
}

/* One that is tagged is held against the one under the cursor. */
struct command
runs_compare(struct view_state *s, const struct scene *scene)
{
	const struct run_line *line = under(s, scene);

	if (s->runs.tagged_count == 1 && line != NULL && !is_tagged(&s->runs, line->number))
		add(&s->runs, line->number);
	if (s->runs.tagged_count < 2) {
		state_say(s, true, "tag two runs or more to compare them");
		return command_refresh(REFRESH_SCREEN);
	}
	s->view = VIEW_COMPARE;
	s->scroll = 0;
	return command_refresh(REFRESH_RUNS | REFRESH_SCREEN);
}

size_t
runs_top(const struct run_choice *choice, size_t rows)
{
	if (choice->cursor < choice->top)
		return choice->cursor;
	return choice->cursor < choice->top + rows ? choice->top : choice->cursor - rows + 1;
}

void
runs_move_to(struct view_state *s, const struct scene *scene, size_t cursor)
{
	size_t count = scene->runs != NULL ? scene->runs->count : 0;
	size_t page = scene->layout.body.rows > 1 ? (size_t)scene->layout.body.rows : 1;
	struct run_choice *choice = &s->runs;

	choice->cursor = cursor < count ? cursor : count > 0 ? count - 1 : 0;
	choice->top = runs_top(choice, page);
}
