/* SPDX-License-Identifier: MIT */
/* actions_pane.c: what keys and the mouse do with the pane of a job, and which of them are the
 * job's. */
#include "screen/state/actions.h"
#include "screen/state/prompt.h"
#include "screen/view/view.h"

#define PERCENT_STEP 10
#define PERCENT_LEAST 15
#define PERCENT_MOST 85

/* Whether there is a job; says so where there is none. */
static bool
has_job(struct view_state *s, const struct scene *scene)
{
	if (scene_job(scene) != NULL)
		return true;
	state_say(s, false, "no job here: ! runs a command");
	return false;
}

unsigned
do_run(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (s->readonly)
		state_say(s, true, "read-only: no command is run");
	else
		prompt_open(s, PROMPT_COMMAND, "");
	return REACT_REDRAW;
}

unsigned
do_pane(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (!has_job(s, scene))
		return REACT_REDRAW;
	if (s->view == VIEW_OUTPUT)
		s->view = s->pane.before_output;
	s->pane.shown = s->pane.focused = true;
	if (!scene_job_goes_on(scene_job(scene)))
		state_say(s, false, "the job takes no keys any more");
	return REACT_REDRAW;
}

/* Out of the pane; from what is above it, to the table. */
unsigned
do_pane_back(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (!scene_pane_has_keys(scene) && s->view == VIEW_JOB)
		s->view = VIEW_TABLE;
	s->pane.focused = false;
	return REACT_REDRAW;
}

unsigned
do_zoom(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (!has_job(s, scene))
		return REACT_REDRAW;
	s->pane.zoomed = !s->pane.zoomed || !s->pane.shown;
	s->pane.shown = true;
	return REACT_REDRAW;
}

/* The job and its pane, the table and its pane, the table alone. */
unsigned
do_above(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (!has_job(s, scene))
		return REACT_REDRAW;
	s->scroll = 0;
	s->pane.zoomed = false;
	if (s->view != VIEW_JOB && s->pane.shown) {
		s->pane.shown = s->pane.focused = false;
		return REACT_REDRAW;
	}
	s->view = s->view == VIEW_JOB ? VIEW_TABLE : VIEW_JOB;
	s->pane.shown = true;
	return REACT_REDRAW;
}

static unsigned
size_by(struct view_state *s, const struct scene *scene, int by)
{
	int percent = s->pane.percent > 0 ? s->pane.percent : LAYOUT_PANE_PERCENT;

	if (!has_job(s, scene))
		return REACT_REDRAW;
	percent += by;
	s->pane.percent = percent < PERCENT_LEAST  ? PERCENT_LEAST
			  : percent > PERCENT_MOST ? PERCENT_MOST
						   : percent;
	s->pane.shown = true;
	s->pane.zoomed = false;
	return REACT_REDRAW;
}

unsigned
do_smaller(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return size_by(s, scene, -PERCENT_STEP);
}

unsigned
do_larger(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return size_by(s, scene, PERCENT_STEP);
}

unsigned
do_output(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (!has_job(s, scene))
		return REACT_REDRAW;
	s->pane.before_output = s->view;
	s->view = VIEW_OUTPUT;
	s->pane.scroll = 0;
	s->pane.found = 0;
	s->search[0] = '\0';
	return REACT_REDRAW | REACT_LINES;
}

unsigned
do_continue(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const struct watched_job *job = scene_job(scene);

	(void)event;
	if (!has_job(s, scene))
		return REACT_REDRAW;
	if (s->readonly)
		state_say(s, true, "read-only: no signals are sent");
	else if (!scene_job_goes_on(job) || !job->figures.stopped)
		state_say(s, false, "the job is not stopped");
	else
		return REACT_REDRAW | REACT_CONTINUE;
	return REACT_REDRAW;
}

static unsigned
other_job(struct view_state *s, const struct scene *scene, size_t step)
{
	if (!has_job(s, scene))
		return REACT_REDRAW;
	s->pane.job = (s->pane.job + scene->watched->count + step) % scene->watched->count;
	s->pane.shown = true;
	s->pane.scroll = s->scroll = 0;
	return REACT_REDRAW;
}

unsigned
do_job_before(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return other_job(s, scene, (size_t)-1);
}

unsigned
do_job_next(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return other_job(s, scene, 1);
}

/* --- what is the job's own --- */

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

/* Whether the program asked for such an event; one that fills the screen has the wheel as its
 * keys. */
static bool
is_asked_for(const struct watched_job *job, int code)
{
	int mouse = scene_job_goes_on(job) ? job->screen.mouse : VT_MOUSE_NONE;

	if (scene_job_goes_on(job) && job->screen.wheel_keys &&
		(code == KEY_CODE_WHEEL_UP || code == KEY_CODE_WHEEL_DOWN))
		return true;
	return code == KEY_CODE_DRAG ? mouse >= VT_MOUSE_DRAG : mouse != VT_MOUSE_NONE;
}

static unsigned
use_mouse(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	unsigned reaction = REACT_NONE;

	if (is_asked_for(scene_job(scene), event->code))
		reaction = REACT_PANE_KEY;
	else if (event->code == KEY_CODE_WHEEL_UP)
		return do_output(s, scene, event);
	if (event->code == KEY_CODE_PRESS) {
		s->pane.focused = true;
		reaction |= REACT_REDRAW;
	}
	return reaction;
}

/* Whether an event has a meaning in a pane alone. */
static bool
is_of_panes_only(const struct key_event *event)
{
	return event->modifiers != 0 ||
	       (event->code >= KEY_CODE_INSERT && event->code <= KEY_CODE_NUL);
}

bool
pane_takes(struct view_state *s, const struct scene *scene, const struct key_event *event,
	unsigned *reaction)
{
	bool open = s->menu != MENU_NONE || s->prompt != PROMPT_NONE;
	const struct layout *l = &scene->layout;

	*reaction = REACT_NONE;
	if (open || scene_job(scene) == NULL || l->pane.rows == 0)
		return is_of_panes_only(event);
	if (is_mouse(event->code) && is_inside(&l->pane, event)) {
		*reaction = use_mouse(s, scene, event);
		return true;
	}
	if (is_mouse(event->code)) {
		if (event->code == KEY_CODE_PRESS && event->modifiers == 0)
			s->pane.focused = is_inside(&l->pane_title, event);
		return is_of_panes_only(event) || is_inside(&l->pane_title, event);
	}
	if (!scene_pane_has_keys(scene))
		return is_of_panes_only(event);
	s->message[0] = '\0';
	if (!(event->modifiers & KEY_PASTED) && keys_are_of(scene->keys, "pane_back", event->code))
		*reaction = do_pane_back(s, scene, event);
	else
		*reaction = REACT_PANE_KEY;
	return true;
}
