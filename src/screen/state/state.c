/* SPDX-License-Identifier: MIT */
/* state.c: the user's choices. */
#include "screen/state/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
state_clear(struct view_state *s)
{
	list_clear(&s->list);
	prompt_clear(&s->prompt);
	free(s->signal.targets.items);
	*s = (struct view_state){ .view = VIEW_TABLE };
}

void
state_settle(struct view_state *s, const struct rows *rows, const struct layout *l)
{
	size_t page = (size_t)l->body.rows;
	bool opened = s->view == VIEW_PROCESS || s->view == VIEW_SET || s->view == VIEW_STACKS;

	list_settle(&s->list, rows, opened); /* to return to the row of what is open */
	if (s->list.cursor < s->list.top)
		s->list.top = s->list.cursor;
	if (s->list.cursor >= s->list.top + page)
		s->list.top = s->list.cursor - page + 1;
	if (s->list.top + page > rows->count)
		s->list.top = rows->count > page ? rows->count - page : 0;
}

struct layout
state_layout(const struct view_state *s, int rows, int cols, size_t jobs)
{
	bool of_job = s->view == VIEW_JOB || s->view == VIEW_OUTPUT;
	bool beside = s->view == VIEW_TABLE || s->view == VIEW_PROCESS || s->view == VIEW_JOB;
	struct layout_options options = { .pane = jobs > 0 && s->pane.shown && beside,
		.zoomed = s->pane.zoomed,
		.percent = s->pane.percent,
		/* What shows the only job names it itself. */
		.jobs = jobs > (of_job ? 1 : 0) };

	return layout_with_pane(rows, cols, &options);
}

static void
begin_page(struct view_state *s, enum view view)
{
	s->view = view;
	s->scroll = 0;
	s->member = (struct member_choice){ .at = 0 };
	s->chart.has_cursor = false;
}

void
state_show_set(struct view_state *s, const struct set_choice *set)
{
	begin_page(s, VIEW_SET);
	s->set = *set;
}

void
state_show_job(struct view_state *s, size_t job)
{
	begin_page(s, VIEW_JOB);
	s->pane.job = job;
	s->pane.shown = s->pane.focused = true;
	s->pane.scroll = 0;
}

static void
begin_message(struct view_state *s, bool alert, bool stays)
{
	s->alert = alert;
	s->message_stays = stays;
	s->message_number++;
}

void
state_message(struct view_state *s, bool alert, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->message, sizeof s->message, format, args);
	va_end(args);
	begin_message(s, alert, false);
}

void
state_message_to_stay(struct view_state *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->message, sizeof s->message, format, args);
	va_end(args);
	begin_message(s, true, true);
}

bool
state_message_passes(const struct view_state *s)
{
	return s->message[0] != '\0' && !s->message_stays && s->prompt.kind == PROMPT_NONE;
}

void
state_message_failure(struct view_state *s, const struct failure *why)
{
	struct buffer b = buffer_over(s->message, sizeof s->message);

	failure_put(why, &b);
	begin_message(s, true, false);
}
