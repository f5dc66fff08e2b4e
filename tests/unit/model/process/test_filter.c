/* SPDX-License-Identifier: MIT */
/* test_filter.c: what a filter takes, what it refuses, and where it found something. */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/length.h"
#include "model/process/filter.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024ull * 1024)

static char name[] = "python3",
	    command[] = "train.py --Epochs 3 \u00e9\u65e5 a|b user:x \"q\" /etc/x";

/* Holds 100 MiB and held 300. */
static struct process
process(void)
{
	return (struct process){
		.now = { .key = { 71, 1 },
			.uid = 1000,
			.known = KNOWN_UID | KNOWN_RSS,
			.rss_bytes = 100 * MIB },
		.peak = { .bytes = 300 * MIB, .origin = PEAK_KERNEL },
		.name = name,
		.command = command,
		.user = "ada",
	};
}

static bool
takes(const char *text, const struct process *p)
{
	struct filter *filter;
	struct failure why;
	bool passes;

	if (!filter_parse(text, &filter, &why))
		fail_msg("'%s': %s", text, why.doing);
	assert_string_equal(filter_text(filter), filter != NULL ? text : "");
	passes = filter == NULL || filter_passes(filter, filter_match(filter, p, p));
	filter_free(filter);
	return passes;
}

struct taken {
	const char *text;
	bool taken;
};

static void
check(const struct taken *cases, size_t count, const struct process *p)
{
	for (size_t i = 0; i < count; i++)
		if (takes(cases[i].text, p) != cases[i].taken)
			fail_msg("'%s'", cases[i].text);
}

#define CHECK(cases, p) check(cases, LENGTH(cases), p)

static void
text_is_looked_for_in_name_and_command_ignoring_case(void **state)
{
	static const struct taken cases[] = { { "", true }, { "   ", true }, { "train", true },
		{ "TRAIN.PY", true }, { "PYTHON", true }, { "python3train", false },
		{ "perl", false }, { "\u00e9\u65e5", true }, { "\u00e8", false }, { ".*", false },
		{ "--epochs", true }, { "a>b", false }, { "x:y", false } };
	struct process p = process();

	(void)state;
	CHECK(cases, &p);
}

static void
all_conditions_must_hold_and_one_alternative_of_each(void **state)
{
	static const struct taken cases[] = { { "train epochs", true }, { "train perl", false },
		{ "perl train", false }, { " epochs   train ", true }, { "perl|train", true },
		{ "train|perl", true }, { "perl|ruby", false }, { "perl||ruby", false },
		{ "|", true }, { "||", true }, { "| |", true }, { "|perl", false },
		{ "perl|", false }, { "train|", true }, { "perl | train", true },
		{ "perl| train", true }, { "perl |train ruby", false }, { "a|b c|d", true },
		{ "perl|train epochs|ruby", true } };
	struct process p = process();

	(void)state;
	CHECK(cases, &p);
}

static void
an_exclamation_mark_takes_what_has_none_of_the_alternatives(void **state)
{
	static const struct taken cases[] = { { "!perl", true }, { "!train", false },
		{ "!perl|train", false }, { "!perl|ruby", true }, { "!perl !ruby", true },
		{ "train !perl", true }, { "train !epochs", false }, { "! perl", true },
		{ "!user:ada", false }, { "!>1G", true }, { "!/^train/", false },
		{ "a!b", false } };
	struct process p = process();

	(void)state;
	CHECK(cases, &p);
}

static void
quotes_take_operators_and_blanks_literally(void **state)
{
	static const struct taken cases[] = { { "\"a|b\"", true }, { "\"a|c\"", false },
		{ "\"py --epochs 3\"", true }, { "\"epochs  3\"", false }, { "\"user:x\"", true },
		{ "\"/etc/x\"", true }, { "\"\"q\"\"", true }, { "!\"a|b\"", false },
		{ "perl|\"a|b\"|ruby", true }, { "x\"q", false }, { "\"!\"", false },
		{ "\"train\" \"--\"", true } };
	struct process p = process();

	(void)state;
	CHECK(cases, &p);
}

static void
a_regex_is_matched_against_the_command_or_the_name(void **state)
{
	static const struct taken cases[] = { { "/^train/", true }, { "/^TRAIN\\.py/", true },
		{ "/^python[0-9]$/", true }, { "/^epochs/", false }, { "/epochs [0-9]/", true },
		{ "/perl|train/", true }, { "/(perl|ruby)x/", false }, { "/a b/|train", true },
		{ "/etc/x/", true }, { "/etc\\/x/ !perl", true }, { "/perl/ /train/", false },
		{ "/x{1,3}/", true },
		{ "/[a-z]+\\.[a-z]+ -+[a-z]+ [0-9]+ .+ [abc|]+ [a-z]+:[x-z]+ .+/", true },
		{ "/[]+*{(a-z]{2,9}[.]py/", true }, { "/[[:alpha:]]{5}[^[:alpha:]]py/", true },
		{ "/x*/", true }, { "/\u65e5.a/", true } };
	struct process p = process();

	(void)state;
	CHECK(cases, &p);
}

static void
users_are_names_or_numbers_and_pids_are_whole(void **state)
{
	static const struct taken cases[] = { { "user:ada", true }, { "user:ad", false },
		{ "user:Ada", false }, { "user:1000", true }, { "user:100", false },
		{ "user:root|user:ada", true }, { "pid:71", true }, { "pid:7", false },
		{ "pid:71|pid:72", true }, { "pid:71 perl", false } };
	struct process p = process();

	(void)state;
	CHECK(cases, &p);
	p.user = NULL;
	assert_false(takes("user:ada", &p));
	assert_true(takes("user:1000", &p));
	p.now.known = 0;
	assert_false(takes("user:1000", &p));
}

static void
sizes_are_compared_with_what_is_and_was_held(void **state)
{
	static const struct taken cases[] = { { ">99M", true }, { ">100M", false },
		{ "<101M", true }, { "<100M", false }, { "rss>99M", true }, { "rss<0.5G", true },
		{ "peak>299MiB", true }, { "peak>300M", false }, { "peak<1G", true },
		{ "peak<300M", false }, { ">1G|peak>200M", true }, { ">50M peak>1G", false },
		{ ">=100M", true }, { ">=101M", false }, { "<=100M", true }, { "<=99M", false },
		{ "rss>=100M", true }, { "rss>=101M", false }, { "rss<=100M", true },
		{ "rss<=99M", false }, { "peak>=300M", true }, { "peak>=301M", false },
		{ "peak<=300M", true }, { "peak<=299M", false }, { "!>=100M", false },
		{ ">=1G|peak<=300M", true } };
	struct process p = process();

	(void)state;
	CHECK(cases, &p);
	p.life = LIFE_ENDED;
	assert_false(takes(">0", &p));
	assert_false(takes("<1T", &p));
	assert_false(takes(">=0", &p));
	assert_false(takes("<=1T", &p));
	assert_true(takes("peak>200M", &p));
	p.peak.origin = PEAK_NONE;
	assert_false(takes("peak>0", &p));
	assert_false(takes("peak<1T", &p));
	assert_false(takes("peak>=0", &p));
	assert_false(takes("peak<=1T", &p));
}

/* A reset starts the peak over, also for the filter. */
static void
the_peak_is_the_one_that_is_shown(void **state)
{
	struct process p = process();

	(void)state;
	p.since_reset = (struct peak){ .bytes = 110 * MIB, .origin = PEAK_SAMPLED };
	assert_false(takes("peak>200M", &p));
	assert_true(takes("peak>100M", &p));
}

/* --- what is refused --- */

static void
what_is_wrong_or_not_finished_is_told_in_one_line(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = { { "!", "! requires" }, { "a !", "! requires" }, { "!|", "! requires" },
		{ "!!a", "!a|b" }, { "a|!b", "!a|b" }, { "/", "ends with /" },
		{ "/usr", "\"/usr\"" }, { "/usr/bin/python3 -m", "ends with /" },
		{ "//", "/ requires a regex" }, { "/(/", "regex '('" }, { "/[/", "regex '['" },
		{ "/a{2/", "regex" }, { "/*{9}{/", "regex" }, { "/\\/", "regex" },
		{ "/(a)\\1/", "back-references" }, { "\"", "ends with \"" },
		{ "\"abc", "ends with \"" }, { "\"a\"b", "ends with \"" },
		{ "\"\"", "requires a text" }, { "user:", "a name or a number" },
		{ "pid:", "a number" }, { "pid:x", "'x'" }, { "pid:0", "'0'" },
		{ "pid:-1", "'-1'" }, { "pid:99999999999999999999", "process id" },
		{ "pid:1,2", "'1,2'" }, { ">", "a size" }, { "peak>", "peak> requires a size" },
		{ ">x", "'x'" }, { ">=", "requires a size" }, { "peak<=", "requires a size" },
		{ ">==5", "'=5'" }, { "peak>9e99", "'9e99'" }, { "<1X", "'1X'" },
		{ "a|>", "a size" }, { "/a{99}{99}/", "repetitions" },
		{ "/(((a{99}){99}){99}){99}/", "repetitions" }, { "/a{40000}/", "repetitions" },
		{ "/++++++++++++++++++++++++++++++++/", "regex" },
		{ "/a++++++++++++++++++++++++++++++++/", "repetitions" },
		{ "/()++++++++++++++++++++++++++++++++/", "repetitions" },
		{ "/((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+/", "repetitions" },
		{ "/(a{99}[[.].](x]){99}/", "repetitions" }, { "/[/", "regex" },
		{ "/[^/", "regex" },
		{ "/((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))/",
			"groups" },
		{ "/a{1,99999999999999999999}/", "repetitions" },
		{ "//????+++++++/", "repetitions" },
		{ "/((a?|b?)?|(c?|d?)?)+++++/", "repetitions" },
		{ "/(a?b?c?d?e?f?g?h?i?j?k?l?m?n?o?){1,99}/", "repetitions" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct filter *filter = (void *)&filter;
		struct failure why = { .error = 7 };

		if (filter_parse(cases[i].text, &filter, &why))
			fail_msg("'%s'", cases[i].text);
		assert_ptr_equal(filter, &filter);
		assert_int_equal(why.error, 0);
		if (strstr(why.doing, cases[i].why) == NULL)
			fail_msg("'%s': %s", cases[i].text, why.doing);
		assert_null(strchr(why.doing, '\n'));
	}
}

/* Whatever is typed on the way to it, nothing goes wrong. */
static void
every_beginning_and_every_end_of_a_filter_is_handled(void **state)
{
	static const char whole[] =
		"!a|b /x(y|[z])*{2}/|\"q r\" user:0 pid:1 >5M|peak<1G \u65e5\xff";
	struct process p = process();

	(void)state;
	for (size_t from = 0; from < sizeof whole; from++) {
		for (size_t to = from; to < sizeof whole; to++) {
			char part[sizeof whole];
			struct filter *filter;
			struct failure why;

			snprintf(part, sizeof part, "%.*s", (int)(to - from), whole + from);
			if (!filter_parse(part, &filter, &why)) {
				assert_true(why.doing[0] != '\0');
				continue;
			}
			if (filter != NULL)
				filter_passes(filter, filter_match(filter, &p, &p));
			filter_free(filter);
		}
	}
}

static void
there_may_be_many_conditions_but_not_without_end(void **state)
{
	char many[2 * 65 + 1];
	struct process p = process();
	struct filter *filter;
	struct failure why;

	(void)state;
	for (size_t i = 0; i < 65; i++)
		memcpy(many + 2 * i, "t ", 3);
	assert_false(filter_parse(many, &filter, &why));
	assert_non_null(strstr(why.doing, "64"));
	many[2 * 64] = '\0';
	assert_true(takes(many, &p));
	memcpy(many + 2 * 63, "~", 2);
	assert_false(takes(many, &p));
}

/* --- several processes that are shown together --- */

static void
members_are_taken_by_name_and_their_sum_by_size(void **state)
{
	static char other[] = "worker";
	struct process a = process(), b = process(), sum = process();
	static const struct taken cases[] = { { "train worker", true }, { "train perl", false },
		{ "!worker", false }, { "!perl", true }, { ">500M", true }, { "<500M", false },
		{ ">500M worker", true }, { "perl|>500M", true } };

	(void)state;
	b.command = other;
	sum.now.rss_bytes = 600 * MIB;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct filter *filter;
		struct failure why;
		bool passes;

		assert_true(filter_parse(cases[i].text, &filter, &why));
		passes = filter_passes(filter, filter_match(filter, &a, NULL) |
						       filter_match(filter, &b, NULL) |
						       filter_match(filter, NULL, &sum));
		filter_free(filter);
		if (passes != cases[i].taken)
			fail_msg("'%s'", cases[i].text);
	}
}

/* --- what was found --- */

static void
what_was_found_in_a_text_is_told_from_left_to_right(void **state)
{
	static const struct {
		const char *text, *found;
	} cases[] = { { "train", "0-5" }, { "epochs|TRAIN", "0-5 11-17" }, { "!train", "" },
		{ "/[ab]/", "2-3 29-30 31-32" }, { "user:ada >5", "" }, { "\"a|b\"", "29-32" },
		{ "/^t/", "0-1" }, { "/x*/", "" }, { "tra|/train/", "0-3" }, { "nowhere", "" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct filter *filter;
		struct failure why;
		char found[200];
		struct buffer b = buffer_over(found, sizeof found);
		size_t begin, end = 0;

		assert_true(filter_parse(cases[i].text, &filter, &why));
		while (filter_find(
			filter, "train.py --Epochs 3 \u00e9\u65e5 xy a|b", end, &begin, &end))
			buffer_print(&b, "%s%zu-%zu", b.length > 0 ? " " : "", begin, end);
		filter_free(filter);
		if (strcmp(found, cases[i].found) != 0)
			fail_msg("'%s': %s", cases[i].text, found);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_looked_for_in_name_and_command_ignoring_case),
		cmocka_unit_test(all_conditions_must_hold_and_one_alternative_of_each),
		cmocka_unit_test(an_exclamation_mark_takes_what_has_none_of_the_alternatives),
		cmocka_unit_test(quotes_take_operators_and_blanks_literally),
		cmocka_unit_test(a_regex_is_matched_against_the_command_or_the_name),
		cmocka_unit_test(users_are_names_or_numbers_and_pids_are_whole),
		cmocka_unit_test(sizes_are_compared_with_what_is_and_was_held),
		cmocka_unit_test(the_peak_is_the_one_that_is_shown),
		cmocka_unit_test(what_is_wrong_or_not_finished_is_told_in_one_line),
		cmocka_unit_test(every_beginning_and_every_end_of_a_filter_is_handled),
		cmocka_unit_test(there_may_be_many_conditions_but_not_without_end),
		cmocka_unit_test(members_are_taken_by_name_and_their_sum_by_size),
		cmocka_unit_test(what_was_found_in_a_text_is_told_from_left_to_right),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
