/* SPDX-License-Identifier: MIT */
/* chart.h: memory over time as a picture, in cells of a terminal or as SVG.
 *
 * Pure: numbers in, text out. A stretch where nobody looked is a gap, never a zero; where several
 * stretches share a column it shows their maximum, so no peak gets lost by drawing it small. All
 * times are since the start of what is shown; texts are borrowed for the call. */
#ifndef PEAKTOP_TEXT_CHART_CHART_H
#define PEAKTOP_TEXT_CHART_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "text/unit.h"

#define CHART_TIME_UNKNOWN UINT64_MAX
#define CHART_LINES 6 /* as many as can be told apart; further lines are not drawn */

/* A value that holds until the next point begins. */
struct chart_point {
	uint64_t from_ns, bytes;
	bool present;
};

/* Points in order of time. Names are shown where there are two lines or more. */
struct chart_line {
	const char *name; /* NULL: none */
	const struct chart_point *points;
	size_t count;
	uint64_t end_ns; /* of the last point */
};

/* A moment with a name: a phase that began. */
struct chart_mark {
	uint64_t at_ns;
	const char *label; /* NULL: none */
};

struct chart {
	const struct chart_line *lines;
	size_t line_count;
	const struct chart_mark *marks;
	size_t mark_count;
	uint64_t from_ns, until_ns; /* the stretch of time shown */
	bool has_peak;
	uint64_t peak_bytes;
	uint64_t peak_at_ns;  /* or CHART_TIME_UNKNOWN */
	uint64_t limit_bytes; /* 0: none */
	enum units units;
	bool clock;        /* label with times of day, for up to a day or so: */
	uint64_t day_ns;   /* ... what the clock showed at time 0, since midnight */
	const char *title; /* SVG only; NULL: none */
	const char *subtitle;
};

/* Braille has 2 x 4 dots a cell; blocks are filled in eighths; ASCII is for all else. */
enum chart_form { CHART_BRAILLE, CHART_BLOCK, CHART_ASCII };

/* What a cell belongs to; CHART_LINE + i is line i. */
enum chart_part {
	CHART_BLANK,
	CHART_AXIS,
	CHART_LABEL,
	CHART_MARK,
	CHART_LIMIT,
	CHART_PEAK,
	CHART_LINE
};

/* One character, NUL-terminated; empty in the right half of a wide one. */
struct chart_cell {
	char text[5];
	uint8_t part; /* enum chart_part */
};

/* Fills `cells`, rows * cols of them, row by row. Any size will do: what does not fit is left out,
 * labels first. */
void chart_draw(
	const struct chart *, enum chart_form, int cols, int rows, struct chart_cell *cells);

/* The same as lines of text, without blanks at their ends. */
void chart_put_plain(const struct chart *, int cols, int rows, enum chart_form, struct bytes *out);

/* A picture of its own, 900 x 420: no scripts, no fonts, nothing loaded; for light and for dark
 * surroundings. */
void chart_put_svg(const struct chart *, struct bytes *out);

#endif
