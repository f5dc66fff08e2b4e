/* SPDX-License-Identifier: MIT */
/* page_chart.c: the chart of a page, and its values for the script that shows them: numbers, and
 * texts made of numbers. */
#include "text/page/page_private.h"

#include <inttypes.h>

#include "text/chart/axis.h"

/* A disc in the colour of a line, with its number. */
static void
put_disc(struct bytes *out, size_t line)
{
	bytes_print(out,
		"<svg class=\"disc\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">"
		"<circle class=\"f%zu\" cx=\"8\" cy=\"8\" r=\"8\"/>"
		"<text class=\"number\" x=\"8\" y=\"12\" text-anchor=\"middle\">%zu</text></svg>",
		line, line + 1);
}

/* "[9000000000,"9s",432013312,"412 MiB"]": when it begins, and what it is; null: not known. */
static void
put_point(struct bytes *out, const struct chart_point *point, enum units units)
{
	char at[40], size[40] = "";
	struct buffer t = buffer_over(at, sizeof at), s = buffer_over(size, sizeof size);

	axis_time_label(&t, point->from_ns);
	if (!point->present) {
		bytes_print(out, "[%" PRIu64 ",\"%s\",null,\"\"]", point->from_ns, at);
		return;
	}
	unit_size(&s, point->bytes, units);
	bytes_print(out, "[%" PRIu64 ",\"%s\",%" PRIu64 ",\"%s\"]", point->from_ns, at,
		point->bytes, size);
}

static void
put_readings(struct bytes *out, const struct chart *chart, size_t lines)
{
	struct chart_plot plot = chart_svg_plot(chart);
	const int edges[] = { plot.left, plot.top, plot.right, plot.bottom };

	bytes_text(out, "<script type=\"application/json\" id=\"readings\">{\"plot\":[");
	for (size_t i = 0; i < 4; i++)
		bytes_print(out, "%s%d.%d", i > 0 ? "," : "", edges[i] / 10, edges[i] % 10);
	bytes_print(out, "],\"from\":%" PRIu64 ",\"span\":%" PRIu64 ",\"top\":%" PRIu64,
		plot.from_ns, plot.span_ns, plot.top_bytes);
	bytes_text(out, ",\"lines\":[");
	for (size_t i = 0; i < lines; i++) {
		const struct chart_line *line = &chart->lines[i];

		bytes_print(out, "%s\n{\"end\":%" PRIu64 ",\"points\":[", i > 0 ? "," : "",
			line->end_ns);
		for (size_t k = 0; k < line->count; k++) {
			bytes_text(out, k > 0 ? "," : "");
			put_point(out, &line->points[k], chart->units);
		}
		bytes_text(out, "]}");
	}
	bytes_text(out, "],\"places\":[");
	for (size_t i = 0; i < chart->place_count; i++)
		bytes_print(out, "%s%" PRIu64, i > 0 ? "," : "", chart->places[i].from_ns);
	bytes_text(out, "]}</script>\n");
}

/* Their names are foreign: they stand in the page, and the script copies them as text. */
static void
put_places(struct bytes *out, const struct chart *chart)
{
	if (chart->place_count == 0)
		return;
	bytes_text(out, "<ul id=\"places\" hidden=\"\">");
	for (size_t i = 0; i < chart->place_count; i++)
		page_text(out, "<li>", chart->places[i].text, "</li>");
	bytes_text(out, "</ul>\n");
}

/* Where the script writes; hidden without one. */
static void
put_reading(struct bytes *out, const struct chart *chart, size_t lines)
{
	bytes_text(out, "<p id=\"reading\" hidden=\"\"><b id=\"at\"></b>");
	for (size_t i = 0; i < lines; i++) {
		const char *name = chart->lines[i].name;

		bytes_text(out, " <span class=\"entry\">");
		if (lines > 1)
			put_disc(out, i);
		if (lines > 1 && name != NULL)
			page_text(out, "<bdi>", name, "</bdi> ");
		bytes_text(out, "<output aria-live=\"off\"></output></span>");
	}
	if (chart->place_count > 0)
		bytes_text(out, " <span id=\"place\"></span>");
	bytes_text(out,
		"</p>\n<p id=\"hint\" hidden=\"\">Point at the chart, or press Tab and then "
		"<kbd>←</kbd> <kbd>→</kbd> (with Shift ten steps), <kbd>Home</kbd>, "
		"<kbd>End</kbd>, <kbd>P</kbd> for the highest value.</p>\n");
}

void
page_chart(struct bytes *out, const struct chart *chart, const char *caption)
{
	size_t lines = chart == NULL                     ? 0
		       : chart->line_count > CHART_LINES ? CHART_LINES
							 : chart->line_count;

	if (lines == 0) {
		bytes_text(out, "<p class=\"absent\">too short for a chart</p>\n");
		return;
	}
	bytes_text(out, "<section>\n<div id=\"chart\">\n");
	chart_put_svg(chart, out);
	bytes_text(out, "</div>\n");
	put_reading(out, chart, lines);
	page_text(out, "<p class=\"caption\">", caption, "</p>\n");
	put_places(out, chart);
	put_readings(out, chart, lines);
	bytes_text(out, "</section>\n");
}
