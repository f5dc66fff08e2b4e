/* SPDX-License-Identifier: MIT */
/* chart_picture.c: positions in an SVG picture of a chart, and texts there. */
#include "text/chart/chart_picture.h"

#include <string.h>

#include "base/utf8.h"

int
picture_x(const struct picture *p, uint64_t at_ns)
{
	uint64_t width = (uint64_t)(PICTURE_RIGHT - p->left);

	return p->left + (int)chart_time_position(&p->scale, at_ns, width + 1);
}

int
picture_y(const struct picture *p, uint64_t bytes)
{
	return PICTURE_BOTTOM -
	       (int)chart_size_position(&p->scale, bytes, (uint64_t)(PICTURE_BOTTOM - p->top + 1));
}

bool
picture_shows(const struct picture *p, uint64_t at_ns)
{
	return at_ns >= p->chart->from_ns && at_ns <= p->chart->until_ns;
}

int
picture_letters(const char *text)
{
	return (int)(utf8_columns(text) < 200 ? utf8_columns(text) : 200) * PICTURE_LETTER;
}

void
picture_text(const struct picture *p, int x, int y, const char *anchor, const char *class,
	const char *text, size_t max)
{
	PICTURE_PRINT(p, "<text x=\"%\" y=\"%\"", x, y);
	if (strcmp(anchor, "start") != 0)
		bytes_print(p->out, " text-anchor=\"%s\"", anchor);
	if (class != NULL)
		bytes_print(p->out, " class=\"%s\"", class);
	bytes_text(p->out, ">");
	svg_text(p->out, text, max);
	bytes_text(p->out, "</text>\n");
}
