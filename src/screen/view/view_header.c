/* SPDX-License-Identifier: MIT */
/* view_header.c: the lines at the top: the machine's memory, what it is used for or the jobs of
 * this screen, and what the table shows. */
#include "screen/view/view.h"

#include <string.h>

#include "base/length.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "screen/state/bindings.h"
#include "screen/view/view_jobs.h"
#include "screen/view/view_machine.h"
#include "text/cut.h"

#define BAR_MIN 8
#define OWNER_COLUMNS 20
#define BAR_MAX 32
/* What the filter leaves for the number of processes. */
#define COUNTS_COLUMNS 20
#define BAR_PART 4 /* of a wide line, if that is more */

/* How many counts come before the interval and our own cost, and what one part of a legend takes
 * with the gap before it ("   █ python 2.21G"). */
#define COUNTS_KEPT 3
#define LEGEND_MIN 17

/* Waiting for memory for less of the time is not worth a word. */
#define PRESSURE_SHOWN 1.0

/* A row of texts; if there is too little space, the last ones are left out, not cut. */
#define PARTS_MAX 7
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

/* Texts that are shown if they fit: about swap, and whose limit it is. */
struct memory_texts {
	bool total, activity, owner;
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

/* Swap and pressure are mentioned only when they say something. */
static void
put_swap(struct header_parts *parts, const struct table *t, enum units units, bool total)
{
	const struct system_memory *m = &t->memory;
	struct buffer b = new_part(parts);

	if (m->swap_total_bytes <= m->swap_free_bytes)
		return;
	unit_size_after(&b, "  swap ", m->swap_total_bytes - m->swap_free_bytes, units);
	if (total)
		unit_size_after(&b, " of ", m->swap_total_bytes, units);
}

static void
put_pressure(struct header_parts *parts, const struct system_memory *m)
{
	struct buffer b = new_part(parts);

	if (m->pressure_known && m->pressure_some_avg10 >= PRESSURE_SHOWN)
		buffer_print(&b, "  pressure %.1f %%", m->pressure_some_avg10);
}

/* Whose limit it is: " (container)", " (user-1000.slice)". */
static void
put_owner(struct buffer *b, const struct container_memory *c, bool ascii)
{
	buffer_text(b, " (");
	cut_put(b, container_name(c), OWNER_COLUMNS, ascii);
	buffer_char(b, ')');
}

static void
fill_memory(struct header_parts *parts, const struct memory_parts *memory,
	const struct scene *scene, struct memory_texts texts)
{
	const struct table *t = scene->table;
	enum units units = scene->context.units;
	struct buffer b;

	parts->count = 0;
	b = new_part(parts);
	unit_size_after(&b, "", memory->used_bytes, units);
	b = new_part(parts);
	unit_size_after(&b, " of ", memory->whole_bytes, units);
	if (memory->container && texts.owner)
		put_owner(&b, &t->memory.container, scene->context.ascii);
	b = new_part(parts);
	unit_size_after(&b, ", peak ", view_machine_peak(scene), units);
	b = new_part(parts);
	if (t->watch.cpu_known)
		buffer_print(&b, "  CPU %2u %%", t->watch.cpu_percent);
	put_swap(parts, t, units, texts.total);
	put_pressure(parts, &t->memory);
	if (texts.activity)
		put_activity(parts, &t->events, units);
}

/* The first parts, up to the peak, are worth more than the bar and whose limit it is. */
#define PARTS_TO_PEAK 3

/* Chooses the longest text that leaves space for the bar, otherwise the shortest that has the peak.
 * Returns whether it says whose limit it is, if that is not the machine's memory. */
static bool
choose_memory(struct header_parts *parts, const struct memory_parts *memory,
	const struct scene *scene, int cols)
{
	static const struct memory_texts texts[] = { { true, true, true }, { false, true, true },
		{ true, false, true }, { false, false, true } };
	int used;

	for (size_t i = 0; i < LENGTH(texts); i++) {
		fill_memory(parts, memory, scene, texts[i]);
		if (parts_fit(parts, cols, &used) == parts->count)
			return true;
	}
	if (parts_fit(parts, cols, &used) >= PARTS_TO_PEAK)
		return true;
	fill_memory(parts, memory, scene, (struct memory_texts){ .owner = false });
	return false;
}

static int
bar_max(int cols)
{
	int most = cols / BAR_PART > BAR_MAX ? cols / BAR_PART : BAR_MAX;

	return most < VIEW_MACHINE_BAR_MAX ? most : VIEW_MACHINE_BAR_MAX;
}

/* The bar takes the rest of the line; it is dropped before the texts lose the peak. */
static void
put_memory(
	struct grid *g, struct rect r, const struct memory_parts *memory, const struct scene *scene)
{
	struct rect at = { r.row, 4, 1, r.cols - 4 };
	struct header_parts parts;
	int used, bar, max = bar_max(r.cols);
	bool owned;

	if (!scene->table->memory.known) {
		grid_put(g, r.row, 0, r.cols, ROLE_DIM, "memory of the machine cannot be read");
		return;
	}
	owned = choose_memory(&parts, memory, scene, at.cols - BAR_MIN - 1);
	grid_put(g, r.row, 0, r.cols, ROLE_TITLE, memory->container && !owned ? "lim " : "mem ");
	if (parts_fit(&parts, at.cols - BAR_MIN - 1, &used) >= PARTS_TO_PEAK) {
		bar = at.cols - used - 1 < max ? at.cols - used - 1 : max;
		view_machine_bar(g, (struct rect){ at.row, at.col, 1, bar }, memory, scene);
		at.col += bar + 1;
		at.cols -= bar + 1;
	}
	put_parts(g, at, &parts, ROLE_TEXT);
}

/* The second of three lines: what the bar is made of, below it, and the last minutes, which are
 * more than the end of a legend. */
static void
put_second(
	struct grid *g, struct rect r, const struct memory_parts *memory, const struct scene *scene)
{
	struct rect at = { r.row + 1, 4, 1, r.cols - 4 }, legend = at;

	if (at.cols > 2 * (VIEW_MACHINE_STRIP_MIN + 2))
		legend.cols -= VIEW_MACHINE_STRIP_MIN + 2;
	legend.cols = view_machine_legend(g, legend, memory, scene) + 2;
	at.col += legend.cols;
	at.cols -= legend.cols;
	view_machine_strip(g, at, scene);
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

/* "h help, F2 set-up" */
static void
put_greeting(const struct key_bindings *keys, struct buffer *b)
{
	static const struct {
		const char *action, *text;
	} keys_to_know[] = { { "help", "help" }, { "setup", "set-up" } };

	for (size_t i = 0; i < LENGTH(keys_to_know); i++) {
		char key[24];
		struct buffer name = buffer_over(key, sizeof key);

		bindings_put_first(keys, keys_to_know[i].action, &name);
		if (key[0] != '\0')
			buffer_print(b, "%s%s %s", b->length > 0 ? ", " : "  ", key,
				keys_to_know[i].text);
	}
}

/* Shows the filters and the pause, which explain why a process is not shown. */
static void
put_choices(const struct scene *scene, struct buffer *b)
{
	const struct view_state *s = scene->state;

	if (s->greets)
		put_greeting(scene->keys, b);
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
	if (s->list.selection.filter == NULL)
		return;
	buffer_text(b, "  ");
	view_put_filter(
		scene, scene->layout.header.cols - (int)utf8_columns(b->bytes) - COUNTS_COLUMNS, b);
}

/* "40 processes", or "9 of 40 processes" */
static void
put_count(struct buffer *b, size_t shown, size_t all)
{
	if (shown != all)
		buffer_print(b, "%zu of ", shown);
	buffer_print(b, "%zu", all);
}

/* Their line may be below the screen. */
static void
put_ended_key(struct buffer *b, const struct scene *scene)
{
	char key[24];
	struct buffer name = buffer_over(key, sizeof key);

	if (scene->rows->ended_count == 0)
		return;
	bindings_put_first(scene->keys, "ended", &name);
	if (key[0] != '\0')
		buffer_print(b, " (%s)", key);
}

static void
fill_counts(struct header_parts *parts, const struct scene *scene)
{
	const struct table *t = scene->table;
	struct buffer b;

	parts->count = 0;
	b = new_part(parts);
	put_count(&b, scene->rows->sum.living, t->living_count);
	buffer_print(&b, " %s", plural(t->living_count, "process", "processes"));
	b = new_part(parts);
	if (t->ended_count > 0) {
		buffer_text(&b, ", ");
		put_count(&b, scene->rows->sum.ended, t->ended_count);
		buffer_text(&b, " ended");
		put_ended_key(&b, scene);
	}
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

/* Whether the bar's legend has no line of its own. */
static bool
has_legend_below(const struct scene *scene)
{
	return scene->layout.header.rows == 2 || scene->layout.jobs.rows > 0;
}

/* One part of the legend is worth more than the interval and our own cost. */
static void
leave_space_for_legend(struct header_parts *counts, int cols)
{
	int used;
	size_t fit = parts_fit(counts, cols - LEGEND_MIN, &used);

	if (fit >= COUNTS_KEPT)
		counts->count = fit;
}

/* What the table shows. If space is short, the filters take precedence. */
static void
put_last(struct grid *g, int row, int cols, const struct memory_parts *memory,
	const struct scene *scene)
{
	char text[400], oom_text[100];
	struct buffer b = buffer_over(text, sizeof text);
	struct header_parts counts;
	int used, cols_left, width;

	put_choices(scene, &b);
	fill_counts(&counts, scene);
	cols_left = cols - (int)utf8_columns(text);
	if (has_legend_below(scene))
		leave_space_for_legend(&counts, cols_left);
	width = choose_oom_text(scene->table, &counts, cols_left, oom_text, sizeof oom_text);
	used = put_parts(g, (struct rect){ row, 0, 1, cols_left - width }, &counts, ROLE_LABEL);
	if (width > 0) {
		grid_put(g, row, used > 0 ? used + 2 : 0, width, ROLE_ALERT, oom_text);
		used += width;
	}
	grid_put_right(g, row, used, cols - used, ROLE_TITLE,
		used > 0 || text[0] == '\0' ? text : text + 2);
	if (has_legend_below(scene))
		view_machine_legend(
			g, (struct rect){ row, used + 3, 1, cols_left - used - 3 }, memory, scene);
}

void
view_header(struct grid *g, const struct scene *scene)
{
	struct rect r = scene->layout.header;
	struct memory_parts memory;

	if (r.rows == 0)
		return;
	memory = view_machine_parts(scene);
	put_memory(g, r, &memory, scene);
	if (scene->layout.jobs.rows > 0)
		view_jobs(g, scene);
	else if (r.rows > 2)
		put_second(g, r, &memory, scene);
	if (r.rows > 1 + scene->layout.jobs.rows)
		put_last(g, r.row + r.rows - 1, r.cols, &memory, scene);
}
