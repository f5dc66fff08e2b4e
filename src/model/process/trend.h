/* SPDX-License-Identifier: MIT */
/* trend.h: a line through points, robust against a few outliers (Theil and Sen). Pure. */
#ifndef PEAKTOP_MODEL_PROCESS_TREND_H
#define PEAKTOP_MODEL_PROCESS_TREND_H

#include <stddef.h>

#define LINE_POINTS_MAX 25

struct trend_points {
	double at[LINE_POINTS_MAX],
		value[LINE_POINTS_MAX]; /* in order of time, each with its own */
	size_t count;                   /* if below 2, no line can be fitted and all are 0 */
};

struct trend {
	double slope;   /* the median of the slopes of all pairs */
	double rise;    /* over all points */
	double scatter; /* median distance of the points from it */
	double back;    /* the largest step back from one point to the next */
};

struct trend trend_through(const struct trend_points *);

/* Of at least one value. Reorders them. */
double trend_median(double *values, size_t count);

#endif
