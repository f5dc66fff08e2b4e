/* SPDX-License-Identifier: MIT */
/* test_pane_terminal.c: the ink of a job's terminal on a real one of many and of few colours, and the
 * keys and the mouse that only a pane has a use for; the terminal is put back afterwards.
 *
 * This program is its own subject: called with `show` it draws cells and tells each key. */
#include "term/term.h" /* before cmocka, which has a macro of the name of base/failure.h's fail */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

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

static const struct pane_cell inks[] = {
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

/* Every pair of many colours once: more than a terminal of 8 has. */
static void
fill_pairs(struct grid *g)
{
	for (int i = 0; i < 3 * 80; i++) {
		struct pane_cell cell = {
			.character = 'x', .width = 1, .ink = { i % 16, i / 16, 0 }
		};

		grid_put_pane(g, 1 + i / 80, i % 80, 1, &cell, 1);
	}
}

static void
draw(struct term_screen *t, struct grid *g, const char *message)
{
	grid_resize(g, 24, 80, false);
	grid_put_pane(g, 0, 0, 80, inks, sizeof inks / sizeof inks[0]);
	fill_pairs(g);
	grid_put(g, KEY_ROW, 0, 80, ROLE_TEXT, message);
	term_cursor(t, strstr(message, "key 63+") != NULL ? -1 : 5, 7);
	term_blit(t, g);
}

/* Ends with a `q`; `m` follows the mouse, a digit shapes the cursor, `c` hides it. */
static int
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
	struct grid g = { .cells = NULL };
	struct term_screen *t;
	struct failure why;

	setlocale(LC_ALL, "");
	theme_init(&theme);
	t = term_open(&setup, &why);
	if (t == NULL)
		return 1;
	draw(t, &g, "ready");
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
			term_cursor_shape(t, event.code - '0');
		snprintf(message, sizeof message, "key %x+%u at %d,%d.", (unsigned)event.code,
			event.modifiers, event.row, event.col);
		draw(t, &g, message);
	}
	term_close(t);
	grid_clear(&g);
	return 0;
}

/* --- the tests --- */

static struct terminal *
open_subject(void **state, const char *type)
{
	static char path[PATH_MAX], term[40];
	static const char *const argv[] = { path, "show", NULL };
	static const char *const env[] = { term, NULL };
	struct terminal *t;

	assert_true(readlink("/proc/self/exe", path, sizeof path - 1) > 0);
	snprintf(term, sizeof term, "TERM=%s", type);
	t = start(state, &(struct terminal_setup){ .argv = argv, .env = env });
	assert_text(t, "ready");
	return t;
}

static struct terminal_cell
cell_of(struct terminal *t, int row, int col)
{
	struct terminal_cell cell;

	assert_true(terminal_cell_at(t, row, col, &cell));
	return cell;
}

static void
assert_colours(const struct terminal_cell *cell, int front, int back)
{
	assert_int_equal(cell->has_foreground ? cell->foreground : -1, front);
	assert_int_equal(cell->has_background ? cell->background : -1, back);
}

static void
close_subject(struct terminal *t)
{
	terminal_keys(t, "q");
	assert_exit(t, 0);
	assert_true(terminal_modes_restored(t));
	assert_true(terminal_saw(t, "\033[?2004l"));
	assert_false(terminal_in_alternate_screen(t));
	assert_true(terminal_cursor_visible(t));
}

static void
many_colours_are_shown_as_they_are(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");
	struct terminal_cell cell = cell_of(t, 0, 0);

	assert_colours(&cell, 1, -1);
	assert_true(cell.bold);
	cell = cell_of(t, 0, 1);
	assert_colours(&cell, 208, 18);
	assert_true(cell.underline && !cell.bold);
	cell = cell_of(t, 0, 2);
	assert_colours(&cell, 196, 232);
	cell = cell_of(t, 0, 3);
	assert_colours(&cell, -1, -1);
	assert_true(cell.reverse && cell.italic);
	cell = cell_of(t, 0, 4);
	assert_colours(&cell, 12, -1);
	assert_string_equal(cell.text, "e\u0301");
	cell = cell_of(t, 0, 5);
	assert_colours(&cell, -1, 4);
	assert_string_equal(cell.text, "語");
	assert_string_equal(cell_of(t, 0, 7).text, "f");
	for (int i = 0; i < 3 * 80; i++) {
		cell = cell_of(t, 1 + i / 80, i % 80);
		assert_colours(&cell, i % 16, i / 16);
	}
	close_subject(t);
}

static void
dim_and_hidden_text_is_shown_as_such(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");

	assert_true(terminal_saw(t, ";2m") && terminal_saw(t, ";8m"));
	assert_string_equal(cell_of(t, 0, 11).text, "j");
	close_subject(t);
}

static void
the_cursor_has_the_shape_that_is_asked_for(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");

	close_subject(t);
	assert_false(terminal_saw(t, " q")); /* not touched where nobody asked */
	t = open_subject(state, "xterm-256color");
	terminal_keys(t, "5");
	assert_text(t, "key 35+");
	assert_true(terminal_saw(t, "\033[5 q"));
	assert_false(terminal_saw(t, "\033[0 q"));
	terminal_keys(t, "c");
	assert_text(t, "key 63+");
	terminal_keys(t, "4");
	assert_text(t, "key 34+");
	assert_true(terminal_saw(t, "\033[4 q"));
	close_subject(t);
	assert_true(terminal_saw(t, "\033[0 q")); /* as it was */
	t = open_subject(state, "vt100");
	terminal_keys(t, "5");
	assert_text(t, "key 35+");
	assert_false(terminal_saw(t, " q"));
	terminal_keys(t, "q");
	assert_exit(t, 0);
}

/* Bright ones are dark ones in bold. There are more pairs than the terminal has: what finds none has
 * its own colours, never others. */
static void
few_colours_are_the_nearest(void **state)
{
	struct terminal *t = open_subject(state, "xterm");
	struct terminal_cell cell = cell_of(t, 0, 0);
	int shown = 0;

	assert_colours(&cell, 1, -1);
	cell = cell_of(t, 0, 4);
	assert_colours(&cell, 4, -1);
	assert_true(cell.bold);
	for (int i = 0; i < 3 * 80; i++) {
		cell = cell_of(t, 1 + i / 80, i % 80);
		if (i < 40 || cell.has_foreground) {
			assert_colours(&cell, i % 8, i / 16 % 8);
			shown++;
		}
	}
	assert_true(shown > 60 && shown < 3 * 80);
	close_subject(t);
}

static void
without_colours_attributes_are_left(void **state)
{
	struct terminal *t = open_subject(state, "vt100");
	struct terminal_cell cell = cell_of(t, 0, 0);

	assert_colours(&cell, -1, -1);
	assert_true(cell.bold);
	assert_true(cell_of(t, 0, 1).underline && cell_of(t, 0, 1).reverse);
	terminal_keys(t, "q");
	assert_exit(t, 0);
	assert_false(terminal_saw(t, "\033[?2004"));
}

static void
the_cursor_is_where_it_is_put(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");
	int row, col;

	terminal_cursor(t, &row, &col);
	assert_true(terminal_cursor_visible(t));
	assert_int_equal(row, 5);
	assert_int_equal(col, 7);
	close_subject(t);
}

static void
assert_key(struct terminal *t, const char *bytes, int code, unsigned modifiers)
{
	char expected[40];

	snprintf(expected, sizeof expected, "key %x+%u at", (unsigned)code, modifiers);
	terminal_keys(t, bytes);
	assert_text(t, expected);
}

static void
keys_with_modifiers_and_pastes_come_as_such(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");

	assert_true(terminal_saw(t, "\033[?2004h"));
	assert_key(t, "\033[1;5A", KEY_CODE_UP, KEY_CTRL);
	assert_key(t, "\033[1;2D", KEY_CODE_LEFT, KEY_SHIFT);
	assert_key(t, "\033[1;7F", KEY_CODE_END, KEY_CTRL | KEY_ALT);
	assert_key(t, "\033[5;3~", KEY_CODE_PAGE_UP, KEY_ALT);
	assert_key(t, "\033[3;5~", KEY_CODE_DELETE, KEY_CTRL);
	assert_key(t, "\033[2~", KEY_CODE_INSERT, 0);
	assert_key(t, "\033[Z", KEY_CODE_BACK_TAB, 0);
	assert_key(t, "\033[15;2~", KEY_CODE_F1 + 4, KEY_SHIFT);
	assert_key(t, "\033OA", KEY_CODE_UP, 0);
	assert_key(t, "\033[200~", KEY_CODE_PASTE_BEGIN, 0);
	assert_key(t, "\033[201~", KEY_CODE_PASTE_END, 0);
	close_subject(t);
}

static void
drags_and_releases_come_where_they_are_asked_for(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");
	char release[40];

	terminal_keys(t, "\033[<0;51;8M\033[<0;51;8m");
	snprintf(release, sizeof release, "key %x+0 at 7,50.", (unsigned)KEY_CODE_PRESS);
	assert_text(t, release);
	terminal_keys(t, "m");
	assert_text(t, "key 6d+0");
	assert_true(terminal_saw(t, "\033[?1002h"));
	terminal_keys(t, "\033[<0;11;4M");
	assert_text(t, "at 3,10.");
	assert_key(t, "\033[<32;21;5M", KEY_CODE_DRAG, 0);
	assert_text(t, "at 4,20.");
	assert_key(t, "\033[<0;31;6m", KEY_CODE_RELEASE, 0);
	assert_text(t, "at 5,30.");
	terminal_keys(t, "\033[<0;41;7M\033[<0;41;7m"); /* at once */
	snprintf(release, sizeof release, "key %x+0 at 6,40.", (unsigned)KEY_CODE_RELEASE);
	assert_text(t, release);
	close_subject(t);
	assert_true(terminal_saw(t, "\033[?1002l"));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(many_colours_are_shown_as_they_are),
		TERMINAL_TEST(dim_and_hidden_text_is_shown_as_such),
		TERMINAL_TEST(the_cursor_has_the_shape_that_is_asked_for),
		TERMINAL_TEST(few_colours_are_the_nearest),
		TERMINAL_TEST(without_colours_attributes_are_left),
		TERMINAL_TEST(the_cursor_is_where_it_is_put),
		TERMINAL_TEST(keys_with_modifiers_and_pastes_come_as_such),
		TERMINAL_TEST(drags_and_releases_come_where_they_are_asked_for),
	};

	if (argc == 2 && strcmp(argv[1], "show") == 0)
		return show();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
