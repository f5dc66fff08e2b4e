/* SPDX-License-Identifier: MIT */
/* chart_svg.c: a chart as a self-contained SVG picture, for light and dark backgrounds. Lengths
 * are in tenths of a pixel. The colours are those of Okabe and Ito, which colour-blind people
 * can distinguish; they are lighter on a dark background. A renderer without media queries shows
 * the light picture on its own background. */
#include "text/chart/chart_picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "text/chart/axis.h"

#define LABEL_LEFT_MIN 920
#define DIGIT 80       /* of a label of the y axis */
#define TITLED_TOP 740 /* of the plot, below title and subtitle */
#define LEGEND_HEIGHT 220
#define HEADROOM 300 /* above the highest value, for its label */
#define COLUMN 5     /* half a pixel */
#define SIZE_TICKS_MAX 6
#define TIME_TICKS_MAX 8

/* Class `sN` is line N as a stroke, `fN` as a fill. Vermillion is only for the limit. */
static const char style[] =
	"<style>\n"
	"text{font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif;"
	"fill:#4b5563;font-variant-numeric:tabular-nums}\n"
	".title{font-size:18px;font-weight:600;fill:#111827}\n"
	".name{font-size:13px;fill:#111827}\n"
	".note{font-size:13px;font-weight:600;fill:#111827;paint-order:stroke;stroke:#fff;"
	"stroke-width:4px;stroke-linejoin:round}\n"
	".number{font-size:11px;font-weight:700;fill:#fff}\n"
	".ground{fill:#fff;stroke:#e5e7eb}\n"
	".grid{stroke:#e5e7eb;fill:none}\n"
	".axis{stroke:#9ca3af;fill:none}\n"
	".mark{stroke:#9ca3af;stroke-dasharray:1 4;stroke-linecap:round;fill:none}\n"
	".line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\n"
	".area{fill-opacity:.16;stroke:none}\n"
	".limit{stroke:#d55e00;stroke-width:1.5;stroke-dasharray:8 5;fill:none}\n"
	".limited{fill:#b34d00}\n"
	".reach{stroke:#111827;stroke-opacity:.55;stroke-dasharray:2 4;fill:none}\n"
	".dot{fill:#111827;stroke:#fff;stroke-width:2}\n"
	".s0{stroke:#0072b2}.s1{stroke:#009e73}.s2{stroke:#cc79a7}"
	".s3{stroke:#e69f00}.s4{stroke:#56b4e9}.s5{stroke:#111827}\n"
	".f0{fill:#0072b2}.f1{fill:#009e73}.f2{fill:#cc79a7}"
	".f3{fill:#e69f00}.f4{fill:#56b4e9}.f5{fill:#111827}\n"
	"@media (prefers-color-scheme:dark){\n"
	"text{fill:#9ca3af}\n"
	".title,.name{fill:#f3f4f6}\n"
	".note{fill:#f3f4f6;stroke:#12161c}\n"
	".number{fill:#12161c}\n"
	".ground{fill:#12161c;stroke:#2b323c}\n"
	".grid{stroke:#2b323c}\n"
	".axis,.mark{stroke:#6b7280}\n"
	".area{fill-opacity:.22}\n"
	".limit{stroke:#ff8a3d}\n"
	".limited{fill:#ff9d5c}\n"
	".reach{stroke:#f3f4f6}\n"
	".dot{fill:#f3f4f6;stroke:#12161c}\n"
	".s0{stroke:#56b4e9}.s1{stroke:#2fc79a}.s2{stroke:#e3a3c6}"
	".s3{stroke:#e69f00}.s4{stroke:#f0e442}.s5{stroke:#f3f4f6}\n"
	".f0{fill:#56b4e9}.f1{fill:#2fc79a}.f2{fill:#e3a3c6}"
	".f3{fill:#e69f00}.f4{fill:#f0e442}.f5{fill:#f3f4f6}\n"
	"}\n"
	"</style>\n";

/* --- descriptions in words --- */

static void
put_description(const struct picture *p)
{
	const struct chart *chart = p->chart;
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);

	buffer_text(&b, "Memory from ");
	axis_time_label(&b, chart->from_ns);
	buffer_text(&b, " to ");
	axis_time_label(&b, chart->from_ns + p->scale.span_ns);
	if (chart->has_peak) {
		buffer_text(&b, "; ");
		chart_peak_label(chart, CHART_PEAK_PLACED, &b);
	}
	if (chart->limit_bytes != 0) {
		buffer_text(&b, "; ");
		chart_limit_label(chart, &b);
	}
	bytes_text(p->out, "<desc>");
	svg_text(p->out, text, sizeof text);
	bytes_text(p->out, "</desc>\n");
}

static void
put_head(const struct picture *p)
{
	const char *title = p->chart->title == NULL ? "Memory over time" : p->chart->title;

	bytes_text(p->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 420\" "
			   "width=\"900\" height=\"420\" role=\"img\">\n<title>");
	svg_text(p->out, title, 200);
	bytes_text(p->out, "</title>\n");
	put_description(p);
	bytes_text(p->out, style);
	bytes_text(p->out, "<rect class=\"ground\" x=\".5\" y=\".5\" width=\"899\" height=\"419\" "
			   "rx=\"10\"/>\n");
	picture_text(p, 280, 360, "start", "title", title, 84);
	if (p->chart->subtitle != NULL)
		picture_text(p, 280, 570, "start", NULL, p->chart->subtitle, 130);
}

/* The number of a line on a disc of its colour. */
static void
put_disc(const struct picture *p, int x, int y, size_t line)
{
	char digit[2] = { (char)('1' + line), '\0' };

	bytes_print(p->out, "<circle class=\"f%zu\"", line);
	PICTURE_PRINT(p, " cx=\"%\" cy=\"%\" r=\"8\"/>\n", x, y);
	picture_text(p, x, y + 40, "middle", "number", digit, 1);
}

static void
put_legend(const struct picture *p)
{
	size_t count = chart_line_count(p->chart);
	int x = 360, share = (PICTURE_RIGHT - x) / (int)(count == 0 ? 1 : count);

	for (size_t i = 0; i < count && count > 1; i++) {
		const char *name = p->chart->lines[i].name;
		int width;

		name = name == NULL ? "" : name;
		put_disc(p, x, TITLED_TOP + 20, i);
		picture_text(p, x + 150, TITLED_TOP + 65, "start", "name", name,
			(size_t)(share - 400) / (PICTURE_LETTER + 8));
		width = picture_letters(name) * 11 / 10 + 450;
		x += width < share ? width : share;
	}
}

/* --- axes --- */

static void
put_sizes(const struct picture *p)
{
	uint64_t at = chart_first_size(&p->scale);

	do {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);
		int y = picture_y(p, at);

		axis_size_label(&b, at, p->chart->units);
		if (at > 0)
			PICTURE_PRINT(p, "<path class=\"grid\" d=\"M% %H%\"/>\n", p->left, y,
				PICTURE_RIGHT);
		picture_text(p, p->left - 100, y + 42, "end", NULL, text, 40);
	} while (chart_next_size(&p->scale, &at));
}

static void
put_times(const struct picture *p)
{
	uint64_t at;

	if (chart_first_time(p->chart, &p->scale, &at)) {
		do {
			char text[40];
			struct buffer b = buffer_over(text, sizeof text);
			int x = picture_x(p, at);

			chart_time_label(p->chart, &p->scale, at, &b);
			PICTURE_PRINT(p, "<path class=\"grid\" d=\"M% %V%\"/>\n", x, p->top,
				PICTURE_BOTTOM);
			PICTURE_PRINT(
				p, "<path class=\"axis\" d=\"M% %v5\"/>\n", x, PICTURE_BOTTOM);
			picture_text(p, x, PICTURE_BOTTOM + 200, "middle", NULL, text, 40);
		} while (chart_next_time(p->chart, &p->scale, &at));
	}
	PICTURE_PRINT(
		p, "<path class=\"axis\" d=\"M% %H%\"/>\n", p->left, PICTURE_BOTTOM, PICTURE_RIGHT);
}

/* Space for the labels of the y axis; the headroom may add a digit to them. */
static int
left_edge(const struct picture *p)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);
	uint64_t step = p->scale.size_step;
	int wanted;

	axis_size_label(&b, p->scale.top_bytes / step * step, p->chart->units);
	wanted = (int)(b.length + 1) * DIGIT + 200;
	return wanted > LABEL_LEFT_MIN ? wanted : LABEL_LEFT_MIN;
}

/* --- lines --- */

/* Writes the stretches between gaps as steps; `closed`: down to the baseline, for an area. */
static void
put_path(const struct picture *p, const struct chart_column *columns, size_t count, bool closed)
{
	size_t i = 0;

	while (i < count) {
		int y;

		if (!columns[i].present) {
			i++;
			continue;
		}
		y = picture_y(p, columns[i].bytes);
		if (closed)
			PICTURE_PRINT(p, "M% %V%", p->left + (int)i * COLUMN, PICTURE_BOTTOM, y);
		else
			PICTURE_PRINT(p, "M% %", p->left + (int)i * COLUMN, y);
		for (; i < count && columns[i].present; i++) {
			int next = picture_y(p, columns[i].bytes);

			if (next != y)
				PICTURE_PRINT(p, "H%V%", p->left + (int)i * COLUMN, next);
			y = next;
		}
		PICTURE_PRINT(
			p, closed ? "H%V%Z" : "H%", p->left + (int)i * COLUMN, PICTURE_BOTTOM);
	}
}

static void
put_line(const struct picture *p, size_t line, struct chart_column *columns, size_t count)
{
	size_t lines = chart_line_count(p->chart), at;

	chart_columns(p->chart, &p->scale, &p->chart->lines[line], count, columns);
	if (!chart_column_maximum(columns, count, &at))
		return;
	if (lines == 1) {
		bytes_print(p->out, "<path class=\"area f%zu\" d=\"", line);
		put_path(p, columns, count, true);
		bytes_text(p->out, "\"/>\n");
	}
	bytes_print(p->out, "<path class=\"line s%zu\" d=\"", line);
	put_path(p, columns, count, false);
	bytes_text(p->out, "\"/>\n");
	if (lines > 1)
		put_disc(
			p, p->left + (int)at * COLUMN, picture_y(p, columns[at].bytes) - 130, line);
}

static void
put_lines(const struct picture *p)
{
	size_t count = (size_t)(PICTURE_RIGHT - p->left) / COLUMN;
	struct chart_column *columns = grow_new(count * sizeof *columns);

	for (size_t i = 0; i < chart_line_count(p->chart); i++)
		put_line(p, i, columns, count);
	free(columns);
}

/* --- the whole picture --- */

static struct picture
lay_out(const struct chart *chart, struct bytes *out)
{
	struct picture p = {
		.chart = chart, .out = out, .left = LABEL_LEFT_MIN, .top = TITLED_TOP
	};

	p.scale = chart_scale(chart, 0, SIZE_TICKS_MAX, TIME_TICKS_MAX);
	p.left = left_edge(&p);
	if (chart_line_count(chart) > 1)
		p.top += LEGEND_HEIGHT;
	p.top += picture_marks(&p, false) * PICTURE_MARK_HEIGHT;
	p.scale = chart_scale(chart, 1000 * HEADROOM / (unsigned)(PICTURE_BOTTOM - p.top),
		SIZE_TICKS_MAX, TIME_TICKS_MAX);
	return p;
}

struct chart_plot
chart_svg_plot(const struct chart *chart)
{
	struct picture p = lay_out(chart, NULL);

	return (struct chart_plot){ .left = p.left,
		.top = p.top,
		.right = PICTURE_RIGHT,
		.bottom = PICTURE_BOTTOM,
		.from_ns = p.scale.from_ns,
		.span_ns = p.scale.span_ns,
		.top_bytes = p.scale.top_bytes };
}

void
chart_put_svg(const struct chart *chart, struct bytes *out)
{
	struct picture p = lay_out(chart, out);

	put_head(&p);
	put_legend(&p);
	put_sizes(&p);
	put_times(&p);
	picture_marks(&p, true);
	put_lines(&p);
	picture_limit(&p);
	picture_peak(&p);
	bytes_text(out, "</svg>\n");
}
