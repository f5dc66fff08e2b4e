/* SPDX-License-Identifier: MIT */
/* view_header.c: the two lines on top: memory of the machine, and what is shown how. */
#include "screen/view.h"

#include <string.h>

#include "base/utf8.h"

#define BAR_MAX 32

static void
put_size(struct buffer *b, const char *before, uint64_t bytes, enum units units)
{
	buffer_text(b, before);
	unit_size(b, bytes, units);
}

static int
bar_cells(uint64_t bytes, uint64_t total, int width)
{
	double part = total > 0 ? (double)bytes / (double)total : 0;

	return (int)((part < 1 ? part : 1) * width + 0.5);
}

/* "━━━━━━──┃────": used, and where its peak was. */
static void
put_bar(struct grid *g, struct rect at, const struct scene *scene)
{
	const struct system_memory *m = &scene->table->memory;
	bool ascii = scene->context.ascii;
	int used = bar_cells(memory_used_bytes(m), m->total_bytes, at.cols);
	int peak = bar_cells(scene->table->used_peak.bytes, m->total_bytes, at.cols);

	for (int i = 0; i < at.cols; i++) {
		if (i < used)
			grid_put(g, at.row, at.col + i, 1, ROLE_BAR_USED, ascii ? "=" : "━");
		else
			grid_put(g, at.row, at.col + i, 1, ROLE_BAR_FREE, ascii ? "-" : "─");
	}
	if (peak > 0)
		grid_put(g, at.row, at.col + peak - 1, 1, ROLE_BAR_PEAK, ascii ? "|" : "┃");
}

static void
put_memory(struct grid *g, struct rect r, const struct scene *scene)
{
	const struct system_memory *m = &scene->table->memory;
	enum units units = scene->context.units;
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);
	int bar, col;

	if (!m->known) {
		grid_put(g, r.row, 0, r.cols, ROLE_DIM, "memory of the machine: not readable");
		return;
	}
	put_size(&b, "", memory_used_bytes(m), units);
	put_size(&b, " used, peak ", scene->table->used_peak.bytes, units);
	put_size(&b, ", of ", m->total_bytes, units);
	put_size(&b, "   swap ", m->swap_total_bytes - m->swap_free_bytes, units);
	put_size(&b, " of ", m->swap_total_bytes, units);
	if (m->pressure_known)
		buffer_print(&b, "   pressure %.1f %%", m->pressure_some_avg10);

	col = grid_put(g, r.row, 0, r.cols, ROLE_TITLE, "mem ");
	bar = r.cols - col - 1 - (int)utf8_columns(text);
	bar = bar > BAR_MAX ? BAR_MAX : bar;
	if (bar >= 8) {
		put_bar(g, (struct rect){ r.row, col, 1, bar }, scene);
		col += bar + 1;
	}
	grid_put(g, r.row, col, r.cols - col, ROLE_TEXT, text);
}

/* What narrows or halts the table, so that nobody wonders where a process is. */
static void
put_choices(const struct scene *scene, struct buffer *b)
{
	const struct view_state *s = scene->state;

	if (s->paused)
		buffer_text(b, "  PAUSED");
	if (s->follow)
		buffer_text(b, "  following");
	if (s->selection.pids != NULL)
		buffer_text(b, "  chosen pids");
	if (s->selection.by_uid)
		buffer_text(b, "  one user");
	if (s->selection.python_only)
		buffer_text(b, "  python only");
	if (s->selection.text[0] != '\0')
		buffer_print(b, "  filter: %s", s->selection.text);
	if (s->tagged.count > 0)
		buffer_print(b, "  %zu tagged", s->tagged.count);
}

static void
put_counts(const struct scene *scene, struct buffer *b)
{
	const struct table *t = scene->table;

	buffer_print(b, "%zu processes", t->living_count);
	if (t->ended_count > 0)
		buffer_print(b, ", %zu exited", t->ended_count);
	if (t->denied > 0)
		buffer_print(b, ", %zu not readable", t->denied);
	buffer_text(b, "   every ");
	unit_interval(b, scene->state->interval_ns);
	if (scene->own_cpu_percent >= 0) {
		buffer_print(b, "   peaktop %.1f %% CPU", scene->own_cpu_percent);
		if (scene->own_rss_bytes > 0)
			put_size(b, ", ", scene->own_rss_bytes, scene->context.units);
	}
}

void
view_header(struct grid *g, const struct scene *scene)
{
	struct rect r = scene->layout.header;
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);
	int col;

	if (r.rows == 0)
		return;
	put_memory(g, r, scene);
	if (r.rows < 2)
		return;
	put_counts(scene, &b);
	col = grid_put(g, r.row + 1, 0, r.cols, ROLE_LABEL, text);
	b = buffer_over(text, sizeof text);
	put_choices(scene, &b);
	grid_put_right(g, r.row + 1, col, r.cols - col, ROLE_TITLE, text);
}
