/* SPDX-License-Identifier: MIT */
/* test_monitor_menus.c: menus and the palette in a terminal, by key and by mouse. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/mouse.h"

#define PEAK_SORTED "PEAK\342\226\276"
#define RSS_SORTED "RSS\342\226\276"

static void
test_the_palette_by_key(void **state)
{
	struct terminal *t = open_family(state, "-c pid,rss,peak,command");

	assert_text(t, RSS_SORTED);
	press(t, ":", "Commands");
	press(t, "sort peak", "Commands: sort peak");
	press(t, "\r", PEAK_SORTED);
	assert_true(terminal_wait_gone(t, "Commands", PATIENCE_MS));
	press(t, ":", "Commands");
	press(t, "zoom", "no job: press ! to run a command");
	press(t, "\033", "q quit");
	press(t, ":quit", "Commands: quit");
	terminal_keys(t, "\r");
	assert_exit(t, 0);
	assert_restored(t);
}

/* As a shell drops the line; without one it is the end. */
static void
test_ctrl_c_closes_what_is_open(void **state)
{
	static const char *const opened[][2] = { { ":", "Commands" }, { "\033OQ", "Set-up" },
		{ "/pyt", "Search: pyt" }, { "!", "Run:" } };
	struct terminal *t = open_family(state, "");

	for (size_t i = 0; i < LENGTH(opened); i++) {
		press(t, opened[i][0], opened[i][1]);
		terminal_keys(t, "\003");
		assert_true(terminal_wait_gone(t, opened[i][1], PATIENCE_MS));
		assert_text(t, "q quit");
	}
	terminal_keys(t, "\003");
	assert_exit(t, 0);
}

static void
test_the_palette_by_mouse(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, ":tree", "Commands: tree");
	click(t, "process tree with totals");
	assert_text(t, "TREE");
	assert_true(terminal_wait_gone(t, "Commands", PATIENCE_MS));
	press(t, ":", "Commands");
	click_at(t, 0, 0);
	assert_true(terminal_wait_gone(t, "Commands", PATIENCE_MS));
	assert_text(t, "q quit");
	monitor_quit(t);
}

static void
test_the_sort_menu_by_mouse(void **state)
{
	struct terminal *t = open_family(state, "-c pid,rss,peak,command");

	press(t, "\033[17~", "Sort by");
	click(t, "largest RSS ever");
	assert_text(t, PEAK_SORTED);
	press(t, "\033[17~\033OH", "Sort by");
	for (int i = 0; i < 4; i++)
		wheel_down(t); /* pid, ppid, user, state, rss */
	terminal_keys(t, "\r");
	assert_text(t, RSS_SORTED);
	monitor_quit(t);
}

static void
test_columns_by_key_and_mouse(void **state)
{
	struct terminal *t = open_family(state, "-c pid,rss,peak,command");

	press(t, "C", "Columns");
	press(t, "oom", "Columns: oom");
	click(t, "the kernel's OOM score");
	press(t, "\033", "q quit");
	assert_text(t, "PID    " RSS_SORTED "    PEAK  OOM COMMAND");
	press(t, "C", "Columns");
	terminal_keys(t, "\033OB\033OC"); /* RSS to the right */
	press(t, "\033", "q quit");
	assert_text(t, "PID    PEAK    " RSS_SORTED "  OOM COMMAND");
	press(t, "C", "Columns");
	press(t, "\033OB \033", "q quit"); /* without PEAK */
	assert_text(t, "PID    " RSS_SORTED "  OOM COMMAND");
	monitor_quit(t);
}

static void
test_a_signal_by_its_number_and_by_mouse(void **state)
{
	struct terminal *t = open_family(state, "");

	terminal_keys(t, "/-c read alpha\r");
	assert_selects(t, " sh -c read alpha");
	press(t, "k", "Send signal");
	press(t, "18\r", "Send SIGCONT to ");
	press(t, "n", "nothing sent");
	press(t, "k", "Send signal");
	click(t, "SIGKILL");
	assert_text(t, "Send SIGKILL to ");
	press(t, "y", "sent SIGKILL to 1 process");
	monitor_quit(t);
}

static void
test_a_menu_in_a_small_window(void **state)
{
	struct terminal *t = monitor_start(
		state, &(struct monitor_setup){ .options = "-d 50ms", .rows = 5, .cols = 20 });

	assert_text(t, "PID");
	press(t, ":", "Commands");
	terminal_keys(t, "\033OF"); /* End */
	assert_text(t, "right");
	press(t, "\025sort peak", "sort_peak");
	terminal_keys(t, "\r");
	assert_true(terminal_wait_gone(t, "sort_peak", PATIENCE_MS));
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_the_palette_by_key),
		TERMINAL_TEST(test_ctrl_c_closes_what_is_open),
		TERMINAL_TEST(test_the_palette_by_mouse),
		TERMINAL_TEST(test_the_sort_menu_by_mouse),
		TERMINAL_TEST(test_columns_by_key_and_mouse),
		TERMINAL_TEST(test_a_signal_by_its_number_and_by_mouse),
		TERMINAL_TEST(test_a_menu_in_a_small_window),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
