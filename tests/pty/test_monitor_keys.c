/* SPDX-License-Identifier: MIT */
/* test_monitor_keys.c: keys through a real terminal: sorting, finding, views, choices. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

/* --- tests --- */

static bool
alpha_is_below(struct terminal *t, void *data)
{
	int alpha = terminal_find_row(t, " sh -c read alpha");

	(void)data;
	return alpha > terminal_find_row(t, " sh -c read gamma");
}

static bool
alpha_is_above(struct terminal *t, void *data)
{
	int alpha = terminal_find_row(t, " sh -c read alpha");

	(void)data;
	return alpha > 0 && alpha < terminal_find_row(t, " sh -c read gamma");
}

static void
test_sort_keys(void **state)
{
	struct terminal *t = open_family(state, "-c pid,rss,peak,cpu_percent,cpu_time,command");

	assert_text(t, "RSS\342\226\276");
	press(t, "K", "PEAK\342\226\276");
	press(t, "P", "CPU%\342\226\276");
	press(t, "M", "RSS\342\226\276");
	press(t, "I", "RSS\342\226\264");
	press(t, "N", "PID\342\226\264");
	press(t, ">", "RSS\342\226\276");
	press(t, "<", "PID\342\226\264");
	press(t, "I", "PID\342\226\276");
	assert_true(terminal_wait_until(t, alpha_is_below, NULL, PATIENCE_MS));
	press(t, "I", "PID\342\226\264");
	assert_true(terminal_wait_until(t, alpha_is_above, NULL, PATIENCE_MS));
	monitor_quit(t);
}

static void
test_sort_menu_of_f6(void **state)
{
	struct terminal *t = open_family(state, "-c pid,ppid,rss,command");

	press(t, "\033[17~", "Sort by");
	assert_text(t, "mem_percent");
	terminal_keys(t, "\033");
	assert_true(terminal_wait_gone(t, "Sort by", PATIENCE_MS));
	press(t, "\033[17~", "Sort by");
	terminal_keys(t, "\033OH\r"); /* the first: pid */
	assert_text(t, "PID\342\226\264");
	assert_true(terminal_wait_gone(t, "Sort by", PATIENCE_MS));
}

static void
test_tree_of_t_and_f5(void **state)
{
	struct terminal *t = open_family(state, "-c pid,rss,command -s pid");

	assert_int_equal(terminal_find_row(t, "TREE"), -1);
	press(t, "t", "TREE");
	assert_text(t, "\342\224\224\342\224\200 sh -c read gamma");
	assert_int_equal(
		terminal_find_row(t, "sh -c read gamma"), terminal_find_row(t, " sh -c sh -c") + 1);
	terminal_keys(t, "/sh -c sh\r");
	assert_selects(t, "sh -c sh -c");
	press(t, "-", "(+1)");
	assert_true(terminal_wait_gone(t, "sh -c read gamma", PATIENCE_MS));
	press(t, "+", "sh -c read gamma");
	assert_true(terminal_wait_gone(t, "(+1)", PATIENCE_MS));
	terminal_keys(t, "\033[15~");
	assert_true(terminal_wait_gone(t, "TREE", PATIENCE_MS));
	press(t, "\033[15~", "TREE");
}

/* Other programs on this machine may be tests like this one: the processes are found by our pid. */
static void
test_filter_and_escape(void **state)
{
	struct terminal *t = open_family(state, "");
	int64_t best_ms = INT64_MAX;
	char typed[60], shown[80];

	snprintf(typed, sizeof typed, "\\\025ALPHA_%d|none_%d", (int)terminal_pid(t),
		(int)terminal_pid(t));
	for (int i = 0; i < 5; i++) {
		int64_t began_ms;

		snprintf(shown, sizeof shown, "Filter: %s", typed + 2);
		press(t, typed, shown);
		assert_true(terminal_wait_gone(t, "read gamma", PATIENCE_MS));
		snprintf(shown, sizeof shown, "filter %s: 1 shown, \316\243 ", typed + 2);
		press(t, "\r", shown);
		assert_text(t, " sh -c read alpha");
		began_ms = now_ms();
		terminal_keys(t, "\033");
		assert_true(terminal_wait_gone(t, "filter ALPHA", PATIENCE_MS));
		if (now_ms() - began_ms < best_ms)
			best_ms = now_ms() - began_ms;
	}
	assert_true(best_ms <= 200); /* the best of five: other programs use this machine too */
	press(t, "\033OSgamma\033", "q quit");
	assert_true(terminal_wait_gone(t, "filter gamma", PATIENCE_MS));
}

static bool
is_underlined(struct terminal *t, void *needle)
{
	struct terminal_cell before, first, last;
	char text[1024], *found;
	int row = terminal_find_row(t, needle), col, count = (int)strlen(needle);

	if (row < 0 || !terminal_row(t, row, text, sizeof text))
		return false;
	found = strstr(text, needle);
	if (found == NULL)
		return false;
	*found = '\0';
	col = (int)utf8_columns(text);
	return terminal_cell_at(t, row, col - 1, &before) &&
	       terminal_cell_at(t, row, col, &first) &&
	       terminal_cell_at(t, row, col + count - 1, &last) && !before.underline &&
	       first.underline && last.underline;
}

/* On the selected row, and on one with a style of its own. */
static void
test_matches_are_underlined(void **state)
{
	struct terminal *t = open_family(state, "");
	pid_t pid = pid_of(t, " sh -c read alpha");

	press(t, "\\ /LPH./\r", " /LPH./: ");
	assert_true(terminal_wait_until(t, is_underlined, (void *)(uintptr_t) "lpha", PATIENCE_MS));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_text(t, "SIGKILL");
	assert_true(terminal_wait_until(t, is_underlined, (void *)(uintptr_t) "lpha", PATIENCE_MS));
	monitor_quit(t);
}

/* By the bytes that the keys send. */
static void
test_a_filter_is_typed_edited_and_recalled(void **state)
{
	struct terminal *t = open_family(state, "");
	int family = (int)terminal_pid(t), pid = (int)pid_of(t, " sh -c read gamma");
	char text[100];

	press(t, "\\ /read (alp", "ends with /");
	assert_text(t, " sh -c read gamma"); /* the filter of the option stays */
	press(t, "\r", "ends with /");
	snprintf(text, sizeof text, "Filter: _%d_ /read (alpha|beta)_/", family);
	press(t, "ha|beta)_/", text);
	assert_true(terminal_wait_gone(t, "-F _", PATIENCE_MS));
	snprintf(text, sizeof text, "Filter: !gamma _%d_ /read", family);
	press(t, "\033[H!gamma ", text); /* Home */
	assert_true(terminal_wait_gone(t, " sh -c sh", PATIENCE_MS));
	assert_text(t, " sh -c read alpha");
	snprintf(text, sizeof text, "Filter: gamma _%d_ /read", family);
	press(t, "\001\033[3~", text); /* Ctrl-A, Delete */
	assert_true(terminal_wait_gone(t, " sh -c read alpha", PATIENCE_MS));
	assert_text(t, " sh -c sh");
	snprintf(text, sizeof text, "Filter: gamma _%d_ /read _/", family);
	press(t, "\033[F\033[D\033[D\027", text);           /* End, Left, Ctrl-W */
	press(t, "\001\013pid:", "pid: requires a number"); /* Ctrl-A, Ctrl-K */
	snprintf(text, sizeof text, "%d\r", pid);
	terminal_keys(t, text);
	snprintf(text, sizeof text, "filter pid:%d: 1 shown, ", pid);
	assert_text(t, text);
	assert_text(t, "1 of ");
	assert_selects(t, " sh -c read gamma");
	press(t, "\\\025bash\r", "filter bash");
	snprintf(text, sizeof text, "Filter: pid:%d", pid);
	press(t, "\\\033OA\033OA", text); /* Up */
	press(t, "\025\033[200~alpha\rbeta\033[201~", "Filter: alpha beta");
	snprintf(text, sizeof text, "Filter: pid:%dalpha beta", pid);
	press(t, "\001\031", text); /* Ctrl-Y */
	press(t, "\033", "q quit");
	monitor_quit(t);
}

/* The rows move: the largest first, then the smallest. */
static void
test_what_was_found_keeps_the_cursor(void **state)
{
	struct terminal *t = open_family(state, "-s pid");

	terminal_keys(t, "/read alpha\r");
	assert_selects(t, " sh -c read alpha");
	press(t, "I", "PID\342\226\276");
	assert_selects(t, " sh -c read alpha");
	press(t, "tI", "TREE");
	assert_selects(t, " sh -c read alpha");
	press(t, "tM", "RSS\342\226\276");
	assert_selects(t, " sh -c read alpha");
	monitor_quit(t);
}

static void
test_search_and_the_next(void **state)
{
	struct terminal *t = open_family(state, "-s pid");

	press(t, "/Read Alpha", "Search: Read Alpha");
	assert_selects(t, " sh -c read alpha");
	press(t, "\177\177\177\177\177gamma", "Search: Read gamma");
	assert_selects(t, " sh -c sh -c");
	terminal_keys(t, "\r\033OR-c read g\r"); /* F3 */
	assert_selects(t, " sh -c read gamma");
	terminal_keys(t, "/-c read\rn");
	assert_selects(t, " sh -c read alpha");
	press(t, "/none such", "nothing matches");
	assert_selects(t, " sh -c read alpha");
}

static void
test_moving(void **state)
{
	struct terminal *t = open_family(state, "-s pid");

	terminal_keys(t, "\033OH"); /* Home: the filter also matches the monitor itself */
	assert_selects(t, "-F _");
	terminal_keys(t, "\033OB");
	assert_selects(t, " sh -c read alpha");
	terminal_keys(t, "j");
	assert_selects(t, " sh -c sh -c");
	terminal_keys(t, "\033OA");
	assert_selects(t, " sh -c read alpha");
	terminal_keys(t, "\033OF");
	assert_selects(t, " sh -c read gamma");
	terminal_keys(t, "\033[5~");
	assert_selects(t, "-F _");
	terminal_keys(t, "\033[6~");
	assert_selects(t, " sh -c read gamma");
}

static void
test_digits_go_to_a_pid(void **state)
{
	struct terminal *t = open_family(state, "");
	char digits[16];

	snprintf(digits, sizeof digits, "%d", (int)pid_of(t, " sh -c read gamma"));
	press(t, digits, "PID: ");
	assert_selects(t, " sh -c read gamma");
	press(t, "\r", "q quit");
	snprintf(digits, sizeof digits, "%dN", (int)pid_of(t, " sh -c read alpha"));
	terminal_keys(t, digits); /* another key closes the prompt and keeps its meaning */
	assert_text(t, "PID\342\226\264");
}

static void
test_details_and_back(void **state)
{
	struct terminal *t = open_family(state, "");

	terminal_keys(t, "/-c read gamma\r");
	assert_selects(t, " sh -c read gamma");
	press(t, "\r", "command line");
	assert_text(t, "VmHWM");
	assert_text(t, "executable");
	assert_true(terminal_wait_gone(t, "COMMAND", PATIENCE_MS));
	press(t, "\033", "COMMAND");
	assert_selects(t, " sh -c read gamma");
}

static void
test_details_of_one_that_ends(void **state)
{
	struct terminal *t = open_family(state, "");
	pid_t pid = pid_of(t, " sh -c read alpha");

	terminal_keys(t, "/alpha\r");
	assert_selects(t, "read alpha");
	press(t, "\r", "command line");
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_true(terminal_wait_gone(t, "state S", PATIENCE_MS));
	assert_text(t, "SIGKILL");
	press(t, "\033", "\303\227");
}

static void
test_help_of_three_keys(void **state)
{
	static const char *const keys[] = { "h", "?", "\033OP" };
	struct terminal *t = open_family(state, "");

	for (size_t i = 0; i < 3; i++) {
		press(t, keys[i], "this help");
		assert_true(terminal_wait_gone(t, "COMMAND", PATIENCE_MS));
		press(t, i == 1 ? "\033" : keys[i], "COMMAND");
		assert_true(terminal_wait_gone(t, "this help", PATIENCE_MS));
	}
	press(t, "h\033OF", "command line; of a Python process");
	press(t, "\033OH", "q F10");
	monitor_quit(t);
}

static void
test_interval(void **state)
{
	struct terminal *t = open_family(state, "");

	assert_text(t, "every 50ms");
	press(t, "d2h\r", "(10ms to 1h)");
	assert_text(t, "every 50ms");
	press(t, "dnan\r", "invalid interval");
	press(t, "d0.02\r", "every 20ms");
	press(t, "d1h\r", "every 3600s");
	press(t, "d100ms\r", "every 100ms"); /* at once, not in an hour */
	assert_int_equal(kill(pid_of(t, " sh -c read alpha"), SIGKILL), 0);
	assert_text(t, "SIGKILL");
}

static void
test_user_menu(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, "u", "Processes of");
	assert_text(t, "all users");
	assert_text(t, "peak \316\243 ");
	press(t, "\033", "q quit");
	terminal_keys(t, "u\033OB\r");
	assert_text(t, "one user");
	terminal_keys(t, "u\033OH\r");
	assert_true(terminal_wait_gone(t, "one user", PATIENCE_MS));
}

static void
test_python_only(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, "y", "python only");
	assert_true(terminal_wait_gone(t, "read alpha", PATIENCE_MS));
	press(t, "y", "read alpha");
	assert_true(terminal_wait_gone(t, "python only", PATIENCE_MS));
}

static void
test_answers_while_ticks_are_an_hour_apart(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 1h" });
	int64_t best_ms = INT64_MAX;

	for (int i = 0; i < 5; i++) {
		int64_t began_ms = now_ms();

		press(t, "t", "TREE");
		terminal_keys(t, "t");
		assert_true(terminal_wait_gone(t, "TREE", PATIENCE_MS));
		if (now_ms() - began_ms < best_ms)
			best_ms = now_ms() - began_ms;
	}
	assert_true(best_ms <= 500);
	monitor_quit(t);
}

/* Of the program: how often it has waited; it wakes for nothing else. */
static long
waits_of(struct terminal *t)
{
	char path[64], line[128];
	long waits = -1;
	FILE *status;

	snprintf(path, sizeof path, "/proc/%d/status", (int)terminal_pid(t));
	status = fopen(path, "re");
	assert_non_null(status);
	while (fgets(line, sizeof line, status) != NULL)
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &waits) == 1)
			break;
	fclose(status);
	return waits;
}

/* Also while no tick comes; and then the footer has its hints again. */
static void
test_a_message_goes_by_itself(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 1h" });
	long began_ms = now_ms(), waits;

	press(t, "e", "units:");
	assert_true(terminal_wait_gone(t, "units:", PATIENCE_MS));
	assert_true(now_ms() - began_ms >= 4900);
	assert_text(t, "q quit");
	/* Nothing wakes it then, at most what came before is still finished. */
	terminal_settle(t, 300, PATIENCE_MS);
	waits = waits_of(t);
	terminal_settle(t, 1500, PATIENCE_MS);
	assert_in_range(waits_of(t), waits, waits + 1);
	/* Another message has its own time. */
	press(t, "e", "units:");
	terminal_settle(t, 2500, PATIENCE_MS);
	began_ms = now_ms();
	terminal_keys(t, "e");
	terminal_settle(t, 500, PATIENCE_MS);
	assert_true(terminal_wait_gone(t, "units:", PATIENCE_MS));
	assert_true(now_ms() - began_ms >= 4900);
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_sort_keys),
		TERMINAL_TEST(test_sort_menu_of_f6),
		TERMINAL_TEST(test_tree_of_t_and_f5),
		TERMINAL_TEST(test_filter_and_escape),
		TERMINAL_TEST(test_matches_are_underlined),
		TERMINAL_TEST(test_a_filter_is_typed_edited_and_recalled),
		TERMINAL_TEST(test_what_was_found_keeps_the_cursor),
		TERMINAL_TEST(test_search_and_the_next),
		TERMINAL_TEST(test_moving),
		TERMINAL_TEST(test_digits_go_to_a_pid),
		TERMINAL_TEST(test_details_and_back),
		TERMINAL_TEST(test_details_of_one_that_ends),
		TERMINAL_TEST(test_help_of_three_keys),
		TERMINAL_TEST(test_interval),
		TERMINAL_TEST(test_user_menu),
		TERMINAL_TEST(test_python_only),
		TERMINAL_TEST(test_a_message_goes_by_itself),
		TERMINAL_TEST(test_answers_while_ticks_are_an_hour_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
