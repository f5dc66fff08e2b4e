/* SPDX-License-Identifier: MIT */
/* actions.c: what each key does to the state. */
#include "screen/state/actions.h"

#include <string.h>

#include "screen/state/prompt.h"

unsigned
do_quit(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (scene_jobs_running(scene) == 0)
		return REACT_QUIT;
	prompt_open(s, PROMPT_LEAVE, "");
	return REACT_REDRAW;
}

static unsigned
leave_help(struct view_state *s)
{
	s->view = s->before_help;
	s->scroll = 0;
	return REACT_REDRAW;
}

unsigned
do_help(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (s->view == VIEW_HELP)
		return leave_help(s);
	s->before_help = s->view;
	s->view = VIEW_HELP;
	s->scroll = 0;
	return REACT_REDRAW;
}

/* Out of a view, to the one before; in the table it takes the filter away. */
unsigned
do_back(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (s->view == VIEW_TABLE && s->selection.text[0] != '\0') {
		s->selection.text[0] = '\0';
		return REACT_REBUILD;
	}
	if (s->view == VIEW_HELP)
		return leave_help(s);
	if (s->view == VIEW_RUN || s->view == VIEW_COMPARE)
		return runs_show(s);
	if (scene->layout.pane.rows > 0 && s->pane.zoomed)
		s->pane.zoomed = false;
	else
		s->view = s->view == VIEW_OUTPUT ? s->pane.before_output : VIEW_TABLE;
	s->shift = 0;
	return REACT_REDRAW;
}

static unsigned
open_process(struct view_state *s, struct proc_key key)
{
	s->opened = key;
	s->view = VIEW_PROCESS;
	s->scroll = 0;
	return REACT_REDRAW | REACT_DETAILS;
}

/* A process of a job opens the job; there, the command's own process is opened. */
unsigned
do_open(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	size_t job;

	(void)event;
	if (s->view == VIEW_RUNS)
		return runs_open(s, scene);
	if (s->view == VIEW_JOB)
		return scene_job(scene) != NULL ? open_process(s, scene_job(scene)->identity.root)
						: REACT_NONE;
	if (!s->has_under)
		return REACT_NONE;
	if (scene_find_job(scene, s->under, &job)) {
		state_show_job(s, job);
		return REACT_REDRAW;
	}
	return actions_open_set(s, scene) ? REACT_REDRAW : open_process(s, s->under);
}

unsigned
do_search(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->pane.found = 0;
	prompt_open(s, PROMPT_SEARCH, "");
	return REACT_REDRAW;
}

unsigned
do_search_next(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return prompt_search_next(s, scene, false);
}

unsigned
do_filter(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	prompt_open(s, PROMPT_FILTER, s->selection.text);
	return REACT_REDRAW;
}

unsigned
do_tree(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->tree = !s->tree;
	s->jobs = false;
	return REACT_REBUILD;
}

unsigned
do_sort_menu(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_SORT);
}

/* The shown column beside the one that rows are sorted by. */
static unsigned
sort_beside(struct view_state *s, size_t step)
{
	struct column_list list = state_columns(s);
	size_t at = 0;

	while (at < list.count && list.items[at] != s->sort)
		at++;
	at = at == list.count ? 0 : (at + list.count + step) % list.count;
	s->sort = list.items[at];
	s->inverted = false;
	return REACT_REBUILD;
}

unsigned
do_sort_left(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return sort_beside(s, (size_t)-1);
}

unsigned
do_sort_right(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return sort_beside(s, 1);
}

unsigned
do_invert(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->inverted = !s->inverted;
	return REACT_REBUILD;
}

unsigned
do_tag(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (s->view == VIEW_RUNS)
		return runs_tag(s, scene);
	if (!s->has_under)
		return REACT_NONE;
	actions_toggle_tags(s, scene);
	state_move_to(s, scene->rows, s->cursor + 1);
	return REACT_REDRAW;
}

unsigned
do_untag(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (s->view == VIEW_RUNS)
		return runs_untag(s);
	s->tagged.count = 0;
	return REACT_REDRAW;
}

unsigned
do_follow(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->follow = !s->follow;
	state_say(s, false, s->follow ? "following the selected process" : "following no process");
	return REACT_REDRAW;
}

unsigned
do_user(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return menu_open(s, scene, MENU_USER);
}

unsigned
do_python(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->selection.python_only = !s->selection.python_only;
	return REACT_REBUILD;
}

unsigned
do_ended(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->selection.hide_ended = !s->selection.hide_ended;
	state_say(s, false,
		s->selection.hide_ended ? "exited processes are hidden"
					: "exited processes are shown");
	return REACT_REBUILD;
}

unsigned
do_dismiss(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)s, (void)scene, (void)event;
	return REACT_DISMISS | REACT_REBUILD;
}

unsigned
do_pause(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->paused = !s->paused;
	return REACT_REDRAW | REACT_RETIME;
}

static unsigned
fold(struct view_state *s, bool folded)
{
	if (!s->tree || !s->has_under || key_set_has(&s->folded, s->under) == folded)
		return REACT_NONE;
	key_set_toggle(&s->folded, s->under);
	return REACT_REBUILD;
}

unsigned
do_expand(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return fold(s, false);
}

unsigned
do_collapse(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return fold(s, true);
}

unsigned
do_jump(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	char digit[2] = { (char)event->code, '\0' };
	struct key_event key = *event;

	prompt_open(s, PROMPT_JUMP, "");
	if (digit[0] < '0' || digit[0] > '9')
		return REACT_REDRAW;
	return prompt_key(s, scene, &key);
}

unsigned
do_units(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->units = (enum units)((s->units + 1) % UNITS_COUNT);
	state_say(s, false, "units: %s", unit_name(s->units));
	return REACT_REBUILD;
}

unsigned
do_interval(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	prompt_open(s, PROMPT_INTERVAL, "");
	return REACT_REDRAW;
}

unsigned
do_signal(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (s->readonly) {
		state_say(s, true, "read-only: no signals are sent");
		return REACT_REDRAW;
	}
	return menu_open(s, scene, MENU_SIGNAL);
}

unsigned
do_snapshot(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)s, (void)scene, (void)event;
	return REACT_SNAPSHOT;
}

unsigned
do_redraw(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)s, (void)scene, (void)event;
	return REACT_REPAINT | REACT_REDRAW;
}

unsigned
do_history(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return runs_show(s);
}

unsigned
do_compare(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return runs_compare(s, scene);
}

unsigned
do_left(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->shift = s->shift > 8 ? s->shift - 8 : 0;
	return REACT_REDRAW;
}

unsigned
do_right(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->shift = s->shift < 1000 ? s->shift + 8 : s->shift;
	return REACT_REDRAW;
}
