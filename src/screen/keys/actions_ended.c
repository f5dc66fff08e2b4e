/* SPDX-License-Identifier: MIT */
/* actions_ended.c: what keys do with ended processes: fold and list them. */
#include "screen/keys/actions.h"

static struct command
fold_all(struct view_state *s, bool folded)
{
	s->list.ended = folded ? ENDED_FOLDED : ENDED_OPEN;
	state_message(s, false,
		folded ? "ended processes are folded into one line"
		       : "ended processes are listed below the others");
	return command_refresh(REFRESH_ROWS);
}

/* Hidden ones are shown again: as a line. */
struct command
do_ended(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (!list_folds_ended(&s->list)) {
		if (s->list.ended == ENDED_HIDDEN)
			s->list.ended = ENDED_FOLDED;
		state_message(s, false, "with a filter, each ended process that matches is shown");
		return command_refresh(REFRESH_ROWS);
	}
	return fold_all(s, s->list.ended != ENDED_FOLDED);
}

/* The line under the cursor is that of all, or of those that ran the same. */
static bool
is_of_all(const struct list_choice *l)
{
	struct row all = { .kind = ROW_ENDED };

	return proc_key_compare(l->under, rows_key(&all)) == 0;
}

static bool
is_folded(const struct list_choice *l)
{
	return is_of_all(l) ? l->ended == ENDED_FOLDED : !key_set_has(&l->opened, l->under);
}

struct command
actions_fold_ended(struct view_state *s, bool folded)
{
	if (is_folded(&s->list) == folded)
		return command_none();
	if (is_of_all(&s->list))
		return fold_all(s, folded);
	key_set_toggle(&s->list.opened, s->list.under);
	return command_refresh(REFRESH_ROWS);
}

struct command
actions_open_ended(struct view_state *s)
{
	return actions_fold_ended(s, !is_folded(&s->list));
}
