/* SPDX-License-Identifier: MIT */
/* chart_svg_notes.c: peak, limit and marks of a chart in SVG, with their labels. */
#include "text/chart/chart_picture.h"

#include "base/utf8.h"

#define MARK_ROWS 3
#define PEAK_COLUMNS 80

/* The peak's label is above its dot, or above a limit line just there; the limit's label is in the
 * other half. */
void
picture_peak(const struct picture *p)
{
	char text[240];
	struct buffer b = buffer_over(text, sizeof text);
	int x = picture_x(p, p->chart->peak_at_ns), y = picture_y(p, p->chart->peak_bytes),
	    above = y;
	int limit_y = picture_y(p, p->chart->limit_bytes), half;

	if (!p->chart->has_peak)
		return;
	chart_peak_label(p->chart, CHART_PEAK_PLACED, &b);
	text[utf8_fit(text, PEAK_COLUMNS)] = '\0';
	half = picture_letters(text) * 13 / 20;
	PICTURE_PRINT(p, "<path class=\"reach\" d=\"M% %H%\"/>\n", p->left, y, PICTURE_RIGHT);
	if (picture_shows(p, p->chart->peak_at_ns))
		PICTURE_PRINT(p, "<circle class=\"dot\" cx=\"%\" cy=\"%\" r=\"5.5\"/>\n", x, y);
	if (p->scale.limit_inside && limit_y <= y && y - limit_y < 290)
		above = limit_y;
	x = x < p->left + half ? p->left + half : x;
	x = x > PICTURE_RIGHT - half ? PICTURE_RIGHT - half : x;
	picture_text(p, x, above - 110, "middle", "note", text, PEAK_COLUMNS);
}

void
picture_limit(const struct picture *p)
{
	char text[64];
	struct buffer b = buffer_over(text, sizeof text);
	int y = picture_y(p, p->chart->limit_bytes);
	bool left = p->chart->has_peak &&
		    picture_x(p, p->chart->peak_at_ns) > (p->left + PICTURE_RIGHT) / 2;

	if (p->chart->limit_bytes == 0)
		return;
	chart_limit_label(p->chart, &b);
	if (p->scale.limit_inside) {
		PICTURE_PRINT(
			p, "<path class=\"limit\" d=\"M% %H%\"/>\n", p->left, y, PICTURE_RIGHT);
	} else {
		buffer_text(&b, " ↑");
		y = p->top + 210;
	}
	picture_text(p, left ? p->left + 80 : PICTURE_RIGHT - 40, y - 80, left ? "start" : "end",
		"note limited", text, 60);
}

/* The row above the plot in which a label hides no other; MARK_ROWS: none. */
static int
mark_row(const int *ends, int x)
{
	int row = 0;

	while (row < MARK_ROWS && ends[row] > x)
		row++;
	return row;
}

int
picture_marks(const struct picture *p, bool draw)
{
	int ends[MARK_ROWS] = { 0 }, rows = 0;

	for (size_t i = 0; i < p->chart->mark_count; i++) {
		const struct chart_mark *mark = &p->chart->marks[i];
		const char *label = mark->label == NULL ? "" : mark->label;
		int x = picture_x(p, mark->at_ns), row = mark_row(ends, x);
		int y = p->top - 50 - row * PICTURE_MARK_HEIGHT;
		bool fits = row < MARK_ROWS && *label != '\0' &&
			    x + picture_letters(label) < PICTURE_WIDTH - 100;

		if (!picture_shows(p, mark->at_ns))
			continue;
		if (draw)
			PICTURE_PRINT(p, "<path class=\"mark\" d=\"M% %V%\"/>\n", x,
				fits ? y - 80 : p->top, PICTURE_BOTTOM);
		if (!fits)
			continue;
		if (draw)
			picture_text(p, x + 50, y, "start", NULL, label, 60);
		ends[row] = x + picture_letters(label) + 120;
		rows = row + 1 > rows ? row + 1 : rows;
	}
	return rows;
}
