/* SPDX-License-Identifier: MIT */
/* repeat.c: one table of what several runs of a command needed. */
#include "text/repeat.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/grow.h"
#include "text/account.h"
#include "text/argv.h"

#define CELL 12 /* columns of a figure */

/* A row a figure. */
static const struct row {
	const char *label;
	size_t member;
	bool time;
} rows[] = {
	{ "peak", offsetof(struct repeat_figures, single_bytes), false },
	{ "tree peak", offsetof(struct repeat_figures, tree_bytes), false },
	{ "wall", offsetof(struct repeat_figures, wall_ns), true },
	{ "CPU", offsetof(struct repeat_figures, cpu_ns), true },
};

static int
compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Those that are known, in order; returns how many. */
static size_t
take_values(
	const struct row *row, const struct repeat_figures *runs, size_t count, uint64_t *values)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		values[known] = *(const uint64_t *)((const char *)&runs[i] + row->member);
		known += row->time || values[known] != 0;
	}
	qsort(values, known, sizeof *values, compare);
	return known;
}

static uint64_t
median(const uint64_t *sorted, size_t count)
{
	uint64_t low = sorted[(count - 1) / 2], high = sorted[count / 2];

	return low + (high - low) / 2;
}

static void
put_cell(struct bytes *out, const char *text, size_t length)
{
	bytes_pad(out, ' ', length < CELL ? CELL - length : 1);
	bytes_put(out, text, length);
}

static void
put_value(struct bytes *out, const struct row *row, uint64_t value, enum units units)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	if (row->time)
		account_put_duration(&b, value);
	else
		unit_size(&b, value, units);
	put_cell(out, text, b.length);
}

static void
put_row(struct bytes *out, const struct row *row, const uint64_t *sorted, size_t count,
	enum units units)
{
	uint64_t middle = median(sorted, count), distance = sorted[count - 1] - sorted[0];
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	bytes_print(out, "  %-10s", row->label);
	put_value(out, row, middle, units);
	put_value(out, row, sorted[0], units);
	put_value(out, row, sorted[count - 1], units);
	if (middle > 0)
		buffer_print(&b, "%.1f %%", 100.0 * (double)distance / (double)middle);
	else
		buffer_text(&b, "-");
	put_cell(out, text, b.length);
	bytes_text(out, "\n");
}

void
repeat_put(char *const *argv, const struct repeat_figures *runs, size_t count, enum units units,
	struct bytes *out)
{
	uint64_t *values = grow_new(count * sizeof *values);
	size_t failed = 0;

	bytes_text(out, "peaktop: ");
	argv_put_short(argv, ACCOUNT_COLUMNS - 24, out);
	bytes_print(out, ", %zu run%s\n", count, count == 1 ? "" : "s");
	bytes_print(out, "  %-10s%*s%*s%*s%*s\n", "", CELL, "median", CELL, "least", CELL, "most",
		CELL, "spread");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t known = take_values(&rows[i], runs, count, values);

		if (known > 0)
			put_row(out, &rows[i], values, known, units);
	}
	for (size_t i = 0; i < count; i++)
		failed += runs[i].status != 0;
	if (failed > 0)
		bytes_print(out, "  failed    %*zu of %zu, with another status than 0\n", CELL - 5,
			failed, count);
	free(values);
}
