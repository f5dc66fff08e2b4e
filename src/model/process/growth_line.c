/* SPDX-License-Identifier: MIT */
/* growth_line.c: lines in the recent past of a process: through its newest samples, along the
 * floor of a sawtooth, and through what only rises or only falls, smoothly or in steps. */
#include "model/process/growth_private.h"

#include <math.h>

#include "base/duration.h"
#include "model/process/trend.h"

#define STEPS_PER_MINUTE 6000.0
#define STRETCHES_MIN 8

/* How far the samples may lie from the line (median), as a fraction of its rise. */
#define SCATTER_MAX 0.1
#define ENVELOPE_SCATTER_MAX 0.2 /* it has steps */

/* The shortest time over which samples alone show growth: a shorter ramp is as likely to be the
 * first tooth of a saw. */
#define SAMPLES_SPAN (12.0 * NS_PER_SECOND / NS_PER_STEP)

/* What fraction of a rise must lie above everything seen before it. */
#define LEAD 0.5

/* A rise within the tolerance is measured if it is as large as this and went on for so many
 * stretches. */
#define SLOW_KIB 256.0
#define SLOW_STRETCHES 6

/* The largest part of a rise that one jump may have: three equal steps and some noise. */
#define JUMP_MAX 0.4

/* What has paused for this many times its longest pause is over; but not before, and in any case
 * after, so many stretches. */
#define PAUSES 1.5
#define IDLE_STRETCHES_MIN STILL_STRETCHES
#define IDLE_STRETCHES_MAX 9

/* The pace at the end, as a fraction of the mean pace: its bounds for a line, and the least for one
 * that was said. */
#define LATE_MIN 0.5
#define LATE_MAX 2.0
#define KEPT_MIN (1 / 3.0)

/* How much weaker the rise of a floor may become once it was said. */
#define EASE 2

static struct growth_fit
along(const struct growth *g, double slope, double from)
{
	return (struct growth_fit){ .kind = GROWTH_LINE,
		.bytes_a_minute = (int64_t)(slope * STEPS_PER_MINUTE * 1024),
		.from_ns = growth_moment(g, from) };
}

static bool
is_straight(const struct trend *line, double scatter_max)
{
	return line->scatter <= scatter_max * fabs(line->rise);
}

/* --- through the newest samples --- */

static struct trend_points
sample_points(const struct growth *g)
{
	struct trend_points p = { .count = g->sample_count };

	for (size_t i = 0; i < p.count; i++) {
		size_t index = growth_sample_index(g, p.count - 1 - i);

		p.at[i] = g->sample_at[index];
		p.value[i] = g->sample_kib[index];
	}
	return p;
}

/* Whether the line leads clearly out of the range of the stretches: above those from before the
 * samples by LEAD of its rise; for the newest stretch only the scatter about the line is allowed
 * for; for one that ended among the samples the bound is interpolated between the two. */
static bool
leads_out(const struct growth *g, const struct trend *line)
{
	uint32_t oldest = g->sample_at[growth_sample_index(g, g->sample_count - 1u)];
	double span = g->sample_at[growth_sample_index(g, 0)] - oldest;
	double before = g->newest_kib - line->rise * LEAD;
	double beside = g->newest_kib + line->rise * SCATTER_MAX;

	for (size_t back = 0; back < g->stretch_count; back++) {
		size_t index = growth_stretch_index(g, back);
		double end = growth_stretch_began(g, back) + g->stretch_length;
		double part = (end - oldest) / span;
		double max;

		part = part < 0 ? 0 : part > 1 ? 1 : part;
		max = before + part * (beside - before);

		if (line->slope > 0 ? g->high_kib[index] > max : g->low_kib[index] < max)
			return false;
	}
	return true;
}

/* Whether the samples alone show growth that the stretches do not contradict. */
static bool
samples_lead(const struct growth *g, struct growth_fit *fit)
{
	struct trend_points p = sample_points(g);
	struct trend line = trend_through(&p);

	if (p.at[p.count - 1] - p.at[0] < SAMPLES_SPAN ||
		fabs(line.rise) <= growth_still_kib(g->newest_kib) ||
		!is_straight(&line, SCATTER_MAX) || line.back > 2 * SCATTER_MAX * fabs(line.rise) ||
		!leads_out(g, &line))
		return false;
	*fit = along(g, line.slope, p.at[0]);
	return true;
}

/* --- along the floor of a sawtooth --- */

static uint32_t
low_of(const struct growth *g, size_t i)
{
	return g->low_kib[growth_stretch_index(g, g->stretch_count - 1u - i)];
}

/* The last stretch at which the floor fell again; 0: it never did. A later rise may fall, too. */
static size_t
last_fall(const struct growth *g)
{
	for (size_t i = g->stretch_count - 1u; i-- > 1;) /* the newest stretch is not over */
		if (low_of(g, i) + growth_still_kib(low_of(g, i)) < low_of(g, i - 1))
			return i;
	return 0;
}

/* The least from each stretch on: memory freed by a later garbage collection is not part of the
 * floor. The newest stretch is not over. */
static struct trend_points
envelope_points(const struct growth *g)
{
	size_t fall = last_fall(g);
	struct trend_points p = { .count = fall > 0 ? fall + 1 : g->stretch_count - 1u };
	uint32_t lowest = UINT32_MAX;

	for (size_t i = g->stretch_count; i-- > 0;) {
		lowest = low_of(g, i) < lowest ? low_of(g, i) : lowest;
		if (i >= p.count)
			continue;
		p.at[i] = growth_stretch_began(g, g->stretch_count - 1u - i);
		p.value[i] = lowest;
	}
	return p;
}

/* Samples see the floor of a sawtooth a little too high, now more, now less. If samples and
 * teeth have nearly the same period, the floor seems to drift, by a fraction of the height of
 * the teeth, which is the span of a stretch. */
static double
noise_of(const struct growth *g)
{
	double teeth[GROWTH_STRETCHES], noise = growth_still_kib(g->newest_kib),
					part = growth_range_kib(g) * SCATTER_MAX;

	for (size_t i = 0; i < g->stretch_count; i++)
		teeth[i] = g->high_kib[i] - g->low_kib[i];
	noise = part > noise ? part : noise;
	part = trend_median(teeth, g->stretch_count) / 2;
	return part > noise ? part : noise;
}

/* Whether the floor rises, over stretches long enough to tell; the conditions are eased by a
 * factor. */
static bool
envelope_rises(const struct growth *g, double ease, struct growth_fit *fit)
{
	struct trend_points p;
	struct trend line;
	double late, noise;
	size_t half;

	if (g->stretch_count <= STRETCHES_MIN)
		return false;
	p = envelope_points(g);
	if (p.count < STRETCHES_MIN)
		return false;
	noise = noise_of(g) / ease;
	line = trend_through(&p);
	if (line.slope <= 0 || line.rise <= noise ||
		!is_straight(&line, ENVELOPE_SCATTER_MAX * ease))
		return false;
	/* A floor that rose long ago and has stood since is flat. */
	half = p.count / 2;
	late = p.value[p.count - 1] - p.value[half];
	if (late < noise / 2 || late < line.slope * (p.at[p.count - 1] - p.at[half]) / 2 / ease)
		return false;
	*fit = along(g, line.slope, p.at[0]);
	return true;
}

/* --- through what only rises, or only falls --- */

/* Whether it goes on, as far as its own pauses tell. */
static bool
goes_on(const struct growth *g, const struct climb *c)
{
	double wait = PAUSES * c->pause / g->stretch_length;

	wait = wait < IDLE_STRETCHES_MIN ? IDLE_STRETCHES_MIN : wait;
	wait = wait > IDLE_STRETCHES_MAX ? IDLE_STRETCHES_MAX : wait;
	return c->idle <= wait * g->stretch_length;
}

/* In several steps, large enough to be measured, and not only at its beginning or its end. */
static bool
is_growth(const struct growth *g, const struct climb_points *p, const struct climb *c)
{
	double late = 2 * c->pause > c->span / 3 ? 2 * c->pause : c->span / 3, pace;

	if (c->jump > c->rise * JUMP_MAX || !goes_on(g, c))
		return false;
	if (c->rise <= growth_still_kib(g->newest_kib) &&
		(c->rise < SLOW_KIB || c->span < SLOW_STRETCHES * (double)g->stretch_length))
		return false;
	pace = climb_late_pace(p, c, late);
	return pace >= LATE_MIN && pace <= LATE_MAX;
}

static double
slope_from(const struct climb_points *p, size_t from)
{
	struct trend_points line = { .count = p->count - from };

	for (size_t i = 0; i < line.count; i++) {
		line.at[i] = p->at[from + i];
		line.value[i] = p->low[from + i];
	}
	return trend_through(&line).slope;
}

/* The longest part of the past that does so. */
static bool
stretches_climb(const struct growth *g, uint32_t now, bool down, struct growth_fit *fit)
{
	struct climb_points p;
	struct climb c;

	growth_points(g, now, down, &p);
	for (size_t from = 0; from + 1 < p.count; from++) {
		if (!climb_from(&p, from, LEAST_KIB, &c) || !is_growth(g, &p, &c))
			continue;
		*fit = along(g, slope_from(&p, from) * (down ? -1 : 1), p.at[from]);
		return true;
	}
	return false;
}

/* A single step within the tolerance does not contradict that it was flat. */
bool
growth_moves(const struct growth *g, uint32_t now, bool down)
{
	bool was_flat = g->said.kind == GROWTH_FLAT;
	struct climb_points p;
	struct climb c;

	if (growth_range_kib(g) < LEAST_KIB)
		return false;
	growth_points(g, now, down, &p);
	for (size_t from = 0; from + 1 < p.count; from++) {
		if (climb_from(&p, from, LEAST_KIB, &c) && goes_on(g, &c) &&
			(!was_flat || c.rise > growth_still_kib(g->newest_kib) ||
				c.jump <= c.rise * JUMP_MAX))
			return true;
	}
	return false;
}

/* --- all of them --- */

/* Then it has no falls that its floor would have to be found between. */
static bool
only_rises(const struct growth *g, uint32_t now)
{
	struct climb_points p;
	struct climb c;

	growth_points(g, now, false, &p);
	return climb_from(&p, 0, LEAST_KIB, &c);
}

bool
growth_finds_line(const struct growth *g, uint32_t now, struct growth_fit *fit)
{
	uint32_t range = growth_range_kib(g);
	bool falls, large = range > growth_still_kib(g->newest_kib);

	if (range < LEAST_KIB)
		return false;
	falls = large && last_fall(g) > 0;
	if (falls && envelope_rises(g, 1, fit))
		return true;
	if (stretches_climb(g, now, false, fit) || stretches_climb(g, now, true, fit))
		return true;
	/* The others find nothing within the tolerance. */
	return large && (samples_lead(g, fit) ||
				(!falls && !only_rises(g, now) && envelope_rises(g, 1, fit)));
}

/* It must still go the same way, at a third of its pace at least, and not be late with a step. */
bool
growth_keeps_line(const struct growth *g, uint32_t now)
{
	double told = fabs((double)g->said.bytes_a_minute) / 1024 / STEPS_PER_MINUTE;
	double wait = IDLE_STRETCHES_MIN * (double)g->stretch_length;
	bool down = g->said.bytes_a_minute < 0;
	struct growth_fit fit;
	struct climb_points p;
	struct climb c;
	size_t from = 0;

	if (growth_stands_still(g, now, down))
		return false;
	growth_points(g, now, down, &p);
	while (from + 2 < p.count && growth_moment(g, p.at[from + 1]) <= g->said.from_ns)
		from++;
	if (!climb_from(&p, from, LEAST_KIB, &c))
		return !down && !only_rises(g, now) && envelope_rises(g, EASE, &fit);
	if (!goes_on(g, &c))
		return false;
	wait = 2 * c.pause > wait ? 2 * c.pause : wait;
	return climb_late_pace(&p, &c, wait) * c.rise / c.span >= told * KEPT_MIN;
}
