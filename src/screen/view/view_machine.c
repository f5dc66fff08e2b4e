/* SPDX-License-Identifier: MIT */
/* view_machine.c: what the memory of the machine is used for: a bar, its legend, the last minutes.
 */
#include "screen/view/view_machine.h"

#include "base/length.h"
#include "base/utf8.h"
#include "text/spark.h"
#include "text/stacked_bar.h"

/* What is in use comes first, so the peak's tick is never inside of it. */
#define PARTS_USED PART_CACHE

static const struct part_look {
	const char *name, *utf8, *ascii;
	enum role role;
} looks[MEMORY_PARTS] = {
	[PART_PYTHON] = { "python", "█", "#", ROLE_BAR_PYTHON },
	[PART_OTHER] = { "other", "▓", "=", ROLE_BAR_OTHER },
	[PART_HUGE] = { "huge pages", "■", "H", ROLE_BAR_OTHER },
	[PART_ARC] = { "ARC", "▒", "A", ROLE_BAR_CACHE },
	[PART_CACHE] = { "cache", "░", "-", ROLE_BAR_CACHE },
	[PART_FREE] = { "free", "·", ".", ROLE_BAR_FREE },
};

static const char *
glyph_of(enum memory_part part, const struct scene *scene)
{
	return scene->context.ascii ? looks[part].ascii : looks[part].utf8;
}

struct memory_parts
view_machine_parts(const struct scene *scene)
{
	struct memory_parts parts;

	memory_parts_of(&parts, &scene->table->memory, table_python_bytes(scene->table));
	return parts;
}

const char *
view_percent_text(const struct scene *scene)
{
	const struct container_memory *c = &scene->table->memory.container;

	if (c->limit_bytes == 0)
		return " % of the machine";
	return c->of_group ? " % of the group's limit" : " % of the container";
}

uint64_t
view_machine_peak(const struct scene *scene)
{
	return table_memory_peak(scene->table)->bytes;
}

/* --- the bar --- */

/* Where the tick is: in the last cell up to the peak, but not inside of what is used; and a part
 * that has one cell keeps it. `of` has the part of each cell. */
static int
choose_tick(const unsigned char *of, int cols, int used, int peak)
{
	int cells[MEMORY_PARTS] = { 0 }, wanted = peak > used ? peak - 1 : used;

	if (wanted >= cols)
		wanted = cols - 1;
	for (int i = 0; i < cols; i++)
		cells[of[i]]++;
	for (int distance = 0; distance < cols; distance++) {
		if (wanted + distance < cols && cells[of[wanted + distance]] > 1)
			return wanted + distance;
		if (wanted >= distance && cells[of[wanted - distance]] > 1)
			return wanted - distance;
	}
	return wanted;
}

/* What is unknown, and what small parts leave, looks free. Returns the cells of what is used. */
static int
fill_bar(unsigned char *of, int cols, const struct memory_parts *parts)
{
	int cells[MEMORY_PARTS], col = 0, used = 0;

	stacked_bar_cells(parts->bytes, MEMORY_PARTS, parts->whole_bytes, cols, cells);
	cells[PART_FREE] = cols;
	for (int part = 0; part < MEMORY_PARTS; part++) {
		if (part == PARTS_USED)
			used = col;
		for (int i = 0; i < cells[part] && col < cols; i++)
			of[col++] = (unsigned char)part;
	}
	return used;
}

void
view_machine_bar(
	struct grid *g, struct rect at, const struct memory_parts *parts, const struct scene *scene)
{
	unsigned char of[VIEW_MACHINE_BAR_MAX];
	uint64_t peak_bytes = view_machine_peak(scene);
	int used, peak, tick,
		cols = at.cols < VIEW_MACHINE_BAR_MAX ? at.cols : VIEW_MACHINE_BAR_MAX;

	if (cols <= 0)
		return;
	used = fill_bar(of, cols, parts);
	stacked_bar_cells(&peak_bytes, 1, parts->whole_bytes, cols, &peak);
	for (int i = 0; i < cols; i++)
		grid_put(g, at.row, at.col + i, 1, looks[of[i]].role,
			glyph_of((enum memory_part)of[i], scene));
	tick = choose_tick(of, cols, used, peak);
	if (peak_bytes > 0)
		grid_put(g, at.row, at.col + tick, 1, ROLE_BAR_PEAK,
			scene->context.ascii ? "|" : "┃");
}

/* --- the legend --- */

int
view_machine_legend(
	struct grid *g, struct rect at, const struct memory_parts *parts, const struct scene *scene)
{
	int col = 0;

	for (int part = 0; part < MEMORY_PARTS; part++) {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);
		int gap = col > 0 ? 2 : 0, width;

		if (parts->bytes[part] == 0)
			continue;
		buffer_print(&b, " %s ", looks[part].name);
		unit_size(&b, parts->bytes[part], scene->context.units);
		width = 1 + (int)utf8_columns(text);
		if (col + gap + width > at.cols)
			break;
		col += gap;
		grid_put(g, at.row, at.col + col, 1, looks[part].role,
			glyph_of((enum memory_part)part, scene));
		grid_put(g, at.row, at.col + col + 1, width - 1, ROLE_LABEL, text);
		col += width;
	}
	return col;
}

/* --- the last minutes --- */

/* How many steps are shown, the most that fit; one takes ten seconds. */
static const struct span {
	size_t steps;
	const char *name;
} spans[] = { { 60, "10 min " }, { 30, "5 min " }, { 12, "2 min " } };
_Static_assert(SYSTEM_WATCH_STEPS == 60 && SYSTEM_WATCH_STEP_NS == 10 * NS_PER_SECOND,
	"the names are right");

static const struct span *
span_for(int cols)
{
	for (size_t i = 0; i < LENGTH(spans); i++)
		if ((int)(spans[i].steps + utf8_columns(spans[i].name)) <= cols)
			return &spans[i];
	return NULL;
}

static const char *
step_block(uint64_t bytes, uint64_t peak_bytes, bool ascii)
{
	int level;

	stacked_bar_cells(&bytes, 1, peak_bytes, SPARK_LEVELS, &level);
	return spark_block(level > 0 ? (size_t)level - 1 : 0, ascii);
}

int
view_machine_strip(struct grid *g, struct rect at, const struct scene *scene)
{
	const struct span *span = span_for(at.cols);
	uint64_t peak_bytes = view_machine_peak(scene), bytes;
	int width, col;

	if (span == NULL || peak_bytes == 0)
		return 0;
	width = (int)(span->steps + utf8_columns(span->name));
	col = at.col + at.cols - width;
	col += grid_put(g, at.row, col, width, ROLE_LABEL, span->name);
	for (size_t i = 0; i < span->steps; i++) {
		if (system_watch_step(&scene->table->watch, span->steps - 1 - i, &bytes))
			grid_put(g, at.row, col + (int)i, 1, ROLE_BAR_OTHER,
				step_block(bytes, peak_bytes, scene->context.ascii));
		else
			grid_put(g, at.row, col + (int)i, 1, ROLE_BAR_FREE,
				scene->context.ascii ? " " : "·");
	}
	return width;
}
