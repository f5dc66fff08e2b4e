/* SPDX-License-Identifier: MIT */
/* cell.c: the value of a column as people read it, and the order of rows by it. */
#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>

#include "base/duration.h"
#include "text/spark.h"
#include "text/table/column.h"
#include "text/table/ended.h"

#define TREND_COLUMNS 12

static void
put_trend(const struct process_history *h, bool ascii, struct buffer *b)
{
	uint64_t values[TREND_COLUMNS];

	for (size_t i = 0; i < TREND_COLUMNS; i++)
		if (!process_history_recent(h, TREND_COLUMNS - 1 - i, &values[i]))
			values[i] = SPARK_UNKNOWN;
	spark_put(values, TREND_COLUMNS, ascii, b);
}

static unsigned
digits_of(uint64_t n)
{
	unsigned digits = 1;

	for (; n >= 10; n /= 10)
		digits++;
	return digits;
}

/* A count too wide for its column is shown in thousands and so on: if it were cut, it would be a
 * different number. */
static void
put_count(const struct column *column, uint64_t count, struct buffer *b)
{
	static const char *const steps[] = { "", "k", "M", "G", "T", "P", "E" };
	size_t step = 0;

	for (; digits_of(count) + (step > 0) > column->width && step < 6; step++)
		count /= 1000;
	buffer_print(b, "%" PRIu64 "%s", count, steps[step]);
}

static void
put_age(const struct value *v, struct buffer *b)
{
	bool recent = v->whole < 5 * NS_PER_SECOND;

	if (v->at_least)
		buffer_char(b, recent ? '-' : '>');
	if (recent && v->text != NULL)
		buffer_text(b, v->at_least ? "" : v->text);
	else if (!recent || !v->at_least)
		unit_age(b, v->whole);
}

static void
put_change(double bytes, enum units units, struct buffer *b)
{
	if (bytes == 0) {
		buffer_text(b, "flat");
		return;
	}
	buffer_char(b, bytes < 0 ? '-' : '+');
	unit_size(b, (uint64_t)(bytes < 0 ? -bytes : bytes), units);
}

void
column_make_bar(const struct row *row, const struct column_context *context, unsigned cells,
	struct bar *bar)
{
	const struct reading *r = &row->process->now;
	const struct peak *peak = column_peak(row);
	struct bar_sizes sizes = { .scale_bytes = context->scale_bytes };

	if (context->by_limit)
		sizes.scale_bytes = r->known & KNOWN_LIMIT ? r->limit_bytes : 0;
	if (row->hidden_below > 0)
		sizes.now_bytes = row->tree_rss_bytes;
	else if (!process_ended(row->process) && (r->known & KNOWN_RSS))
		sizes.now_bytes = r->rss_bytes;
	if (peak->origin != PEAK_NONE)
		sizes.peak_bytes = peak->bytes;
	bar_make(bar, &sizes, cells, context->ascii);
}

static void
put_known(const struct column *column, const struct row *row, const struct column_context *context,
	const struct value *v, struct buffer *b)
{
	struct bar bar;

	switch (column->kind) {
	case VALUE_COUNT:
		put_count(column, v->whole, b);
		break;
	case VALUE_SIZE:
		unit_size(b, v->whole, context->units);
		break;
	case VALUE_CHANGE:
		put_change(v->real, context->units, b);
		break;
	case VALUE_PERCENT:
		/* With many CPUs it may be large. */
		buffer_print(b, "%.*f", v->real < 999.95 ? 1 : 0, v->real);
		break;
	case VALUE_AGE:
		put_age(v, b);
		break;
	case VALUE_CPU_TIME:
		unit_cpu_time(b, v->whole);
		break;
	case VALUE_TEXT:
		buffer_text(b, v->text);
		break;
	case VALUE_TREND:
		put_trend(&row->process->history, context->ascii, b);
		break;
	case VALUE_BAR:
		column_make_bar(row, context, column->width, &bar);
		buffer_print(b, "%s%s%s", bar.filled, bar.gap, bar.tick);
		break;
	}
}

void
column_put(const struct column *column, const struct row *row, const struct column_context *context,
	struct buffer *b)
{
	struct value v;

	if (row->kind == ROW_ALIKE && (column->roles & COLUMN_BRANCH))
		ended_put_alike(row, context, b);
	else if (column_value(column, row, context, &v))
		put_known(column, row, context, &v, b);
	else if (row->kind == ROW_ALIKE && column->put_ended != NULL)
		buffer_text(b, "ended");
	else if (column->put_ended != NULL && process_ended(row->process))
		column->put_ended(row->process, b);
	else if (!column_drawn(column) && row->kind == ROW_PROCESS)
		buffer_char(b, '-');
}

static int
compare_known(const struct column *column, const struct value *a, const struct value *b)
{
	int order;

	if (column->kind == VALUE_TEXT)
		return strcasecmp(a->text, b->text);
	if (column->kind == VALUE_PERCENT || column->kind == VALUE_CHANGE)
		order = (a->real > b->real) - (a->real < b->real);
	else
		order = (a->whole > b->whole) - (a->whole < b->whole);
	return column->big_first ? -order : order;
}

/* Of processes that ended, the one with the larger peak first. */
static int
compare_ended(const struct process *a, const struct process *b)
{
	uint64_t x = process_peak(a)->bytes, y = process_peak(b)->bytes;

	if (!process_ended(a) || !process_ended(b))
		return process_ended(a) - process_ended(b);
	return (x < y) - (x > y);
}

int
column_compare(const struct column *column, bool inverted, const struct row *a, const struct row *b,
	const struct column_context *context)
{
	struct value x, y;
	bool x_known = column_value(column, a, context, &x);
	bool y_known = column_value(column, b, context, &y);
	int order = 0;

	if (x_known != y_known)
		return x_known ? -1 : 1;
	if (!x_known)
		inverted = false;
	order = x_known ? compare_known(column, &x, &y) : compare_ended(a->process, b->process);
	if (order != 0)
		return inverted ? -order : order;
	return proc_key_compare(a->process->now.key, b->process->now.key);
}
