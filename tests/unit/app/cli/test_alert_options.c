/* SPDX-License-Identifier: MIT */
/* test_alert_options.c: parsing --at SIZE[:PID|NAME]=CMD. */
#include <string.h>

#include "app/cli/alert_options.h"
#include "base/length.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024ull * 1024)

static const struct {
	const char *text;
	uint64_t bytes;
	pid_t pid;
	const char *name, *command;
} good[] = {
	{ "100M=date", 100 * MIB, 0, "", "date" },
	{ "1.5G=date", 1536 * MIB, 0, "", "date" },
	{ "4096=a=b:c", 4096, 0, "", "a=b:c" },
	{ "1K:1=x", 1024, 1, "", "x" },
	{ "1K:2147483647=x", 1024, 2147483647, "", "x" },
	{ "1K:train=x", 1024, 0, "train", "x" },
	{ "1K:train.py --epochs 3=x", 1024, 0, "train.py --epochs 3", "x" },
	{ "1K:12a=x", 1024, 0, "12a", "x" },
	{ "1K:a:b=x:y", 1024, 0, "a:b", "x:y" },
	{ "1K:a|b==x", 1024, 0, "a|b", "=x" },
};

static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "is not SIZE=COMMAND" },
	{ "1G", "is not SIZE=COMMAND" },
	{ "1G:train", "is not SIZE=COMMAND" },
	{ "1G=", "is not SIZE=COMMAND" },
	{ "=date", "invalid size" },
	{ ":12=date", "invalid size" },
	{ "big=date", "invalid size" },
	{ "0=date", "invalid size" },
	{ "-1G=date", "invalid size" },
	{ "1G2=date", "invalid size" },
	{ "00000000000000000000000000000000000000000000000000000000000000000000001G=date",
		"invalid size" },
	{ "1G:=date", "a process id or a name" },
	{ "1G:0=date", "invalid process id" },
	{ "1G:2147483648=date", "invalid process id" },
	{ "1G:99999999999999999999999=date", "invalid process id" },
};

static void
rules_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		struct alert_options o = { .at_count = 0 };
		struct failure why;

		assert_true(alert_options_add(&o, good[i].text, &why));
		assert_int_equal(o.at_count, 1);
		assert_int_equal(o.at[0].bytes, good[i].bytes);
		assert_int_equal(o.at[0].pid, good[i].pid);
		assert_string_equal(o.at[0].name, good[i].name);
		assert_string_equal(o.at[0].command, good[i].command);
	}
}

static void
invalid_rules_are_refused_with_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		struct alert_options o = { .at_count = 0 };
		struct failure why = { .doing = "" };

		if (alert_options_add(&o, bad[i].text, &why))
			fail_msg("'%s' was taken", bad[i].text);
		assert_int_equal(o.at_count, 0);
		if (strstr(why.doing, bad[i].why) == NULL)
			fail_msg("'%s': %s", bad[i].text, why.doing);
	}
}

static void
a_too_long_name_is_refused_not_cut(void **state)
{
	struct alert_options o = { .at_count = 0 };
	char text[ALERT_NAME_MAX + 8];
	struct failure why;

	(void)state;
	memset(text, 'n', sizeof text);
	memcpy(text, "1K:", 3);
	strcpy(text + 3 + ALERT_NAME_MAX, "=x");
	assert_false(alert_options_add(&o, text, &why));
	strcpy(text + 3 + ALERT_NAME_MAX - 1, "=x");
	assert_true(alert_options_add(&o, text, &why));
	assert_int_equal(strlen(o.at[0].name), ALERT_NAME_MAX - 1);
}

static void
the_number_of_rules_is_limited(void **state)
{
	struct alert_options o = { .at_count = 0 };
	struct failure why;

	(void)state;
	for (size_t i = 0; i < ALERT_RULES_MAX; i++)
		assert_true(alert_options_add(&o, "1K=x", &why));
	assert_false(alert_options_add(&o, "1K=x", &why));
	assert_int_equal(o.at_count, ALERT_RULES_MAX);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_read),
		cmocka_unit_test(invalid_rules_are_refused_with_a_reason),
		cmocka_unit_test(a_too_long_name_is_refused_not_cut),
		cmocka_unit_test(the_number_of_rules_is_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
