/* SPDX-License-Identifier: MIT */
/* maxima.h: the largest values of a process's history and of a series. */
#ifndef PEAKTOP_TESTS_SUPPORT_MAXIMA_H
#define PEAKTOP_TESTS_SUPPORT_MAXIMA_H

#include "model/process/process_history.h"
#include "model/run/series.h"

/* 0 if there is none. */
static inline uint64_t
process_history_maximum(const struct process_history *h)
{
	uint64_t max = 0, bytes;

	for (size_t i = 0; i < h->used; i++)
		if (process_history_stretch(h, i, &bytes) && bytes > max)
			max = bytes;
	return max;
}

/* The index of the largest held_bytes; false: no point is present. */
static inline bool
series_maximum(const struct series *s, size_t *index)
{
	bool found = false;

	for (size_t i = 0; i < s->count; i++) {
		if (!s->points[i].present)
			continue;
		if (found && s->points[i].held_bytes <= s->points[*index].held_bytes)
			continue;
		*index = i;
		found = true;
	}
	return found;
}

#endif
