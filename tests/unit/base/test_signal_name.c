/* SPDX-License-Identifier: MIT */
/* test_signal_name.c: names of signals. */
#include "base/length.h"
#include "base/signal_name.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static void
signals_are_named(void **state)
{
	static const struct {
		int signal;
		const char *name;
	} cases[] = { { SIGTERM, "SIGTERM" }, { SIGKILL, "SIGKILL" }, { 42, "SIG42" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char text[16];
		struct buffer b = buffer_over(text, sizeof text);

		signal_name_put(cases[i].signal, &b);
		assert_string_equal(text, cases[i].name);
	}
}

static void
each_name_is_read_back(void **state)
{
	(void)state;
	for (int signal = 1; signal < NSIG; signal++) {
		char text[16];
		struct buffer b = buffer_over(text, sizeof text);
		int found = 0;

		signal_name_put(signal, &b);
		assert_true(signal_name_read(text, &found));
		assert_int_equal(found, signal);
		assert_true(signal_name_read(text + 3, &found)); /* without SIG */
		assert_int_equal(found, signal);
		snprintf(text, sizeof text, "%d", signal);
		assert_true(signal_name_read(text, &found));
		assert_int_equal(found, signal);
	}
}

static void
unknown_signals_are_refused(void **state)
{
	static const char *const words[] = { "", "SIG", "0", "-9", " 9", "+9", "9x", "65", "NONE",
		"SIGSIGTERM", "4294967305", "99999999999999999999" };
	int found;

	(void)state;
	for (size_t i = 0; i < LENGTH(words); i++)
		if (signal_name_read(words[i], &found))
			fail_msg("'%s' is read as %d", words[i], found);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_are_named),
		cmocka_unit_test(each_name_is_read_back),
		cmocka_unit_test(unknown_signals_are_refused),
	};

	return cmocka_run_group_tests_name("signal_name", tests, NULL, NULL);
}
