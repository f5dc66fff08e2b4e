/* SPDX-License-Identifier: MIT */
/* climb.h: whether a series of values only rises: smoothly, in steps, or once. Falls are found by
 * the same functions in a series that is upside down (lows and highs exchanged and negative).
 * Pure: never allocates, reads no clock. */
#ifndef PEAKTOP_MODEL_PROCESS_CLIMB_H
#define PEAKTOP_MODEL_PROCESS_CLIMB_H

#include <stdbool.h>
#include <stddef.h>

#define CLIMB_POINTS_MAX 25

/* Stretches of time in order, each from `at` on, with the least and the most of it. */
struct climb_points {
	double at[CLIMB_POINTS_MAX], low[CLIMB_POINTS_MAX], high[CLIMB_POINTS_MAX];
	size_t count;
};

/* The series from point `from` to its end. */
struct climb {
	size_t from;
	double rise, span; /* from the least of the first point to that of the last one */
	double jump;       /* the largest rise from one point to the next */
	double pause;      /* the longest time without a gain of an eighth of the rise */
	double idle;       /* the time since the last such gain */
};

/* The largest fall from one point on to a later one. */
double climb_fall(const struct climb_points *, size_t from);

/* False: from this point on it does not only rise. It rises by less than `least`; or it fell by a
 * quarter of the rise in between; or less than half of the rise leads above all that was before. */
bool climb_from(const struct climb_points *, size_t from, double least, struct climb *);

/* How fast it rose in its last `span`, as a fraction of its mean pace. */
double climb_late_pace(const struct climb_points *, const struct climb *, double span);

#endif
