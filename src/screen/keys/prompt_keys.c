/* SPDX-License-Identifier: MIT */
/* prompt_keys.c: types and pastes into a prompt, accepts and cancels it. */
#include "screen/keys/prompt_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "screen/keys/menu_open.h"
#include "screen/state/prompt.h"
#include "screen/state/prompt_text.h"
#include "screen/view/view.h"

struct prompt_row {
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

/* The process of a row that a search finds; NULL: none. */
static const struct process *
match_in(const char *text, const struct row *row)
{
	for (size_t i = 0; i < rows_member_count(row); i++)
		if (select_text_matches(text, rows_member(row, i)))
			return rows_member(row, i);
	return NULL;
}

static struct command
search_output(struct view_state *s, const struct scene *scene, bool here)
{
	if (s->search[0] != '\0' && !view_output_search(s, scene, here))
		state_message(s, true, "nothing matches \"%s\"", s->search);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
search_help(struct view_state *s, const struct scene *scene, bool here)
{
	if (s->search[0] != '\0' && !view_help_search(s, scene, here))
		state_message(s, true, "nothing matches \"%s\"", s->search);
	return command_refresh(REFRESH_SCREEN);
}

static void
tell_no_match(struct view_state *s, const struct rows *rows)
{
	size_t i = 0;

	while (i < rows->ended_count && match_in(s->search, &rows->ended[i]) == NULL)
		i++;
	state_message(s, true,
		i < rows->ended_count ? "only ended processes match \"%s\": open their line"
				      : "nothing matches \"%s\"",
		s->search);
}

struct command
prompt_search_next(struct view_state *s, const struct scene *scene, bool here)
{
	const struct rows *rows = scene->rows;

	if (s->view == VIEW_OUTPUT)
		return search_output(s, scene, here);
	if (s->view == VIEW_HELP)
		return search_help(s, scene, here);
	if (s->search[0] == '\0' || rows->count == 0)
		return command_none();
	for (size_t step = here ? 0 : 1; step <= rows->count; step++) {
		size_t row = (s->list.cursor + step) % rows->count;
		const struct process *found = match_in(s->search, &rows->items[row]);

		if (found != NULL) {
			list_move_to_found(&s->list, rows, row, found->now.key);
			return command_refresh(REFRESH_SCREEN);
		}
	}
	tell_no_match(s, rows);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
search_changed(struct view_state *s, const struct scene *scene)
{
	strcpy(s->search, s->prompt.typed);
	prompt_search_next(s, scene, true);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
filter_changed(struct view_state *s, const struct scene *scene)
{
	struct failure why;

	(void)scene;
	if (list_set_filter(&s->list, s->prompt.typed, &why))
		return command_refresh(REFRESH_ROWS);
	state_message_failure(s, &why);
	return command_refresh(REFRESH_SCREEN);
}

/* One that is not valid stays in the prompt, with the reason. */
static struct command
filter_accepted(struct view_state *s, const struct scene *scene)
{
	struct command command = filter_changed(s, scene);

	if (s->message[0] != '\0')
		s->prompt.kind = PROMPT_FILTER;
	return command;
}

static struct command
filter_cancelled(struct view_state *s, const struct scene *scene)
{
	struct failure why;

	(void)scene;
	list_set_filter(&s->list, "", &why);
	return command_refresh(REFRESH_ROWS);
}

static struct command
interval_accepted(struct view_state *s, const struct scene *scene)
{
	uint64_t ns;

	(void)scene;
	if (!unit_parse_interval(s->prompt.typed, &ns) || ns < INTERVAL_MIN_NS ||
		ns > INTERVAL_MAX_NS) {
		state_message(s, true, "invalid interval \"%s\" (" UNIT_INTERVAL_RANGE ")",
			s->prompt.typed);
		return command_refresh(REFRESH_SCREEN);
	}
	s->interval_ns = ns;
	return command_refresh(REFRESH_SCREEN | REFRESH_TIMING);
}

static const struct process *
pid_in(long pid, const struct row *row)
{
	for (size_t i = 0; i < rows_member_count(row); i++)
		if (rows_member(row, i)->now.key.pid == pid)
			return rows_member(row, i);
	return NULL;
}

static bool
move_to_pid(struct view_state *s, const struct scene *scene)
{
	long pid = strtol(s->prompt.typed, NULL, 10);
	bool any = false;

	for (size_t i = 0; i < scene->rows->count; i++) {
		const struct process *found = pid_in(pid, &scene->rows->items[i]);

		if (found != NULL)
			list_move_to_found(&s->list, scene->rows, i, found->now.key);
		any = any || found != NULL;
	}
	return any;
}

/* Each digit moves the cursor to the process with the pid typed so far. */
static struct command
jump_changed(struct view_state *s, const struct scene *scene)
{
	move_to_pid(s, scene);
	return command_refresh(REFRESH_SCREEN);
}

static bool
has_pid(struct process *const *processes, size_t count, long pid)
{
	size_t i = 0;

	while (i < count && processes[i]->now.key.pid != pid)
		i++;
	return i < count;
}

static struct command
jump_accepted(struct view_state *s, const struct scene *scene)
{
	const struct table *t = scene->table;
	const char *typed = s->prompt.typed;
	long pid = strtol(typed, NULL, 10);

	if (typed[0] == '\0' || move_to_pid(s, scene))
		return command_none();
	if (has_pid(t->living, t->living_count, pid))
		state_message(s, true, "process %s is not in this list", typed);
	else if (has_pid(t->ended, t->ended_count, pid))
		state_message(s, true, "process %s has ended and is not in this list", typed);
	else
		state_message(s, true, "no process %s", typed);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
command_accepted(struct view_state *s, const struct scene *scene)
{
	(void)scene;
	if (s->prompt.typed[strspn(s->prompt.typed, " ")] == '\0')
		return command_none();
	return (struct command){ .kind = COMMAND_LAUNCH, .text = s->prompt.typed };
}

static struct command
phase_accepted(struct view_state *s, const struct scene *scene)
{
	(void)scene;
	if (s->prompt.typed[strspn(s->prompt.typed, " ")] == '\0')
		return command_none();
	state_message(s, false, "phase \"%s\" begins", s->prompt.typed);
	return (struct command){ .kind = COMMAND_JOB_MARK,
		.refresh = REFRESH_ROWS,
		.mark = { s->pane.marked, s->prompt.typed, s->pane.marks_table } };
}

static struct command
setting_accepted(struct view_state *s, const struct scene *scene)
{
	menu_open_setup(s, scene, s->menu.setting);
	return (struct command){ .kind = COMMAND_SETTING,
		.refresh = REFRESH_ROWS | REFRESH_WANTS | REFRESH_TIMING,
		.setting = { s->menu.setting, s->prompt.typed } };
}

static struct command
setting_cancelled(struct view_state *s, const struct scene *scene)
{
	return menu_open_setup(s, scene, s->menu.setting);
}

static const struct prompt_row rows[PROMPT_KINDS] = {
	[PROMPT_SEARCH] = { search_changed, nothing, nothing },
	[PROMPT_FILTER] = { filter_changed, filter_accepted, filter_cancelled },
	[PROMPT_INTERVAL] = { nothing, interval_accepted, nothing },
	[PROMPT_JUMP] = { jump_changed, jump_accepted, nothing },
	[PROMPT_CONFIRM] = { nothing, nothing, nothing },
	[PROMPT_COMMAND] = { nothing, command_accepted, nothing },
	[PROMPT_SETTING] = { nothing, setting_accepted, setting_cancelled },
	[PROMPT_PHASE] = { nothing, phase_accepted, nothing },
	[PROMPT_LEAVE] = { nothing, nothing, nothing },
};

static struct command
confirm_key(struct view_state *s, const struct key_event *event)
{
	s->prompt.kind = PROMPT_NONE;
	s->message[0] = '\0';
	if (event->code == 'y' || event->code == 'Y')
		return (struct command){ .kind = COMMAND_SIGNAL,
			.refresh = REFRESH_SCREEN,
			.signal = { s->signal.number, s->signal.targets.items,
				s->signal.targets.count } };
	state_message(s, false, "nothing sent");
	return command_refresh(REFRESH_SCREEN);
}

static struct command
leave_key(struct view_state *s, const struct key_event *event)
{
	s->prompt.kind = PROMPT_NONE;
	s->message[0] = '\0';
	if (event->code == 'd' || event->code == 'D' || event->code == KEY_CODE_ENTER)
		return command_of(COMMAND_QUIT, REFRESH_NONE);
	if (event->code != 'e' && event->code != 'E')
		return command_refresh(REFRESH_SCREEN);
	if (!s->readonly)
		return command_of(COMMAND_END_JOBS, REFRESH_SCREEN);
	state_message(s, true, "read-only: signals cannot be sent");
	return command_refresh(REFRESH_SCREEN);
}

bool
prompt_ends_before(const struct view_state *s, const struct key_event *event)
{
	return s->prompt.kind == PROMPT_JUMP && event->modifiers == 0 &&
	       event->code < KEY_CODE_INSERT && (event->code < '0' || event->code > '9') &&
	       event->code != KEY_CODE_BACKSPACE && event->code != KEY_CODE_ENTER &&
	       event->code != KEY_CODE_ESCAPE;
}

static struct command
text_changed(struct view_state *s, const struct scene *scene)
{
	s->message[0] = '\0';
	return command_also(rows[s->prompt.kind].changed(s, scene), REFRESH_SCREEN);
}

static void
tell_full(struct view_state *s)
{
	state_message(s, true, "at most %zu bytes", prompt_size(s->prompt.kind) - 1);
}

/* Once a paste has ended, Ctrl-C ends us instead. */
static const char no_effect[] = "pasted text has no effect here";
static const char no_effect_yet[] =
	"pasted text has no effect here; Ctrl-C ends a paste that does not end";

static struct command
tell_no_effect(struct view_state *s, bool ended)
{
	if (ended && strcmp(s->message, no_effect_yet) != 0)
		return command_none();
	if (s->menu.kind == MENU_NONE && s->prompt.kind == PROMPT_NONE)
		state_message(s, false, "%s", ended ? no_effect : no_effect_yet);
	return command_refresh(REFRESH_SCREEN);
}

struct command
prompt_paste(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const char *takes = prompt_takes(s->prompt.kind);
	struct command command;

	if (takes != NULL && takes[0] == '\0')
		return tell_no_effect(s, event->code == KEY_CODE_PASTE_END);
	if (event->code != KEY_CODE_PASTE_END) {
		prompt_text_paste(&s->prompt, event->code);
		state_message(s, false, "pasting; Ctrl-C ends a paste that does not end");
		return command_refresh(REFRESH_SCREEN);
	}
	prompt_text_end_paste(&s->prompt);
	command = text_changed(s, scene);
	if (s->prompt.full)
		tell_full(s);
	return command;
}

/* Closes the prompt, which the function may open again. */
static struct command
close_prompt(struct view_state *s, const struct scene *scene,
	struct command (*by)(struct view_state *, const struct scene *))
{
	s->prompt.kind = PROMPT_NONE;
	s->message[0] = '\0';
	return command_also(by(s, scene), REFRESH_SCREEN);
}

static struct command
accept_text(struct view_state *s, const struct scene *scene)
{
	enum prompt_kind kind = s->prompt.kind;
	struct command command = close_prompt(s, scene, rows[kind].accepted);

	if (s->prompt.kind == PROMPT_NONE && prompt_edits_text(kind))
		prompt_history_add(&s->prompt.history[kind], s->prompt.typed);
	return command;
}

struct command
prompt_key(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	if (s->prompt.kind == PROMPT_CONFIRM)
		return confirm_key(s, event);
	if (s->prompt.kind == PROMPT_LEAVE)
		return leave_key(s, event);
	if (event->code == KEY_CODE_ENTER && !(event->modifiers & KEY_ALT))
		return accept_text(s, scene);
	if (event->code == KEY_CODE_ESCAPE && !(event->modifiers & KEY_ALT))
		return close_prompt(s, scene, rows[s->prompt.kind].cancelled);
	switch (prompt_text_key(&s->prompt, event)) {
	case PROMPT_CHANGED:
		return text_changed(s, scene);
	case PROMPT_MOVED:
		return command_refresh(REFRESH_SCREEN);
	case PROMPT_FULL:
		tell_full(s);
		return command_refresh(REFRESH_SCREEN);
	case PROMPT_UNCHANGED:
		break;
	}
	return command_none();
}
