/* SPDX-License-Identifier: MIT */
/* menu_keys.h: opens menus; an open menu takes every key. */
#ifndef PEAKTOP_SCREEN_KEYS_MENU_KEYS_H
#define PEAKTOP_SCREEN_KEYS_MENU_KEYS_H

#include "screen/state/command.h"
#include "screen/state/scene.h"

struct command menu_open(struct view_state *, const struct scene *, enum menu_kind);
struct command menu_key(struct view_state *, const struct scene *, const struct key_event *);

#endif
