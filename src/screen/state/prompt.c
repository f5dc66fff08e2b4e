/* SPDX-License-Identifier: MIT */
/* prompt.c: the line in which text is typed: search, filter, interval, pid, yes or no. */
#include "screen/state/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "base/signal_name.h"
#include "base/utf8.h"
#include "screen/state/prompt_text.h"
#include "screen/view/view.h"

/* Longest and shortest interval, as on the command line. */

/* Columns that a command takes in a question. */
#define COMMAND_MINIMUM 8
#define COMMAND_MOST 60

struct prompt_row {
	const char *label;
	const char *takes; /* characters that can be typed; NULL: all; "": it is a question */
	struct command (*changed)(struct view_state *, const struct scene *);
	struct command (*accepted)(struct view_state *, const struct scene *);
	struct command (*cancelled)(struct view_state *, const struct scene *);
};

static struct command
nothing(struct view_state *s, const struct scene *scene)
{
	(void)s;
	(void)scene;
	return command_refresh(REFRESH_SCREEN);
}

static bool
row_matches(const char *text, const struct row *row)
{
	for (size_t i = 0; i < rows_member_count(row); i++)
		if (select_text_matches(text, rows_member(row, i)))
			return true;
	return false;
}

static struct command
search_output(struct view_state *s, const struct scene *scene, bool here)
{
	if (s->search[0] != '\0' && !view_output_search(s, scene, here))
		state_say(s, true, "nothing matches \"%s\"", s->search);
	return command_refresh(REFRESH_SCREEN);
}

struct command
prompt_search_next(struct view_state *s, const struct scene *scene, bool here)
{
	const struct rows *rows = scene->rows;

	if (s->view == VIEW_OUTPUT)
		return search_output(s, scene, here);
	if (s->search[0] == '\0' || rows->count == 0)
		return command_none();
	for (size_t step = here ? 0 : 1; step <= rows->count; step++) {
		size_t row = (s->cursor + step) % rows->count;

		if (row_matches(s->search, &rows->items[row])) {
			state_move_to(s, rows, row);
			return command_refresh(REFRESH_SCREEN);
		}
	}
	state_say(s, true, "nothing matches \"%s\"", s->search);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
search_changed(struct view_state *s, const struct scene *scene)
{
	strcpy(s->search, s->typed);
	s->message[0] = '\0';
	prompt_search_next(s, scene, true);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
filter_changed(struct view_state *s, const struct scene *scene)
{
	(void)scene;
	strcpy(s->selection.text, s->typed);
	return command_refresh(REFRESH_ROWS);
}

static struct command
filter_cancelled(struct view_state *s, const struct scene *scene)
{
	(void)scene;
	s->selection.text[0] = '\0';
	return command_refresh(REFRESH_ROWS);
}

static struct command
interval_accepted(struct view_state *s, const struct scene *scene)
{
	uint64_t ns;

	(void)scene;
	if (!unit_parse_interval(s->typed, &ns) || ns < UNIT_INTERVAL_MIN_NS ||
		ns > UNIT_INTERVAL_MAX_NS) {
		state_say(s, true, "invalid interval \"%s\" (" UNIT_INTERVAL_RANGE ")", s->typed);
		return command_refresh(REFRESH_SCREEN);
	}
	s->interval_ns = ns;
	return command_refresh(REFRESH_SCREEN | REFRESH_TIMING);
}

static bool
row_has_pid(const struct row *row, long pid)
{
	for (size_t i = 0; i < rows_member_count(row); i++)
		if (rows_member(row, i)->now.key.pid == pid)
			return true;
	return false;
}

/* Every digit moves to the process that has the number typed so far. */
static struct command
jump_changed(struct view_state *s, const struct scene *scene)
{
	long pid = strtol(s->typed, NULL, 10);

	for (size_t i = 0; i < scene->rows->count; i++)
		if (row_has_pid(&scene->rows->items[i], pid))
			state_move_to(s, scene->rows, i);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
command_accepted(struct view_state *s, const struct scene *scene)
{
	(void)scene;
	if (s->typed[strspn(s->typed, " ")] == '\0')
		return command_none();
	return (struct command){ .kind = COMMAND_LAUNCH, .text = s->typed };
}

static const struct prompt_row prompts[PROMPT_KINDS] = {
	[PROMPT_SEARCH] = { "Search: ", NULL, search_changed, nothing, nothing },
	[PROMPT_FILTER] = { "Filter: ", NULL, filter_changed, nothing, filter_cancelled },
	[PROMPT_INTERVAL] = { "Interval: ", NULL, nothing, interval_accepted, nothing },
	[PROMPT_JUMP] = { "PID: ", "0123456789", jump_changed, nothing, nothing },
	[PROMPT_CONFIRM] = { "", "", nothing, nothing, nothing },
	[PROMPT_COMMAND] = { "Run: ", NULL, nothing, command_accepted, nothing },
	[PROMPT_LEAVE] = { "", "", nothing, nothing, nothing },
};

void
prompt_open(struct view_state *s, enum prompt_kind kind, const char *text)
{
	s->prompt = kind;
	if (text != s->typed)
		strcpy(s->typed, text);
}

/* The command is cut so that the question behind it is seen. */
static void
put_targets(const struct view_state *s, const struct scene *scene, struct buffer *b)
{
	const struct process *p =
		s->targets.count == 1 ? table_find(scene->table, s->targets.items[0]) : NULL;
	size_t cols = (size_t)scene->layout.footer.cols, used;

	if (p == NULL) {
		buffer_print(b, "%zu processes", s->targets.count);
		return;
	}
	buffer_print(b, "%d", (int)p->now.key.pid);
	used = b->length + sizeof " ()? y/n ";
	if (used + COMMAND_MINIMUM > cols)
		return;
	buffer_text(b, " (");
	buffer_put(b, p->command,
		utf8_fit(p->command, cols - used < COMMAND_MOST ? cols - used : COMMAND_MOST));
	buffer_text(b, ")");
}

/* The first of them that goes on. */
static const char *
running_name(const struct scene *scene)
{
	size_t i = 0;

	while (!scene_job_goes_on(scene->watched->items[i]))
		i++;
	return scene->watched->items[i]->identity.name;
}

/* "train.py runs: d detach, e end it, s stay" */
static void
put_leave(const struct scene *scene, struct buffer *b)
{
	static const char one[] = " runs: d detach, e end it, s stay ";
	size_t running = scene_jobs_running(scene), room = (size_t)scene->layout.footer.cols;

	if (running != 1) {
		buffer_print(b, "%zu jobs run: d detach, e end them, s stay ", running);
		return;
	}
	if (room < sizeof one + COMMAND_MINIMUM) {
		buffer_text(b, "d detach, e end it, s stay ");
		return;
	}
	buffer_put(b, running_name(scene), utf8_fit(running_name(scene), room - sizeof one));
	buffer_text(b, one);
}

void
prompt_put_label(const struct view_state *s, const struct scene *scene, struct buffer *b)
{
	if (s->prompt == PROMPT_LEAVE) {
		put_leave(scene, b);
		return;
	}
	if (s->prompt != PROMPT_CONFIRM) {
		buffer_text(b, prompts[s->prompt].label);
		return;
	}
	buffer_text(b, "Send ");
	signal_name_put(s->signal, b);
	buffer_text(b, " to ");
	put_targets(s, scene, b);
	buffer_text(b, "? y/n ");
}

static struct command
confirm_key(struct view_state *s, const struct key_event *event)
{
	s->prompt = PROMPT_NONE;
	if (event->code == 'y' || event->code == 'Y')
		return (struct command){ .kind = COMMAND_SIGNAL,
			.refresh = REFRESH_SCREEN,
			.signal = { s->signal, s->targets.items, s->targets.count } };
	state_say(s, false, "nothing was sent");
	return command_refresh(REFRESH_SCREEN);
}

static struct command
leave_key(struct view_state *s, const struct key_event *event)
{
	s->prompt = PROMPT_NONE;
	if (event->code == 'd' || event->code == 'D' || event->code == KEY_CODE_ENTER)
		return command_of(COMMAND_QUIT, REFRESH_NONE);
	if (event->code != 'e' && event->code != 'E')
		return command_refresh(REFRESH_SCREEN);
	if (!s->readonly)
		return command_of(COMMAND_END_JOBS, REFRESH_SCREEN);
	state_say(s, true, "read-only: no signals are sent");
	return command_refresh(REFRESH_SCREEN);
}

/* A pid holds only digits: another key ends the jump and keeps its own meaning. */
static bool
ends_jump(const struct view_state *s, int code)
{
	return s->prompt == PROMPT_JUMP && (code < '0' || code > '9') &&
	       code != KEY_CODE_BACKSPACE && code != KEY_CODE_ENTER && code != KEY_CODE_ESCAPE;
}

struct command
prompt_paste(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const char *takes = s->prompt == PROMPT_NONE ? "" : prompts[s->prompt].takes;

	if (takes != NULL && takes[0] == '\0') {
		if (event->code != KEY_CODE_PASTE_END && s->menu == MENU_NONE &&
			s->prompt == PROMPT_NONE)
			state_say(s, false, "pasted text means nothing here");
		return command_refresh(REFRESH_SCREEN);
	}
	if (event->code != KEY_CODE_PASTE_END) {
		prompt_text_paste(s->typed, sizeof s->typed, takes, event->code);
		return command_refresh(REFRESH_SCREEN);
	}
	prompt_text_end_paste(s->typed);
	return command_also(prompts[s->prompt].changed(s, scene), REFRESH_SCREEN);
}

static struct command
text_changed(struct view_state *s, const struct scene *scene, bool changed)
{
	if (!changed)
		return command_none();
	return command_also(prompts[s->prompt].changed(s, scene), REFRESH_SCREEN);
}

struct command
prompt_key(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const struct prompt_row *row = &prompts[s->prompt];

	if (s->prompt == PROMPT_CONFIRM)
		return confirm_key(s, event);
	if (s->prompt == PROMPT_LEAVE)
		return leave_key(s, event);
	if (ends_jump(s, event->code)) {
		s->prompt = PROMPT_NONE;
		return command_also(keys_press(s, scene, event), REFRESH_SCREEN);
	}
	switch (event->code) {
	case KEY_CODE_ENTER:
		s->prompt = PROMPT_NONE;
		return command_also(row->accepted(s, scene), REFRESH_SCREEN);
	case KEY_CODE_ESCAPE:
		s->prompt = PROMPT_NONE;
		return command_also(row->cancelled(s, scene), REFRESH_SCREEN);
	case 'U' & 0x1f:
		s->typed[0] = '\0';
		return command_also(row->changed(s, scene), REFRESH_SCREEN);
	case KEY_CODE_BACKSPACE:
	case '\b':
		return text_changed(s, scene, prompt_text_erase(s->typed));
	default:
		return text_changed(
			s, scene, prompt_text_type(s->typed, sizeof s->typed, event->code));
	}
}
