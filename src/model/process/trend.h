/* SPDX-License-Identifier: MIT */
/* trend.h: the line through points that a few outliers do not move (Theil and Sen). Pure. */
#ifndef PEAKTOP_MODEL_PROCESS_TREND_H
#define PEAKTOP_MODEL_PROCESS_TREND_H

#include <stddef.h>

#define LINE_POINTS_MOST 24

struct points {
	double at[LINE_POINTS_MOST],
		value[LINE_POINTS_MOST]; /* in order of time, each at its own */
	size_t count;                    /* below 2 there is no line: 0 */
};

struct line {
	double slope;   /* the median of the slopes of all pairs */
	double rise;    /* over all points */
	double scatter; /* median distance of the points from it */
	double back;    /* the longest way back from one point to the next */
};

struct line line_through(const struct points *);

/* Puts the values in order on its way. */
double line_median(double *values, size_t count);

#endif
