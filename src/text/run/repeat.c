/* SPDX-License-Identifier: MIT */
/* repeat.c: a table of what several runs of a command needed. */
#include "text/run/repeat.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/exit_status.h"
#include "base/grow.h"
#include "base/length.h"
#include "base/plural.h"
#include "model/run/compare.h"
#include "text/run/summary_lines.h"
#include "text/argv.h"

#define CELL 12 /* columns of a figure */

/* One row per figure. */
static const struct figure_row {
	const char *label;
	size_t member;
	bool time;
} rows[] = {
	{ "peak", offsetof(struct repeat_figures, single_bytes), false },
	{ "tree peak", offsetof(struct repeat_figures, tree_bytes), false },
	{ "wall", offsetof(struct repeat_figures, wall_ns), true },
	{ "CPU", offsetof(struct repeat_figures, cpu_ns), true },
};

/* Over the known values. */
static struct spread
spread_of_row(const struct figure_row *row, const struct repeat_figures *runs, size_t count,
	uint64_t *values)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		values[known] = *(const uint64_t *)((const char *)&runs[i] + row->member);
		known += row->time || values[known] != 0;
	}
	return spread_of(values, known);
}

static void
put_cell(struct bytes *out, const char *text, size_t length)
{
	bytes_pad(out, ' ', length < CELL ? CELL - length : 1);
	bytes_put(out, text, length);
}

static void
put_value(struct bytes *out, const struct figure_row *row, uint64_t value, enum units units)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	if (row->time)
		summary_put_duration(&b, value);
	else
		unit_size(&b, value, units);
	put_cell(out, text, b.length);
}

static void
put_row(struct bytes *out, const struct figure_row *row, const struct spread *s, enum units units)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	bytes_print(out, "  %-10s", row->label);
	put_value(out, row, s->median, units);
	put_value(out, row, s->min, units);
	put_value(out, row, s->max, units);
	if (s->median > 0)
		buffer_print(&b, "%.1f %%", 100.0 * (double)(s->max - s->min) / (double)s->median);
	else
		buffer_text(&b, "-");
	put_cell(out, text, b.length);
	bytes_text(out, "\n");
}

/* Reports runs whose peak is not what they would have needed. */
static void
put_kills(struct bytes *out, const struct repeat_figures *runs, size_t count)
{
	size_t kinds[CUT_COUNT] = { 0 };
	size_t certain;

	for (size_t i = 0; i < count; i++)
		kinds[runs[i].cut]++;
	certain = kinds[CUT_KILLED] + kinds[CUT_COPED];
	if (certain > 0)
		bytes_print(out, "  killed for memory in %zu of %zu runs, which needed more\n",
			certain, count);
	if (kinds[CUT_LIKELY] > 0)
		bytes_print(out, "  likely killed for memory in %zu of %zu runs\n",
			kinds[CUT_LIKELY], count);
}

void
repeat_put(char *const *argv, const struct repeat_figures *runs, size_t count, enum units units,
	struct bytes *out)
{
	uint64_t *values = grow_new(count * sizeof *values);
	char *const program[] = { argv[0], NULL };
	size_t failed = 0, over = 0;

	bytes_text(out, "peaktop: ");
	argv_put_short(runs[0].program_only ? program : argv, SUMMARY_COLUMNS - 24, out);
	bytes_print(out, ", %zu %s\n", count, plural(count, "run", "runs"));
	bytes_print(out, "  %-10s%*s%*s%*s%*s\n", "", CELL, "median", CELL, "least", CELL, "most",
		CELL, "spread");
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct spread s = spread_of_row(&rows[i], runs, count, values);

		if (s.count > 0)
			put_row(out, &rows[i], &s, units);
	}
	for (size_t i = 0; i < count; i++) {
		over += runs[i].over_budget;
		failed += runs[i].status != 0 && !runs[i].over_budget;
	}
	if (failed > 0)
		bytes_print(out, "  failed    %*zu of %zu, with a non-zero status or by a signal\n",
			CELL - 5, failed, count);
	if (over > 0)
		bytes_print(out, "  over the budget in %zu of %zu runs (status %d)\n", over, count,
			EXIT_OVER_BUDGET);
	put_kills(out, runs, count);
	free(values);
}
