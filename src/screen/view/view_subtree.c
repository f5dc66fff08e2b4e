/* SPDX-License-Identifier: MIT */
/* view_subtree.c: details of a process: what it and its descendants hold together, and the peak of
 * that. */
#include <time.h>

#include "base/duration.h"
#include "base/plural.h"
#include "screen/view/view.h"

#define A_DAY_NS (86400 * NS_PER_SECOND)

bool
view_put_time(struct buffer *b, uint64_t at_ns, bool seconds, const struct column_context *context)
{
	uint64_t now_ns = context->now_ns;
	uint64_t ago_ns = now_ns > at_ns ? now_ns - at_ns : 0;
	time_t at = (time_t)((context->wall_ns - ago_ns) / NS_PER_SECOND);
	struct tm tm;

	if (context->wall_ns <= ago_ns || ago_ns >= A_DAY_NS || localtime_r(&at, &tm) == NULL)
		return false;
	buffer_print(b, "%02d:%02d", tm.tm_hour, tm.tm_min);
	if (seconds)
		buffer_print(b, ":%02d", tm.tm_sec);
	return true;
}

static void
put_processes(struct buffer *b, size_t count)
{
	buffer_print(b, "%zu %s", count, plural(count, "process", "processes"));
}

static void
put_peak(struct buffer *b, const struct subtree_peak *peak, const struct column_context *context)
{
	uint64_t now_ns = context->now_ns, at_ns = peak->peak.at_ns;

	char when[16];
	struct buffer at = buffer_over(when, sizeof when);

	unit_size(b, peak->peak.bytes, context->units);
	if (view_put_time(&at, at_ns, true, context)) {
		buffer_print(b, " at %s, ", when);
	} else {
		buffer_char(b, ' ');
		unit_age(b, now_ns > at_ns ? now_ns - at_ns : 0);
		buffer_text(b, " ago, ");
	}
	put_processes(b, peak->processes);
}

static void
put_marked(struct pen *pen, const struct subtree *t, const struct column_context *context)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	if (t->since_reset.peak.origin == PEAK_NONE)
		return;
	put_peak(&b, &t->since_reset, context);
	pen_field(pen, "since reset", text);
}

void
view_subtree(struct pen *pen, const struct process *p, const struct column_context *context)
{
	static const char how[] = " (shared pages counted for each)";
	const struct subtree *t = &p->subtree;
	bool ended = process_ended(p);
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (subtree_shown(t) == NULL)
		return;
	if (!ended) {
		buffer_text(&b, "now ");
		unit_size(&b, t->rss_bytes, context->units);
		buffer_text(&b, " in ");
		put_processes(&b, t->processes);
		buffer_print(&b, "%s   ", how);
	}
	buffer_text(&b, "peak ");
	put_peak(&b, &t->max, context);
	if (ended)
		buffer_text(&b, how);
	pen_field(pen, "tree", text);
	put_marked(pen, t, context);
}
