/* SPDX-License-Identifier: MIT */
/* page_run.c: one run as a page. */
#include "text/page/page_private.h"

#include "text/argv.h"
#include "text/run/code_lines.h"
#include "text/run/summary_lines.h"
#include "text/run/top_list.h"

#define COMMAND_COLUMNS 4000 /* of a longer command line only this much is shown */

/* --- the account, line by line as in the summary --- */

static void
put_command(struct bytes *out, const struct run *run)
{
	struct bytes command = { .data = NULL };

	bytes_text(&command, "");
	argv_put_short(run->argv, COMMAND_COLUMNS, &command);
	page_text(out, "<tr><th>command</th><td colspan=\"2\"><code>", command.data,
		"</code></td></tr>\n");
	bytes_free(&command);
}

static void
put_account(struct bytes *out, const struct run *run, enum units units)
{
	struct summary_lines a = { .run = run, .units = units };

	bytes_text(out, "<section>\n<h2>Account</h2>\n<table class=\"account\">\n");
	put_command(out, run);
	summary_fill(run, &a);
	for (size_t i = 0; i < a.count; i++) {
		const struct summary_line *line = &a.lines[i];

		page_text(out, "<tr><th>", line->label, "</th>");
		if (line->figure.length > 0)
			page_text(out, "<td class=\"figure\">", line->figure.bytes, "</td><td>");
		else
			bytes_text(out, "<td colspan=\"2\">");
		page_text(out, "", line->text.bytes, "</td></tr>\n");
	}
	bytes_text(out, "</table>\n</section>\n");
}

/* --- its processes --- */

/* A part of 100, as the length of a bar. */
static unsigned
percent_of(uint64_t bytes, uint64_t largest)
{
	double part = largest > 0 ? 100 * (double)bytes / (double)largest : 0;

	return part < 100 ? (unsigned)(part + 0.5) : 100;
}

static void
put_bar(struct bytes *out, uint64_t bytes, uint64_t largest)
{
	bytes_print(out,
		"<td class=\"bar\"><svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" "
		"aria-hidden=\"true\"><rect width=\"%u\" height=\"8\"/></svg></td>",
		percent_of(bytes, largest));
}

/* `name` may contain arguments. */
static void
put_process(struct bytes *out, const struct run_member *m, const char *size, uint64_t largest)
{
	page_text(out, "<tr><td class=\"figure\">", size, "</td>");
	put_bar(out, m->bytes, largest);
	bytes_print(out, "<td class=\"figure\">%d</td>", (int)m->pid);
	page_text(out, "<td>", m->name[0] != '\0' ? m->name : "-", "</td></tr>\n");
}

static void
begin_processes(struct bytes *out, const char *title)
{
	bytes_print(out,
		"<section>\n<h2>%s</h2>\n<table class=\"processes\">\n"
		"<tr><th class=\"figure\">memory</th><th></th><th class=\"figure\">pid</th>"
		"<th>process</th></tr>\n",
		title);
}

static void
put_top(struct bytes *out, const struct run *run, enum units units)
{
	if (run->top_count < 2)
		return;
	begin_processes(out, "Largest processes, each at its own peak");
	for (size_t i = 0; i < run->top_count; i++) {
		char text[48];
		struct buffer size = buffer_over(text, sizeof text);

		top_list_put_size(run, i, units, &size);
		put_process(out, &run->top[i], text, run->top[0].bytes);
	}
	bytes_text(out, "</table>\n</section>\n");
}

static void
put_members(struct bytes *out, const struct run *run, enum units units)
{
	const struct run_tree_peak *tree = &run->tree;

	if (tree->member_count < 2)
		return;
	begin_processes(out, "What the tree was made of at its peak");
	for (size_t i = 0; i < tree->member_count; i++) {
		char text[48];
		struct buffer size = buffer_over(text, sizeof text);

		unit_size(&size, tree->members[i].bytes, units);
		put_process(out, &tree->members[i], text, tree->members[0].bytes);
	}
	bytes_text(out, "</table>\n");
	if (tree->process_count > tree->member_count)
		bytes_print(out, "<p class=\"caption\">and %zu more</p>\n",
			tree->process_count - tree->member_count);
	bytes_text(out, "</section>\n");
}

/* --- its lines of Python code --- */

static void
put_line(struct bytes *out, const struct run *run, const struct code_line *line,
	const struct code_line *largest, enum units units)
{
	char text[sizeof line->file + sizeof line->function + 40];
	struct buffer b = buffer_over(text, sizeof text);

	code_line_put_bytes(run, line, units, &b);
	page_text(out, "<tr><td class=\"figure\">", text, "</td>");
	put_bar(out, line->bytes, largest->bytes);
	bytes_print(out, "<td class=\"figure\">%.0f %%</td>", 100 * code_line_share(run, line));
	b = buffer_over(text, sizeof text);
	code_line_put_function(line, &b);
	page_text(out, "<td>", text, "</td>");
	b = buffer_over(text, sizeof text);
	code_line_put_file(line, &b);
	page_text(out, "<td>", text, "</td></tr>\n");
}

static void
put_list_of_lines(struct bytes *out, const struct run *run, const char *class, const char *title,
	const struct code_line *lines, size_t count, enum units units)
{
	if (count == 0)
		return;
	bytes_print(out,
		"<section>\n<h2>%s</h2>\n<table class=\"%s\">\n"
		"<tr><th class=\"figure\">memory</th><th></th><th class=\"figure\">share</th>"
		"<th>function</th><th>line</th></tr>\n",
		title, class);
	for (size_t i = 0; i < count; i++)
		put_line(out, run, &lines[i], &lines[0], units);
	bytes_text(out, "</table>\n</section>\n");
}

static void
put_lines(struct bytes *out, const struct run *run, enum units units)
{
	const struct code_lists *l = run->lines.lists;

	if (!run_lines_known(run))
		return;
	put_list_of_lines(out, run, "lines", "Growth by line of Python code, at its peak", l->lines,
		l->line_count, units);
	if (l->function_count > 1)
		put_list_of_lines(out, run, "functions",
			"The same by function, each with what it calls", l->functions,
			l->function_count, units);
}

void
page_put_run(const struct page_run *page, enum units units, struct bytes *out)
{
	page_begin(out, page->name, page->origin);
	page_chart(out, page->chart,
		"What its processes held together, shared pages counted once, as far as samples "
		"saw "
		"it: between two samples it may have been more.");
	put_account(out, page->run, units);
	put_lines(out, page->run, units);
	put_top(out, page->run, units);
	put_members(out, page->run, units);
	page_end(out);
}
