/* SPDX-License-Identifier: MIT */
/* actions.h: what each key does to the state; the table of keys names them. */
#ifndef PEAKTOP_SCREEN_ACTIONS_H
#define PEAKTOP_SCREEN_ACTIONS_H

#include "screen/keys.h"

/* Every action has this shape; most use only the state. */
#define ACTION(name) \
	unsigned do_##name(struct view_state *, const struct scene *, const struct key_event *)

ACTION(quit);
ACTION(help);
ACTION(back);
ACTION(open);
ACTION(search);
ACTION(search_next);
ACTION(filter);
ACTION(tree);
ACTION(sort_menu);
ACTION(sort_left);
ACTION(sort_right);
ACTION(invert);
ACTION(tag);
ACTION(untag);
ACTION(follow);
ACTION(user);
ACTION(python);
ACTION(ended);
ACTION(dismiss);
ACTION(pause);
ACTION(expand);
ACTION(collapse);
ACTION(jump);
ACTION(units);
ACTION(interval);
ACTION(signal);
ACTION(snapshot);
ACTION(redraw);
ACTION(mark);
ACTION(unmark);
ACTION(share);
ACTION(history);
ACTION(compare);
ACTION(left);
ACTION(right);

#undef ACTION

#endif
