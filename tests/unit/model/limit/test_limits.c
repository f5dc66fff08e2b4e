/* SPDX-License-Identifier: MIT */
/* test_limits.c: parsing limits, and limits that cannot be set. */
#include <sys/resource.h>

#include "base/length.h"
#include "support/launches.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static struct limit_list
read_limits(const char *text)
{
	struct limit_list list = { .count = 0 };
	struct failure why;

	if (!limits_add(&list, text, &why))
		fail_msg("'%s' is refused: %s", text, why.doing);
	return list;
}

static void
a_soft_limit_alone_leaves_the_hard_one(void **state)
{
	struct limit_list list = read_limits("cpu=5");
	struct rlimit present;

	(void)state;
	getrlimit(RLIMIT_CPU, &present);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].resource, RLIMIT_CPU);
	assert_int_equal(list.items[0].value.rlim_cur, 5);
	assert_int_equal(list.items[0].value.rlim_max, present.rlim_max);
}

static void
lists_are_read_and_the_last_value_of_a_name_counts(void **state)
{
	struct limit_list list = read_limits("nofile=10:20,as=1.5G:2G,nofile=12:16");
	struct failure why;

	(void)state;
	assert_true(limits_add(&list, "as=1G:1G", &why));
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].resource, RLIMIT_NOFILE);
	assert_int_equal(list.items[0].value.rlim_cur, 12);
	assert_int_equal(list.items[0].value.rlim_max, 16);
	assert_int_equal(list.items[1].resource, RLIMIT_AS);
	assert_int_equal(list.items[1].value.rlim_cur, 1024 * MIB);
	assert_int_equal(list.items[1].value.rlim_max, 1024 * MIB);
}

static void
unlimited_is_valid_if_the_hard_limit_allows_it(void **state)
{
	struct limit_list list = { .count = 0 };
	struct failure why;
	struct rlimit present;

	(void)state;
	getrlimit(RLIMIT_FSIZE, &present);
	if (present.rlim_max == RLIM_INFINITY) {
		assert_true(limits_add(&list, "fsize=unlimited", &why));
		assert_true(list.items[0].value.rlim_cur == RLIM_INFINITY);
	} else {
		assert_false(limits_add(&list, "fsize=unlimited", &why));
	}
}

static void
every_limit_has_its_name(void **state)
{
	static const char *const names[] = { "as", "data", "stack", "cpu", "nofile", "nproc",
		"fsize", "core", "memlock" };
	char text[32];

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		struct limit_list list;

		snprintf(text, sizeof text, "%s=0:0", names[i]);
		list = read_limits(text);
		assert_string_equal(limits_name(list.items[0].resource), names[i]);
	}
}

static void
invalid_limits_are_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "", "unknown limit ''" },
		{ "=5", "unknown limit ''" },
		{ "vmem=1G", "unknown limit 'vmem'" },
		{ "AS=1G", "unknown limit 'AS'" },
		{ "a=1G", "unknown limit 'a'" },
		{ "as =1G", "unknown limit 'as '" },
		{ "as", "limit 'as' requires a value" },
		{ "as=", "as: invalid size ''" },
		{ "as=-1", "as: invalid size '-1'" },
		{ "as=1X", "as: invalid size '1X'" },
		{ "as=:1G", "as: invalid size ':1G'" },
		{ "as=1G:", "as: invalid size '1G:'" },
		{ "as=1:2:3", "as: invalid size '1:2:3'" },
		{ "cpu=1.5", "cpu: invalid number of seconds '1.5'" },
		{ "cpu=1m", "cpu: invalid number of seconds '1m'" },
		{ "nofile=1K", "nofile: invalid number '1K'" },
		{ "nofile=99999999999999999999999", "invalid number" },
		{ "core=0,", "unknown limit ''" },
		{ "core=0,,cpu=1", "unknown limit ''" },
		{ "as=2G:1G", "as=2G:1G is above the hard limit of 1073741824" },
		{ "core=unlimited:5", "core=unlimited:5 is above the hard limit of 5" },
		{ "as=1111111111111111111111111111111111111111111111111111111111111",
			"invalid size" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct limit_list list = { .count = 0 };
		struct failure why;

		if (limits_add(&list, cases[i].text, &why))
			fail_msg("'%s' is accepted", cases[i].text);
		if (strstr(why.doing, cases[i].reason) == NULL)
			fail_msg("'%s': %s", cases[i].text, why.doing);
	}
}

static int
raise_hard_limits(void)
{
	struct limit_list list = { .count = 0 };
	struct failure why;

	if (setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 4096 }) != 0)
		return 1;
	if (!limits_add(&list, "core=4K:4K", &why))
		return 2;
	if (limits_add(&list, "core=8K", &why)) /* soft above hard */
		return 3;
	if (limits_add(&list, "core=4K:8K", &why)) /* hard above hard */
		return 4;
	if (strcmp(why.doing, "core=4K:8K is above the hard limit of 4096") != 0)
		return 5;
	return limits_add(&list, "core=unlimited:unlimited", &why) ? 6 : 0;
}

static void
a_hard_limit_cannot_be_raised_without_privilege(void **state)
{
	(void)state;
	assert_int_equal(unprivileged(raise_hard_limits), 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_soft_limit_alone_leaves_the_hard_one),
		cmocka_unit_test(lists_are_read_and_the_last_value_of_a_name_counts),
		cmocka_unit_test(unlimited_is_valid_if_the_hard_limit_allows_it),
		cmocka_unit_test(every_limit_has_its_name),
		cmocka_unit_test(invalid_limits_are_refused_with_a_reason),
		cmocka_unit_test(a_hard_limit_cannot_be_raised_without_privilege),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
