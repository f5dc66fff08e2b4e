/* SPDX-License-Identifier: MIT */
/* test_monitor_runs.c: real runs in the history of the live monitor: listed, opened, compared. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

/* dd holds a buffer of its block size. */
#define RUNS                                                                                      \
	"\"$PEAKTOP\" run --no-summary --label small dd bs=8M count=1 if=/dev/zero of=/dev/null;" \
	"\"$PEAKTOP\" run --no-summary --label large dd bs=70M count=1 if=/dev/zero of=/dev/null;"

static void
test_runs_are_listed_opened_and_compared(void **state)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .before = RUNS, .options = "-d 1h" });

	press(t, "H", "SCRIPT");
	assert_text(t, "dd ");
	assert_true(terminal_find_row(t, "small") < 0);
	press(t, "\r", "COMMAND");
	assert_text(t, "small");
	assert_text(t, "large");
	assert_true(terminal_find_row(t, "large") < terminal_find_row(t, "small"));
	press(t, "\r", "run 2");
	assert_text(t, "size for");
	press(t, "\033", "COMMAND");
	press(t, "  c", "B  2: dd");
	assert_text(t, "M more (+6");
	press(t, "\033", "COMMAND");
	press(t, "\033", "SCRIPT");
	press(t, "J", "COMMAND");
	press(t, "J", "SCRIPT");
	press(t, "\033", "RSS");
	monitor_quit(t);
}

/* A command without a name, which cannot be started, is listed like others. */
static void
test_runs_without_a_name_are_listed(void **state)
{
	struct terminal *t = monitor_open(state,
		&(struct monitor_setup){ .before = "\"$PEAKTOP\" run ''; \"$PEAKTOP\" run '';",
			.options = "-d 1h" });

	press(t, "H", "SCRIPT");
	press(t, "\r", "COMMAND");
	assert_text(t, "not started");
	press(t, "\033", "SCRIPT");
	monitor_quit(t);
}

static void
test_the_list_follows_the_width(void **state)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .before = RUNS, .options = "-d 1h" });

	press(t, "H", "LAST RUN");
	press(t, "\r", "WHEN");
	terminal_resize(t, 12, 46);
	assert_true(terminal_wait_gone(t, "WHEN", PATIENCE_MS));
	assert_text(t, "PEAK");
	assert_text(t, "exited 0");
	press(t, "\033", "SCRIPT");
	assert_true(terminal_find_row(t, "TREND") < 0);
	terminal_resize(t, 24, 90);
	assert_text(t, "LAST RUN");
	assert_text(t, "TREND");
	monitor_quit(t);
}

static void
test_a_history_that_cannot_be_read_is_told(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){
			       .before = RUNS
			       "cd ~/.local/state/peaktop; rm runs.*-*; echo damaged >runs.db;",
			       .options = "-d 1h",
			       .env = { "XDG_STATE_HOME=" } });

	press(t, "H", "not a database");
	press(t, "\033", "RSS");
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_runs_are_listed_opened_and_compared),
		TERMINAL_TEST(test_runs_without_a_name_are_listed),
		TERMINAL_TEST(test_the_list_follows_the_width),
		TERMINAL_TEST(test_a_history_that_cannot_be_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
