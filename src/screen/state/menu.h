/* SPDX-License-Identifier: MIT */
/* menu.h: the menus as they are seen: sort column, user, signal. */
#ifndef PEAKTOP_SCREEN_STATE_MENU_H
#define PEAKTOP_SCREEN_STATE_MENU_H

#include <sys/types.h>

#include "base/buffer.h"

struct view_state;
struct scene;

enum menu_kind { MENU_NONE, MENU_SORT, MENU_USER, MENU_SIGNAL, MENU_KINDS };

#define MENU_USERS_MAX 64

struct menu_state {
	enum menu_kind kind;
	size_t cursor;
	uid_t users[MENU_USERS_MAX]; /* of the user menu */
	size_t user_count;
};

const char *menu_title(enum menu_kind);

/* The items of the menu that is open. */
size_t menu_count(const struct view_state *);
void menu_put_item(const struct view_state *, const struct scene *, size_t item, struct buffer *);

/* The signal that an item of the menu of signals stands for. */
int menu_signal(size_t item);

#endif
