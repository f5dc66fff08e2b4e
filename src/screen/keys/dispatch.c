/* SPDX-License-Identifier: MIT */
/* dispatch.c: passes a key or mouse event to a pane that has the keys, to an open prompt or menu,
 * otherwise to the table of keys. */
#include "screen/keys/keys.h"

#include "base/length.h"
#include "screen/keys/actions.h"
#include "screen/keys/actions_members.h"
#include "screen/keys/menu_keys.h"
#include "screen/keys/prompt_keys.h"
#include "screen/state/needs.h"
#include "screen/view/view.h"
#include "screen/view/view_footer.h"
#include "screen/view/view_jobs.h"

/* --- movement: of the cursor in the table, of lines elsewhere --- */

static size_t
moved(size_t at, long by, size_t max)
{
	size_t from = at < max ? at : max;
	size_t to = by < 0 && (size_t)-by > from ? 0 : from + (size_t)by;

	return to < max ? to : max;
}

/* The scroll position is counted from the end, so moving up increases it. At the end, fetches what
 * was written since. */
static struct command
move_output(struct view_state *s, const struct scene *scene, long by)
{
	const struct watched_job *job = scene_job(scene);

	s->pane.scroll = moved(s->pane.scroll, -by, view_output_max(scene));
	if (job == NULL || s->pane.scroll > 0 ||
		job->lines.first + job->lines.count >= job->screen.line_count)
		return command_refresh(REFRESH_SCREEN);
	return command_of_job(COMMAND_JOB_LINES, s->pane.job, REFRESH_SCREEN);
}

/* Against the top it stays there. */
static void
move_list(struct list_choice *l, const struct rows *rows, long by)
{
	if (by < 0 && (size_t)-by > l->cursor)
		list_move_home(l, rows);
	else
		list_move_to(l, rows, moved(l->cursor, by, rows->count));
}

static struct command
move_by(struct view_state *s, const struct scene *scene, long by)
{
	switch (s->view) {
	case VIEW_TABLE:
		move_list(&s->list, scene->rows, by);
		break;
	case VIEW_RUNS:
		runs_move_to(&s->runs, scene->runs, scene->layout.body.rows,
			moved(s->runs.cursor, by, scene->runs != NULL ? scene->runs->count : 0));
		break;
	case VIEW_OUTPUT:
		return move_output(s, scene, by);
	case VIEW_SET:
	case VIEW_JOB:
		members_move(s, scene, by);
		break;
	default:
		s->scroll = moved(s->scroll, by, view_scroll_max(scene));
	}
	return command_refresh(REFRESH_SCREEN);
}

static long
page_of(const struct scene *scene)
{
	return scene->layout.body.rows > 1 ? scene->layout.body.rows - 1 : 1;
}

/* --- the mouse --- */

static struct command
press_head(struct view_state *s, const struct scene *scene, int col)
{
	struct column_list list = list_columns(&s->list);
	struct placement p = layout_columns(&list, scene->layout.head.cols, s->units);

	for (size_t i = 0; i < p.count; i++) {
		if (col < p.items[i].col || col >= p.items[i].col + p.items[i].width)
			continue;
		s->list.inverted = s->list.sort == p.items[i].column && !s->list.inverted;
		s->list.sort = p.items[i].column;
		return command_refresh(REFRESH_ROWS);
	}
	return command_none();
}

static struct command
press(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const struct layout *l = &scene->layout;
	size_t row = s->list.top + (size_t)(event->row - l->body.row), job;

	if (s->view == VIEW_RUNS && event->row >= l->body.row) {
		runs_move_to(&s->runs, scene->runs, scene->layout.body.rows,
			runs_top(&s->runs, (size_t)l->body.rows) +
				(size_t)(event->row - l->body.row));
		return command_refresh(REFRESH_SCREEN);
	}
	if (view_jobs_at(scene, event->row, event->col, &job)) {
		state_show_job(s, job);
		return command_refresh(REFRESH_SCREEN);
	}
	if (s->view == VIEW_SET || s->view == VIEW_JOB)
		return members_press(s, scene, event->row - (l->body.row - l->head.rows))
			       ? command_refresh(REFRESH_SCREEN)
			       : command_none();
	if (s->view != VIEW_TABLE)
		return command_none();
	if (l->head.rows > 0 && event->row == l->head.row)
		return press_head(s, scene, event->col);
	if (event->row < l->body.row || event->row >= l->body.row + l->body.rows ||
		row >= scene->rows->count)
		return command_none();
	list_move_to(&s->list, scene->rows, row);
	return list_on_process(&s->list) ? command_refresh(REFRESH_SCREEN) : actions_open_ended(s);
}

/* --- dispatch --- */

/* Stepping pauses the replay. */
static struct command
move_in_replay(const struct key_action *action, struct view_state *s)
{
	int speed = s->replay.speed + (int)action->move;

	if (action->replay == REPLAY_SPEED) {
		if (speed >= REPLAY_SPEED_MIN && speed <= REPLAY_SPEED_MAX)
			s->replay.speed = speed;
		return command_refresh(REFRESH_SCREEN | REFRESH_TIMING);
	}
	s->paused = s->paused || action->replay != REPLAY_SECONDS;
	return (struct command){ .kind = COMMAND_REPLAY,
		.refresh = REFRESH_ROWS | REFRESH_TIMING,
		.replay = { action->replay, action->move,
			s->view == VIEW_PROCESS ? s->process.opened : s->list.under,
			s->view == VIEW_PROCESS || list_on_process(&s->list) } };
}

static struct command
handle(const struct key_action *action, struct view_state *s, const struct scene *scene,
	const struct key_event *event)
{
	bool forbidden;
	const char *missing = needs_missing(action->needs, scene, &forbidden);

	if (missing != NULL) {
		state_message(s, forbidden, "%s", missing);
		return command_refresh(REFRESH_SCREEN);
	}
	if (action->handle != NULL)
		return action->handle(s, scene, event);
	if (action->replay != REPLAY_STAY)
		return move_in_replay(action, s);
	if (action->sort != NULL) {
		s->list.sort = column_by_name(action->sort);
		s->list.inverted = false;
		return command_refresh(REFRESH_ROWS);
	}
	if (action->move == KEY_MOVE_PAGE || action->move == -KEY_MOVE_PAGE)
		return move_by(s, scene, action->move > 0 ? page_of(scene) : -page_of(scene));
	return move_by(s, scene, action->move);
}

/* A click on a hint is like its key. */
static struct command
press_hint(struct view_state *s, const struct scene *scene, int col)
{
	size_t action;

	if (!view_footer_at(scene, col, &action))
		return command_none();
	return handle(&key_actions[action], s, scene,
		&(struct key_event){ .code = scene->keys->codes[action][0] });
}

/* Pasted text is never a command: it goes to the job in the pane, or to a prompt that takes
 * text. */
static bool
is_pasted_here(const struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	bool open = s->menu.kind != MENU_NONE || s->prompt.kind != PROMPT_NONE;

	if (event->code == KEY_CODE_PASTE_END)
		return s->prompt.kind != PROMPT_NONE || !scene_pane_has_keys(scene);
	return (event->modifiers & KEY_PASTED) && (open || !scene_pane_has_keys(scene));
}

/* What was chosen from the palette is done as if its key had been pressed. */
static struct command
use_menu(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const struct key_action *action;
	struct command command = menu_key(s, scene, event, &action);

	return action == NULL
		       ? command
		       : command_also(handle(action, s, scene, &(struct key_event){ .code = 0 }),
				 REFRESH_SCREEN);
}

/* Where an action works, if not here. */
static const char *
place_of(const struct key_action *action, const struct view_state *s)
{
	static const char *const places[] = {
		[VIEW_TABLE] = "in the table",
		[VIEW_PROCESS] = "in the details of a process",
		[VIEW_HELP] = "in the help",
		[VIEW_RUNS] = "in the history",
		[VIEW_RUN] = "in a recorded run",
		[VIEW_COMPARE] = "in a comparison of runs",
		[VIEW_JOB] = "on the page of a job",
		[VIEW_OUTPUT] = "in the output of a job",
		[VIEW_SET] = "on the page of several processes",
		[VIEW_STACKS] = "on the page of stacks",
	};
	unsigned view = 0;

	if ((action->views & KEY_ONLY_REPLAY) && !s->replay.on)
		return "in a recording (--replay)";
	if ((action->views & KEY_ONLY_LIVE) && s->replay.on)
		return "outside a recording";
	while (view + 1 < LENGTH(places) && !(action->views & 1u << view))
		view++;
	return places[view];
}

/* A key that does nothing here says where it does, and what: of several actions, what the first
 * does that works in another view at this time. */
static struct command
tell_where(struct view_state *s, const struct scene *scene, int code)
{
	const struct key_action *found = NULL;
	char key[24];
	struct buffer b = buffer_over(key, sizeof key);

	for (size_t i = 0; i < key_action_count; i++) {
		unsigned other_time = s->replay.on ? KEY_ONLY_LIVE : KEY_ONLY_REPLAY;

		if (!bindings_have(scene->keys, i, code))
			continue;
		if (found == NULL || (found->views & other_time))
			found = &key_actions[i];
	}
	if (found == NULL)
		return command_refresh(REFRESH_SCREEN);
	input_put_key_name(&b, code);
	state_message(s, false, "%s: only %s: %s", key, place_of(found, s), found->help);
	return command_refresh(REFRESH_SCREEN);
}

static struct command
press_here(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	bool hints = view_footer_has_hints(scene);

	if (s->prompt.kind != PROMPT_NONE)
		return prompt_key(s, scene, event);
	s->message[0] = '\0';
	if (s->menu.kind != MENU_NONE)
		return use_menu(s, scene, event);
	if (event->code == KEY_CODE_PRESS && hints && event->row == scene->layout.footer.row)
		return press_hint(s, scene, event->col);
	if (event->code == KEY_CODE_PRESS)
		return press(s, scene, event);
	if (event->code == KEY_CODE_WHEEL_UP || event->code == KEY_CODE_WHEEL_DOWN)
		return move_by(s, scene, event->code == KEY_CODE_WHEEL_UP ? -3 : 3);
	for (size_t i = 0; i < key_action_count; i++)
		if (key_action_works(&key_actions[i], s->view, s->replay.on) &&
			bindings_have(scene->keys, i, event->code))
			return handle(&key_actions[i], s, scene, event);
	return tell_where(s, scene, event->code);
}

static struct command
press_anywhere(struct view_state *s, const struct scene *scene, const struct key_event *event,
	const struct key_event *here)
{
	struct command command;

	if (pane_takes(s, scene, event, &command))
		return command;
	return press_here(s, scene, here);
}

/* Ctrl-J means Enter here, but a job distinguishes the two. */
struct command
keys_press(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	struct key_event here = *event;

	s->greets = false;
	if (here.code == '\n')
		here.code = KEY_CODE_ENTER;
	if (is_pasted_here(s, scene, event))
		return prompt_paste(s, scene, &here);
	if (prompt_ends_before(s, &here)) {
		s->prompt.kind = PROMPT_NONE;
		s->message[0] = '\0';
		return command_also(press_anywhere(s, scene, event, &here), REFRESH_SCREEN);
	}
	return press_anywhere(s, scene, event, &here);
}
