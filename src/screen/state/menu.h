/* SPDX-License-Identifier: MIT */
/* menu.h: the menus as they are seen: sort column, user, signal. */
#ifndef PEAKTOP_SCREEN_STATE_MENU_H
#define PEAKTOP_SCREEN_STATE_MENU_H

#include "screen/state/state.h"

const char *menu_title(enum menu_kind);

/* The items of the menu that is open. */
size_t menu_count(const struct view_state *);
void menu_put_item(const struct view_state *, const struct scene *, size_t item, struct buffer *);

/* The signal that an item of the menu of signals stands for. */
int menu_signal(size_t item);

#endif
