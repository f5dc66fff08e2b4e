/* SPDX-License-Identifier: MIT */
/* test_pane_look.c: dim, hidden and struck-out text of a job's terminal, and the cursor's shape, on
 * terminals that can and cannot show them. */
#include "support/suite.h"
#include "term/term.h" /* before cmocka, whose macro has the name of a function in base/failure.h */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/pane_subject.h"

static void
dim_and_hidden_text_is_shown_as_such(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");

	assert_true(terminal_saw(t, ";2m") && terminal_saw(t, ";8m"));
	assert_string_equal(cell_of(t, 0, 11).text, "j");
	close_subject(t);
}

/* ncurses has no attribute for it; text drawn after it is not affected. */
static void
struck_text_is_shown_as_such(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");
	struct terminal_cell cell = cell_of(t, 0, 8);
	int row, col;

	assert_true(cell.strike);
	assert_string_equal(cell.text, "g");
	assert_colours(&cell, 3, -1);
	assert_false(
		cell_of(t, 0, 7).strike || cell_of(t, 0, 9).strike || cell_of(t, 0, 11).strike);
	terminal_cursor(t, &row, &col);
	assert_true(row == 5 && col == 7);
	terminal_keys(t, "x");
	assert_text(t, "key 78+");
	assert_true(cell_of(t, 0, 8).strike && !cell_of(t, KEY_ROW, 0).strike);
	terminal_keys(t, "u");
	assert_text(t, "key 75+");
	assert_false(cell_of(t, 0, 8).strike);
	close_subject(t);
	t = open_subject(state, "vt100");
	assert_false(cell_of(t, 0, 8).strike);
	assert_string_equal(cell_of(t, 0, 8).text, "g");
	terminal_keys(t, "q");
	assert_exit(t, 0);
}

static void
the_cursor_has_the_shape_that_is_asked_for(void **state)
{
	struct terminal *t = open_subject(state, "xterm-256color");

	close_subject(t);
	assert_false(terminal_saw(t, " q")); /* unchanged if not requested */
	t = open_subject(state, "xterm-256color");
	terminal_keys(t, "5");
	assert_text(t, "key 35+");
	assert_sent(t, "\033[5 q");
	assert_false(terminal_saw(t, "\033[0 q"));
	terminal_keys(t, "c");
	assert_text(t, "key 63+");
	terminal_keys(t, "4");
	assert_text(t, "key 34+");
	assert_sent(t, "\033[4 q");
	close_subject(t);
	assert_sent(t, "\033[0 q"); /* as it was */
	t = open_subject(state, "vt100");
	terminal_keys(t, "5");
	assert_text(t, "key 35+");
	assert_false(terminal_saw(t, " q"));
	terminal_keys(t, "q");
	assert_exit(t, 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(dim_and_hidden_text_is_shown_as_such),
		TERMINAL_TEST(struck_text_is_shown_as_such),
		TERMINAL_TEST(the_cursor_has_the_shape_that_is_asked_for),
	};

	if (suite_word() != NULL && strcmp(suite_word(), "show") == 0)
		return show();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
