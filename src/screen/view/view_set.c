/* SPDX-License-Identifier: MIT */
/* view_set.c: details of the tagged processes: what they hold together, and a list of them. */
#include "screen/view/view.h"

#include <stdlib.h>

#include "base/grow.h"

/* "10:00:05, 20s ago"; a day later only the age. */
static void
put_time(struct buffer *b, uint64_t at_ns, const struct column_context *context)
{
	uint64_t now_ns = context->now_ns;

	if (view_put_time(b, at_ns, true, context))
		buffer_text(b, ", ");
	unit_age(b, now_ns > at_ns ? now_ns - at_ns : 0);
	buffer_text(b, " ago");
}

static void
put_title(struct pen *pen, const struct group_members *m)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	buffer_print(&b, "%zu tagged processes", m->count);
	if (m->living < m->count)
		buffer_print(&b, ", %zu of them exited", m->count - m->living);
	pen_wrap(pen, 0, ROLE_TITLE, text, 2);
}

static void
put_since(struct pen *pen, const struct process *sum, const struct column_context *context)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	put_time(&b, sum->first_seen_ns, context);
	pen_field(pen, "set since", text);
}

static void
put_peak(struct pen *pen, const char *label, const struct peak *peak,
	const struct column_context *context)
{
	char text[120];
	struct buffer b = buffer_over(text, sizeof text);

	if (peak->origin != PEAK_NONE) {
		unit_size(&b, peak->bytes, context->units);
		buffer_text(&b, " at one sample, ");
		put_time(&b, peak->at_ns, context);
	}
	pen_field(pen, label, text);
}

static void
put_growth(struct pen *pen, const struct row *row, const struct column_context *context)
{
	static const struct named_column growth[] = { { "", "growth", " per minute" },
		{ NULL, NULL, NULL } };

	if (row->process->growth.kind != GROWTH_UNKNOWN)
		view_columns(pen, "growth", growth, row, context);
}

static void
put_sums(struct pen *pen, const struct process *sum, const struct scene *scene)
{
	static const struct named_column now[] = { { "", "rss", " in total" },
		{ "", "mem_percent", " % of the machine" }, { NULL, NULL, NULL } };
	static const struct named_column work[] = { { "", "cpu_percent", " % CPU" },
		{ "threads ", "threads", "" }, { NULL, NULL, NULL } };
	const struct column_context *context = &scene->context;
	struct row row = { .process = sum };

	if (view_is_low(&scene->layout))
		view_chart(pen, sum, 0, scene);
	put_since(pen, sum, context);
	if (!process_ended(sum))
		view_columns(pen, "resident", now, &row, context);
	put_peak(pen, "peak", &sum->peak, context);
	if (sum->since_reset.origin != PEAK_NONE)
		put_peak(pen, "since reset", &sum->since_reset, context);
	put_growth(pen, &row, context);
	if (!view_is_low(&scene->layout))
		view_chart(pen, sum, 0, scene);
	if (process_ended(sum))
		return;
	view_parts(pen, &row, context);
	view_columns(pen, "work", work, &row, context);
}

/* --- the processes --- */

struct sorting {
	const struct list_choice *list;
	const struct column_context *context;
};

static int
compare(const void *a, const void *b, void *arg)
{
	const struct sorting *s = arg;

	return column_compare(s->list->sort, s->list->inverted, a, b, s->context);
}

static void
put_members(struct pen *pen, const struct group_members *m, const struct scene *scene)
{
	struct row *rows = grow_new(m->count * sizeof *rows);
	struct sorting sorting = { &scene->state->list, &scene->context };

	for (size_t i = 0; i < m->count; i++)
		rows[i] = (struct row){ .process = m->items[i] };
	qsort_r(rows, m->count, sizeof *rows, compare, &sorting);
	pen_next(pen);
	pen_wrap(pen, 0, ROLE_TITLE, "Members; shared pages counted for each", 2);
	view_list(pen, "pid,rss,peak,peak_age", rows, m->count, &scene->context);
	free(rows);
}

void
view_set(struct pen *pen, const struct scene *scene)
{
	const struct tagged_set *set = scene->tagged;

	if (set == NULL || set->members.count == 0) {
		pen_wrap(pen, 0, ROLE_DIM, "these processes have exited and were dismissed", 2);
		return;
	}
	put_title(pen, &set->members);
	put_sums(pen, set->group_sum.sum, scene);
	put_members(pen, &set->members, scene);
}
