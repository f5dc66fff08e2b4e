/* SPDX-License-Identifier: MIT */
/* chart.h: a picture of memory over time, in cells of a terminal or as SVG. Pure: numbers in,
 * text out. A stretch without samples is a gap, never a zero; a column that covers several
 * stretches shows their maximum, so no peak disappears in a small chart. All times are since the
 * start of what is shown; texts are borrowed for the call. */
#ifndef PEAKTOP_TEXT_CHART_CHART_H
#define PEAKTOP_TEXT_CHART_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "text/unit.h"

#define CHART_TIME_UNKNOWN UINT64_MAX
#define CHART_LINES 6 /* as many as can be distinguished; further lines are not drawn */
#define CHART_PARTS 3 /* likewise, of parts of a whole */

/* A value that holds until the next point begins. */
struct chart_point {
	uint64_t from_ns, bytes;
	bool present;
};

/* Points in order of time. Names are shown if there are at least two lines. */
struct chart_line {
	const char *name; /* NULL: none */
	const struct chart_point *points;
	size_t count;
	uint64_t end_ns; /* of the last point */
};

/* A named moment, such as the start of a phase. */
struct chart_mark {
	uint64_t at_ns;
	const char *label; /* NULL: none */
};

/* Where memory grew, from a moment on until the next one. */
struct chart_place {
	uint64_t from_ns;
	const char *text;
};

struct chart {
	const struct chart_line *lines;
	size_t line_count;
	bool stacked; /* in a terminal: the first line is a whole, and the others are parts of it,
		       * at most CHART_PARTS, drawn one on top of the other; what they leave of it
		       * is drawn above them, by the name of the first line (NULL: not in the
		       * legend) */
	const struct chart_mark *marks;
	size_t mark_count;
	const struct chart_place *places; /* said with the values at the cursor, and in a page */
	size_t place_count;
	uint64_t from_ns, until_ns; /* the time range shown */
	bool has_peak;
	uint64_t peak_bytes;
	uint64_t peak_at_ns;    /* or CHART_TIME_UNKNOWN */
	const char *peak_is;    /* "at least ", "about "; NULL: exact */
	const char *peak_place; /* where it was reached; NULL: unknown */
	uint64_t limit_bytes;   /* 0: none */
	bool from_lowest;       /* the y axis begins below the least that is shown, not at 0 */
	bool has_cursor;        /* in a terminal: marks a moment and says the values there */
	uint64_t cursor_ns;
	enum units units;
	bool clock;        /* labels are times of day; for up to a day or so */
	uint64_t day_ns;   /* with `clock`: the time of day at time 0, since midnight */
	const char *title; /* SVG only; NULL: none */
	const char *subtitle;
};

/* A single line is drawn as a filled area, in eighths of a cell. Several lines are outlines: in
 * braille, with 2 x 4 dots per cell, or as rules. ASCII is for everything else. */
enum chart_form { CHART_BRAILLE, CHART_BLOCK, CHART_ASCII };

/* What a cell belongs to; CHART_LINE + i is line i. */
enum chart_part {
	CHART_BLANK,
	CHART_AXIS,
	CHART_LABEL,
	CHART_MARK,
	CHART_LIMIT,
	CHART_PEAK,
	CHART_CURSOR,
	CHART_LINE
};

/* One character with its marks, NUL-terminated; empty in the right half of a wide one. */
struct chart_cell {
	char text[13];
	uint8_t part; /* enum chart_part */
};

/* Fills `cells`, rows * cols of them, row by row. Works at any size: what does not fit is
 * omitted, labels first. */
void chart_draw(
	const struct chart *, enum chart_form, int cols, int rows, struct chart_cell *cells);

/* The number of columns between the axis and the right edge; each is an equal part of the time. */
int chart_plot_columns(const struct chart *, enum chart_form, int cols, int rows);

/* The same as lines of text, without trailing blanks. */
void chart_put_plain(const struct chart *, int cols, int rows, enum chart_form, struct bytes *out);

/* A self-contained picture, 900 x 420: no scripts, no fonts, nothing loaded; for light and dark
 * backgrounds. */
void chart_put_svg(const struct chart *, struct bytes *out);

/* Where that picture has its plot, in tenths of a pixel, and what the plot extends over: for a
 * script that reads values from it. */
struct chart_plot {
	int left, top, right, bottom;
	uint64_t from_ns, span_ns, top_bytes; /* the last two at least 1 */
};
struct chart_plot chart_svg_plot(const struct chart *);

#endif
