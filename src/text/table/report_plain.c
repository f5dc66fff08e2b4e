/* SPDX-License-Identifier: MIT */
/* report_plain.c: one sample as a plain text table. */
#include "text/table/report.h"

#include "base/plural.h"
#include "base/utf8.h"

static void
put_size(struct bytes *out, const char *before, uint64_t bytes, enum units units)
{
	char text[32];
	struct buffer b = buffer_over(text, sizeof text);

	unit_size(&b, bytes, units);
	bytes_print(out, "%s%s", before, text);
}

static void
put_system(const struct report *r, struct bytes *out)
{
	const struct system_memory *m = &r->table->memory;
	enum units units = r->context.units;
	struct memory_parts parts;
	char text[40];
	struct buffer stamp = buffer_over(text, sizeof text);

	unit_timestamp(&stamp, r->context.wall_ns);
	bytes_print(out, "%s  ", text);
	if (r->rows->sum.living != r->table->living_count)
		bytes_print(out, "%zu of ", r->rows->sum.living);
	bytes_print(out, "%zu %s", r->table->living_count,
		plural(r->table->living_count, "process", "processes"));
	if (r->table->denied > 0)
		bytes_print(out, ", %zu not readable", r->table->denied);
	bytes_text(out, "\n");
	if (!m->known)
		return;
	memory_parts_of(&parts, m, 0);
	put_size(out, "memory ", parts.used_bytes, units);
	put_size(out, " used, peak ", table_memory_peak(r->table)->bytes, units);
	put_size(out, ", of ", parts.whole_bytes, units);
	if (parts.container)
		bytes_print(out, " (%s)", container_name(&m->container));
	put_size(out, "; swap ", m->swap_total_bytes - m->swap_free_bytes, units);
	put_size(out, " used of ", m->swap_total_bytes, units);
	if (m->pressure_known)
		bytes_print(out, "; pressure %.2f %%", m->pressure_some_avg10);
	bytes_text(out, "\n");
}

/* Pads to the width of the column; the last one is not padded. */
static void
put_padded(struct bytes *out, const char *text, unsigned width, bool right, bool last)
{
	size_t taken = utf8_columns(text);
	size_t pad = taken < width ? width - taken : 0;

	if (right)
		bytes_pad(out, ' ', pad);
	bytes_text(out, text);
	if (!right && !last)
		bytes_pad(out, ' ', pad);
	if (!last)
		bytes_text(out, " ");
}

static unsigned
width_of(const struct report *r, const struct column *c)
{
	return column_width(c, r->context.units) + (r->groups && c->is_sum != NULL);
}

static void
put_head(const struct report *r, struct bytes *out)
{
	for (size_t i = 0; i < r->columns->count; i++) {
		const struct column *c = r->columns->items[i];

		put_padded(out, c->title, width_of(r, c), column_right_aligned(c),
			i + 1 == r->columns->count);
	}
	bytes_text(out, "\n");
}

static void
put_row(const struct report *r, const struct column_context *context, const struct row *row,
	struct bytes *out)
{
	char text[2048];

	for (size_t i = 0; i < r->columns->count; i++) {
		const struct column *c = r->columns->items[i];
		struct buffer b = buffer_over(text, sizeof text);

		if (r->tree && i + 1 == r->columns->count)
			rows_put_branch(row, r->context.ascii, &b);
		if (rows_is_sum(row, c))
			buffer_text(&b, r->context.ascii ? "+" : "Σ");
		if (c->roles & COLUMN_BRANCH)
			rows_put_count(row, &b);
		column_put(c, row, context, &b);
		put_padded(out, text, width_of(r, c), column_right_aligned(c),
			i + 1 == r->columns->count);
	}
	bytes_text(out, "\n");
}

bool
report_takes(const struct report *r, const struct row *row)
{
	return !process_ended(row->process) || r->all_ended ||
	       row->process->ended_ns == r->table->taken_ns;
}

void
report_plain(const struct report *r, struct bytes *out)
{
	struct column_context cells = rows_cells(r->rows, &r->context);

	put_system(r, out);
	put_head(r, out);
	for (size_t i = 0; i < r->rows->count; i++)
		if (report_takes(r, &r->rows->items[i]))
			put_row(r, &cells, &r->rows->items[i], out);
}
