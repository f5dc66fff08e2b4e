/* SPDX-License-Identifier: MIT */
/* actions_pane.c: what keys and the mouse do with the pane of a job, and which of them go to the
 * job. */
#include "screen/keys/actions.h"
#include "screen/state/prompt.h"
#include "screen/view/view.h"

#define PERCENT_STEP 10
#define PERCENT_MIN 15
#define PERCENT_MAX 85

struct command
do_run(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	prompt_open(&s->prompt, PROMPT_COMMAND, "");
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_pane(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (s->view == VIEW_OUTPUT)
		s->view = s->pane.before_output;
	s->pane.shown = s->pane.focused = true;
	if (!scene_job_goes_on(scene_job(scene)))
		state_message(s, false, "the job no longer takes keys");
	return command_refresh(REFRESH_SCREEN);
}

/* Leaves the pane; above it, goes back to the table. */
struct command
do_pane_back(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (!scene_pane_has_keys(scene) && s->view == VIEW_JOB)
		s->view = VIEW_TABLE;
	s->pane.focused = false;
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_zoom(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->pane.zoomed = !s->pane.zoomed || !s->pane.shown;
	s->pane.shown = true;
	return command_refresh(REFRESH_SCREEN);
}

/* Switches between the job and its pane, the table and its pane, and the table alone. */
struct command
do_above(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->scroll = 0;
	s->pane.zoomed = false;
	if (s->view != VIEW_JOB && s->pane.shown) {
		s->pane.shown = s->pane.focused = false;
		return command_refresh(REFRESH_SCREEN);
	}
	s->view = s->view == VIEW_JOB ? VIEW_TABLE : VIEW_JOB;
	s->pane.shown = true;
	return command_refresh(REFRESH_SCREEN);
}

static struct command
size_by(struct view_state *s, int by)
{
	int percent = s->pane.percent > 0 ? s->pane.percent : LAYOUT_PANE_PERCENT;

	percent += by;
	s->pane.percent = percent < PERCENT_MIN   ? PERCENT_MIN
			  : percent > PERCENT_MAX ? PERCENT_MAX
						  : percent;
	s->pane.shown = true;
	s->pane.zoomed = false;
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_smaller(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return size_by(s, -PERCENT_STEP);
}

struct command
do_larger(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return size_by(s, PERCENT_STEP);
}

struct command
do_output(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->pane.before_output = s->view;
	s->view = VIEW_OUTPUT;
	s->pane.scroll = 0;
	s->pane.found = 0;
	s->search[0] = '\0';
	return command_of_job(COMMAND_JOB_LINES, s->pane.job, REFRESH_SCREEN);
}

struct command
do_continue(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return command_of_job(COMMAND_JOB_CONTINUE, s->pane.job, REFRESH_SCREEN);
}

static struct command
other_job(struct view_state *s, const struct scene *scene, size_t step)
{
	s->pane.job = (s->pane.job + scene->watched->count + step) % scene->watched->count;
	s->pane.shown = true;
	s->pane.scroll = s->scroll = 0;
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_job_before(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return other_job(s, scene, (size_t)-1);
}

struct command
do_job_next(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return other_job(s, scene, 1);
}

/* --- events for the job --- */

static bool
is_mouse(int code)
{
	return code == KEY_CODE_PRESS || code == KEY_CODE_RELEASE || code == KEY_CODE_DRAG ||
	       code == KEY_CODE_WHEEL_UP || code == KEY_CODE_WHEEL_DOWN;
}

static bool
is_inside(const struct rect *r, const struct key_event *event)
{
	return event->row >= r->row && event->row < r->row + r->rows && event->col >= r->col &&
	       event->col < r->col + r->cols;
}

/* Whether the program enabled such events; one on the alternate screen gets the wheel as keys. */
static bool
is_asked_for(const struct watched_job *job, int code)
{
	int mouse = scene_job_goes_on(job) ? job->screen.mouse : VT_MOUSE_NONE;

	if (scene_job_goes_on(job) && job->screen.wheel_keys &&
		(code == KEY_CODE_WHEEL_UP || code == KEY_CODE_WHEEL_DOWN))
		return true;
	return code == KEY_CODE_DRAG ? mouse >= VT_MOUSE_DRAG : mouse != VT_MOUSE_NONE;
}

/* Mouse positions are relative to the job's screen. */
static struct command
key_command(const struct scene *scene, const struct key_event *event)
{
	const struct rect *pane = &scene->layout.pane;
	struct command command = {
		.kind = COMMAND_JOB_KEY, .job = scene->state->pane.job, .key = *event
	};

	if (is_mouse(event->code)) {
		command.key.row += view_pane_top(&scene_job(scene)->screen, pane->rows) - pane->row;
		command.key.col -= pane->col;
	}
	return command;
}

static struct command
use_mouse(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	struct command command = command_none();

	if (is_asked_for(scene_job(scene), event->code))
		command = key_command(scene, event);
	else if (event->code == KEY_CODE_WHEEL_UP)
		return do_output(s, scene, event);
	if (event->code == KEY_CODE_PRESS) {
		s->pane.focused = true;
		command.refresh |= REFRESH_SCREEN;
	}
	return command;
}

static bool
is_code_of_panes(int code)
{
	return code >= KEY_CODE_INSERT && code <= KEY_CODE_NUL;
}

/* Whether an event has a meaning only in a pane. A line of text is edited with Ctrl and Alt too. */
static bool
is_of_panes_only(const struct view_state *s, const struct key_event *event)
{
	if (prompt_edits_text(s->prompt.kind))
		return is_code_of_panes(event->code);
	return event->modifiers != 0 || is_code_of_panes(event->code);
}

bool
pane_takes(struct view_state *s, const struct scene *scene, const struct key_event *event,
	struct command *command)
{
	bool open = s->menu.kind != MENU_NONE || s->prompt.kind != PROMPT_NONE;
	const struct layout *l = &scene->layout;

	*command = command_none();
	if (open || scene_job(scene) == NULL || l->pane.rows == 0)
		return is_of_panes_only(s, event);
	if (is_mouse(event->code) && is_inside(&l->pane, event)) {
		*command = use_mouse(s, scene, event);
		return true;
	}
	if (is_mouse(event->code)) {
		if (event->code == KEY_CODE_PRESS && event->modifiers == 0)
			s->pane.focused = is_inside(&l->pane_title, event);
		return is_of_panes_only(s, event) || is_inside(&l->pane_title, event);
	}
	if (!scene_pane_has_keys(scene))
		return is_of_panes_only(s, event);
	s->message[0] = '\0';
	if (event->modifiers == 0 && bindings_have_named(scene->keys, "pane_back", event->code))
		*command = do_pane_back(s, scene, event);
	else
		*command = key_command(scene, event);
	return true;
}
