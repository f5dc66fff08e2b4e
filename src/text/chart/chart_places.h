/* SPDX-License-Identifier: MIT */
/* chart_places.h: where the memory of a run grew, as texts for its chart. */
#ifndef PEAKTOP_TEXT_CHART_CHART_PLACES_H
#define PEAKTOP_TEXT_CHART_CHART_PLACES_H

#include "model/run/run.h"
#include "text/chart/chart.h"

/* Start with a zeroed struct; chart_places_clear frees. */
struct chart_places {
	struct chart_place *items; /* with the texts behind them */
	size_t count;
	const char *peak; /* of its peak; NULL: unknown */
};

/* Replaces them by those of a run, of which lines may be unknown. */
void chart_places_fill(struct chart_places *, const struct run *);
void chart_places_clear(struct chart_places *);

#endif
