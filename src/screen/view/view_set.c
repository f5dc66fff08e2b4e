/* SPDX-License-Identifier: MIT */
/* view_set.c: details of the tagged processes: what they hold together, and a list of them. */
#include "screen/view/view.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/grow.h"

#define A_DAY_NS (86400 * NS_PER_SECOND)

/* "10:00:05, 20s ago"; on another day only the latter. */
static void
put_time(struct buffer *b, uint64_t at_ns, const struct scene *scene)
{
	uint64_t now_ns = scene->context.now_ns, ago_ns = now_ns > at_ns ? now_ns - at_ns : 0;
	time_t seconds = (time_t)((scene->wall_ns - ago_ns) / NS_PER_SECOND);
	struct tm tm;

	if (scene->wall_ns > ago_ns && ago_ns < A_DAY_NS && localtime_r(&seconds, &tm) != NULL)
		buffer_print(b, "%02d:%02d:%02d, ", tm.tm_hour, tm.tm_min, tm.tm_sec);
	unit_age(b, ago_ns);
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
put_since(struct pen *pen, const struct process *sum, const struct scene *scene)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	put_time(&b, sum->first_seen_ns, scene);
	pen_field(pen, "set since", text);
}

static void
put_peak(struct pen *pen, const char *label, const struct peak *peak, const struct scene *scene)
{
	char text[120];
	struct buffer b = buffer_over(text, sizeof text);

	if (peak->origin != PEAK_NONE) {
		unit_size(&b, peak->bytes, scene->context.units);
		buffer_text(&b, " at one sample, ");
		put_time(&b, peak->at_ns, scene);
	}
	pen_field(pen, label, text);
}

static void
put_growth(struct pen *pen, const struct row *row, const struct scene *scene)
{
	static const struct named_column growth[] = { { "", "growth", " per minute" },
		{ NULL, NULL, NULL } };

	if (row->process->growth.kind != GROWTH_UNKNOWN)
		view_columns(pen, "growth", growth, row, scene);
}

static void
put_sums(struct pen *pen, const struct process *sum, const struct scene *scene)
{
	static const struct named_column now[] = { { "", "rss", " in total" },
		{ "", "mem_percent", " % of the machine" }, { NULL, NULL, NULL } };
	static const struct named_column parts[] = { { "anonymous ", "anon", "" },
		{ "files ", "file", "" }, { "shared ", "shmem", "" },
		{ "swapped out ", "swap", "" }, { NULL, NULL, NULL } };
	static const struct named_column work[] = { { "", "cpu_percent", " % CPU" },
		{ "threads ", "threads", "" }, { NULL, NULL, NULL } };
	struct row row = { .process = sum };

	if (view_is_low(scene))
		view_chart(pen, sum, scene);
	put_since(pen, sum, scene);
	if (!process_ended(sum))
		view_columns(pen, "resident", now, &row, scene);
	put_peak(pen, "peak", &sum->peak, scene);
	if (sum->marked.origin != PEAK_NONE)
		put_peak(pen, "since reset", &sum->marked, scene);
	put_growth(pen, &row, scene);
	if (!view_is_low(scene))
		view_chart(pen, sum, scene);
	if (process_ended(sum))
		return;
	view_columns(pen, "made of", parts, &row, scene);
	view_columns(pen, "work", work, &row, scene);
}

/* --- the processes --- */

static int
compare(const void *a, const void *b, void *scene)
{
	const struct scene *s = scene;

	return column_compare(s->state->list.sort, s->state->list.inverted, a, b, &s->context);
}

static void
put_members(struct pen *pen, const struct group_members *m, const struct scene *scene)
{
	struct row *rows = grow_new(m->count * sizeof *rows);
	struct scene sorting = *scene;

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
	struct scene own = *scene;

	if (set == NULL || set->members.count == 0) {
		pen_wrap(pen, 0, ROLE_DIM, "these processes have exited and were dismissed", 2);
		return;
	}
	own.opened.details = NULL; /* they are those of a process that was open before */
	put_title(pen, &set->members);
	put_sums(pen, set->group_sum.sum, &own);
	put_members(pen, &set->members, &own);
}
