/* SPDX-License-Identifier: MIT */
/* pane_subject.h: a test program that is its own subject: started with `show`, it draws cells of
 * a job's terminal on its own terminal, and prints each key. Include it after cmocka and
 * term/term.h. */
#ifndef PEAKTOP_TESTS_PANE_SUBJECT_H
#define PEAKTOP_TESTS_PANE_SUBJECT_H

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_ROW 10

/* --- the subject --- */

static const struct vt_cell inks[] = {
	{ .character = 'a', .width = 1, .ink = { 1, INK_DEFAULT, INK_BOLD } },
	{ .character = 'b', .width = 1, .ink = { 208, 18, INK_UNDERLINE } },
	{ .character = 'c', .width = 1, .ink = { INK_RGB | 0xff0000, INK_RGB | 0x080808, 0 } },
	{ .character = 'd',
		.width = 1,
		.ink = { INK_DEFAULT, INK_DEFAULT, INK_REVERSE | INK_ITALIC } },
	{ .character = 'e', .marks = { 0x301 }, .width = 1, .ink = { 12, INK_DEFAULT, 0 } },
	{ .character = 0x8a9e, .width = 2, .ink = { INK_DEFAULT, 4, 0 } },
	{ .width = 0, .ink = { INK_DEFAULT, 4, 0 } },
	{ .character = 'f', .width = 1, .ink = { INK_DEFAULT, INK_DEFAULT, 0 } },
	{ .character = 'g', .width = 1, .ink = { 3, INK_DEFAULT, INK_STRIKE } },
	{ .character = 'h', .width = 1, .ink = { INK_DEFAULT, INK_DEFAULT, INK_DIM } },
	{ .character = 'i', .width = 1, .ink = { INK_DEFAULT, INK_DEFAULT, INK_HIDDEN } },
	{ .character = 'j', .width = 1, .ink = { INK_DEFAULT, INK_DEFAULT, 0 } },
};

static const struct vt_cell unstruck = {
	.character = 'g', .width = 1, .ink = { 3, INK_DEFAULT, 0 }
};

/* Every pair of many colours once: more than a terminal with 8 colours has. */
static inline void
fill_pairs(struct grid *g)
{
	for (int i = 0; i < 3 * 80; i++) {
		struct vt_cell cell = {
			.character = 'x', .width = 1, .ink = { i % 16, i / 16, 0 }
		};

		grid_put_pane(g, 1 + i / 80, i % 80, 1, &cell, 1);
	}
}

static inline void
draw(struct term_screen *t, struct grid *g, const char *message, int shape)
{
	grid_resize(g, 24, 80, false);
	grid_put_pane(g, 0, 0, 80, inks, LENGTH(inks));
	if (strstr(message, "key 75+") != NULL)
		grid_put_pane(g, 0, 8, 1, &unstruck, 1);
	fill_pairs(g);
	grid_put(g, KEY_ROW, 0, 80, ROLE_TEXT, message);
	term_cursor(t, strstr(message, "key 63+") != NULL ? -1 : 5, 7, shape);
	term_blit(t, g);
}

/* `q` quits; `m` follows the mouse, a digit sets the cursor's shape, `c` hides it, `u` draws
 * struck-out text normally. */
static inline int
show(void)
{
	struct theme theme;
	struct term_setup setup = { .type = getenv("TERM"),
		.theme = &theme,
		.color = true,
		.mouse = true,
		.in_fd = STDIN_FILENO,
		.out_fd = STDOUT_FILENO };
	struct key_event event = { .code = 0 };
	int shape = 0;
	struct grid g = { .cells = NULL };
	struct term_screen *t;
	struct failure why;

	setlocale(LC_ALL, "");
	theme_init(&theme);
	t = term_open(&setup, &why);
	if (t == NULL)
		return 1;
	draw(t, &g, "ready", shape);
	while (event.code != 'q') {
		char message[80];
		struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

		if (!term_read_key(t, &event)) {
			poll(&input, 1, 1000);
			continue;
		}
		if (event.code == 'm')
			term_follow_mouse(t, true);
		if (event.code >= '0' && event.code <= '6')
			shape = event.code - '0';
		snprintf(message, sizeof message, "key %x+%u at %d,%d.", (unsigned)event.code,
			event.modifiers, event.row, event.col);
		draw(t, &g, message, shape);
	}
	term_close(t);
	grid_clear(&g);
	return 0;
}

/* --- the tests --- */

static inline struct terminal *
open_subject(void **state, const char *type)
{
	static char path[PATH_MAX], term[40];
	static const char *const argv[] = { path, __BASE_FILE__, "show", NULL };
	static const char *const env[] = { term, NULL };
	struct terminal *t;

	assert_true(readlink("/proc/self/exe", path, sizeof path - 1) > 0);
	snprintf(term, sizeof term, "TERM=%s", type);
	t = start(state, &(struct terminal_setup){ .argv = argv, .env = env });
	assert_text(t, "ready");
	return t;
}

static inline struct terminal_cell
cell_of(struct terminal *t, int row, int col)
{
	struct terminal_cell cell;

	assert_true(terminal_cell_at(t, row, col, &cell));
	return cell;
}

static inline void
assert_colours(const struct terminal_cell *cell, int front, int back)
{
	assert_int_equal(cell->has_foreground ? cell->foreground : -1, front);
	assert_int_equal(cell->has_background ? cell->background : -1, back);
}

static inline void
close_subject(struct terminal *t)
{
	terminal_keys(t, "q");
	assert_exit(t, 0);
	assert_true(terminal_modes_restored(t));
	assert_true(terminal_saw(t, "\033[?2004l"));
	assert_false(terminal_in_alternate_screen(t));
	assert_true(terminal_cursor_visible(t));
}

#endif
