/* SPDX-License-Identifier: MIT */
/* pen.c: writes lines of text one below the other, scrolled. */
#include "screen/view/pen.h"

#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"

#define LABEL_WIDTH 14

/* The minimum width of a column of wrapped text. */
#define WRAP_MINIMUM 12

bool
pen_shows(const struct pen *pen)
{
	return pen->line >= pen->scroll && pen->line - pen->scroll < pen->area.rows;
}

void
pen_role(struct pen *pen, enum role role)
{
	if (pen_shows(pen))
		grid_role(pen->grid, pen->area.row + (int)(pen->line - pen->scroll), pen->area.col,
			pen->area.cols, role);
}

/* The first place of what is looked for; NULL: it is not in this text. */
static const char *
search(struct pen *pen, const char *text)
{
	struct pen_search *s = pen->search;
	const char *match = s != NULL && s->text[0] != '\0' ? strcasestr(text, s->text) : NULL;

	if (match != NULL && pen->line >= s->from && (!s->any || pen->line < s->found)) {
		s->found = pen->line;
		s->any = true;
	}
	return match;
}

/* Of a text that is written at `col`; what is cut is not highlighted. */
static void
highlight(struct pen *pen, int row, int col, const char *text, const char *match)
{
	char before[1024];
	struct buffer b = buffer_over(before, sizeof before);
	int width = (int)utf8_columns(pen->search->text);

	buffer_put(&b, text, (size_t)(match - text));
	col += (int)utf8_columns(before);
	if (col + width <= pen->area.cols)
		grid_role(pen->grid, row, pen->area.col + col, width, ROLE_SELECTED);
}

int
pen_put(struct pen *pen, int col, enum role role, const char *text)
{
	const char *match = search(pen, text);
	long row = pen->line - pen->scroll;
	int used;

	if (!pen_shows(pen))
		return (int)utf8_columns(text);
	used = grid_put(pen->grid, pen->area.row + (int)row, pen->area.col + col,
		pen->area.cols - col, role, text);
	if (match != NULL)
		highlight(pen, pen->area.row + (int)row, col, text, match);
	return used;
}

void
pen_next(struct pen *pen)
{
	pen->line++;
}

/* How much of a text fits on a line: up to the last gap of several blanks, or to the last blank,
 * unless that is far back. */
static size_t
line_of(const char *text, size_t width)
{
	size_t fit = utf8_fit(text, width), blank = 0;

	if (text[fit] == '\0')
		return fit;
	for (size_t at = fit; at > fit / 2; at--) {
		if (text[at] == ' ' && text[at + 1] == ' ')
			return at;
		if (text[at] == ' ' && blank == 0)
			blank = at;
	}
	return blank > 0 ? blank : fit;
}

void
pen_wrap(struct pen *pen, int col, enum role role, const char *text, int max)
{
	int width = pen->area.cols - col;

	if (width < WRAP_MINIMUM)
		max = 1;
	while (max-- > 0) {
		char line[1024];
		struct buffer b = buffer_over(line, sizeof line);

		buffer_put(&b, text, max > 0 ? line_of(text, (size_t)width) : strlen(text));
		pen_put(pen, col, role, line);
		pen_next(pen);
		text += b.length;
		text += strspn(text, " ");
		if (*text == '\0')
			return;
	}
}

void
pen_field(struct pen *pen, const char *label, const char *text)
{
	pen_put(pen, 0, ROLE_LABEL, label);
	pen_wrap(pen, LABEL_WIDTH, ROLE_TEXT, text[0] != '\0' ? text : "-", 6);
}
