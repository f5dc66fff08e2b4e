/* SPDX-License-Identifier: MIT */
/* prompt.c: what a prompt shows: search, filter, interval, pid, yes or no. */
#include "screen/state/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "base/signal_name.h"
#include "base/utf8.h"
#include "screen/state/scene.h"
#include "text/cut.h"

/* The minimum and maximum width of a command's name in a question. */
#define COMMAND_MINIMUM 8
#define COMMAND_MAX 60

static const struct {
	const char *label;
	const char *takes; /* characters that can be typed; NULL: all; "": none, a question */
} prompts[PROMPT_KINDS] = {
	[PROMPT_NONE] = { "", "" },
	[PROMPT_SEARCH] = { "Search: ", NULL },
	[PROMPT_FILTER] = { "Filter: ", NULL },
	[PROMPT_INTERVAL] = { "Interval: ", NULL },
	[PROMPT_JUMP] = { "PID: ", "0123456789" },
	[PROMPT_CONFIRM] = { "", "" },
	[PROMPT_COMMAND] = { "Run: ", NULL },
	[PROMPT_SETTING] = { "", NULL },
	[PROMPT_LEAVE] = { "", "" },
};

const char *
prompt_takes(enum prompt_kind kind)
{
	return prompts[kind].takes;
}

size_t
prompt_size(enum prompt_kind kind)
{
	return kind == PROMPT_COMMAND ? PROMPT_TEXT_MAX : SELECT_TEXT_MAX;
}

bool
prompt_edits_text(enum prompt_kind kind)
{
	return prompts[kind].takes == NULL;
}

static void
drop_edited(struct prompt_state *prompt)
{
	for (size_t i = 0; i < LENGTH(prompt->edited); i++) {
		free(prompt->edited[i]);
		prompt->edited[i] = NULL;
	}
}

void
prompt_open(struct prompt_state *prompt, enum prompt_kind kind, const char *text)
{
	prompt->kind = kind;
	if (text != prompt->typed)
		strcpy(prompt->typed, text);
	prompt->cursor = strlen(prompt->typed);
	prompt->recalled = 0;
	prompt->full = false;
	drop_edited(prompt);
}

void
prompt_clear(struct prompt_state *prompt)
{
	for (size_t i = 0; i < PROMPT_KINDS; i++)
		prompt_history_clear(&prompt->history[i]);
	drop_edited(prompt);
}

/* Cuts the command so that the question after it stays visible. */
static void
put_targets(const struct scene *scene, const struct key_set *targets, struct buffer *b)
{
	const struct process *p =
		targets->count == 1 ? table_find(scene->table, targets->items[0]) : NULL;
	size_t used, cols = (size_t)scene->layout.footer.cols;

	if (p == NULL) {
		buffer_print(b, "%zu processes", targets->count);
		return;
	}
	buffer_print(b, "%d", (int)p->now.key.pid);
	used = b->length + sizeof " ()? y/n ";
	if (used + COMMAND_MINIMUM > cols)
		return;
	buffer_text(b, " (");
	cut_put(b, p->command, cols - used < COMMAND_MAX ? cols - used : COMMAND_MAX,
		scene->context.ascii);
	buffer_text(b, ")");
}

/* The name of the first running job. */
static const char *
running_name(const struct watched_set *watched)
{
	size_t i = 0;

	while (!scene_job_goes_on(watched->items[i]))
		i++;
	return watched->items[i]->identity.name;
}

/* "train.py is running: d detach, e end it, s stay" */
static void
put_leave(const struct scene *scene, struct buffer *b)
{
	static const char one[] = " is running: d detach, e end it, s stay ";
	size_t running = scene_jobs_running(scene), cols_left = (size_t)scene->layout.footer.cols;
	const char *name;

	if (running != 1) {
		buffer_print(b, "%zu jobs are running: d detach, e end them, s stay ", running);
		return;
	}
	if (cols_left < sizeof one + COMMAND_MINIMUM) {
		buffer_text(b, "d detach, e end it, s stay ");
		return;
	}
	name = running_name(scene->watched);
	cut_put(b, name, cols_left - sizeof one, scene->context.ascii);
	buffer_text(b, one);
}

void
prompt_put_label(const struct scene *scene, struct buffer *b)
{
	const struct view_state *s = scene->state;

	if (s->prompt.kind == PROMPT_LEAVE) {
		put_leave(scene, b);
		return;
	}
	if (s->prompt.kind == PROMPT_SETTING) {
		buffer_print(b, "%s: ", scene->setup->items[s->menu.setting].name);
		return;
	}
	if (s->prompt.kind != PROMPT_CONFIRM) {
		buffer_text(b, prompts[s->prompt.kind].label);
		return;
	}
	buffer_text(b, "Send ");
	signal_name_put(s->signal.number, b);
	buffer_text(b, " to ");
	put_targets(scene, &s->signal.targets, b);
	buffer_text(b, "? y/n ");
}
