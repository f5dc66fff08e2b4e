/* SPDX-License-Identifier: MIT */
/* test_pane_terminal.c: colours of a job's terminal on real ones with many and few colours, and
 * keys and mouse events that only panes use; the terminal is restored afterwards. */
#include "support/suite.h"
#include "term/term.h" /* before cmocka, whose macro has the name of a function in base/failure.h */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/pane_subject.h"

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

/* Bright colours are dark ones in bold. There are more pairs than the terminal has: cells without a
 * pair have the default colours, never wrong ones. */
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

	assert_sent(t, "\033[?2004h");
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
	assert_sent(t, "\033[?1002h");
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
	assert_sent(t, "\033[?1002l");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(many_colours_are_shown_as_they_are),
		TERMINAL_TEST(few_colours_are_the_nearest),
		TERMINAL_TEST(without_colours_attributes_are_left),
		TERMINAL_TEST(the_cursor_is_where_it_is_put),
		TERMINAL_TEST(keys_with_modifiers_and_pastes_come_as_such),
		TERMINAL_TEST(drags_and_releases_come_where_they_are_asked_for),
	};

	if (suite_word() != NULL && strcmp(suite_word(), "show") == 0)
		return show();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
