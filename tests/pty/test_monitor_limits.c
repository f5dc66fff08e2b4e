/* SPDX-License-Identifier: MIT */
/* test_monitor_limits.c: the limit of a real process in the table and in its details. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/monitor.h"

#define LIMITED "(ulimit -v 262144; exec sleep 60) &"

static void
test_columns_show_the_limit_of_address_space(void **state)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .before = LIMITED,
					    .options = "-p $! -c pid,limit,headroom,command" });
	char row[128];

	assert_text(t, "256M");
	assert_true(terminal_row(t, terminal_find_row(t, "256M"), row, sizeof row));
	assert_non_null(strstr(row, " 25")); /* sleep takes a few MiB of address space */
	monitor_quit(t);
}

static void
test_details_tell_what_sets_the_limit_and_what_the_group_holds(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){
			       .before = LIMITED, .options = "-p $!", .rows = 60, .cols = 120 });

	terminal_keys(t, "\r");
	assert_text(t, "limit         256M, 25");
	assert_text(t, "M left; of address space (RLIMIT_AS)");
	assert_text(t, "forecast      ");
	assert_text(t, "cgroup        ");
	terminal_keys(t, "\033");
	assert_text(t, "RISEN");
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_columns_show_the_limit_of_address_space),
		TERMINAL_TEST(test_details_tell_what_sets_the_limit_and_what_the_group_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
