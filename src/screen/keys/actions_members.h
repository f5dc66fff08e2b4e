/* SPDX-License-Identifier: MIT */
/* actions_members.h: what keys and the mouse do in the list of the members of a set or a job. */
#ifndef PEAKTOP_SCREEN_KEYS_ACTIONS_MEMBERS_H
#define PEAKTOP_SCREEN_KEYS_ACTIONS_MEMBERS_H

#include "screen/state/bindings.h"

/* Moves the cursor by a number of lines or a KEY_MOVE_ value; if it is not visible, scrolls to
 * it. */
void members_move(struct view_state *, const struct scene *, long by);

/* Moves it to the member at a visible row of the page; false: there is none. */
bool members_press(struct view_state *, const struct scene *, int row);

/* The member under the cursor. If its row is not visible, the page is scrolled to it. */
enum members_found {
	MEMBERS_NONE,
	MEMBERS_HIDDEN, /* until now */
	MEMBERS_VISIBLE,
};
enum members_found members_selected(struct view_state *, const struct scene *, struct proc_key *);

#endif
