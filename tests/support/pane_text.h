/* SPDX-License-Identifier: MIT */
/* pane_text.h: panes for tests: written to and read as text. */
#ifndef PEAKTOP_TESTS_PANE_TEXT_H
#define PEAKTOP_TESTS_PANE_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "term/vt/vt.h"

static inline struct vt *
pane_with(int rows, int cols, const char *text)
{
	struct vt *p = vt_open(rows, cols);

	vt_write(p, text, strlen(text));
	return p;
}

static inline void
pane_say(struct vt *p, const char *text)
{
	vt_write(p, text, strlen(text));
}

static inline struct vt_cell
pane_cell_at(struct vt *p, int row, int col)
{
	return *vt_screen_at(vt_screen(p), row, col);
}

/* The text of the screen, each row ending with a bar; the caller frees it. */
static inline char *
pane_rows(struct vt *p)
{
	const struct vt_screen *s = vt_screen(p);
	struct bytes out = { .data = NULL };

	for (int row = 0; row < s->rows; row++) {
		vt_line_text(vt_screen_at(s, row, 0), (size_t)s->cols, &out);
		bytes_put(&out, "|", 1);
	}
	return out.data;
}

/* The text of a line of the scrollback; the caller frees it. */
static inline char *
pane_old_line(struct vt *p, uint64_t number)
{
	struct vt_cell cells[VT_COLS_MAX];
	struct bytes out = { .data = NULL };
	const char *data;
	size_t length;

	if (!vt_scrollback(p, number, &data, &length) ||
		!vt_line_take(data, length, cells, VT_COLS_MAX))
		return NULL;
	bytes_put(&out, "", 0);
	vt_line_text(cells, VT_COLS_MAX, &out);
	return out.data;
}

/* What is sent to the pty; the caller frees it. */
static inline char *
pane_said(struct vt *p)
{
	struct bytes out = { .data = NULL };

	bytes_put(&out, "", 0);
	vt_take_replies(p, &out);
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
