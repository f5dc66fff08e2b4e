/* SPDX-License-Identifier: MIT */
/* view_set.c: several processes as one, the tagged ones or those of a group: what they hold
 * together, and a list of them. */
#include "screen/view/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "screen/view/view_machine.h"

/* Lines beside the chart, down to the titles of the list; how many members it leaves room for. */
#define FIGURES 7
#define MEMBERS_SHOWN 6

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
put_title(struct pen *pen, const struct open_set *set, bool grouped)
{
	const struct group_members *m = set->members;
	size_t shown = grouped && m->living > 0 ? m->living : m->count;
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);

	if (grouped) {
		buffer_put(&b, set->sum->command, utf8_fit(set->sum->command, 200));
		buffer_print(&b, "   %zu %s", shown, plural(shown, "process", "processes"));
		if (m->living > 0 && m->living < m->count)
			buffer_print(&b, ", %zu ended", m->count - m->living);
	} else {
		buffer_print(&b, "%zu tagged processes", m->count);
		if (m->living < m->count)
			buffer_print(&b, ", %zu of them ended", m->count - m->living);
	}
	if (grouped && m->living == 0)
		buffer_text(&b, ", all ended");
	pen_wrap(pen, 0, ROLE_TITLE, text, 2);
}

static void
put_since(struct pen *pen, const struct process *sum, const struct column_context *context)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	put_time(&b, sum->first_seen_ns, context);
	pen_field(pen, "summed since", text);
}

/* The peak of a group may be that of one member, which held no less than all did at any sample. */
static void
put_peak(struct pen *pen, const char *label, const struct peak *peak,
	const struct column_context *context)
{
	char text[160];
	struct buffer b = buffer_over(text, sizeof text);

	if (peak->origin == PEAK_NONE) {
		pen_field(pen, label, text);
		return;
	}
	unit_size(&b, peak->bytes, context->units);
	buffer_text(&b, peak->origin == PEAK_RSS_SUM ? " at one sample, "
						     : ", that of its largest process alone; ");
	if (peak->at_known)
		put_time(&b, peak->at_ns, context);
	else if (peak->origin == PEAK_RSS_SUM)
		buffer_text(&b, "the first one");
	else
		buffer_text(&b, "reached before peaktop started");
	pen_field(pen, label, text);
}

/* --- the limit of the sum --- */

static bool
have_one_cgroup(const struct group_members *m)
{
	const char *first = m->items[0]->cgroup;

	for (size_t i = 0; i < m->living; i++) {
		const char *cgroup = m->items[i]->cgroup;

		if (first == NULL || cgroup == NULL || strcmp(cgroup, first) != 0)
			return false;
	}
	return true;
}

/* Of the limits of a member, those that apply to all together: of its control group if all are in
 * it, and of the machine. They hold on when it ends, until another one was read. NULL: they are
 * unknown. */
static struct details *
shared_limits(const struct group_members *m, const struct scene *scene)
{
	struct limit *of;
	struct details *d;
	size_t i = 0;

	while (i < m->count &&
		proc_key_compare(m->items[i]->now.key, scene->state->process.opened) != 0)
		i++;
	if (i == m->count || scene->opened.details == NULL)
		return NULL;
	d = grow_new(sizeof *d);
	*d = *scene->opened.details;
	of = d->limits.limits.of;
	of[LIMIT_ADDRESS_SPACE].limit_bytes = of[LIMIT_DATA].limit_bytes = 0;
	if (!have_one_cgroup(m))
		of[LIMIT_GROUP].limit_bytes = of[LIMIT_GROUP_FULLEST].limit_bytes =
			d->limits.limits.high_bytes = 0;
	return d;
}

/* --- the page --- */

static int
chart_rows(const struct pen *pen, size_t members)
{
	return pen->area.rows - FIGURES - (members < MEMBERS_SHOWN ? (int)members : MEMBERS_SHOWN);
}

static void
put_sum(struct pen *pen, const struct open_set *set, const struct rows *members,
	const struct scene *scene)
{
	const struct named_column now[] = { { "", "rss", ", shared pages counted for each" },
		{ "", "mem_percent", view_percent_text(scene) }, { NULL, NULL, NULL } };
	const struct column_context *context = &scene->context;
	struct details *shared = shared_limits(set->members, scene);
	uint64_t limit_bytes = view_limit_bytes(set->sum, shared);
	int rows = chart_rows(pen, members->count);
	struct row row = { .process = set->sum };

	if (view_is_low(&scene->layout))
		view_set_chart(pen, set->sum, members, limit_bytes, scene, rows);
	if (!process_ended(set->sum))
		view_columns(pen, "resident", now, &row, context);
	put_peak(pen, "peak", &set->sum->peak, context);
	if (set->sum->since_reset.origin != PEAK_NONE)
		put_peak(pen, "since reset", &set->sum->since_reset, context);
	view_limit(pen, set->sum, shared, context);
	if (!view_is_low(&scene->layout))
		view_set_chart(pen, set->sum, members, limit_bytes, scene, rows);
	free(shared);
}

static void
put_more(struct pen *pen, const struct process *sum, const struct column_context *context)
{
	static const struct named_column work[] = { { "", "cpu_percent", " % CPU" },
		{ "threads ", "threads", "" }, { NULL, NULL, NULL } };
	struct row row = { .process = sum };

	put_since(pen, sum, context);
	if (process_ended(sum))
		return;
	view_parts(pen, &row, context);
	view_columns(pen, "work", work, &row, context);
}

void
view_set(struct pen *pen, const struct scene *scene)
{
	struct rows members;
	struct open_set set;

	if (!scene_set(scene, &set)) {
		pen_wrap(pen, 0, ROLE_DIM, "these processes have ended and were dismissed", 2);
		return;
	}
	view_members(scene, &members);
	put_title(pen, &set, scene->state->set.grouped);
	put_sum(pen, &set, &members, scene);
	view_put_members(pen, "pid,rss,peak,peak_age", &members, scene);
	pen_next(pen);
	put_more(pen, set.sum, &scene->context);
	rows_clear(&members);
}
