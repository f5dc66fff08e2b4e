/* SPDX-License-Identifier: MIT */
/* menu.h: the contents of the menus: sort column, user, signal. */
#ifndef PEAKTOP_SCREEN_STATE_MENU_H
#define PEAKTOP_SCREEN_STATE_MENU_H

#include "screen/state/user_menu.h"

enum menu_kind { MENU_NONE, MENU_SORT, MENU_USER, MENU_SIGNAL, MENU_KINDS };

#define MENU_USERS_MAX 64

struct menu_state {
	enum menu_kind kind;
	size_t cursor;
	struct user_sum users[MENU_USERS_MAX]; /* items of the user menu, as it was opened */
	size_t user_count;
};

const char *menu_title(enum menu_kind);

/* How wide its items may be. */
int menu_width(enum menu_kind, enum units);

/* The number of items of the open menu. */
size_t menu_count(const struct menu_state *);
void menu_put_item(const struct menu_state *, const struct table *, size_t item,
	const struct menu_look *, struct buffer *);

/* The signal of an item of the signal menu. */
int menu_signal(size_t item);

#endif
