/* SPDX-License-Identifier: MIT */
/* view.h: draws a scene into a grid. Pure: the same scene gives the same grid, at any size. */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_H
#define PEAKTOP_SCREEN_VIEW_VIEW_H

#include "screen/frame/grid.h"
#include "screen/state/bindings.h"
#include "screen/state/scene.h"

/* The whole screen. The grid has its size already; the scene's layout fits it. */
void view_draw(struct grid *, const struct scene *);

/* Its parts. */
void view_header(struct grid *, const struct scene *);
void view_table(struct grid *, const struct scene *);
void view_footer(struct grid *, const struct scene *);
void view_menu(struct grid *, const struct scene *);

/* A job's terminal, and the line above it; the first row of it that is seen where there are `rows`
 * of room. */
void view_pane(struct grid *, const struct scene *);
int view_pane_top(const struct vt_screen *, int rows);

/* All that a job wrote, as far as it is kept; the farthest back that it can be scrolled, and the
 * next line above that holds state->search (from the end again where none does). */
void view_output(struct grid *, const struct scene *);
size_t view_output_most(const struct scene *);
bool view_output_search(struct view_state *, const struct scene *, bool here);

/* "12.4 s", and "running 12.4 s" or "exited 3 after 12.4 s". */
void view_put_span(struct buffer *, uint64_t ns);
void view_put_job_state(struct buffer *, const struct watched_job *);

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

/* The same of a job from its start, on so many rows where there is room for the figures too. */
void view_job_chart(struct pen *, const struct watched_job *, const struct scene *, int rows);

/* A process and those below it; nothing where it is alone. */
void view_tree(struct pen *, const struct process *, const struct scene *);

/* How much a process may hold: its limits with what is left of them, and how long they will last;
 * and its control group with the figures of that. */
void view_limit(struct pen *, const struct process *, const struct scene *);
void view_group(struct pen *, const struct process *, const struct scene *);

/* What it and all below it hold together, and the most of that, where it ever had children. */
void view_subtree(struct pen *, const struct process *, const struct scene *);

/* When that was, by the clock on the wall: "03:12", with `seconds` "03:12:05". False and nothing
 * put where it is not known, or a day ago. */
bool view_put_time(struct buffer *, uint64_t at_ns, bool seconds, const struct scene *);

/* The smallest of its limits; 0: none, or not known. */
uint64_t view_limit_bytes(const struct process *, const struct scene *);

/* Cells of the table on one line, each with words around it; what is unknown is left out. The list
 * ends with a NULL column. */
struct named_column {
	const char *before, *column, *after;
};
void view_columns(struct pen *, const char *label, const struct named_column *, const struct row *,
	const struct scene *);

/* Rows below the titles of these columns ("pid,rss"), each with its command. */
void view_list(struct pen *, const char *columns, const struct row *, size_t count,
	const struct column_context *);

/* Where only a few lines are in sight, the chart is to be one of them. */
bool view_is_low(const struct scene *);

/* The recorded runs. */
void view_runs(struct grid *, const struct scene *);

/* The views that are written so. */
void view_run(struct pen *, const struct scene *);
void view_process(struct pen *, const struct scene *);
void view_job(struct pen *, const struct scene *);
void view_set(struct pen *, const struct scene *);
void view_help(struct pen *, const struct scene *);

#endif
