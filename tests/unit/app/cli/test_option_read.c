/* SPDX-License-Identifier: MIT */
/* test_option_read.c: values of options as people type them, and what is said of others. */
#include <stdio.h>
#include <string.h>

#include "app/cli/option_read.h"
#include "base/clock.h"
#include "base/length.h"
#include "support/suite.h"
#include "text/unit.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024ull * 1024)
#define TEN "xxxxxxxxxx"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG FIFTY FIFTY "y" FIFTY FIFTY FIFTY FIFTY

/* What no value of any kind is; the words of messages about it are all before it and behind it. */
static const char *const hostile[] = { "", " ", "\t", "\n", "-", "--", "-1", "+1", " 1", "1 ",
	"1\n", "\033[31m", "\x9b", "\xff\xfe", "%s%n", "'", "\"", "1e3", "0x10", "1,5", "1_000",
	"nan", "inf", "infinity", "\u0661", "\uff11", "1\xc2\xa0", LONG };

/* A value is refused, and quoted in the message: up to 100 bytes of it. */
static void
assert_refused(bool good, const struct failure *why, const char *before, const char *value,
	const char *behind)
{
	char said[sizeof why->doing];

	snprintf(said, sizeof said, "%s'%.100s'%s", before, value, behind);
	if (good)
		fail_msg("'%s' is taken", value);
	assert_string_equal(why->doing, said);
	assert_int_equal(why->error, 0);
}

/* --- sizes --- */

static void
sizes(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = { { "1", 1 }, { "512M", 512 * MIB }, { "2G", 2048 * MIB }, { "1.5MiB", 1572864 },
		{ "8191P", 8191ull << 50 } };
	static const char *const bad[] = { "0", "0K", "0.0001K", "M", ".", "1.2.3", "1MM", "1 M",
		"8192P", "9223372036854775808", "99999999999999999999999" };
	static const char hint[] = " (try 512M or 2G)";
	struct failure why;
	uint64_t bytes;

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		assert_true(option_read_size(good[i].text, &bytes, &why));
		assert_int_equal(bytes, good[i].bytes);
	}
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(option_read_size(bad[i], &bytes, &why), &why, "invalid size ",
			bad[i], hint);
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_size(hostile[i], &bytes, &why), &why, "invalid size ",
			hostile[i], hint);
}

static void
sizes_or_none(void **state)
{
	struct failure why;
	uint64_t bytes = 42;

	(void)state;
	assert_true(option_read_size_or_none("0", &bytes, &why));
	assert_int_equal(bytes, 0);
	assert_true(option_read_size_or_none("64M", &bytes, &why));
	assert_int_equal(bytes, 64 * MIB);
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_size_or_none(hostile[i], &bytes, &why), &why,
			"invalid size ", hostile[i], " (try 64M, or 0 for none)");
}

/* --- times --- */

static void
intervals(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = { { "1", NS_PER_SECOND }, { "0.5", NS_PER_SECOND / 2 },
		{ ".5s", NS_PER_SECOND / 2 }, { "10ms", INTERVAL_MIN_NS },
		{ "0.01", INTERVAL_MIN_NS }, { "2m", 120 * NS_PER_SECOND },
		{ "1h", INTERVAL_MAX_NS }, { "3600", INTERVAL_MAX_NS } };
	static const char *const outside[] = { "0", "0s", "9ms", "9.999999ms", "1.0001h",
		"3600001ms", "61m", "99999999999999999999999999h" };
	struct failure why;
	uint64_t ns;

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		assert_true(option_read_interval(good[i].text, &ns, &why));
		assert_int_equal(ns, good[i].ns);
	}
	for (size_t i = 0; i < LENGTH(outside); i++)
		assert_refused(option_read_interval(outside[i], &ns, &why), &why, "interval ",
			outside[i], " is out of range (10ms to 1h)");
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_interval(hostile[i], &ns, &why), &why,
			"invalid interval ", hostile[i], " (try 500ms or 2s)");
}

static void
durations(void **state)
{
	static const char *const bad[] = { "0.9s", "2.1h", "999ms", "7201", "1d", "soon" };
	struct failure why;
	uint64_t ns;

	(void)state;
	assert_true(option_read_duration("1s", NS_PER_SECOND, 7200 * NS_PER_SECOND, &ns, &why));
	assert_int_equal(ns, NS_PER_SECOND);
	assert_true(option_read_duration("2h", NS_PER_SECOND, 7200 * NS_PER_SECOND, &ns, &why));
	assert_int_equal(ns, 7200 * NS_PER_SECOND);
	assert_true(option_read_duration("0", 0, NS_PER_SECOND, &ns, &why));
	assert_int_equal(ns, 0);
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(option_read_duration(
				       bad[i], NS_PER_SECOND, 7200 * NS_PER_SECOND, &ns, &why),
			&why, "invalid time ", bad[i], " (try 90s or 30m)");
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_duration(hostile[i], 0, NS_PER_SECOND, &ns, &why), &why,
			"invalid time ", hostile[i], " (try 90s or 30m)");
}

/* --- numbers --- */

static void
numbers(void **state)
{
	static const char *const bad[] = { "2", "101", "1.0", "3x", "18446744073709551616",
		"99999999999999999999999" };
	struct failure why;
	uint64_t number;

	(void)state;
	assert_true(option_read_number("3", 3, 100, &number, &why));
	assert_int_equal(number, 3);
	assert_true(option_read_number("0100", 3, 100, &number, &why));
	assert_int_equal(number, 100);
	assert_true(option_read_number("18446744073709551615", 1, UINT64_MAX, &number, &why));
	assert_true(number == UINT64_MAX);
	assert_refused(option_read_number("0", 1, UINT64_MAX, &number, &why), &why,
		"invalid number ", "0", " (1 or more)");
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(option_read_number(bad[i], 3, 100, &number, &why), &why,
			"invalid number ", bad[i], " (3 to 100)");
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_number(hostile[i], 0, 100, &number, &why), &why,
			"invalid number ", hostile[i], " (0 to 100)");
}

static void
process_ids(void **state)
{
	static const char *const bad[] = { "0", "00", "2147483648", "4294967297", "1.", "self" };
	struct failure why;
	int pid = 42;

	(void)state;
	assert_true(option_read_pid("1", &pid, &why));
	assert_int_equal(pid, 1);
	assert_true(option_read_pid("2147483647", &pid, &why));
	assert_int_equal(pid, INT32_MAX);
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(option_read_pid(bad[i], &pid, &why), &why, "invalid process id ",
			bad[i], "");
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_pid(hostile[i], &pid, &why), &why, "invalid process id ",
			hostile[i], "");
	assert_int_equal(pid, INT32_MAX);
}

/* --- words --- */

static void
words(void **state)
{
	static const char *const three[] = { "auto", "off", "require" };
	static const char *const bad[] = { "Auto", "auto ", "aut", "autos", "auto,off" };
	struct failure why;
	unsigned which = 42;

	(void)state;
	for (unsigned i = 0; i < LENGTH(three); i++) {
		assert_true(option_read_choice(three[i], three, LENGTH(three), &which, &why));
		assert_int_equal(which, i);
	}
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(option_read_choice(bad[i], three, LENGTH(three), &which, &why), &why,
			"invalid value ", bad[i], " (one of: auto, off, require)");
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_choice(hostile[i], three, LENGTH(three), &which, &why),
			&why, "invalid value ", hostile[i], " (one of: auto, off, require)");
	assert_int_equal(which, 2);
}

/* As many words as there is room for are listed; the message is whole up to there. */
static void
a_long_list_of_words_is_cut(void **state)
{
	static const char *const many[] = { FIFTY, FIFTY, FIFTY, FIFTY, FIFTY, FIFTY };
	struct failure why;
	unsigned which;

	(void)state;
	assert_false(option_read_choice(LONG, many, LENGTH(many), &which, &why));
	assert_in_range(strlen(why.doing), 200, sizeof why.doing - 1);
	assert_non_null(strstr(why.doing, "' (one of: " FIFTY ", " FIFTY));
}

static void
flags(void **state)
{
	static const char *const yes[] = { "yes", "on", "true", "1" };
	static const char *const no[] = { "no", "off", "false", "0" };
	static const char *const bad[] = { "Yes", "y", "n", "2", "00", "yes ", "maybe" };
	struct failure why;
	bool flag;

	(void)state;
	for (size_t i = 0; i < LENGTH(yes); i++) {
		flag = false;
		assert_true(option_read_flag(yes[i], &flag, &why));
		assert_true(flag);
		assert_true(option_read_flag(no[i], &flag, &why));
		assert_false(flag);
	}
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(option_read_flag(bad[i], &flag, &why), &why, "invalid value ",
			bad[i], " (yes or no)");
	for (size_t i = 0; i < LENGTH(hostile); i++)
		assert_refused(option_read_flag(hostile[i], &flag, &why), &why, "invalid value ",
			hostile[i], " (yes or no)");
}

static void
labels(void **state)
{
	static const char *const good[] = { "a", "nightly", "latest", "Last", "a b", "a1", "-x",
		"\u00e9t\u00e9", "\u65e5\u672c", LONG };
	static const char *const digits[] = { "1", "0", "12a", "9 lives" };
	static const char *const unclean[] = { "a\n", "\ta", "a\033[31m", "a\x7f", "a\x9b", "\xff",
		"a\xc3", "a\xc2\x85", "a\u202e" };
	struct failure why;
	const char *label;

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		assert_true(option_read_label(good[i], &label, &why));
		assert_ptr_equal(label, good[i]);
	}
	assert_false(option_read_label("", &label, &why));
	assert_string_equal(why.doing, "a label cannot be empty");
	assert_refused(option_read_label("last", &label, &why), &why, "invalid label ", "last",
		": it stands for the newest run");
	for (size_t i = 0; i < LENGTH(digits); i++)
		assert_refused(option_read_label(digits[i], &label, &why), &why, "invalid label ",
			digits[i], ": it starts with a digit");
	for (size_t i = 0; i < LENGTH(unclean); i++)
		assert_refused(option_read_label(unclean[i], &label, &why), &why, "invalid label ",
			unclean[i], ": it has unprintable characters");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),
		cmocka_unit_test(sizes_or_none),
		cmocka_unit_test(intervals),
		cmocka_unit_test(durations),
		cmocka_unit_test(numbers),
		cmocka_unit_test(process_ids),
		cmocka_unit_test(words),
		cmocka_unit_test(a_long_list_of_words_is_cut),
		cmocka_unit_test(flags),
		cmocka_unit_test(labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
