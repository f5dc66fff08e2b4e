/* SPDX-License-Identifier: MIT */
/* menu.h: the menus: what each lists, and which of that is shown once text was typed. */
#ifndef PEAKTOP_SCREEN_STATE_MENU_H
#define PEAKTOP_SCREEN_STATE_MENU_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "model/process/user_sums.h"

struct column;
struct key_action;
struct scene;

enum menu_kind {
	MENU_NONE,
	MENU_SORT,
	MENU_USER,
	MENU_SIGNAL,
	MENU_COLUMNS,
	MENU_JOBS,
	MENU_COMMANDS, /* the palette: all that keys do here */
	MENU_SETUP,    /* the set-up: all settings */
	MENU_CHOICE,   /* the choices of one setting */
	MENU_KINDS,
};

#define MENU_USERS_MAX 64
#define MENU_TYPED_MAX 32
#define MENU_CHOICE_MAX 48

struct menu_state {
	enum menu_kind kind;
	bool of_setup;              /* opened by the set-up, which it returns to */
	size_t cursor, top;         /* among the items shown; the first that is visible */
	char typed[MENU_TYPED_MAX]; /* narrows the items */
	struct user_sum users[MENU_USERS_MAX]; /* items of the user menu, as it was opened */
	size_t user_count;
	size_t setting;               /* of MENU_CHOICE: in scene->setup */
	size_t before;                /* its choice when the menu was opened */
	char choice[MENU_CHOICE_MAX]; /* the one that a command sets */
};

enum menu_mark {
	MENU_MARK_NONE,
	MENU_MARK_PRESENT, /* the present one */
	MENU_MARK_ON,      /* of several that are on */
};

struct menu_item {
	char name[80], value[48], about[160];
	enum menu_mark mark;
	bool unavailable; /* it cannot be chosen now: `about` says why */
};

/* The most items of one menu. */
#define MENU_ITEMS_MAX 96

/* Writes the title of the open menu. */
void menu_put_title(const struct scene *, struct buffer *);

/* The keys of the open menu, for people; whether typed text narrows it. */
const char *menu_hint(const struct scene *);
bool menu_narrows(const struct scene *);

/* Whether its effect is seen behind it at once. */
bool menu_previews(const struct scene *);

/* All items of the open menu, whatever was typed; `items` (MENU_ITEMS_MAX) may be NULL. Items are
 * numbers for menu_fill. */
size_t menu_list(const struct scene *, size_t *items);
void menu_fill(const struct scene *, size_t item, struct menu_item *);

/* Those that match what was typed, the best matches first. All of its words must be in the name,
 * the value or the description. */
size_t menu_shown(const struct scene *, size_t *items);

/* The item under the cursor; false: none is shown. */
bool menu_chosen(const struct scene *, size_t *item);

/* What an item of these menus stands for. */
int menu_signal(size_t item);
const struct column *menu_column(const struct scene *, size_t item);
const struct key_action *menu_command(const struct scene *, size_t item);

#endif
