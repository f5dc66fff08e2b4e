/* SPDX-License-Identifier: MIT */
/* report_csv.c: one sample as CSV (RFC 4180, lines ended by LF). */
#include <inttypes.h>

#include "text/table/report.h"

#include "base/duration.h"
#include "text/table/csv.h"

static void
put_cell(const struct report *r, const struct column *column, const struct row *row,
	struct bytes *out)
{
	struct value v;

	if (!column_value(column, row, &r->context, &v) || v.at_least)
		return;
	switch (column->kind) {
	case VALUE_COUNT:
	case VALUE_SIZE:
		bytes_print(out, "%" PRIu64, v.whole);
		break;
	case VALUE_CHANGE:
		bytes_print(out, "%.0f", v.real);
		break;
	case VALUE_PERCENT:
		bytes_print(out, "%.3f", v.real);
		break;
	case VALUE_AGE:
	case VALUE_CPU_TIME:
		bytes_print(out, "%.3f", (double)v.whole / NS_PER_SECOND);
		break;
	case VALUE_TEXT:
		csv_put_text(out, v.text);
		break;
	case VALUE_TREND:
	case VALUE_BAR:
		break;
	}
}

/* The column `exited` stands before this one: those that came later follow it. */
static size_t
exited_at(const struct column_list *list)
{
	size_t at = list->count;

	while (at > 0 && (list->items[at - 1]->roles & COLUMN_LATER))
		at--;
	return at;
}

/* NULL: the head. */
static void
put_line(const struct report *r, const char *first, const struct row *row, struct bytes *out)
{
	size_t exited = exited_at(r->columns);

	bytes_text(out, first);
	for (size_t i = 0; i <= r->columns->count; i++) {
		const struct column *column = i < r->columns->count ? r->columns->items[i] : NULL;

		if (i == exited)
			bytes_print(out, ",%s",
				row == NULL                   ? "exited"
				: process_ended(row->process) ? "true"
							      : "false");
		if (column == NULL || column->key == NULL)
			continue;
		bytes_print(out, ",%s", row == NULL ? column->key : "");
		if (row != NULL)
			put_cell(r, column, row, out);
	}
	bytes_text(out, "\n");
}

void
report_csv(const struct report *r, bool head, struct bytes *out)
{
	char taken_at[40];
	struct buffer b = buffer_over(taken_at, sizeof taken_at);

	unit_timestamp(&b, r->context.wall_ns);
	if (head)
		put_line(r, "taken_at", NULL, out);
	for (size_t i = 0; i < r->rows->count; i++)
		if (report_takes(r, &r->rows->items[i]))
			put_line(r, taken_at, &r->rows->items[i], out);
}
