/* SPDX-License-Identifier: MIT */
/* trend.c: a line through points, robust against a few outliers. */
#include "model/process/trend.h"

#include <math.h>
#include <stdlib.h>

static int
by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double
trend_median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, by_value);
	return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

struct trend
trend_through(const struct trend_points *p)
{
	double values[LINE_POINTS_MAX * (LINE_POINTS_MAX - 1) / 2], middle;
	size_t pairs = 0;
	struct trend line = { .slope = 0 };

	if (p->count < 2)
		return line;
	for (size_t i = 0; i < p->count; i++)
		for (size_t k = i + 1; k < p->count; k++)
			values[pairs++] = (p->value[k] - p->value[i]) / (p->at[k] - p->at[i]);
	line.slope = trend_median(values, pairs);
	line.rise = line.slope * (p->at[p->count - 1] - p->at[0]);
	for (size_t i = 0; i < p->count; i++)
		values[i] = p->value[i] - line.slope * p->at[i];
	middle = trend_median(values, p->count);
	for (size_t i = 0; i < p->count; i++)
		values[i] = fabs(p->value[i] - line.slope * p->at[i] - middle);
	line.scatter = trend_median(values, p->count);
	line.back = 0;
	for (size_t i = 1; i < p->count; i++) {
		double back = (p->value[i - 1] - p->value[i]) * (line.slope > 0 ? 1 : -1);

		line.back = back > line.back ? back : line.back;
	}
	return line;
}
