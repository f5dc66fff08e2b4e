/* SPDX-License-Identifier: MIT */
/* run_list.c: runs as lines of a table. */
#include "text/run/run_list_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/length.h"
#include "base/plural.h"
#include "base/signal_name.h"
#include "base/utf8.h"
#include "text/cut.h"
#include "text/run/summary_lines.h"

enum {
	NUMBER = 6,
	WHEN = 16,
	LABEL = 12,
	LABEL_NARROW = 7,
	WALL = 9, /* 99d23h59m */
	SIZE = 10,
	VERDICT = 16, /* exited 255, OOM? */
	NAME_MIN = 10,
	NAME_MIN_NARROW = 6
};

/* --- cells --- */

void
run_list_left(struct bytes *out, const char *text, size_t columns, bool ascii)
{
	char cell[1024];
	struct buffer b = buffer_over(cell, sizeof cell);
	size_t used;

	cut_put(&b, text, columns, ascii);
	used = utf8_columns(cell); /* where a wide character was cut off, a column is left */
	bytes_put(out, cell, b.length);
	bytes_pad(out, ' ', columns > used ? columns - used : 0);
}

void
run_list_right(struct bytes *out, const struct buffer *b, size_t columns)
{
	size_t used = utf8_columns(b->bytes);

	bytes_pad(out, ' ', used < columns ? columns - used : 0);
	bytes_put(out, b->bytes, b->length);
}

static void
put_size_cell(struct bytes *out, uint64_t bytes, bool at_least, enum units units)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	if (at_least)
		buffer_text(&b, ">");
	if (bytes > 0)
		unit_size(&b, bytes, units);
	else
		buffer_text(&b, "-");
	run_list_right(out, &b, SIZE);
}

static size_t
cols_left(size_t columns, size_t others)
{
	return columns > others + NAME_MIN ? columns - others : NAME_MIN;
}

void
run_list_put_when(uint64_t wall_ns, struct buffer *out)
{
	unit_local_time(out, wall_ns, "%Y-%m-%d %H:%M");
}

void
run_list_put_change(int64_t bytes, enum units units, struct buffer *out)
{
	uint64_t size = bytes < 0 ? 0 - (uint64_t)bytes : (uint64_t)bytes;

	if (bytes != 0)
		buffer_text(out, bytes < 0 ? "-" : "+");
	unit_size(out, size, units);
}

static void
put_end_reason(const struct run *run, struct buffer *out)
{
	static const char *const names[] = {
		[RUN_OOM_KILLED] = "out of memory",
		[RUN_OVER_BUDGET] = "over budget",
		[RUN_NOT_STARTED] = "not started",
		[RUN_RUNNING] = "running",
		[RUN_LOST] = "lost",
		[RUN_IMPORTED] = "imported",
	};

	if (run->reason != RUN_EXITED && run->reason != RUN_SIGNALED)
		buffer_text(out, names[run->reason]);
	else if (run->signal == 0)
		buffer_print(out, "exited %d", run->status);
	else
		signal_name_put(run->signal, out);
}

void
run_list_put_verdict(const struct run *run, struct buffer *out)
{
	put_end_reason(run, out);
	/* It survived the kill, or failed because of it. */
	if (run->reason != RUN_OOM_KILLED && (run->oom_kills > 0 || run->oom_likely))
		buffer_text(out, run->oom_kills > 0 ? ", OOM" : ", OOM?");
}

/* --- a list --- */

struct list_row {
	const struct run *run;
	const char *name;
	enum units units;
	bool ascii;
};

static void
put_number(const struct list_row *row, struct buffer *b)
{
	buffer_print(b, "%" PRIu64, row->run->number);
}

static void
put_when(const struct list_row *row, struct buffer *b)
{
	run_list_put_when(row->run->started_wall_ns, b);
}

static void
put_label(const struct list_row *row, struct buffer *b)
{
	buffer_text(b, row->run->label != NULL ? row->run->label : "");
}

static void
put_name(const struct list_row *row, struct buffer *b)
{
	buffer_text(b, row->name);
}

static void
put_wall(const struct list_row *row, struct buffer *b)
{
	summary_put_duration(b, row->run->wall_ns);
}

static void
put_peak(const struct list_row *row, struct buffer *b)
{
	if (row->run->tree.bytes > 0)
		unit_size(b, row->run->tree.bytes, row->units);
	else
		buffer_text(b, "-");
}

static void
put_end(const struct list_row *row, struct buffer *b)
{
	run_list_put_verdict(row->run, b);
}

/* A column is omitted if the width is below `from`; width 0: whatever the others leave. */
static const struct list_column {
	const char *head;
	size_t width, from;
	bool right;
	void (*put)(const struct list_row *, struct buffer *);
} list_columns[] = {
	{ "RUN", NUMBER, 0, true, put_number },
	{ "WHEN", WHEN, 80, false, put_when },
	{ "LABEL", LABEL_NARROW, 80, false, put_label },
	{ "COMMAND", 0, 0, false, put_name },
	{ "WALL", WALL, 60, true, put_wall },
	{ "PEAK", SIZE - 2, 0, true, put_peak },
	{ "END", VERDICT, 0, false, put_end },
};
#define LIST_COLUMNS LENGTH(list_columns)
#define ROOMY 96

static size_t
fixed_width(const struct list_column *c, size_t columns)
{
	return columns >= ROOMY && c->width == LABEL_NARROW ? LABEL : c->width;
}

static size_t
width_of(const struct list_column *c, size_t columns)
{
	size_t others = 0;

	if (c->width != 0)
		return fixed_width(c, columns);
	for (size_t i = 0; i < LIST_COLUMNS; i++)
		if (list_columns[i].width != 0 && columns >= list_columns[i].from)
			others += fixed_width(&list_columns[i], columns) + 2;
	return columns > others + NAME_MIN_NARROW ? columns - others : NAME_MIN_NARROW;
}

/* No trailing blanks after the last one. */
static void
put_cell(const struct list_column *c, const struct buffer *text, size_t columns, bool ascii,
	struct bytes *out)
{
	bool last = c == &list_columns[LIST_COLUMNS - 1];

	if (c != list_columns)
		bytes_text(out, "  ");
	if (c->right)
		run_list_right(out, text, width_of(c, columns));
	else if (last)
		bytes_put(out, text->bytes, text->length);
	else
		run_list_left(out, text->bytes, width_of(c, columns), ascii);
}

/* NULL: the head. */
static void
put_list_line(const struct list_row *row, size_t columns, struct bytes *out)
{
	for (const struct list_column *c = list_columns; c < list_columns + LIST_COLUMNS; c++) {
		char text[1024];
		struct buffer b = buffer_over(text, sizeof text);

		if (columns < c->from)
			continue;
		if (row != NULL)
			c->put(row, &b);
		else
			buffer_text(&b, c->head);
		put_cell(c, &b, columns, row != NULL && row->ascii, out);
	}
	bytes_text(out, "\n");
}

void
run_list_head(size_t columns, struct bytes *out)
{
	put_list_line(NULL, columns, out);
}

void
run_list_put(const struct run *run, const char *name, size_t columns, enum units units, bool ascii,
	struct bytes *out)
{
	const struct list_row row = { run, name, units, ascii };

	put_list_line(&row, columns, out);
}

/* --- by command --- */

#define RANK_OTHERS (6 + 2 + 4 * SIZE + 2 + NUMBER)

void
run_rank_head(const char *title, size_t columns, struct bytes *out)
{
	bytes_print(out, "%-*s  %6s%*s%*s%*s%*s  %*s\n", (int)cols_left(columns, RANK_OTHERS),
		title, "RUNS", SIZE, "MAX", SIZE, "MEDIAN", SIZE, "LAST", SIZE, "CHANGE", NUMBER,
		"RUN");
}

void
run_rank_put(
	const struct run_rank *r, size_t columns, enum units units, bool ascii, struct bytes *out)
{
	char change[40];
	struct buffer b = buffer_over(change, sizeof change);

	if (r->change_known)
		run_list_put_change(r->change_bytes, units, &b);
	else
		buffer_text(&b, "-");
	run_list_left(out, r->name, cols_left(columns, RANK_OTHERS), ascii);
	bytes_print(out, "  %6zu", r->runs);
	put_size_cell(out, r->largest_bytes, r->cut_short > 0, units);
	put_size_cell(out, r->median_bytes, r->median_at_least, units);
	put_size_cell(out, r->last_bytes, r->last_at_least, units);
	run_list_right(out, &b, SIZE);
	bytes_print(out, "  %*" PRIu64 "\n", NUMBER, r->last_number);
}

void
run_rank_foot(size_t cut_short, struct bytes *out)
{
	if (cut_short > 0)
		bytes_print(out,
			"> at least: %zu %s cut short (killed, by a signal or --enforce, or "
			"lost)\n",
			cut_short, plural(cut_short, "run was", "runs were"));
}
