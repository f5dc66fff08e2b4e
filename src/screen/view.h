/* SPDX-License-Identifier: MIT */
/* view.h: draws a scene into a grid. Pure: the same scene gives the same grid, at any size. */
#ifndef PEAKTOP_SCREEN_VIEW_H
#define PEAKTOP_SCREEN_VIEW_H

#include "screen/grid.h"
#include "screen/keys.h"
#include "screen/state.h"

/* The whole screen. The grid has its size already; the scene's layout fits it. */
void view_draw(struct grid *, const struct scene *);

/* Its parts. */
void view_header(struct grid *, const struct scene *);
void view_table(struct grid *, const struct scene *);
void view_footer(struct grid *, const struct scene *);
void view_menu(struct grid *, const struct scene *);

/* The first line of the farthest scrolling that makes sense, in views other than the table. */
size_t view_scroll_most(const struct scene *);

/* A pen that writes lines one below the other and scrolls: lines outside are not drawn. */
struct pen {
	struct grid *grid;
	struct rect area;
	long line; /* of the next text, counted from the first line of all */
	long scroll;
};
int pen_put(struct pen *, int col, enum role, const char *text);
void pen_next(struct pen *);

/* Writes a text of any length from a column on, on up to `most` lines, and ends the last. */
void pen_wrap(struct pen *, int col, enum role, const char *text, int most);

/* A label and its text, on up to six lines; `-` for an empty one. */
void pen_field(struct pen *, const char *label, const char *text);

/* RSS of a process over the time it was watched, with its peak. */
void view_chart(struct pen *, const struct process *, const struct scene *);

/* How much a process may hold: its limits with what is left of them, and how long they will last; and
 * its control group with the figures of that. */
void view_limit(struct pen *, const struct process *, const struct scene *);
void view_group(struct pen *, const struct process *, const struct scene *);

/* The smallest of its limits; 0: none, or not known. */
uint64_t view_limit_bytes(const struct process *, const struct scene *);

/* The views that are written so. */
void view_process(struct pen *, const struct scene *);
void view_help(struct pen *, const struct scene *);

#endif
