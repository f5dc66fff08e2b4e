/* SPDX-License-Identifier: MIT */
/* test_terminal.c: the screen and keys of the test terminal, with standard programs of Debian. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"

#include <stdlib.h>
#include <string.h>

static void
test_shows_text(void **state)
{
	const char *script = "printf 'one\\n  na\\303\\257ve \\346\\227\\245x  \\n'";
	struct terminal *t = start_shell(state, script);
	char small[4], *screen;

	assert_exit(t, 0);
	assert_row(t, 0, "one");
	assert_row(t, 1, "  na\303\257ve \346\227\245x");
	assert_row(t, 2, "");
	assert_int_equal(terminal_find_row(t, "ve \346\227\245"), 1);
	assert_int_equal(terminal_find_row(t, "two"), -1);
	assert_false(terminal_row(t, 24, small, sizeof small));
	assert_false(terminal_row(t, 1, small, sizeof small));
	assert_string_equal(small, "");
	assert_true(terminal_row(t, 0, small, sizeof small));
	screen = terminal_screen(t);
	assert_int_equal(strncmp(screen, "one\n  na", 8), 0);
	assert_int_equal(strlen(screen), 24 + strlen("one  na\303\257ve \346\227\245x"));
	free(screen);
}

static void
test_echoes_keys(void **state)
{
	struct terminal *t = start_shell(state, "echo ready; read x; echo \"got $x\"");

	assert_text(t, "ready");
	terminal_keys(t, "typed\r");
	assert_text(t, "got typed");
	assert_row(t, 1, "typed");
	assert_row(t, 2, "got typed");
	assert_exit(t, 0);
}

static void
test_text_goes(void **state)
{
	struct terminal *t = start_shell(state, "echo here; read x; clear; echo done; read x");

	assert_text(t, "here");
	terminal_keys(t, "\r");
	assert_true(terminal_wait_gone(t, "here", PATIENCE_MS));
	assert_text(t, "done");
}

static void
test_resizes(void **state)
{
	struct terminal *t = start_shell(
		state, "trap 'stty size' WINCH; stty size; sleep 1000 & while :; do wait; done");
	char text[512];

	assert_text(t, "24 80");
	terminal_resize(t, 40, 132);
	assert_text(t, "40 132");
	assert_true(terminal_row(t, 39, text, sizeof text));
	terminal_resize(t, 5, 20);
	assert_text(t, "5 20");
	assert_false(terminal_row(t, 5, text, sizeof text));
}

static void
test_reads_everything_before_exit(void **state)
{
	/* "1\r\n" to "30000\r\n". */
	const size_t bytes = 9 * 3 + 90 * 4 + 900 * 5 + 9000 * 6 + 20001 * 7;
	struct terminal *t = start_shell(state, "seq 1 30000");

	assert_exit(t, 0);
	assert_int_equal(terminal_output_bytes(t), bytes);
	assert_row(t, 22, "30000");
	assert_true(terminal_saw(t, "\n29999\r\n30000\r\n"));
	terminal_forget(t);
	assert_false(terminal_saw(t, "30000"));
}

static void
test_log_keeps_the_last_mib(void **state)
{
	struct terminal *t = start_shell(state, "echo first; seq -f %0200.0f 1 15000");

	assert_exit(t, 0);
	assert_int_equal(terminal_output_bytes(t), 7 + 15000 * 202);
	assert_false(terminal_saw(t, "first"));
	assert_true(terminal_saw(t, "00010000\r\n"));
	assert_true(terminal_saw(t, "00015000\r\n"));
}

static void
test_alternate_screen(void **state)
{
	struct terminal *t =
		start_shell(state, "echo main; read x; tput smcup; tput civis; echo inside; read x;"
				   "tput cnorm; tput rmcup; echo outside; read x");

	assert_text(t, "main");
	assert_false(terminal_in_alternate_screen(t));
	assert_true(terminal_cursor_visible(t));
	terminal_keys(t, "\r");
	assert_text(t, "inside");
	assert_true(terminal_in_alternate_screen(t));
	assert_false(terminal_cursor_visible(t));
	assert_true(terminal_saw(t, "\033[?1049h"));
	assert_int_equal(terminal_find_row(t, "main"), -1);
	terminal_keys(t, "\r");
	assert_text(t, "outside");
	assert_false(terminal_in_alternate_screen(t));
	assert_true(terminal_cursor_visible(t));
	assert_int_equal(terminal_find_row(t, "main"), 0);
}

static void
test_modes(void **state)
{
	struct terminal *t =
		start_shell(state, "echo begin; read x; stty -echo; echo hidden; read x;"
				   "stty echo; echo shown; read x; stty raw");

	assert_text(t, "begin");
	assert_true(terminal_modes_restored(t));
	terminal_keys(t, "\r");
	assert_text(t, "hidden");
	assert_false(terminal_modes_restored(t));
	terminal_keys(t, "secret\r");
	assert_text(t, "shown");
	assert_true(terminal_modes_restored(t));
	assert_int_equal(terminal_find_row(t, "secret"), -1);
	terminal_keys(t, "\r");
	assert_exit(t, 0);
	assert_false(terminal_modes_restored(t));
}

static void
test_cells(void **state)
{
	struct terminal *t = start_shell(state,
		"tput bold; tput setaf 3; printf B; tput sgr0; tput smul; printf U; tput sgr0;"
		"tput rev; printf R; tput sgr0; tput setab 200; printf G; tput sgr0;"
		"printf '\\033[38;2;1;2;3mT\\033[mp\\346\\227\\245e\\314\\201'");
	struct terminal_cell cell;
	int row, col;

	assert_exit(t, 0);
	assert_true(terminal_cell_at(t, 0, 0, &cell));
	assert_string_equal(cell.text, "B");
	assert_true(cell.bold && cell.has_foreground && !cell.has_background && !cell.underline);
	assert_int_equal(cell.foreground, 3);
	assert_true(terminal_cell_at(t, 0, 1, &cell));
	assert_true(cell.underline && !cell.bold && !cell.has_foreground && !cell.reverse);
	assert_true(terminal_cell_at(t, 0, 2, &cell));
	assert_true(cell.reverse && !cell.underline);
	assert_true(terminal_cell_at(t, 0, 3, &cell));
	assert_true(cell.has_background && !cell.has_foreground && !cell.reverse);
	assert_int_equal(cell.background, 200);
	assert_true(terminal_cell_at(t, 0, 4, &cell));
	assert_int_equal(cell.foreground, TERMINAL_RGB | 0x010203);
	assert_true(terminal_cell_at(t, 0, 5, &cell));
	assert_true(!cell.has_foreground && !cell.has_background && cell.width == 1);
	assert_true(terminal_cell_at(t, 0, 6, &cell));
	assert_string_equal(cell.text, "\346\227\245");
	assert_int_equal(cell.width, 2);
	assert_true(terminal_cell_at(t, 0, 7, &cell));
	assert_string_equal(cell.text, "");
	assert_true(terminal_cell_at(t, 0, 8, &cell));
	assert_string_equal(cell.text, "e\314\201");
	assert_false(terminal_cell_at(t, 0, 80, &cell));
	terminal_cursor(t, &row, &col);
	assert_int_equal(row, 0);
	assert_int_equal(col, 9);
}

static void
test_replies_reach_the_program(void **state)
{
	struct terminal *t =
		start_shell(state, "stty raw -echo; printf 'ab\\033[6n';"
				   "dd bs=1 count=6 2>/dev/null | od -An -c; stty sane");

	assert_exit(t, 0);
	assert_int_equal(terminal_find_row(t, "ab 033   [   1   ;   3   R"), 0);
}

static void
test_typing_never_blocks(void **state)
{
	static char many[200001];
	struct terminal *t =
		start_shell(state, "stty raw -echo; printf ready; read x; head -c 200000 | wc -c");

	assert_text(t, "ready");
	memset(many, 'x', 200000);
	many[0] = '\n';
	terminal_keys(t, many);
	terminal_bytes(t, "", 1);
	assert_text(t, "200000");
	assert_exit(t, 0);
}

static void
test_settles(void **state)
{
	struct terminal *t = start_shell(state, "echo once; sleep 1000");

	assert_text(t, "once");
	assert_true(terminal_settle(t, 50, PATIENCE_MS));
	t = start_shell(state, "while :; do echo again; done");
	assert_text(t, "again");
	assert_false(terminal_settle(t, 2000, 500));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_shows_text),
		TERMINAL_TEST(test_echoes_keys),
		TERMINAL_TEST(test_text_goes),
		TERMINAL_TEST(test_resizes),
		TERMINAL_TEST(test_reads_everything_before_exit),
		TERMINAL_TEST(test_log_keeps_the_last_mib),
		TERMINAL_TEST(test_alternate_screen),
		TERMINAL_TEST(test_modes),
		TERMINAL_TEST(test_cells),
		TERMINAL_TEST(test_replies_reach_the_program),
		TERMINAL_TEST(test_typing_never_blocks),
		TERMINAL_TEST(test_settles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
