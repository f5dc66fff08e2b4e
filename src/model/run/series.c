/* SPDX-License-Identifier: MIT */
/* series.c: what a tree of processes held over a whole run, in a fixed number of points. */
#include "model/run/series.h"

#include <string.h>

void
series_begin(struct series *s, uint64_t step_ns)
{
	memset(s, 0, sizeof *s);
	s->step_ns = step_ns > 0 ? step_ns : 1;
}

static void
raise_point(struct series_point *point, uint64_t held_bytes, uint64_t rss_sum_bytes)
{
	if (held_bytes > point->held_bytes)
		point->held_bytes = held_bytes;
	if (rss_sum_bytes > point->rss_sum_bytes)
		point->rss_sum_bytes = rss_sum_bytes;
	point->present = true;
}

static void
halve(struct series *s)
{
	for (size_t i = 0; i < SERIES_POINTS / 2; i++) {
		struct series_point joined = s->points[2 * i], right = s->points[2 * i + 1];

		if (right.present)
			raise_point(&joined, right.held_bytes, right.rss_sum_bytes);
		s->points[i] = joined;
	}
	memset(&s->points[SERIES_POINTS / 2], 0, sizeof s->points / 2);
	s->count = (s->count + 1) / 2;
	s->step_ns *= 2;
	s->doublings++;
}

void
series_push(struct series *s, uint64_t at_ns, uint64_t held_bytes, uint64_t rss_sum_bytes)
{
	size_t index;

	while (at_ns / s->step_ns >= SERIES_POINTS)
		halve(s);
	index = (size_t)(at_ns / s->step_ns);
	if (index + 1 < s->count)
		index = s->count - 1;
	raise_point(&s->points[index], held_bytes, rss_sum_bytes);
	s->count = index + 1;
}
