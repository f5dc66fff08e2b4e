/* SPDX-License-Identifier: MIT */
/* actions.h: the functions that the table of keys names: what each key does to the state. */
#ifndef PEAKTOP_SCREEN_KEYS_ACTIONS_H
#define PEAKTOP_SCREEN_KEYS_ACTIONS_H

#include "screen/state/bindings.h"

/* Every action has this shape; most use only the state. */
#define ACTION(name)              \
	struct command do_##name( \
		struct view_state *, const struct scene *, const struct key_event *)

ACTION(quit);
ACTION(help);
ACTION(back);
ACTION(open);
ACTION(search);
ACTION(search_next);
ACTION(filter);
ACTION(tree);
ACTION(groups);
ACTION(sort_left);
ACTION(sort_right);
ACTION(invert);
ACTION(tag);
ACTION(untag);
ACTION(follow);
ACTION(python);
ACTION(ended);
ACTION(bar_scale);
ACTION(dismiss);
ACTION(pause);
ACTION(expand);
ACTION(collapse);
ACTION(jump);
ACTION(units);
ACTION(interval);
ACTION(snapshot);
ACTION(picture);
ACTION(redraw);
ACTION(reset_peaks);
ACTION(phase);
ACTION(restore_peaks);
ACTION(smaps);
ACTION(stacks);
ACTION(stacks_again);
ACTION(history);
ACTION(compare);
ACTION(left);
ACTION(right);
ACTION(value_left);
ACTION(value_right);
ACTION(axis);
ACTION(shorter);
ACTION(longer);
ACTION(run);
ACTION(pane);
ACTION(pane_back);
ACTION(zoom);
ACTION(above);
ACTION(smaller);
ACTION(larger);
ACTION(output);
ACTION(continue);
ACTION(job_before);
ACTION(job_next);

/* That open menus (actions_menu.c). */
ACTION(sort_menu);
ACTION(user);
ACTION(signal);
ACTION(columns);
ACTION(job_menu);
ACTION(palette);
ACTION(setup);
ACTION(scheme);

/* For the list of recorded runs (actions_runs.c). */
struct command actions_show_runs(struct view_state *);
struct command actions_open_runs(struct view_state *, const struct scene *);
struct command actions_close_script(struct view_state *);
struct command actions_group_runs(struct view_state *);
struct command actions_tag_runs(struct view_state *, const struct scene *);
struct command actions_untag_runs(struct view_state *);
struct command actions_compare_runs(struct view_state *, const struct scene *);

/* Back from what the threads of a process run to where that was opened (actions_stacks.c). */
struct command actions_leave_stacks(struct view_state *);

/* Tags the processes of the row under the cursor, or untags them if all are tagged
 * (actions_group.c). */
void actions_toggle_tags(struct view_state *, const struct scene *);

/* Opens several processes as one: the tagged ones if they are several, otherwise those of the group
 * under the cursor. False: neither. */
bool actions_open_set(struct view_state *, const struct scene *);

/* Opens the line of ended processes under the cursor, or folds it again (actions_ended.c). */
struct command actions_open_ended(struct view_state *);
struct command actions_fold_ended(struct view_state *, bool folded);

/* Whether an event is only for the pane of a job; if so, `command` is the result
 * (actions_pane.c). */
bool pane_takes(struct view_state *, const struct scene *, const struct key_event *,
	struct command *command);

#undef ACTION

#endif
