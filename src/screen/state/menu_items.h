/* SPDX-License-Identifier: MIT */
/* menu_items.h: the table of menus: the items of each. */
#ifndef PEAKTOP_SCREEN_STATE_MENU_ITEMS_H
#define PEAKTOP_SCREEN_STATE_MENU_ITEMS_H

#include "screen/state/menu.h"

struct menu_row {
	const char *title, *hint;
	/* Letters are keys, so they do not narrow it; and values are worth more than names. */
	bool is_setup;
	bool previews; /* its effect is seen at once, so it covers no more than it needs */
	size_t (*count)(const struct scene *);
	bool (*lists)(const struct scene *, size_t item); /* NULL: all */
	void (*fill)(const struct scene *, size_t item, struct menu_item *);
};

extern const struct menu_row menu_rows[MENU_KINDS];

#endif
