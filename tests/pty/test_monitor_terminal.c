/* SPDX-License-Identifier: MIT */
/* test_monitor_terminal.c: the live monitor on terminals of every size and kind. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "base/utf8.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

static bool
is_ascii(struct terminal *t)
{
	char *screen = terminal_screen(t);
	bool ascii = true;

	for (const char *at = screen; *at != '\0'; at++)
		ascii = ascii && (unsigned char)*at < 128;
	free(screen);
	return ascii;
}

/* Whether a byte beyond ASCII was sent, seen or not. */
static bool
sent_only_ascii(struct terminal *t)
{
	char byte[2] = "";

	for (int value = 128; value < 256; value++) {
		byte[0] = (char)value;
		if (terminal_saw(t, byte))
			return false;
	}
	return true;
}

static bool
has_sent(struct terminal *t, void *bytes)
{
	return terminal_saw(t, bytes);
}

/* Whether an SGR sequence chose a colour. */
static bool
sent_colour(struct terminal *t)
{
	static const char *const starts[] = { "\033[3", "\033[4", ";3", ";4", "\033[9", "\033[10" };
	char sequence[16];

	for (size_t i = 0; i < LENGTH(starts); i++) {
		for (char digit = '0'; digit <= '8'; digit++) {
			snprintf(sequence, sizeof sequence, "%s%cm", starts[i], digit);
			if (terminal_saw(t, sequence))
				return true;
			snprintf(sequence, sizeof sequence, "%s%c;5;", starts[i], digit);
			if (terminal_saw(t, sequence))
				return true;
		}
	}
	return false;
}

/* --- sizes --- */

static void
test_any_size(void **state)
{
	static const struct {
		int rows, cols;
		const char *shown;
	} sizes[] = { { 1, 1, "" }, { 300, 100, "q quit" }, { 1, 200, "-F _" }, { 2, 40, "q quit" },
		{ 3, 80, "COMMAND" }, { 40, 1, "" }, { 8, 400, "COMMAND" }, { 5, 5, "" },
		{ 100, 300, "read gamma" }, { 24, 80, "q quit" } };
	struct terminal *t = open_family(state, "");

	for (size_t i = 0; i < LENGTH(sizes); i++) {
		terminal_resize(t, sizes[i].rows, sizes[i].cols);
		assert_text(t, sizes[i].shown);
	}
	monitor_quit(t);
}

static void
test_any_size_from_the_start(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 2, 2 }, { 300, 100 }, { 1, 300 }, { 100, 1 } };

	for (size_t i = 0; i < LENGTH(sizes); i++) {
		struct terminal *t =
			monitor_start(state, &(struct monitor_setup){ .options = "-d 20ms -n 4",
						     .rows = sizes[i][0],
						     .cols = sizes[i][1] });

		assert_exit(t, 0);
		assert_restored(t);
	}
}

static void
test_a_storm_of_resizes(void **state)
{
	struct terminal *t = open_family(state, "");
	uint32_t random = 1;

	for (int i = 0; i < 100; i++) {
		random = random * 1664525 + 1013904223;
		terminal_resize(t, 1 + (int)(random >> 8) % 60, 1 + (int)(random >> 16) % 200);
		if (i % 10 == 0)
			terminal_settle(t, 5, 50);
	}
	terminal_resize(t, 24, 120);
	assert_text(t, "q quit");
	assert_text(t, "sh -c read gamma");
	assert_text(t, " sh -c read alpha");
	assert_text(t, "COMMAND");
	monitor_quit(t);
}

/* The program still knows the old size; the terminal has lost its contents. */
static void
test_a_window_that_was_small_for_a_moment(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, "d1h\r", "every 3600s");
	for (int i = 0; i < 50; i++) {
		terminal_resize(t, 2, 10);
		terminal_resize(t, 24, 120);
		assert_text(t, "q quit");
		assert_text(t, " sh -c read gamma");
		assert_text(t, "COMMAND");
	}
}

static void
test_lines_and_columns_do_not_freeze_the_size(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 50ms",
							 .env = { "LINES=10", "COLUMNS=40" } });

	assert_int_equal(terminal_find_row(t, "q quit"), 23);
	terminal_resize(t, 30, 100);
	assert_text(t, "COMMAND");
	terminal_resize(t, 12, 100);
	assert_text(t, "q quit");
	assert_int_equal(terminal_find_row(t, "q quit"), 11);
}

/* --- kinds --- */

static void
test_many_types_of_terminal(void **state)
{
	static const char *const types[] = { "TERM=xterm-256color", "TERM=xterm", "TERM=vt100",
		"TERM=linux", "TERM=screen-256color", "TERM=tmux-256color", "TERM=vt220",
		"TERM=rxvt", "TERM=no-such-type-at-all" };

	for (size_t i = 0; i < LENGTH(types); i++) {
		/* On a Linux console ncurses loads gpm, which keeps ten bytes. */
		struct terminal *t = monitor_start(
			state, &(struct monitor_setup){ .options = "-d 50ms",
				       .env = { types[i], "ASAN_OPTIONS=detect_leaks=0" } });

		assert_text(t, "q quit");
		assert_text(t, "COMMAND");
		terminal_keys(t, "t");
		assert_text(t, "TREE");
		terminal_keys(t, "q");
		assert_exit(t, 0);
		assert_true(terminal_modes_restored(t));
		assert_true(terminal_cursor_visible(t));
	}
}

/* Widths are those of the terminal, so marks must reach it with their character: in the table, at
 * the end of a row, in the prompt and in the header. */
#define MARKED "mkfifo ~/go; sh -c 'read x <~/go; :' ae\u0301f \u1112\u1161\u11abz &"

static void
test_marks_are_sent_with_their_character(void **state)
{
	static const char start[] = "sh -c read x <~/go; : ";
	struct terminal *t = monitor_open(state,
		&(struct monitor_setup){ .before = MARKED, .options = "-d 50ms -c command -p $!" });
	char text[1024], *row;
	int col;

	assert_text(t, "; : ae\u0301f \u1112\u1161\u11abz");
	assert_true(terminal_row(t, terminal_find_row(t, start), text, sizeof text));
	row = strstr(text, start);
	*row = '\0';
	col = (int)utf8_columns(text) + (int)strlen(start);
	terminal_forget(t);
	terminal_keys(t, "\\e\u0301");
	assert_text(t, "Filter: e\u0301");
	assert_text(t, "filter e\u0301");
	press(t, "\033", "q quit");
	for (int cols = col + 2; cols <= col + 6; cols += 4) {
		const char *end = cols == col + 2 ? "ae\u0301" : "\u1112\u1161\u11ab";

		terminal_forget(t);
		terminal_resize(t, 24, cols);
		assert_true(terminal_wait_until(t, has_sent, (void *)(uintptr_t)end, PATIENCE_MS));
	}
	monitor_quit(t);
}

/* It shows a mark beside its character. */
static void
test_a_linux_console_is_sent_no_marks(void **state)
{
	struct terminal *t = monitor_start(
		state, &(struct monitor_setup){ .before = MARKED,
			       .options = "-d 50ms -c command -p $!",
			       .env = { "TERM=linux", "ASAN_OPTIONS=detect_leaks=0" } });

	assert_text(t, "aef \u1112z");
	terminal_keys(t, "\\e\u0301");
	assert_text(t, "Filter: e");
	assert_text(t, "filter e");
	assert_false(terminal_saw(t, "\u0301"));
	terminal_keys(t, "\rq");
	assert_exit(t, 0);
}

static void
test_terminals_without_a_screen_get_a_plain_table(void **state)
{
	static const char *const types[] = { "TERM=dumb", "TERM", "TERM=" };

	for (size_t i = 0; i < LENGTH(types); i++) {
		struct terminal *t = monitor_start(
			state, &(struct monitor_setup){ .options = "-p $$", .env = { types[i] } });

		assert_exit(t, 0);
		assert_int_equal(
			terminal_find_row(
				t, "peaktop: printing one plain table instead of a screen: TERM="),
			0);
		assert_true(terminal_find_row(t, " process") > 0);
		assert_true(terminal_find_row(t, "COMMAND") > 0);
		assert_false(terminal_saw(t, "\033"));
	}
}

/* Colours chosen by terminfo of 256, 16 and 8 colours, and none on a vt100. */
static void
test_colours_follow_the_terminal(void **state)
{
	static const struct {
		const char *type;
		bool any, many;
	} types[] = { { "TERM=xterm-256color", true, true }, { "TERM=linux", true, false },
		{ "TERM=vt100", false, false } };

	for (size_t i = 0; i < LENGTH(types); i++) {
		struct terminal *t = monitor_start(state,
			&(struct monitor_setup){ .options = "-d 50ms", .env = { types[i].type } });

		assert_text(t, "q quit");
		assert_int_equal(sent_colour(t), types[i].any);
		assert_int_equal(terminal_saw(t, "8;5;"), types[i].many);
	}
}

static void
test_no_color_sends_no_colour(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){ .options = "-d 50ms", .env = { "NO_COLOR=1" } });
	struct terminal_cell head;

	terminal_keys(t, "tjjjK");
	assert_text(t, "TREE");
	assert_false(sent_colour(t));
	assert_true(terminal_cell_at(t, terminal_find_row(t, "COMMAND"), 5, &head) &&
		    head.reverse); /* attributes stay */
	t = monitor_open(state, &(struct monitor_setup){ .options = "--color never" });
	assert_false(sent_colour(t));
	t = monitor_open(state,
		&(struct monitor_setup){ .options = "--color always", .env = { "NO_COLOR=1" } });
	assert_true(sent_colour(t));
	t = monitor_open(state, &(struct monitor_setup){ .env = { "NO_COLOR=" } });
	assert_true(sent_colour(t));
}

static void
test_ascii_where_it_is_asked_for_or_all_there_is(void **state)
{
	static const struct {
		const char *options, *locale;
		bool ascii;
	} cases[] = { { "--ascii", "LC_ALL=C.UTF-8", true }, { "", "LC_ALL=C", true },
		{ "", "LC_ALL=POSIX", true }, { "", "LC_ALL=C.UTF-8", false },
		{ "", "LC_ALL=no_SUCH.UTF-8", false }, { "", "LC_ALL", true } };

	for (size_t i = 0; i < LENGTH(cases); i++) {
		char before[200];
		struct terminal *t;

		snprintf(before, sizeof before,
			"mkfifo ~/go;"
			"sh -c \"read x_$$_ <~/go; : na\303\257ve \346\227\245\" &");
		t = monitor_open(
			state, &(struct monitor_setup){ .before = before,
				       .options = cases[i].ascii && cases[i].options[0] != '\0'
							  ? "--ascii -d 50ms -F _$$_"
							  : "-d 50ms -F _$$_",
				       .env = { cases[i].locale } });
		assert_text(t, " sh -c read x");
		terminal_keys(t, "t");
		assert_text(t, "TREE");
		terminal_keys(t, "k");
		assert_text(t, "Send signal");
		press(t, "\033", "q quit");
		press(t, "h", "this help");
		assert_int_equal(sent_only_ascii(t), cases[i].ascii);
		assert_true(!cases[i].ascii || is_ascii(t));
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_any_size),
		TERMINAL_TEST(test_any_size_from_the_start),
		TERMINAL_TEST(test_a_storm_of_resizes),
		TERMINAL_TEST(test_a_window_that_was_small_for_a_moment),
		TERMINAL_TEST(test_lines_and_columns_do_not_freeze_the_size),
		TERMINAL_TEST(test_many_types_of_terminal),
		TERMINAL_TEST(test_marks_are_sent_with_their_character),
		TERMINAL_TEST(test_a_linux_console_is_sent_no_marks),
		TERMINAL_TEST(test_terminals_without_a_screen_get_a_plain_table),
		TERMINAL_TEST(test_colours_follow_the_terminal),
		TERMINAL_TEST(test_no_color_sends_no_colour),
		TERMINAL_TEST(test_ascii_where_it_is_asked_for_or_all_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
