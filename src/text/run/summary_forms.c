/* SPDX-License-Identifier: MIT */
/* summary_forms.c: the account of a run on one line, for logs, and as a Markdown table, for CI. */
#include "text/run/summary.h"

#include <string.h>

#include "text/run/summary_lines.h"
#include "text/argv.h"
#include "model/run/confidence.h"
#include "text/run/verdict.h"

#define LINE_COLUMNS 200 /* of the command, in a line */

static void
put_peak(const char *label, enum confidence confidence, uint64_t bytes, struct bytes *out)
{
	char text[64];
	struct buffer b = buffer_over(text, sizeof text);

	unit_size(&b, bytes, UNITS_AUTO);
	bytes_print(out, ", %s %s%s", label, confidence_prefix(confidence), text);
}

static void
put_time(const char *label, uint64_t ns, struct bytes *out)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	summary_put_duration(&b, ns);
	bytes_print(out, ", %s %s", text, label);
}

void
summary_put_line(const struct run *run, struct bytes *out)
{
	char text[480];
	struct buffer verdict = buffer_over(text, sizeof text);

	verdict_put(run, UNITS_AUTO, &verdict);
	bytes_print(out, "peaktop: %s", text);
	if (run->reason != RUN_NOT_STARTED)
		put_time("wall", run->wall_ns, out);
	if (run_end_known(run))
		put_time("CPU", run->usage.user_ns + run->usage.system_ns, out);
	if (run->single.origin != PEAK_NONE)
		put_peak("peak", confidence_single(run), run->single.member.bytes, out);
	if (run->tree.origin != PEAK_NONE && !confidence_one_process(run))
		put_peak("tree", confidence_tree(run), run->tree.bytes, out);
	if (run->hugetlb.bytes > 0)
		put_peak("huge pages", confidence_hugetlb(run), run->hugetlb.bytes, out);
	bytes_text(out, ": ");
	argv_put_short(run->argv, LINE_COLUMNS, out);
	bytes_text(out, "\n");
}

/* --- Markdown --- */

/* Escapes what would end a cell or is Markdown syntax. */
static void
put_cell(const char *text, struct bytes *out)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\|`*_<>[]#&~$", *text) != NULL)
			bytes_text(out, "\\");
		bytes_put(out, text, 1);
	}
}

/* Delimited by more backticks than it contains in a row; an escaped bar does not end a cell. */
static void
put_code(const char *text, struct bytes *out)
{
	size_t max = 0, run = 0;

	for (const char *c = text; *c != '\0'; c++) {
		run = *c == '`' ? run + 1 : 0;
		max = run > max ? run : max;
	}
	bytes_pad(out, '`', max + 1);
	bytes_print(out, "%s%s%s", max > 0 ? " " : "", text, max > 0 ? " " : "");
	bytes_pad(out, '`', max + 1);
}

static void
put_table(const struct summary_lines *a, struct bytes *out)
{
	bytes_text(out, "| | |\n|---|---|\n");
	for (size_t i = 0; i < a->count; i++) {
		const struct summary_line *line = &a->lines[i];
		bool goes_on = i + 1 < a->count && a->lines[i + 1].label[0] == '\0';

		if (line->label[0] != '\0')
			bytes_print(out, "| %s | ", line->label);
		if (line->figure.length > 0) {
			bytes_text(out, "**");
			put_cell(line->figure.bytes, out);
			bytes_text(out, "** ");
		}
		put_cell(line->text.bytes, out);
		bytes_text(out, goes_on ? "<br>" : " |\n");
	}
}

void
summary_put_markdown(const struct run *run, struct bytes *out)
{
	struct summary_lines a = { .run = run, .units = UNITS_AUTO };
	struct bytes command = { .data = NULL };

	bytes_text(&command, "");
	argv_put_short(run->argv, LINE_COLUMNS, &command);
	bytes_text(out, "### ");
	put_code(command.data, out);
	bytes_text(out, "\n\n");
	bytes_free(&command);
	summary_fill(run, &a);
	put_table(&a, out);
}
