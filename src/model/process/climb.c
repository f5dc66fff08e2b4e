/* SPDX-License-Identifier: MIT */
/* climb.c: whether a series of values only rises: smoothly, in steps, or once. */
#include "model/process/climb.h"

/* The fraction of a rise that may be lost in between, and that must lead above what was before. */
#define FALL_MAX 0.25
#define LEAD 0.5

/* The parts of a rise by which its pauses are measured. */
#define GAINS 8

double
climb_fall(const struct climb_points *p, size_t from)
{
	double high = p->high[from], fall = 0;

	for (size_t i = from + 1; i < p->count; i++) {
		fall = high - p->low[i] > fall ? high - p->low[i] : fall;
		high = p->high[i] > high ? p->high[i] : high;
	}
	return fall;
}

static bool
leads_out(const struct climb_points *p, const struct climb *c)
{
	double bound = p->low[p->count - 1] - c->rise * LEAD;

	for (size_t i = 0; i < c->from; i++)
		if (p->high[i] > bound)
			return false;
	return true;
}

static void
measure_pauses(const struct climb_points *p, struct climb *c)
{
	double level = p->low[c->from], since = p->at[c->from];

	c->jump = c->pause = 0;
	for (size_t i = c->from + 1; i < p->count; i++) {
		double jump = p->low[i] - p->low[i - 1];

		c->jump = jump > c->jump ? jump : c->jump;
		if (p->low[i] < level + c->rise / GAINS)
			continue;
		c->pause = p->at[i] - since > c->pause ? p->at[i] - since : c->pause;
		level = p->low[i];
		since = p->at[i];
	}
	c->idle = p->at[p->count - 1] - since;
}

bool
climb_from(const struct climb_points *p, size_t from, double least, struct climb *c)
{
	size_t last = p->count - 1;

	*c = (struct climb){ .from = from };
	if (from >= last)
		return false;
	c->rise = p->low[last] - p->low[from];
	c->span = p->at[last] - p->at[from];
	if (c->rise < least || !leads_out(p, c) || climb_fall(p, from) > c->rise * FALL_MAX)
		return false;
	measure_pauses(p, c);
	return true;
}

double
climb_late_pace(const struct climb_points *p, const struct climb *c, double span)
{
	size_t last = p->count - 1, i = last - 1;
	double pace = c->rise / c->span;

	while (i > c->from && p->at[last] - p->at[i] < span)
		i--;
	return (p->low[last] - p->low[i]) / (p->at[last] - p->at[i]) / pace;
}
