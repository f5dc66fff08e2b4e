/* SPDX-License-Identifier: MIT */
/* view.h: draws a scene into a grid. Pure: the same scene gives the same grid, at any size. */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_H
#define PEAKTOP_SCREEN_VIEW_VIEW_H

#include "screen/frame/grid.h"
#include "screen/state/scene.h"
#include "screen/view/pen.h"
#include "text/chart/chart.h"

/* Draws the whole screen. The grid has its size already, and the scene's layout fits it. */
void view_draw(struct grid *, const struct scene *);

/* Parts of the screen. */
void view_header(struct grid *, const struct scene *);
void view_table(struct grid *, const struct scene *);

/* The open prompt, in the footer. */
void view_prompt(struct grid *, const struct scene *);

/* Writes "filter py: 9 shown, Σ 1.4G, peak Σ 1.6G", in the longest form of at most so many columns
 * (at least "filter py"); nothing without a filter. */
void view_put_filter(const struct scene *, int cols, struct buffer *);

/* A job's terminal with the line above it; and the first row of it that is visible in `rows`
 * rows. */
void view_pane(struct grid *, const struct scene *);
int view_pane_top(const struct vt_screen *, int rows);

/* The output of a job as far as it is kept; how far back it can be scrolled; and the search for the
 * next line above that contains state->search (wrapping to the end). */
void view_output(struct grid *, const struct scene *);
size_t view_output_max(const struct scene *);
bool view_output_search(struct view_state *, const struct scene *, bool here);

/* Scrolls the help to the next line that contains state->search (wrapping to the beginning);
 * `here`: also the first line shown. False: there is none. */
bool view_help_search(struct view_state *, const struct scene *, bool here);

/* Writes "running 12.40s" or "exited 3 after 12.40s". */
void view_put_job_state(struct buffer *, const struct watched_job *);

/* The largest useful value of `scroll`, in views other than the table. */
size_t view_scroll_max(const struct scene *);

/* The lines of such a view, how many of them are visible, the first one of the list of members (0:
 * it has none), and those of its chart (0 rows: none). */
struct view_extent {
	size_t lines, rows, list;
	size_t chart, chart_rows;
};
struct view_extent view_extent(const struct scene *);

/* A chart of a process's RSS over the time it was watched, with its peak and, unless it is 0, a
 * limit. */
void view_chart(struct pen *, const struct process *, uint64_t limit_bytes, const struct scene *);

/* The same for the sum of several, as a stack of its largest members and the rest, in `rows` rows
 * if that is enough; and for a job since its start, in so many. */
void view_set_chart(struct pen *, const struct process *sum, const struct rows *members,
	uint64_t limit_bytes, const struct scene *, int rows);
void view_job_chart(struct pen *, const struct watched_job *, const struct rows *members,
	const struct scene *, int rows);

/* How many of these rows a chart has above a list; 0: there is no place for both. */
int view_chart_share(int rows);

/* The chart of the recorded run or comparison that is open. */
void view_runs_chart(struct pen *, const struct scene *);

/* The time that the chart of the open page shows and where it ends, how fine it is kept, and its
 * columns. False: the page has no chart. */
struct chart_frame {
	uint64_t from_ns, until_ns, end_ns, stretch_ns;
	int columns;
};
bool view_chart_frame(const struct scene *, struct chart_frame *);

/* The processes that the open set or job lists, in that order; clear them with rows_clear. And the
 * one under the cursor; at least one must be listed. */
void view_members(const struct scene *, struct rows *);
size_t view_member_selected(const struct scene *, const struct rows *);

/* Lists them below the titles of these columns. */
void view_put_members(struct pen *, const char *columns, const struct rows *, const struct scene *);

/* Builds the rows of a process and its living descendants. */
void view_build_tree(struct rows *, const struct process *top, const struct table *,
	const struct column_context *);

/* A process and its descendants; nothing if it has none. */
void view_tree(
	struct pen *, const struct process *, const struct table *, const struct column_context *);

/* A process's limits, the headroom and a forecast; and its control group with that group's
 * figures. Its details may be NULL. */
void view_limit(struct pen *, const struct process *, const struct details *,
	const struct column_context *);
void view_group(struct pen *, const struct process *, const struct details *, enum units);

/* A line "forecast": when a limit is reached (NULL: none), or what else is known of the growth. */
void view_forecast(struct pen *, const struct growth_fit *, const struct limit *,
	const struct column_context *);

/* What a process and its descendants hold together, and the peak of that, if it ever had
 * children. */
void view_subtree(struct pen *, const struct process *, const struct column_context *);

/* Writes the local time of an event: "03:12", with `seconds` "03:12:05". False, and nothing is
 * written, if it is unknown or a day ago. */
bool view_put_time(struct buffer *, uint64_t at_ns, bool seconds, const struct column_context *);

/* The smallest limit of a process; 0: none, or unknown. */
uint64_t view_limit_bytes(const struct process *, const struct details *);

/* Cells of the table on one line, each with text around it; unknown ones are left out. The list
 * ends with a NULL column. */
struct named_column {
	const char *before, *column, *after;
};
void view_columns(struct pen *, const char *label, const struct named_column *, const struct row *,
	const struct column_context *);

/* A line "made of": memory by kind. */
void view_parts(struct pen *, const struct row *, const struct column_context *);

/* Rows below the titles of these columns ("pid,rss"), each with its command; one may be
 * selected. */
#define VIEW_NONE SIZE_MAX
void view_list(struct pen *, const char *columns, const struct row *, size_t count, size_t selected,
	const struct column_context *);

/* Whether so few lines are visible that the chart should come first. */
bool view_is_low(const struct layout *);

/* The recorded runs. */
void view_runs(struct grid *, const struct scene *);

/* The views that are drawn with a pen. */
void view_run(struct pen *, const struct scene *);
void view_process(struct pen *, const struct scene *);
void view_job(struct pen *, const struct scene *);
void view_set(struct pen *, const struct scene *);
void view_stacks(struct pen *, const struct scene *);
void view_help(struct pen *, const struct scene *);

#endif
