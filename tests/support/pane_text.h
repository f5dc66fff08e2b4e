/* SPDX-License-Identifier: MIT */
/* pane_text.h: panes for tests: written to, and read as text. */
#ifndef PEAKTOP_TESTS_PANE_TEXT_H
#define PEAKTOP_TESTS_PANE_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "term/vt/vt.h"

static inline struct pane *
pane_with(int rows, int cols, const char *text)
{
	struct pane *p = pane_open(rows, cols);

	pane_write(p, text, strlen(text));
	return p;
}

static inline void
pane_say(struct pane *p, const char *text)
{
	pane_write(p, text, strlen(text));
}

static inline struct pane_cell
pane_cell_at(struct pane *p, int row, int col)
{
	return *pane_screen_at(pane_screen(p), row, col);
}

/* The text of the screen, each row ended by a bar; the caller frees. */
static inline char *
pane_rows(struct pane *p)
{
	const struct pane_screen *s = pane_screen(p);
	struct bytes out = { .data = NULL };

	for (int row = 0; row < s->rows; row++) {
		pane_line_text(pane_screen_at(s, row, 0), (size_t)s->cols, &out);
		bytes_put(&out, "|", 1);
	}
	return out.data;
}

/* The text of a line of the scrollback; the caller frees. */
static inline char *
pane_old_line(struct pane *p, uint64_t number)
{
	struct pane_cell cells[PANE_COLS_MAX];
	struct bytes out = { .data = NULL };
	const char *data;
	size_t length;

	if (!pane_scrollback(p, number, &data, &length) ||
		!pane_line_take(data, length, cells, PANE_COLS_MAX))
		return NULL;
	bytes_put(&out, "", 0);
	pane_line_text(cells, PANE_COLS_MAX, &out);
	return out.data;
}

/* What goes to the pty; the caller frees. */
static inline char *
pane_said(struct pane *p)
{
	struct bytes out = { .data = NULL };

	bytes_put(&out, "", 0);
	pane_take_replies(p, &out);
	return out.data;
}

#define assert_rows(pane, wanted)                          \
	do {                                               \
		char *text_of_rows = pane_rows(pane);      \
		assert_string_equal(text_of_rows, wanted); \
		free(text_of_rows);                        \
	} while (0)

#define assert_said(pane, wanted)                       \
	do {                                            \
		char *text_said = pane_said(pane);      \
		assert_string_equal(text_said, wanted); \
		free(text_said);                        \
	} while (0)

#define assert_old_line(pane, number, wanted)                     \
	do {                                                      \
		char *text_of_line = pane_old_line(pane, number); \
		assert_non_null(text_of_line);                    \
		assert_string_equal(text_of_line, wanted);        \
		free(text_of_line);                               \
	} while (0)

#endif
