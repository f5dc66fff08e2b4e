/* SPDX-License-Identifier: MIT */
/* test_summary_text.c: hostile arguments, other units, extreme figures, and suggested sizes. */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "support/sample_run.h"
#include "support/suite.h"
#include "text/argv.h"
#include "text/run/summary.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/summary_text.h"

static char *const plain[] = { "true", NULL };

/* --- the command --- */

static void
arguments_are_cleaned_and_quoted(void **state)
{
	static const struct {
		char *const argv[5];
		const char *expected;
	} cases[] = {
		{ { "sh", "-c", "exit 3", NULL }, "sh -c 'exit 3'" },
		{ { "echo", "", "it's", "*.c", NULL }, "echo '' 'it'\\''s' '*.c'" },
		{ { "A=b", "A=b", "~x", "a;b", NULL }, "'A=b' A=b '~x' 'a;b'" },
		{ { "a\nb", "\t", NULL }, "$'a\\nb' $'\\t'" },
		{ { "\033[31mred\033[0m", "\a\b\r\177", NULL },
			"$'\\033[31mred\\033[0m' $'\\007\\010\\015\\177'" },
		{ { "\xe2\x80\xaegpj.exe",
			  "\xc2\x9b"
			  "2J",
			  NULL },
			"$'\\342\\200\\256gpj.exe' $'\\302\\2332J'" },
		{ { "\xff\xfe", "caf\xc3", "gr\xc3\xbc\xc3\x9f", NULL },
			"$'\\377\\376' $'caf\\303' gr\xc3\xbc\xc3\x9f" },
		{ { "", NULL }, "''" },
		{ { NULL }, "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run run = sample_run(cases[i].argv);
		char head[100] = "peaktop: ";

		strcat(head, cases[i].expected);
		assert_true(has_line(&run, head));
	}
}

static void
a_long_command_is_cut_to_the_width(void **state)
{
	static char selector[100001];
	char *many[2001];
	char *const one[] = { selector, NULL };
	struct run run = sample_run(one);

	(void)state;
	memset(selector, 'x', sizeof selector - 1);
	assert_true(has_line(&run, "peaktop: xxxxxxxxxxxxxxx..."));
	for (size_t i = 0; i < 2000; i++)
		many[i] = (char *)"\xe6\xbc\xa2"; /* two columns wide */
	many[2000] = NULL;
	run.argv = many;
	assert_true(has_line(&run, "peaktop: \xe6\xbc\xa2 \xe6\xbc\xa2..."));
}

static void
a_command_is_complete_up_to_the_last_column(void **state)
{
	char selector[93];
	char *const argv[] = { selector, NULL };

	(void)state;
	for (size_t length = 85; length <= 92; length++) {
		struct bytes out = { .data = NULL };

		memset(selector, 'y', length);
		selector[length] = '\0';
		argv_put_short(argv, 91, &out);
		if (length <= 91) {
			assert_string_equal(out.data, selector);
		} else {
			assert_int_equal(out.length, 91);
			assert_string_equal(out.data + 88, "...");
		}
		bytes_free(&out);
	}
}

/* --- sizes --- */

static void
the_next_common_size_includes_the_spare(void **state)
{
	static const struct {
		uint64_t peak_mib;
		const char *expected;
	} cases[] = { { 64, "512 MiB" }, { 426, "512 MiB" }, { 427, "1 GiB" }, { 853, "1 GiB" },
		{ 854, "1.5 GiB" }, { 1281, "2 GiB" }, { 1706, "2 GiB" }, { 1707, "3 GiB" },
		{ 10240, "12 GiB" }, { 10241, "16 GiB" }, { 400 << 10, "512 GiB" },
		{ 800 << 10, "1 TiB" }, { 1100 << 10, "1.5 TiB" }, { 13000 << 10, "16 TiB" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run run = sample_run_alone(plain);
		struct bytes out;
		char text[64] = "to spare: a machine of ";

		run.single.member.bytes = run.tree.bytes = cases[i].peak_mib * MIB;
		run.machine_total_bytes = 0;
		out = summary_in(&run, UNITS_AUTO);
		strcat(strcat(text, cases[i].expected), "\n");
		if (strstr(out.data, text) == NULL)
			fail_msg("no '%s' in %s", text, out.data);
		bytes_free(&out);
	}
}

static void
the_unused_part_is_relative_to_the_limit_if_any(void **state)
{
	struct run run = sample_run_alone(plain);

	(void)state;
	run.limit_bytes = GIB;
	assert_true(has_line(
		&run, "                         612 MiB of its limit of 1.00 GiB remained unused"));
	run.limit_bytes = run.machine_total_bytes;
	assert_true(has_line(&run,
		"                         22.6 GiB of this machine's 23.5 GiB remained unused"));
	run.machine_available_bytes = 400 * MIB; /* others were evicted: nothing is known */
	assert_true(has_line(&run, "                         a machine of 24 GiB counting what "
				   "else runs here (23.1 GiB)"));
}

static void
sizes_follow_the_units(void **state)
{
	static const char *const expected[UNITS_COUNT] = {
		[UNITS_AUTO] = "at least 1.32 GiB  at",
		[UNITS_SHORT] = "at least 1.32G  at",
		[UNITS_KIB] = "at least 1384448 KiB  at",
		[UNITS_MIB] = "at least 1352 MiB  at",
		[UNITS_GIB] = "at least 1.32 GiB  at",
		[UNITS_BYTES] = "at least 1417674752  at",
		[UNITS_SI] = "at least 1.42 GB  at",
	};
	struct run run = sample_run(plain);

	(void)state;
	for (enum units units = 0; units < UNITS_COUNT; units++) {
		struct bytes out = summary_in(&run, units);

		if (strstr(out.data, expected[units]) == NULL)
			fail_msg("no '%s' in %s", expected[units], out.data);
		bytes_free(&out);
	}
}

static void
extreme_figures_stay_within_the_width(void **state)
{
	struct run run = sample_run(plain);
	char words[2000];

	(void)state;
	for (size_t i = 0; i < sizeof words - 1; i++)
		words[i] = i % 7 == 0 ? ' ' : 'w';
	words[sizeof words - 1] = '\0';
	run.label = run.note = words;
	run.wall_ns = run.usage.user_ns = 400 * 86400 * NS_PER_SECOND;
	run.usage.minor_faults = run.usage.major_faults = UINT64_MAX;
	run.usage.voluntary_switches = run.usage.involuntary_switches = UINT64_MAX;
	run.usage.block_inputs = run.usage.block_outputs = UINT64_MAX / 1024;
	run.single.member.bytes = run.tree.bytes = INT64_MAX;
	run.single.at_ns = run.tree.at_ns = run.wall_ns;
	run.machine_total_bytes = run.machine_available_bytes = INT64_MAX;
	run.cgroup = (struct run_cgroup){ true, INT64_MAX, INT64_MAX, 9 };
	run.processes_seen = run.tree.process_count = run.left_alive = SIZE_MAX;
	for (size_t i = 0; i < run.tree.member_count; i++) {
		run.tree.members[i].bytes = INT64_MAX;
		run.tree.members[i].pid = INT32_MAX;
		memset(run.tree.members[i].name, 'n', sizeof run.tree.members[i].name - 1);
	}
	run.single.member = run.tree.members[0];
	for (enum units units = 0; units < UNITS_COUNT; units++) {
		struct bytes out = summary_in(&run, units);

		bytes_free(&out);
	}
}

static void
names_in_the_breakdown_are_cut_between_characters(void **state)
{
	struct run run = sample_run(plain);

	(void)state;
	strcpy(run.tree.members[0].name, "manage.py runserver --noreload");
	strcpy(run.tree.members[1].name, "1234567890123456789\xc3\xa9\xc3\xa9");
	run.tree.members[2].name[0] = '\0';
	assert_true(has_line(&run, "                412 MiB manage.py runserver ... (4711), "
				   "240 MiB 1234567890123456789... (4712),"));
	assert_true(has_line(&run, "                239 MiB process (4713), 2 more"));
}

static void
short_and_long_times_are_readable(void **state)
{
	static const struct {
		uint64_t ms;
		const char *expected;
	} cases[] = { { 0, "0ms wall, " }, { 999, "999ms wall, " }, { 1000, "1.00s wall, " },
		{ 59999, "59.99s wall, " }, { 60000, "1m00s wall, " },
		{ 5 * 3600000 + 720000, "5h12m wall, " }, { 277200000, "3d05h00m wall, " },
		{ 277200000 + 12 * 60000 + 59999, "3d05h12m wall, " } };
	struct run run = sample_run(plain);

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char line[100] = "  time          ";

		run.wall_ns = cases[i].ms * NS_PER_MS;
		assert_true(has_line(&run, strcat(strcat(line, cases[i].expected), "...")));
	}
	run.wall_ns = 0; /* no percentage of nothing */
	assert_true(has_line(&run, "  time          0ms wall, 1m19s user, 1.23s system"));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_cleaned_and_quoted),
		cmocka_unit_test(a_long_command_is_cut_to_the_width),
		cmocka_unit_test(a_command_is_complete_up_to_the_last_column),
		cmocka_unit_test(the_next_common_size_includes_the_spare),
		cmocka_unit_test(the_unused_part_is_relative_to_the_limit_if_any),
		cmocka_unit_test(sizes_follow_the_units),
		cmocka_unit_test(extreme_figures_stay_within_the_width),
		cmocka_unit_test(names_in_the_breakdown_are_cut_between_characters),
		cmocka_unit_test(short_and_long_times_are_readable),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("summary text", tests, NULL, NULL);
}
