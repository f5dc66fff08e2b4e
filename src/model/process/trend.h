/* SPDX-License-Identifier: MIT */
/* trend.h: the line through points that a few outliers do not move (Theil and Sen). Pure. */
#ifndef PEAKTOP_MODEL_PROCESS_TREND_H
#define PEAKTOP_MODEL_PROCESS_TREND_H

#include <stddef.h>

#define LINE_POINTS_MOST 24

struct trend_points {
	double at[LINE_POINTS_MOST],
		value[LINE_POINTS_MOST]; /* in order of time, each at its own */
	size_t count;                    /* below 2 there is no line: 0 */
};

struct trend {
	double slope;   /* the median of the slopes of all pairs */
	double rise;    /* over all points */
	double scatter; /* median distance of the points from it */
	double back;    /* the longest way back from one point to the next */
};

struct trend trend_through(const struct trend_points *);

/* Puts the values in order on its way. */
double trend_median(double *values, size_t count);

#endif
