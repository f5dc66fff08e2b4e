/* SPDX-License-Identifier: MIT */
/* mouse.h: the mouse in the test terminal: include it after pty/family.h. */
#ifndef PEAKTOP_TESTS_PTY_MOUSE_H
#define PEAKTOP_TESTS_PTY_MOUSE_H

#include "base/utf8.h"
#include "pty/family.h"

/* Clicks at a place of the screen, from 0. */
static inline void
click_at(struct terminal *t, int row, int col)
{
	char report[64];

	snprintf(report, sizeof report, "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row + 1, col + 1,
		row + 1);
	terminal_keys(t, report);
}

/* Waits for a text and clicks on its beginning. */
static inline void
click(struct terminal *t, const char *text)
{
	char line[1024], *found;
	int row;

	assert_text(t, text);
	row = terminal_find_row(t, text);
	assert_true(terminal_row(t, row, line, sizeof line));
	found = strstr(line, text);
	assert_non_null(found);
	*found = '\0';
	click_at(t, row, (int)utf8_columns(line));
}

static inline void
wheel_down(struct terminal *t)
{
	terminal_keys(t, "\033[<65;30;12M");
}

#endif
