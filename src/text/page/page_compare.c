/* SPDX-License-Identifier: MIT */
/* page_compare.c: a comparison of runs as a page. */
#include "text/page/page_private.h"

/* --- what is compared --- */

static void
put_sets(struct bytes *out, const struct run_set *sets, size_t count)
{
	bytes_text(out, "<section>\n<table class=\"sets\">\n"
			"<tr><th>set</th><th class=\"figure\">runs</th><th>what it ran</th>"
			"</tr>\n");
	for (size_t i = 0; i < count; i++) {
		page_text(out, "<tr><td><bdi>", sets[i].selector, "</bdi></td>");
		bytes_print(out, "<td class=\"figure\">%zu</td>", sets[i].runs);
		page_text(out, "<td>", sets[i].name != NULL ? sets[i].name : "", "</td></tr>\n");
	}
	bytes_text(out, "</table>\n</section>\n");
}

/* --- two of them --- */

static void
put_head(struct bytes *out, const struct run_set *a, const struct run_set *b)
{
	page_text(out, "<section>\n<h2><bdi>", b->selector, "</bdi> compared with <bdi>");
	page_text(out, "", a->selector, "</bdi></h2>\n");
}

static void
put_row(struct bytes *out, const struct compare_row *row)
{
	page_text(out, "<tr><th>", row->label, "</th>");
	for (size_t c = 0; c < COMPARE_CELLS; c++)
		page_text(
			out, "<td class=\"figure\">", c < row->count ? row->cells[c] : "", "</td>");
	page_text(out, "<td>", row->remark, "</td></tr>\n");
}

static void
put_figures(struct bytes *out, const struct run_set *a, const struct run_set *b, enum units units)
{
	struct compare_row row;

	page_text(out, "<table class=\"compared\">\n<tr><th></th><th class=\"figure\">",
		a->selector, "</th>");
	page_text(out, "<th class=\"figure\">", b->selector,
		"</th><th class=\"figure\" colspan=\"2\">difference</th><th></th></tr>\n");
	for (enum run_figure i = 0; i < FIGURE_COUNT; i++)
		if (run_compare_row(a, b, i, units, &row))
			put_row(out, &row);
	for (size_t i = 0; run_compare_phase(a, b, i, units, &row); i++) {
		if (i == 0)
			bytes_text(out, "<tr><th colspan=\"6\">peak of each phase</th></tr>\n");
		put_row(out, &row);
	}
	bytes_text(out, "</table>\n");
}

static void
put_changed_lines(
	struct bytes *out, const struct run_set *a, const struct run_set *b, enum units units)
{
	struct compare_line lines[COMPARE_LINES_MAX];
	size_t count = run_compare_lines(a, b, units, lines);

	if (count == 0)
		return;
	bytes_text(out, "<table class=\"changed\">\n<tr><th class=\"figure\">difference</th>"
			"<th>Python function</th></tr>\n");
	for (size_t i = 0; i < count; i++) {
		page_text(out, "<tr><td class=\"figure\">", lines[i].change, "</td>");
		page_text(out, "<td>", lines[i].place, "</td></tr>\n");
	}
	bytes_text(out, "</table>\n");
}

static void
put_pair(struct bytes *out, const struct run_set *a, const struct run_set *b, enum units units)
{
	struct bytes verdict = { .data = NULL }, ranges = { .data = NULL };

	put_head(out, a, b);
	run_compare_put_verdict(a, b, units, &verdict);
	page_lines(out, "verdict", &verdict);
	put_figures(out, a, b, units);
	put_changed_lines(out, a, b, units);
	run_compare_put_ranges(a, b, units, &ranges);
	page_lines(out, "caption", &ranges);
	bytes_text(out, "</section>\n");
	bytes_free(&verdict);
	bytes_free(&ranges);
}

void
page_put_comparison(const struct run_set *sets, size_t count, const struct chart *chart,
	enum units units, struct bytes *out)
{
	struct bytes heading = { .data = NULL };

	for (size_t i = 0; i < count; i++)
		bytes_print(&heading, "%s%s", i > 0 ? ", " : "", sets[i].selector);
	page_begin(out, heading.data, NULL);
	bytes_free(&heading);
	put_sets(out, sets, count);
	page_chart(out, chart,
		"The newest run of each set (of six at most): what its processes held together, "
		"shared pages counted once, as far as samples saw it.");
	for (size_t i = 1; i < count; i++)
		put_pair(out, &sets[0], &sets[i], units);
	page_end(out);
}
