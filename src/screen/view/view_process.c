/* SPDX-License-Identifier: MIT */
/* view_process.c: details of a process: its memory, its identity, and the tree below it. */
#include "screen/view/view.h"

#include <inttypes.h>

#include "screen/view/view_machine.h"

void
view_columns(struct pen *pen, const char *label, const struct named_column *list,
	const struct row *row, const struct column_context *context)
{
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);

	for (; list->column != NULL; list++) {
		const struct column *column = column_by_name(list->column);
		struct value value;

		if (!column_value(column, row, context, &value))
			continue;
		buffer_print(&b, "%s%s", b.length > 0 ? "   " : "", list->before);
		column_put(column, row, context, &b);
		buffer_text(&b, list->after);
	}
	pen_field(pen, label, text);
}

void
view_parts(struct pen *pen, const struct row *row, const struct column_context *context)
{
	static const struct named_column parts[] = { { "anonymous ", "anon", "" },
		{ "files ", "file", "" }, { "shared ", "shmem", "" },
		{ "swapped out ", "swap", "" }, { NULL, NULL, NULL } };

	view_columns(pen, "made of", parts, row, context);
}

static const char *
origin_text(const struct process *p)
{
	if (p->peak.origin == PEAK_EXACT)
		return "exact: the kernel's own peak at exit";
	return p->peak.origin == PEAK_KERNEL ? "the kernel's own peak (VmHWM)"
					     : "seen at a sample: a lower bound";
}

/* The peak since the start, regardless of a reset. */
static void
put_peak(struct pen *pen, const struct process *p, const struct column_context *context)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (p->peak.origin == PEAK_NONE) {
		pen_field(pen, "peak", "");
		return;
	}
	unit_size(&b, p->peak.bytes, context->units);
	buffer_print(&b, ", %s; ", origin_text(p));
	if (p->peak.at_known) {
		buffer_text(&b, "last rose ");
		unit_age(&b, context->now_ns - p->peak.at_ns);
		buffer_text(&b, " ago");
	} else {
		buffer_text(&b, "reached before peaktop started");
	}
	pen_field(pen, "peak", text);
}

/* The peak since the reset (R), besides the overall one. */
static void
put_marked(struct pen *pen, const struct process *p, const struct column_context *context)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (p->since_reset.origin == PEAK_NONE)
		return;
	unit_size(&b, p->since_reset.bytes, context->units);
	buffer_text(&b, p->since_reset.origin == PEAK_KERNEL ? ", the kernel's own peak; last rose "
							     : ", seen at a sample; last rose ");
	unit_age(&b, context->now_ns - p->since_reset.at_ns);
	buffer_text(&b, " ago");
	pen_field(pen, "since reset", text);
}

/* Read once, on request; shown with its age and what it cost. */
static void
put_smaps(struct pen *pen, const struct process *p, const struct process_smaps *smaps,
	const struct column_context *context)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (smaps == NULL || !smaps->known || proc_key_compare(smaps->key, p->now.key) != 0)
		return;
	buffer_text(&b, "PSS ");
	unit_size(&b, smaps->pss_bytes, context->units);
	buffer_text(&b, "   USS ");
	unit_size(&b, smaps->uss_bytes, context->units);
	buffer_text(&b, "   swapped out ");
	unit_size(&b, smaps->swap_pss_bytes, context->units);
	buffer_text(&b, "   read ");
	unit_age(&b, context->now_ns > smaps->at_ns ? context->now_ns - smaps->at_ns : 0);
	buffer_print(&b, " ago in %.1f ms", (double)smaps->took_ns / 1e6);
	pen_field(pen, "sharing", text);
}

static void
put_life(struct pen *pen, const struct process *p, const struct row *row,
	const struct column_context *context)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (process_ended(p)) {
		column_put_end(p, &b);
		buffer_text(&b, ", ");
		unit_age(&b, context->now_ns - p->ended_ns);
		buffer_text(&b, " ago, after ");
	} else {
		buffer_print(&b, "state %c, running for ", p->now.state);
	}
	column_put(column_by_name("age"), row, context, &b);
	if (p->execs > 0)
		buffer_print(&b, "; ran exec %u times since peaktop started", p->execs);
	pen_field(pen, "life", text);
}

static const char *
why_not(const struct details *d, const char *link)
{
	return d->denied && link[0] == '\0' ? "- (not permitted: another user's process)" : link;
}

static void
put_faults(struct pen *pen, const struct process *p)
{
	char text[120];
	struct buffer b = buffer_over(text, sizeof text);

	buffer_print(&b, "%" PRIu64 " minor   %" PRIu64 " major", p->now.minor_faults,
		p->now.major_faults);
	if (p->now.known & KNOWN_CPU_PERCENT)
		buffer_print(&b, "   %.0f per second", p->faults_a_second);
	pen_field(pen, "page faults", text);
}

static void
put_more(struct pen *pen, const struct details *d, enum units units)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	buffer_print(&b, "nice %d   oom_score_adj %d   virtual ", d->nice, d->oom_adjust);
	unit_size(&b, d->virtual_bytes, units);
	buffer_text(&b, "   locked ");
	unit_size(&b, d->locked_bytes, units);
	pen_field(pen, "kernel", text);
	pen_field(pen, "executable", why_not(d, d->exe));
	pen_field(pen, "directory", why_not(d, d->cwd));
	pen_field(pen, "terminal", d->tty);
	pen_field(pen, "command line", d->command);
}

bool
view_is_low(const struct layout *layout)
{
	return layout->whole.rows < 18;
}

void
view_process(struct pen *pen, const struct scene *scene)
{
	static const struct named_column who[] = { { "pid ", "pid", "" }, { "parent ", "ppid", "" },
		{ "user ", "user", "" }, { NULL, NULL, NULL } };
	const struct named_column now[] = { { "", "rss", "" },
		{ "", "mem_percent", view_percent_text(scene) }, { NULL, NULL, NULL } };
	static const struct named_column huge[] = { { "", "hugetlb", " not in RSS" },
		{ NULL, NULL, NULL } };
	static const struct named_column work[] = { { "", "cpu_percent", " % CPU" },
		{ "CPU time ", "cpu_time", "" }, { "threads ", "threads", "" },
		{ NULL, NULL, NULL } };
	const struct process *p = table_find(scene->table, scene->state->process.opened);
	const struct column_context *context = &scene->context;
	const struct opened *opened = &scene->opened;
	uint64_t limit_bytes;
	struct row row = { .process = p };

	if (p == NULL) {
		pen_wrap(pen, 0, ROLE_DIM, "this process has ended and was dismissed", 2);
		return;
	}
	limit_bytes = view_limit_bytes(p, opened->details);
	pen_wrap(pen, 0, ROLE_TITLE, p->command, 2);
	if (view_is_low(&scene->layout))
		view_chart(pen, p, limit_bytes, scene);
	view_columns(pen, "process", who, &row, context);
	put_life(pen, p, &row, context);
	view_columns(pen, "resident", now, &row, context);
	put_peak(pen, p, context);
	put_marked(pen, p, context);
	view_subtree(pen, p, context);
	view_limit(pen, p, opened->details, context);
	if (!view_is_low(&scene->layout))
		view_chart(pen, p, limit_bytes, scene);
	view_parts(pen, &row, context);
	if ((p->now.known & KNOWN_HUGETLB) && p->now.hugetlb_bytes > 0)
		view_columns(pen, "huge pages", huge, &row, context);
	put_smaps(pen, p, opened->smaps, context);
	view_columns(pen, "work", work, &row, context);
	put_faults(pen, p);
	if (p->environment != NULL)
		pen_field(pen, "environment", p->environment);
	view_group(pen, p, opened->details, context->units);
	if (opened->details != NULL && opened->details->found)
		put_more(pen, opened->details, context->units);
	if (!process_ended(p))
		view_tree(pen, p, scene->table, context);
}
