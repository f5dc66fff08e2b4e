/* SPDX-License-Identifier: MIT */
/* view_limit.c: details of a process: its limits, a forecast, its control group. */
#include "screen/view/view.h"

#include <inttypes.h>

static const struct job_limits *
limits_of(const struct process *p, const struct details *d)
{
	return !process_ended(p) && d != NULL && d->found && d->limits.known ? &d->limits : NULL;
}

uint64_t
view_limit_bytes(const struct process *p, const struct details *d)
{
	const struct job_limits *l = limits_of(p, d);
	const struct limit *smallest = l != NULL ? limits_smallest(&l->limits) : NULL;

	return smallest != NULL ? smallest->limit_bytes : 0;
}

/* --- limits --- */

static const char *const who_sets[LIMIT_KINDS] = {
	[LIMIT_GROUP] = "set by the cgroup ",
	[LIMIT_GROUP_FULLEST] = "set by the cgroup ",
	[LIMIT_ADDRESS_SPACE] = "of address space (RLIMIT_AS)",
	[LIMIT_DATA] = "of data (RLIMIT_DATA)",
	[LIMIT_RAM] = "the memory of the machine",
};

static void
put_limit(struct pen *pen, const char *label, const struct job_limits *l, const struct limit *limit,
	enum units units)
{
	char text[800];
	struct buffer b = buffer_over(text, sizeof text);

	unit_size(&b, limit->limit_bytes, units);
	if (!limit->charge_known) {
		buffer_text(&b, ", usage unknown (not readable); ");
	} else {
		buffer_text(&b, ", ");
		unit_size(&b, limit_headroom(limit), units);
		buffer_text(&b, " left; ");
	}
	buffer_text(&b, who_sets[limit->kind]);
	buffer_text(&b, l->path[limit->kind]);
	pen_field(pen, label, text);
}

/* The smallest limit and that of the fullest group may be the same. */
static bool
is_different(const struct limit *a, const struct limit *b)
{
	return b != NULL && (a->limit_bytes != b->limit_bytes || a->group != b->group);
}

static void
put_high(struct pen *pen, const struct job_limits *l, enum units units)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	if (l->limits.high_bytes == 0)
		return;
	unit_size(&b, l->limits.high_bytes, units);
	buffer_text(&b, " (memory.high): the whole group is throttled above it");
	pen_field(pen, "slowed above", text);
}

/* --- the forecast --- */

/* Since "03:12" if that is within the last day; otherwise for how long. */
static void
put_since(struct buffer *b, uint64_t since_ns, const struct column_context *context)
{
	uint64_t now_ns = context->now_ns;
	char when[16];
	struct buffer at = buffer_over(when, sizeof when);

	if (view_put_time(&at, since_ns, false, context)) {
		buffer_print(b, "flat since %s", when);
		return;
	}
	buffer_text(b, "flat for ");
	unit_age(b, now_ns > since_ns ? now_ns - since_ns : 0);
}

/* The span that it rests on. */
static void
put_span(struct buffer *b, const char *before, const struct growth_fit *fit,
	const struct column_context *context)
{
	if (fit->from_ns >= context->now_ns)
		return;
	buffer_text(b, before);
	unit_age(b, context->now_ns - fit->from_ns);
}

static void
put_slope(struct buffer *b, const struct growth_fit *fit, const struct limit *limit,
	const struct column_context *context)
{
	int64_t slope = fit->bytes_a_minute;
	uint64_t left_ns;

	if (slope < 0) {
		buffer_text(b, "shrinks by ");
	} else if (limit != NULL &&
		   growth_forecast(fit, limit->charge_bytes, limit->limit_bytes, &left_ns)) {
		buffer_text(b, "limit in about ");
		unit_age(b, left_ns);
		buffer_text(b, " at ");
	} else {
		buffer_text(b, "grows by ");
	}
	unit_size(b, (uint64_t)(slope < 0 ? -slope : slope), context->units);
	buffer_text(b, "/min");
	put_span(b, ", as in the last ", fit, context);
}

void
view_forecast(struct pen *pen, const struct growth_fit *fit, const struct limit *limit,
	const struct column_context *context)
{
	char text[160];
	struct buffer b = buffer_over(text, sizeof text);

	switch (fit->kind) {
	case GROWTH_LINE:
		put_slope(&b, fit, limit, context);
		break;
	case GROWTH_FLAT:
		put_since(&b, fit->since_ns, context);
		break;
	case GROWTH_WAVES:
		buffer_text(&b, "fluctuating, no trend");
		put_span(&b, " in the last ", fit, context);
		break;
	case GROWTH_UNKNOWN:
		break;
	}
	pen_field(pen, "forecast", text);
}

void
view_limit(struct pen *pen, const struct process *p, const struct details *d,
	const struct column_context *context)
{
	const struct job_limits *l = limits_of(p, d);
	const struct limit *smallest = NULL, *fullest = NULL;
	enum units units = context->units;

	if (l != NULL) {
		smallest = limits_smallest(&l->limits);
		fullest = limits_fullest(&l->limits);
	}
	if (smallest != NULL)
		put_limit(pen, "limit", l, smallest, units);
	if (smallest != NULL && is_different(smallest, fullest))
		put_limit(pen, "reached first", l, fullest, units);
	if (l != NULL)
		put_high(pen, l, units);
	if (!process_ended(p))
		view_forecast(pen, &p->growth, fullest, context);
}

/* --- the control group --- */

static void
put_figure(struct buffer *b, const struct memory_group *g, unsigned bit, const char *before,
	uint64_t bytes, enum units units)
{
	if (!(g->known & bit))
		return;
	buffer_print(b, "%s%s", b->length > 0 ? "   " : "", before);
	unit_size(b, bytes, units);
}

static void
put_figures(struct pen *pen, const struct memory_group *g, enum units units)
{
	uint64_t inactive = g->inactive_bytes < g->usage_bytes ? g->inactive_bytes : g->usage_bytes;
	unsigned both = GROUP_USAGE | GROUP_INACTIVE;
	char text[300];
	struct buffer b = buffer_over(text, sizeof text);

	put_figure(&b, g, GROUP_USAGE, "holds ", g->usage_bytes, units);
	if ((g->known & both) == both)
		put_figure(&b, g, both, "without idle cache ", g->usage_bytes - inactive, units);
	put_figure(&b, g, GROUP_PEAK, "peak ", g->peak_bytes, units);
	put_figure(&b, g, GROUP_LIMIT, "its own limit ", g->limit_bytes, units);
	if (g->known & GROUP_OOM_KILLS)
		buffer_print(&b, "   OOM kills %" PRIu64, g->oom_kills);
	if (g->known & GROUP_PRESSURE)
		buffer_print(&b, "   pressure %.1f %%", g->pressure_some_avg10);
	pen_field(pen, "", b.length > 0 ? text : "- (its figures cannot be read)");
}

/* The group has no figures if its memory controller is not visible from here. */
void
view_group(struct pen *pen, const struct process *p, const struct details *d, enum units units)
{
	const struct job_limits *l = limits_of(p, d);

	pen_field(pen, "cgroup", p->cgroup != NULL ? p->cgroup : "");
	if (l == NULL)
		return;
	if (l->grouped)
		put_figures(pen, &l->group, units);
	else
		pen_field(pen, "", "- (no memory controller visible)");
}
