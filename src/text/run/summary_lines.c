/* SPDX-License-Identifier: MIT */
/* summary_lines.c: lines of a label, a figure and an explanation, aligned and wrapped. */
#include "text/run/summary_lines.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"

#define MARGIN 2
#define LABEL_COLUMNS 12
#define GAP 2

struct summary_line *
summary_add(struct summary_lines *a, const char *label)
{
	struct summary_line *line = &a->lines[a->count];

	assert(a->count < SUMMARY_LINES_MAX);
	a->count++;
	line->label = label;
	line->figure = buffer_over(line->figure_bytes, sizeof line->figure_bytes);
	line->text = buffer_over(line->text_bytes, sizeof line->text_bytes);
	return line;
}

static size_t
figure_columns(const struct summary_lines *a)
{
	size_t widest = 0;

	for (size_t i = 0; i < a->count; i++) {
		size_t columns = utf8_columns(a->lines[i].figure.bytes);

		widest = columns > widest ? columns : widest;
	}
	return widest;
}

/* The number of bytes of `text` on one line: up to the end of a clause, or of a word. */
static size_t
line_end(const char *text, size_t columns)
{
	size_t fit = utf8_fit(text, columns), end;

	if (text[fit] == '\0')
		return fit;
	for (end = fit; end > 0; end--)
		if (text[end] == ' ' && strchr(",;:", text[end - 1]) != NULL)
			return end;
	for (end = fit; end > 0; end--)
		if (text[end] == ' ')
			return end;
	return fit > 0 ? fit : strlen(text);
}

static void
put_wrapped(const char *text, size_t start, struct bytes *out)
{
	for (;;) {
		size_t end = line_end(text, SUMMARY_COLUMNS - start);

		bytes_put(out, text, end);
		bytes_text(out, "\n");
		text += end;
		text += strspn(text, " ");
		if (*text == '\0')
			return;
		bytes_pad(out, ' ', start);
	}
}

void
summary_lines_put(const struct summary_lines *a, struct bytes *out)
{
	size_t figures = figure_columns(a);

	for (size_t i = 0; i < a->count; i++) {
		const struct summary_line *line = &a->lines[i];
		size_t start = MARGIN + LABEL_COLUMNS + GAP;

		bytes_print(out, "%*s%-*s", MARGIN, "", LABEL_COLUMNS + GAP, line->label);
		if (line->figure.length > 0) {
			bytes_text(out, line->figure.bytes);
			bytes_pad(out, ' ', figures - utf8_columns(line->figure.bytes) + GAP);
			start += figures + GAP;
		}
		put_wrapped(line->text.bytes, start, out);
	}
}

void
summary_put_duration(struct buffer *b, uint64_t ns)
{
	unit_elapsed(b, ns);
}

void
summary_put_count(struct buffer *b, uint64_t count)
{
	char digits[24];
	struct buffer d = buffer_over(digits, sizeof digits);

	buffer_print(&d, "%" PRIu64, count);
	for (size_t i = 0; i < d.length; i++) {
		if (i > 0 && (d.length - i) % 3 == 0)
			buffer_char(b, ' ');
		buffer_char(b, digits[i]);
	}
}
