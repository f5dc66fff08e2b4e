/* SPDX-License-Identifier: MIT */
/* menu_open.h: opens and closes menus. */
#ifndef PEAKTOP_SCREEN_KEYS_MENU_OPEN_H
#define PEAKTOP_SCREEN_KEYS_MENU_OPEN_H

#include "screen/state/command.h"
#include "screen/state/scene.h"

/* The cursor is on the present item. A menu of signals needs a process. */
struct command menu_open(struct view_state *, const struct scene *, enum menu_kind);

/* The menu of the choices of a setting. */
struct command menu_open_choices(struct view_state *, const struct scene *, size_t setting);

/* The set-up, with the cursor on a setting. */
struct command menu_open_setup(struct view_state *, const struct scene *, size_t setting);

/* A menu that the set-up opened returns to it. */
void menu_close(struct view_state *, const struct scene *);

/* Puts the cursor on an item, if it is shown. */
void menu_select(struct view_state *, const struct scene *, size_t item);

#endif
