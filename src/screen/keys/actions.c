/* SPDX-License-Identifier: MIT */
/* actions.c: what each key does to the state. */
#include "screen/keys/actions.h"

#include <string.h>

#include "screen/keys/actions_members.h"
#include "screen/keys/prompt_keys.h"
#include "screen/state/prompt.h"

struct command
do_quit(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (scene_jobs_running(scene) == 0)
		return command_of(COMMAND_QUIT, REFRESH_NONE);
	prompt_open(&s->prompt, PROMPT_LEAVE, "");
	return command_refresh(REFRESH_SCREEN);
}

static struct command
leave_help(struct view_state *s)
{
	s->view = s->before_help;
	s->scroll = 0;
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_help(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (s->view == VIEW_HELP)
		return leave_help(s);
	s->before_help = s->view;
	s->view = VIEW_HELP;
	s->scroll = 0;
	s->search[0] = '\0';
	return command_refresh(REFRESH_SCREEN);
}

/* From a process to where it was opened: a list of members stays where it was. */
static struct command
leave_process(struct view_state *s)
{
	s->view = s->process.from;
	s->scroll = s->process.from_scroll;
	s->list.shift = 0;
	s->chart.has_cursor = false;
	if (s->view == VIEW_SET) /* whose limits are shown there */
		s->process.opened = s->set.group;
	return command_refresh(REFRESH_SCREEN | REFRESH_DETAILS);
}

/* Leaves a view for the previous one; in the table, clears the filter. */
struct command
do_back(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	struct failure why;

	(void)event;
	if (s->view == VIEW_TABLE && s->list.selection.filter != NULL) {
		list_set_filter(&s->list, "", &why);
		return command_refresh(REFRESH_ROWS);
	}
	if (s->view == VIEW_HELP)
		return leave_help(s);
	if (s->view == VIEW_RUN || s->view == VIEW_COMPARE)
		return actions_show_runs(s);
	if (s->view == VIEW_RUNS && s->runs.script[0] != '\0')
		return actions_close_script(s);
	if (scene->layout.pane.rows > 0 && s->pane.zoomed)
		s->pane.zoomed = false;
	else if (s->view == VIEW_PROCESS)
		return leave_process(s);
	else if (s->view == VIEW_STACKS)
		return actions_leave_stacks(s);
	else
		s->view = s->view == VIEW_OUTPUT ? s->pane.before_output : VIEW_TABLE;
	s->list.shift = 0;
	return command_refresh(REFRESH_SCREEN);
}

static struct command
open_process(struct view_state *s, struct proc_key key)
{
	s->process.opened = key;
	s->process.from = s->view;
	s->process.from_scroll = s->scroll;
	s->view = VIEW_PROCESS;
	s->scroll = 0;
	s->chart.has_cursor = false;
	return command_refresh(REFRESH_SCREEN | REFRESH_DETAILS);
}

static struct command
open_member(struct view_state *s, const struct scene *scene)
{
	struct proc_key key;
	enum members_found found = members_selected(s, scene, &key);

	if (found == MEMBERS_VISIBLE)
		return open_process(s, key);
	if (found == MEMBERS_HIDDEN)
		return command_refresh(REFRESH_SCREEN);
	return s->view == VIEW_JOB && scene_job(scene) != NULL
		       ? open_process(s, scene_job(scene)->identity.root)
		       : command_none();
}

/* The cursor stays on the row of what is opened, to be there when that is closed. */
static void
keep_row(struct list_choice *l)
{
	l->moved = true;
	l->kept = l->under;
}

/* Opens what is tagged, a group, the job of a process, or the process itself; in the view of a job
 * or a set, the process under the cursor. */
struct command
do_open(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	size_t job;

	(void)event;
	if (s->view == VIEW_RUNS)
		return actions_open_runs(s, scene);
	if (s->view == VIEW_JOB || s->view == VIEW_SET)
		return open_member(s, scene);
	if (!s->list.has_under)
		return command_none();
	if (!list_on_process(&s->list))
		return actions_open_ended(s);
	keep_row(&s->list);
	if (actions_open_set(s, scene))
		return command_refresh(REFRESH_SCREEN | REFRESH_DETAILS);
	if (scene_find_job(scene, s->list.under, &job)) {
		state_show_job(s, job);
		return command_refresh(REFRESH_SCREEN);
	}
	return open_process(s, s->list.under);
}

struct command
do_search(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->pane.found = 0;
	prompt_open(&s->prompt, PROMPT_SEARCH, "");
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_search_next(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return prompt_search_next(s, scene, false);
}

struct command
do_filter(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	prompt_open(&s->prompt, PROMPT_FILTER, filter_text(s->list.selection.filter));
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_tree(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.tree = !s->list.tree;
	s->list.groups = false;
	return command_refresh(REFRESH_ROWS);
}

/* Sorts by the visible column next to the one sorted by. */
static struct command
sort_beside(struct view_state *s, size_t step)
{
	struct column_list list = list_columns(&s->list);
	size_t at = 0;

	while (at < list.count && list.items[at] != s->list.sort)
		at++;
	at = at == list.count ? 0 : (at + list.count + step) % list.count;
	s->list.sort = list.items[at];
	s->list.inverted = false;
	return command_refresh(REFRESH_ROWS);
}

struct command
do_sort_left(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return sort_beside(s, (size_t)-1);
}

struct command
do_sort_right(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return sort_beside(s, 1);
}

struct command
do_invert(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.inverted = !s->list.inverted;
	return command_refresh(REFRESH_ROWS);
}

struct command
do_tag(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	if (s->view == VIEW_RUNS)
		return actions_tag_runs(s, scene);
	if (!s->list.has_under)
		return command_none();
	if (!list_on_process(&s->list))
		state_message(s, false, "open this line to tag one of its processes");
	actions_toggle_tags(s, scene);
	list_move_to(&s->list, scene->rows, s->list.cursor + 1);
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_untag(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (s->view == VIEW_RUNS)
		return actions_untag_runs(s);
	s->list.tagged.count = 0;
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_follow(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.follow = !s->list.follow;
	state_message(s, false,
		s->list.follow ? "the cursor stays with its process"
			       : "the cursor stays on its line");
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_python(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.selection.python_only = !s->list.selection.python_only;
	return command_refresh(REFRESH_ROWS);
}

struct command
do_dismiss(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)s, (void)scene, (void)event;
	return command_of(COMMAND_DISMISS, REFRESH_ROWS);
}

struct command
do_pause(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->paused = !s->paused;
	return command_refresh(REFRESH_SCREEN | REFRESH_TIMING);
}

static struct command
fold(struct view_state *s, bool folded)
{
	if (s->list.has_under && !list_on_process(&s->list))
		return actions_fold_ended(s, folded);
	if (!s->list.has_under || key_set_has(&s->list.folded, s->list.under) == folded)
		return command_none();
	key_set_toggle(&s->list.folded, s->list.under);
	return command_refresh(REFRESH_ROWS);
}

struct command
do_expand(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return fold(s, false);
}

struct command
do_collapse(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return fold(s, true);
}

struct command
do_jump(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	char digit[2] = { (char)event->code, '\0' };
	struct key_event key = *event;

	prompt_open(&s->prompt, PROMPT_JUMP, "");
	if (digit[0] < '0' || digit[0] > '9')
		return command_refresh(REFRESH_SCREEN);
	return prompt_key(s, scene, &key);
}

struct command
do_units(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->units = (enum units)((s->units + 1) % UNITS_COUNT);
	state_message(s, false, "units: %s", unit_name(s->units));
	return command_refresh(REFRESH_ROWS);
}

struct command
do_interval(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	prompt_open(&s->prompt, PROMPT_INTERVAL, "");
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_snapshot(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)s, (void)scene, (void)event;
	return command_of(COMMAND_SNAPSHOT, REFRESH_NONE);
}

struct command
do_picture(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)s, (void)scene, (void)event;
	return command_of(COMMAND_PICTURE, REFRESH_NONE);
}

struct command
do_redraw(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)s, (void)scene, (void)event;
	return command_refresh(REFRESH_TERMINAL | REFRESH_SCREEN);
}

struct command
do_history(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	return actions_show_runs(s);
}

struct command
do_compare(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return actions_compare_runs(s, scene);
}

struct command
do_left(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.shift = s->list.shift > 8 ? s->list.shift - 8 : 0;
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_right(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.shift = s->list.shift < 1000 ? s->list.shift + 8 : s->list.shift;
	return command_refresh(REFRESH_SCREEN);
}
