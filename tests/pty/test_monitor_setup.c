/* SPDX-License-Identifier: MIT */
/* test_monitor_setup.c: the set-up in a terminal, by key and by mouse: it changes the screen at
 * once, writes the config file, or leaves everything as it was. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <sys/stat.h>

#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/mouse.h"

#define F2 "\033OQ"
#define CONFIG "/.config/peaktop/config"

/* The config file; "": there is none. */
static const char *
config_of(struct terminal *t, char *text, size_t size)
{
	char path[1024];
	FILE *file;
	size_t length = 0;

	snprintf(path, sizeof path, "%s" CONFIG, terminal_home(t));
	file = fopen(path, "re");
	if (file != NULL) {
		length = fread(text, 1, size - 1, file);
		fclose(file);
	}
	text[length] = '\0';
	return text;
}

static void
test_settings_change_at_once_and_are_written(void **state)
{
	struct terminal *t = open_family(state, "");
	char text[4096], path[1024];
	struct stat st;

	press(t, F2, "Set-up");
	assert_text(t, "short");
	click(t, "units of sizes");
	assert_text(t, "Enter chooses");
	press(t, "kib\r", "Enter changes");
	assert_text(t, "KiB"); /* in the header, behind the set-up */
	press(t, "w", "wrote 2 settings to ");
	assert_true(terminal_wait_gone(t, "Set-up", PATIENCE_MS));
	/* -d 50ms is in force, and -F is no setting */
	config_of(t, text, sizeof text);
	assert_non_null(strstr(text, "\nunits = kib\n"));
	assert_non_null(strstr(text, "\ninterval = 50ms\n"));
	snprintf(path, sizeof path, "%s" CONFIG, terminal_home(t));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	press(t, F2 "w", "nothing to write");
	monitor_quit(t);
}

static void
test_what_a_file_says_besides_stays(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){ .before = "mkdir -p ~/.config/peaktop; printf "
							  "'# mine\\nsort = peak ; first\\n"
							  "key.snapshot = V\\n' "
							  ">~/.config/peaktop/config;" });
	char text[4096];

	assert_text(t, "PEAK\342\226\276");
	press(t, "S", "Set-up");
	click(t, "the column that rows");
	assert_text(t, "Sort by");
	press(t, "pid\r", "Enter changes");
	press(t, "w", "wrote 1 setting to ");
	assert_string_equal(
		config_of(t, text, sizeof text), "# mine\nsort = pid ; first\nkey.snapshot = V\n");
	monitor_quit(t);
}

/* On stderr it would be behind the screen. */
static void
test_what_a_file_says_in_vain_is_on_the_screen(void **state)
{
	struct terminal *t = monitor_start(
		state, &(struct monitor_setup){ .before = "mkdir -p ~/.config/peaktop; printf "
							  "'# mine\\nunknown = 7\\n"
							  "key.quit =\\n' "
							  ">~/.config/peaktop/config;" });

	assert_text(t, "config:2: unknown setting 'unknown'");
	terminal_keys(t, "j"); /* or any other */
	assert_true(terminal_wait_gone(t, "unknown setting", PATIENCE_MS));
	terminal_keys(t, "\003");
	assert_exit(t, 0);
}

static void
test_leaving_it_changes_nothing(void **state)
{
	struct terminal *t = open_family(state, "-c pid,rss,peak,command");
	char text[4096];

	press(t, F2, "Set-up");
	click(t, "show the process tree");
	assert_text(t, "TREE");
	click(t, "the columns shown");
	assert_text(t, "Columns");
	press(t, "age\r", "Columns: age");
	press_escape(t, "Left Right moves");
	assert_text(t, "Enter changes");
	terminal_keys(t, "q");
	assert_true(terminal_wait_gone(t, "Set-up", PATIENCE_MS));
	assert_text(t, "PID    RSS\342\226\276    PEAK COMMAND");
	assert_int_equal(terminal_find_row(t, "TREE"), -1);
	assert_string_equal(config_of(t, text, sizeof text), "");
	monitor_quit(t);
}

static bool
is_coloured(struct terminal *t, void *data)
{
	struct terminal_cell cell;
	int row = terminal_find_row(t, "COMMAND");

	return terminal_cell_at(t, row, 10, &cell) && cell.has_background == *(bool *)data;
}

/* The line of titles has a background of its own in one scheme, and is reversed in the other. */
static void
test_a_scheme_is_shown_while_it_is_chosen(void **state)
{
	struct terminal *t = open_family(state, "");
	bool yes = true, no = false;

	assert_true(terminal_wait_until(t, is_coloured, &yes, PATIENCE_MS));
	press(t, "imono", "scheme: mono");
	assert_true(terminal_wait_until(t, is_coloured, &no, PATIENCE_MS));
	press(t, "\033", "q quit");
	assert_true(terminal_wait_until(t, is_coloured, &yes, PATIENCE_MS));
	press(t, "imono", "scheme: mono");
	press(t, "\r", "q quit");
	assert_true(terminal_wait_until(t, is_coloured, &no, PATIENCE_MS));
	monitor_quit(t);
}

static void
test_an_interval_is_typed(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, F2, "Set-up");
	press(t, "\r", "interval: 50ms");
	press(t, "\02520ms\r", "every 20ms");
	assert_text(t, "Set-up");
	press(t, "\r\025never\r", "invalid interval 'never'");
	press(t, F2, "kept until peaktop ends");
	assert_text(t, "every 20ms");
	monitor_quit(t);
}

static void
test_a_place_that_cannot_be_written_loses_nothing(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 50ms",
							 .env = { "XDG_CONFIG_HOME=/dev/null" } });

	press(t, F2, "Set-up");
	click(t, "units of sizes");
	press(t, "gib\r", "Enter changes");
	press(t, "w", "/dev/null/peaktop");
	assert_text(t, "Set-up");
	press(t, F2, "kept until peaktop ends");
	assert_text(t, "GiB");
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_settings_change_at_once_and_are_written),
		TERMINAL_TEST(test_what_a_file_says_besides_stays),
		TERMINAL_TEST(test_what_a_file_says_in_vain_is_on_the_screen),
		TERMINAL_TEST(test_leaving_it_changes_nothing),
		TERMINAL_TEST(test_a_scheme_is_shown_while_it_is_chosen),
		TERMINAL_TEST(test_an_interval_is_typed),
		TERMINAL_TEST(test_a_place_that_cannot_be_written_loses_nothing),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
