/* SPDX-License-Identifier: MIT */
/* view_menu.h: the open menu as a box over the screen, and what lies where in it. */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_MENU_H
#define PEAKTOP_SCREEN_VIEW_VIEW_MENU_H

#include "screen/frame/grid.h"
#include "screen/state/scene.h"

void view_menu(struct grid *, const struct scene *);

/* The description of the item under the cursor, in the footer. */
void view_menu_about(struct grid *, const struct rect *, const struct scene *);

/* By how many items a page moves, and which of those shown comes first. */
size_t view_menu_page(const struct scene *);
size_t view_menu_top(const struct scene *);

/* What is at this place: an item (its place among those shown), the rest of the box, or
 * what is outside. */
enum menu_hit { MENU_HIT_OUTSIDE, MENU_HIT_BOX, MENU_HIT_ITEM };
enum menu_hit view_menu_hit(const struct scene *, int row, int col, size_t *at);

#endif
