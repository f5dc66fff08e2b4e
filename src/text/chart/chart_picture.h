/* SPDX-License-Identifier: MIT */
/* chart_picture.h: a chart while it is written as SVG (chart_svg.c, and chart_svg_notes.c for its
 * annotations). Lengths are in tenths of a pixel. */
#ifndef PEAKTOP_TEXT_CHART_CHART_PICTURE_H
#define PEAKTOP_TEXT_CHART_CHART_PICTURE_H

#include "text/chart/chart_scale.h"
#include "text/chart/svg.h"

#define PICTURE_WIDTH 9000
#define PICTURE_RIGHT 8720 /* edges of the plot; the others depend on the picture */
#define PICTURE_BOTTOM 3720
#define PICTURE_LETTER 68       /* average width of a letter in a label, rounded up */
#define PICTURE_MARK_HEIGHT 170 /* of a row of labels above the plot */

struct picture {
	const struct chart *chart;
	struct chart_scale scale;
	struct bytes *out;
	int left, top; /* of the plot */
};

int picture_x(const struct picture *, uint64_t at_ns);
int picture_y(const struct picture *, uint64_t bytes);
bool picture_shows(const struct picture *, uint64_t at_ns);

/* Approximate width of a label. */
int picture_letters(const char *text);

/* svg_print with the numbers listed. */
#define PICTURE_PRINT(p, format, ...) svg_print((p)->out, format, (const int[]){ __VA_ARGS__ })

/* Text of at most `max` columns whose start, middle or end is at x, in a class of the style
 * (NULL: plain). */
void picture_text(const struct picture *, int x, int y, const char *anchor, const char *class,
	const char *text, size_t max);

/* The annotations (chart_svg_notes.c). */
void picture_peak(const struct picture *);
void picture_limit(const struct picture *);

/* Returns how many rows the labels of the marks take above the plot; draws them on request. */
int picture_marks(const struct picture *, bool draw);

#endif
