/* SPDX-License-Identifier: MIT */
/* view_footer.h: hints for the keys that matter now, in the last row, and what a click there means.
 */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_FOOTER_H
#define PEAKTOP_SCREEN_VIEW_VIEW_FOOTER_H

#include "screen/frame/grid.h"
#include "screen/state/scene.h"

/* The most important hints that fit, in that order. */
void view_footer_hints(struct grid *, const struct scene *);

/* Whether the footer shows hints: neither a prompt, nor a message, nor a pane that has the keys. */
bool view_footer_has_hints(const struct scene *);

/* The action whose hint is in this column. */
bool view_footer_at(const struct scene *, int col, size_t *action);

#endif
