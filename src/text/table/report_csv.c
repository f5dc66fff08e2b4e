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

static void
put_row(const struct report *r, const char *taken_at, const struct row *row, struct bytes *out)
{
	bytes_text(out, taken_at);
	for (size_t i = 0; i < r->columns->count; i++) {
		if (r->columns->items[i]->key == NULL)
			continue;
		bytes_text(out, ",");
		put_cell(r, r->columns->items[i], row, out);
	}
	bytes_print(out, ",%s\n", process_ended(row->process) ? "true" : "false");
}

void
report_csv(const struct report *r, bool head, struct bytes *out)
{
	char taken_at[40];
	struct buffer b = buffer_over(taken_at, sizeof taken_at);

	unit_timestamp(&b, r->context.wall_ns);
	if (head) {
		bytes_text(out, "taken_at");
		for (size_t i = 0; i < r->columns->count; i++)
			if (r->columns->items[i]->key != NULL)
				bytes_print(out, ",%s", r->columns->items[i]->key);
		bytes_text(out, ",exited\n");
	}
	for (size_t i = 0; i < r->rows->count; i++)
		if (report_takes(r, &r->rows->items[i]))
			put_row(r, taken_at, &r->rows->items[i], out);
}
