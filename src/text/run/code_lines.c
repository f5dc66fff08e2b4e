/* SPDX-License-Identifier: MIT */
/* code_lines.c: growth by line of Python code, as text. */
#include "text/run/code_lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/utf8.h"
#include "text/table/csv.h"

/* In the summary: the largest, down to this share. */
#define SHOWN_MAX 5
#define SHOWN_MIN 2
#define SHOWN_SHARE 0.02
#define MOST 0.5
#define SHARES 0.05
#define SAYS_MORE 1.1

enum { FUNCTION_COLUMNS = 28, FILE_COLUMNS = 34 };

/* --- one line --- */

void
code_line_put_file(const struct code_line *line, struct buffer *b)
{
	buffer_text(b, line->file);
	if (line->line > 0)
		buffer_print(b, ":%u", line->line);
}

void
code_line_put_file_in(const struct code_line *line, size_t columns, struct buffer *b)
{
	char text[sizeof line->file + 16];
	struct buffer whole = buffer_over(text, sizeof text);
	size_t skipped = 0;

	code_line_put_file(line, &whole);
	if (utf8_columns(text) <= columns) {
		buffer_text(b, text);
		return;
	}
	while (utf8_columns(text + skipped) > columns - 3 || (text[skipped] & 0xc0) == 0x80)
		skipped++;
	buffer_print(b, "...%s", text + skipped);
}

void
code_line_put_function(const struct code_line *line, struct buffer *b)
{
	static const char *const words[LINE_KINDS] = {
		[LINE_IMPORT] = "(import)",
		[LINE_START] = "(interpreter start)",
		[LINE_NATIVE] = "(native thread)",
		[LINE_UNKNOWN] = "(unknown)",
		[LINE_OTHER] = "(other lines)",
		[LINE_UNFOLLOWED] = "(Python not followed)",
		[LINE_REST] = "(no line of Python)",
	};

	buffer_text(b, line->kind == LINE_CODE ? line->function : words[line->kind]);
}

void
code_line_put_place(const struct code_line *line, struct buffer *b)
{
	switch (line->kind) {
	case LINE_CODE:
		code_line_put_file(line, b);
		buffer_print(b, " %s", line->function);
		break;
	case LINE_IMPORT:
		buffer_print(b, "import %s", line->file);
		break;
	default:
		code_line_put_function(line, b);
	}
}

void
code_line_put_bytes(
	const struct run *run, const struct code_line *line, enum units units, struct buffer *b)
{
	if (line->kind != LINE_REST && line->kind != LINE_UNFOLLOWED)
		buffer_text(b, run->lines.unseen_bytes > 0 ? ">=" : "+");
	unit_size(b, line->bytes, units);
}

double
code_line_share(const struct run *run, const struct code_line *line)
{
	double all = (double)larger(run->tree.bytes, run->lines.bytes + run->lines.unseen_bytes);

	return all > 0 ? (double)line->bytes / all : 0;
}

/* --- the function that matters --- */

static bool
is_same_function(const struct code_line *a, const struct code_line *b)
{
	return a->kind == LINE_CODE && strcmp(a->function, b->function) == 0 &&
	       strcmp(a->file, b->file) == 0;
}

static uint64_t
own_bytes(const struct run *run, const struct code_line *function)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < run->lines.lists->line_count; i++)
		if (is_same_function(&run->lines.lists->lines[i], function))
			sum += run->lines.lists->lines[i].bytes;
	return sum;
}

/* They are in the order of their size, and a caller before what it calls. */
const struct code_line *
code_lines_main_function(const struct run *run)
{
	const struct code_line *found = NULL;

	for (size_t i = 0; i < run->lines.lists->function_count; i++) {
		const struct code_line *f = &run->lines.lists->functions[i];

		if ((double)f->bytes >= MOST * (double)run->lines.bytes &&
			(double)own_bytes(run, f) >= SHARES * (double)run->lines.bytes)
			found = f;
	}
	if (found == NULL || (double)found->bytes < SAYS_MORE * (double)own_bytes(run, found))
		return NULL;
	return found;
}

/* --- the summary --- */

struct widths {
	size_t function, file, size;
};

struct cells {
	char function_bytes[80], file_bytes[120], size_bytes[40];
	struct buffer function, file, size;
};

static void
fill_cells(const struct run *run, const struct code_line *line, enum units units, struct cells *c)
{
	char function[sizeof line->function + 24];
	struct buffer whole = buffer_over(function, sizeof function);

	c->function = buffer_over(c->function_bytes, sizeof c->function_bytes);
	c->file = buffer_over(c->file_bytes, sizeof c->file_bytes);
	c->size = buffer_over(c->size_bytes, sizeof c->size_bytes);
	code_line_put_function(line, &whole);
	buffer_put(&c->function, function, utf8_fit(function, FUNCTION_COLUMNS));
	code_line_put_file_in(line, FILE_COLUMNS, &c->file);
	code_line_put_bytes(run, line, units, &c->size);
}

static void
widen(size_t *width, const struct buffer *text)
{
	size_t columns = utf8_columns(text->bytes);

	*width = columns > *width ? columns : *width;
}

static struct widths
measure(const struct run *run, const struct code_line *lines, size_t count, enum units units)
{
	struct widths w = { 0, 0, 0 };
	struct cells c;

	for (size_t i = 0; i < count; i++) {
		fill_cells(run, &lines[i], units, &c);
		widen(&w.function, &c.function);
		widen(&w.file, &c.file);
		widen(&w.size, &c.size);
	}
	return w;
}

static void
put_left(struct buffer *b, const struct buffer *text, size_t columns)
{
	buffer_text(b, text->bytes);
	for (size_t i = utf8_columns(text->bytes); i < columns + 2; i++)
		buffer_char(b, ' ');
}

static void
put_line(const struct run *run, const struct code_line *line, const struct widths *w,
	enum units units, struct buffer *b)
{
	struct cells c;

	fill_cells(run, line, units, &c);
	put_left(b, &c.function, w->function);
	put_left(b, &c.file, w->file);
	for (size_t i = utf8_columns(c.size.bytes); i < w->size; i++)
		buffer_char(b, ' ');
	buffer_print(b, "%s  %2.0f %%", c.size.bytes, 100 * code_line_share(run, line));
}

static size_t
shown_count(const struct run *run)
{
	size_t count = 0;

	while (count < run->lines.lists->line_count && count < SHOWN_MAX &&
		(count < SHOWN_MIN ||
			code_line_share(run, &run->lines.lists->lines[count]) >= SHOWN_SHARE))
		count++;
	return count;
}

static void
add_main_function(struct summary_lines *a)
{
	const struct code_line *f = code_lines_main_function(a->run);
	struct buffer *text;

	if (f == NULL)
		return;
	text = &summary_add(a, "")->text;
	buffer_print(text, "%s in %s with what it calls: ", f->function, f->file);
	buffer_text(text, a->run->lines.unseen_bytes > 0 ? ">=" : "+");
	unit_size(text, f->bytes, a->units);
	buffer_print(text, ", %.0f %%", 100 * code_line_share(a->run, f));
}

/* Beside lines that are known. */
static void
add_refused(struct summary_lines *a)
{
	int version = a->run->lines.version;

	if (version > 0)
		buffer_print(&summary_add(a, "")->text, "Python %d.%d is not understood",
			version / 256 & 255, version & 255);
}

static void
add_unseen(struct summary_lines *a)
{
	struct buffer *text;

	if (a->run->lines.unseen_bytes == 0)
		return;
	text = &summary_add(a, "")->text;
	unit_size(text, a->run->lines.unseen_bytes, a->units);
	buffer_text(text, " of the peak came and went between two samples");
}

/* Where one would expect lines. */
static void
add_word(struct summary_lines *a)
{
	const struct run_lines *l = &a->run->lines;

	switch (l->status) {
	case LINES_DENIED:
		buffer_text(&summary_add(a, "lines")->text, "no permission");
		break;
	case LINES_REFUSED:
		if (l->version > 0)
			buffer_print(&summary_add(a, "lines")->text,
				"Python %d.%d is not understood", l->version / 256 & 255,
				l->version & 255);
		else
			buffer_text(
				&summary_add(a, "lines")->text, "this Python is not understood");
		break;
	case LINES_NOT_STARTED:
		buffer_text(&summary_add(a, "lines")->text,
			"none: the system allowed no thread to find them");
		break;
	default:
		break;
	}
}

void
code_lines_add(struct summary_lines *a)
{
	const struct code_line *lines;
	struct widths w;
	size_t count;

	if (!run_lines_known(a->run)) {
		add_word(a);
		return;
	}
	lines = a->run->lines.lists->lines;
	count = shown_count(a->run);
	w = measure(a->run, lines, count, a->units);
	for (size_t i = 0; i < count; i++)
		put_line(a->run, &lines[i], &w, a->units,
			&summary_add(a, i == 0 ? "grew in" : "")->text);
	add_main_function(a);
	add_refused(a);
	add_unseen(a);
}

/* --- all of them --- */

static void
put_list(const struct run *run, const char *heading, const struct code_line *lines, size_t count,
	enum units units, struct bytes *out)
{
	struct widths w = measure(run, lines, count, units);

	bytes_print(out, "\n%s\n", heading);
	for (size_t i = 0; i < count; i++) {
		char text[320];
		struct buffer b = buffer_over(text, sizeof text);

		put_line(run, &lines[i], &w, units, &b);
		bytes_print(out, "  %s\n", text);
	}
}

void
code_lines_put_all(const struct run *run, enum units units, struct bytes *out)
{
	const struct code_lists *l = run->lines.lists;

	if (!run_lines_known(run))
		return;
	if (l->line_count > shown_count(run))
		put_list(run, "growth by line of Python code", l->lines, l->line_count, units, out);
	if (l->function_count > 1)
		put_list(run, "by function, each with what it calls", l->functions,
			l->function_count, units, out);
}

/* --- as data --- */

static void
put_csv(const struct run *run, const char *list, const struct code_line *line, struct bytes *out)
{
	bytes_print(out, "%s,", list);
	csv_put_text(out, line->file);
	bytes_text(out, ",");
	if (line->line > 0)
		bytes_print(out, "%u", line->line);
	bytes_text(out, ",");
	csv_put_text(out, line->function);
	bytes_print(out, ",%s,%" PRIu64 ",%.4f\n", code_line_kind_name(line->kind), line->bytes,
		code_line_share(run, line));
}

void
code_lines_put_csv(const struct run *run, struct bytes *out)
{
	bytes_text(out, "list,file,line,function,kind,bytes,share\n");
	if (!run_lines_known(run))
		return;
	for (size_t i = 0; i < run->lines.lists->line_count; i++)
		put_csv(run, "line", &run->lines.lists->lines[i], out);
	for (size_t i = 0; i < run->lines.lists->function_count; i++)
		put_csv(run, "function", &run->lines.lists->functions[i], out);
}
