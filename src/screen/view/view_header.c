/* SPDX-License-Identifier: MIT */
/* view_header.c: the two lines at the top: the machine's memory, and what the table shows. */
#include "screen/view/view.h"

#include <string.h>

#include "base/length.h"
#include "base/plural.h"
#include "base/utf8.h"

#define BAR_MIN 8
#define BAR_MAX 32

static int
bar_cells(uint64_t bytes, uint64_t total, int width)
{
	double part = total > 0 ? (double)bytes / (double)total : 0;

	return (int)((part < 1 ? part : 1) * width + 0.5);
}

/* "━━━━━━──┃────": memory in use, with a tick at its peak. */
static void
put_bar(struct grid *g, struct rect at, const struct table *t, bool ascii)
{
	const struct system_memory *m = &t->memory;
	int used = bar_cells(memory_used_bytes(m), m->total_bytes, at.cols);
	int peak = bar_cells(t->used_peak.bytes, m->total_bytes, at.cols);

	for (int i = 0; i < at.cols; i++) {
		if (i < used)
			grid_put(g, at.row, at.col + i, 1, ROLE_BAR_USED, ascii ? "=" : "━");
		else
			grid_put(g, at.row, at.col + i, 1, ROLE_BAR_FREE, ascii ? "-" : "─");
	}
	if (peak > 0)
		grid_put(g, at.row, at.col + peak - 1, 1, ROLE_BAR_PEAK, ascii ? "|" : "┃");
}

/* A row of texts; if there is too little space, the last ones are left out, not cut. */
#define PARTS_MAX 6
struct header_parts {
	char text[PARTS_MAX][64];
	size_t count;
};

static struct buffer
new_part(struct header_parts *parts)
{
	return buffer_over(parts->text[parts->count++], sizeof parts->text[0]);
}

/* How many of them fit; `used` becomes their width. */
static size_t
parts_fit(const struct header_parts *parts, int cols, int *used)
{
	size_t i = 0;

	*used = 0;
	for (; i < parts->count; i++) {
		int width = (int)utf8_columns(parts->text[i]);

		if (*used + width > cols)
			break;
		*used += width;
	}
	return i;
}

static int
put_parts(struct grid *g, struct rect at, const struct header_parts *parts, enum role role)
{
	int used;
	size_t fit = parts_fit(parts, at.cols, &used);

	for (size_t i = 0, col = 0; i < fit; i++)
		col += (size_t)grid_put(
			g, at.row, at.col + (int)col, at.cols, role, parts->text[i]);
	return used;
}

/* Texts about swap that are shown if they fit. */
struct swap_texts {
	bool total, activity;
};

/* Writes nothing while the machine does not swap. */
static void
put_activity(struct header_parts *parts, const struct kernel_events *l, enum units units)
{
	struct buffer b = new_part(parts);

	if (!l->rates_known || (l->swap_in_bytes_second == 0 && l->swap_out_bytes_second == 0))
		return;
	unit_size_after(&b, "  swapping in ", l->swap_in_bytes_second, units);
	unit_size_after(&b, "/s, out ", l->swap_out_bytes_second, units);
	buffer_text(&b, "/s");
}

static void
fill_memory(
	struct header_parts *parts, const struct table *t, enum units units, struct swap_texts swap)
{
	const struct system_memory *m = &t->memory;
	struct buffer b;

	parts->count = 0;
	b = new_part(parts);
	unit_size_after(&b, "", memory_used_bytes(m), units);
	b = new_part(parts);
	unit_size_after(&b, " of ", m->total_bytes, units);
	b = new_part(parts);
	unit_size_after(&b, ", peak ", t->used_peak.bytes, units);
	b = new_part(parts);
	unit_size_after(&b, "  swap ", m->swap_total_bytes - m->swap_free_bytes, units);
	if (swap.total)
		unit_size_after(&b, " of ", m->swap_total_bytes, units);
	b = new_part(parts);
	if (m->pressure_known)
		buffer_print(&b, "  pressure %.1f %%", m->pressure_some_avg10);
	if (swap.activity)
		put_activity(parts, &t->events, units);
}

/* Chooses the longest text that leaves space for the bar, otherwise the shortest. Returns the width
 * of what fits. */
static int
choose_memory(struct header_parts *parts, const struct table *t, enum units units, int cols)
{
	static const struct swap_texts texts[] = { { true, true }, { false, true }, { true, false },
		{ false, false } };
	int used = 0;

	for (size_t i = 0; i < LENGTH(texts); i++) {
		fill_memory(parts, t, units, texts[i]);
		if (parts_fit(parts, cols, &used) == parts->count)
			break;
	}
	return used;
}

/* The bar takes the rest of the line; it is dropped before the texts lose the peak. */
static void
put_memory(
	struct grid *g, struct rect r, const struct table *t, const struct column_context *context)
{
	struct rect at = { r.row, 4, 1, r.cols - 4 };
	struct header_parts parts;
	int used, bar;

	if (!t->memory.known) {
		grid_put(g, r.row, 0, r.cols, ROLE_DIM, "memory of the machine cannot be read");
		return;
	}
	grid_put(g, r.row, 0, r.cols, ROLE_TITLE, "mem ");
	used = choose_memory(&parts, t, context->units, at.cols - BAR_MIN - 1);
	if (parts_fit(&parts, at.cols - BAR_MIN - 1, &used) >= 3) {
		bar = at.cols - used - 1 < BAR_MAX ? at.cols - used - 1 : BAR_MAX;
		put_bar(g, (struct rect){ at.row, at.col, 1, bar }, t, context->ascii);
		at.col += bar + 1;
		at.cols -= bar + 1;
	}
	put_parts(g, at, &parts, ROLE_TEXT);
}

/* "REPLAY 11-23 12:03:05, 431/3600, x4" */
static void
put_replay(const struct replay_state *r, struct buffer *b)
{
	buffer_text(b, "  REPLAY ");
	unit_local_time(b, r->wall_ns, "%m-%d %H:%M:%S");
	buffer_print(b, ", %zu/%zu", r->sample, r->samples);
	if (r->speed > 0)
		buffer_print(b, ", x%d", 1 << r->speed);
	if (r->speed < 0)
		buffer_print(b, ", x1/%d", 1 << -r->speed);
}

static void
put_reset(const struct table *t, uint64_t wall_ns, struct buffer *b)
{
	buffer_text(b, "  PEAKS SINCE ");
	unit_local_time(b, wall_ns - (t->taken_ns - t->reset_ns), "%H:%M:%S");
}

/* Shows the filters and the pause, which explain why a process is not shown. */
static void
put_choices(const struct scene *scene, struct buffer *b)
{
	const struct view_state *s = scene->state;

	if (s->replay.on)
		put_replay(&s->replay, b);
	if (s->paused)
		buffer_text(b, "  PAUSED");
	if (s->list.groups)
		buffer_text(b, "  GROUPS");
	if (scene->table->reset_ns != 0)
		put_reset(scene->table, scene->context.wall_ns, b);
	if (!s->list.follow)
		buffer_text(b, "  not following");
	if (s->list.selection.pids != NULL)
		buffer_text(b, "  chosen pids");
	if (s->list.selection.by_uid)
		buffer_text(b, "  one user");
	if (s->list.selection.python_only)
		buffer_text(b, "  python only");
	if (s->list.tagged.count > 0)
		buffer_print(b, "  %zu tagged", s->list.tagged.count);
	if (s->list.selection.text[0] != '\0')
		buffer_print(b, "  filter: %s", s->list.selection.text);
}

static void
fill_counts(struct header_parts *parts, const struct scene *scene)
{
	const struct table *t = scene->table;
	struct buffer b;

	parts->count = 0;
	b = new_part(parts);
	buffer_print(
		&b, "%zu %s", t->living_count, plural(t->living_count, "process", "processes"));
	b = new_part(parts);
	if (t->ended_count > 0)
		buffer_print(&b, ", %zu exited", t->ended_count);
	b = new_part(parts);
	if (t->denied > 0)
		buffer_print(&b, ", %zu not readable", t->denied);
	b = new_part(parts);
	if (!scene->state->replay.on) {
		buffer_text(&b, "   every ");
		unit_interval(&b, scene->state->interval_ns);
	}
	b = new_part(parts);
	if (scene->own.cpu_percent >= 0)
		buffer_print(&b, "   peaktop %.1f %% CPU", scene->own.cpu_percent);
	b = new_part(parts);
	if (scene->own.cpu_percent >= 0 && scene->own.rss_bytes > 0)
		unit_size_after(&b, ", ", scene->own.rss_bytes, scene->context.units);
}

/* --- out-of-memory kills --- */

enum oom_text { OOM_TEXT_VICTIM, OOM_TEXT_WHEN, OOM_TEXT_SHORT };

static void
put_oom_text(const struct table *t, enum oom_text form, struct buffer *b)
{
	const struct oom_victim *v = &t->events.victim;

	buffer_text(b, "OOM KILL");
	if (form == OOM_TEXT_SHORT)
		return;
	buffer_char(b, ' ');
	unit_age(b, t->taken_ns - t->events.oom_ns);
	buffer_text(b, " ago");
	if (form == OOM_TEXT_VICTIM && v->key.pid != 0 && v->name[0] != '\0')
		buffer_print(b, v->sure ? ": %s" : ", probably %s", v->name);
}

/* A recent out-of-memory kill is more important than our own cost and the interval, but never cuts
 * a text: counts are left out from the end instead. Writes it into `text`, and returns its width
 * with the gap before it; 0: none, or no space. */
static int
choose_oom_text(
	const struct table *t, struct header_parts *counts, int cols_left, char *text, size_t size)
{
	static const struct {
		enum oom_text form;
		size_t counts; /* at least this many are kept */
	} steps[] = { { OOM_TEXT_VICTIM, PARTS_MAX }, { OOM_TEXT_VICTIM, 3 }, { OOM_TEXT_WHEN, 3 },
		{ OOM_TEXT_WHEN, 1 }, { OOM_TEXT_SHORT, 1 }, { OOM_TEXT_SHORT, 0 } };

	if (!kernel_events_oom(&t->events, t->taken_ns))
		return 0;
	for (size_t i = 0; i < LENGTH(steps); i++) {
		struct buffer b = buffer_over(text, size);
		int width, used;
		size_t fit;

		put_oom_text(t, steps[i].form, &b);
		width = (int)utf8_columns(text) + 2;
		fit = parts_fit(counts, cols_left - width, &used);
		if (width > cols_left || (fit < steps[i].counts && fit < counts->count))
			continue;
		counts->count = fit;
		return width;
	}
	return 0;
}

/* If space is short, the filters take precedence. */
void
view_header(struct grid *g, const struct scene *scene)
{
	struct rect r = scene->layout.header;
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);
	char oom_text[100];
	struct header_parts counts;
	int used, cols_left, width;

	if (r.rows == 0)
		return;
	put_memory(g, r, scene->table, &scene->context);
	if (r.rows < 2)
		return;
	put_choices(scene, &b);
	fill_counts(&counts, scene);
	cols_left = r.cols - (int)utf8_columns(text);
	width = choose_oom_text(scene->table, &counts, cols_left, oom_text, sizeof oom_text);
	used = put_parts(
		g, (struct rect){ r.row + 1, 0, 1, cols_left - width }, &counts, ROLE_LABEL);
	if (width > 0) {
		grid_put(g, r.row + 1, used > 0 ? used + 2 : 0, width, ROLE_ALERT, oom_text);
		used += width;
	}
	grid_put_right(g, r.row + 1, used, r.cols - used, ROLE_TITLE,
		used > 0 || text[0] == '\0' ? text : text + 2);
}
