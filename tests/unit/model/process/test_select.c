/* SPDX-License-Identifier: MIT */
/* test_select.c: which processes are shown. */
#include <string.h>

#include "base/length.h"
#include "model/process/select.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static char name[] = "python3", command[] = "train.py --Epochs 3 \u00e9\u65e5";

static struct process
process(void)
{
	return (struct process){
		.now = { .key = { 7, 1 }, .uid = 1000, .known = KNOWN_UID },
		.name = name,
		.command = command,
	};
}

static void
an_empty_selection_takes_everything(void **state)
{
	struct process p = process();

	(void)state;
	assert_true(select_takes(&(struct selection){ .pids = NULL }, &p));
}

static void
a_search_looks_in_name_and_command_ignoring_case(void **state)
{
	static const struct {
		const char *text;
		bool matches;
	} cases[] = {
		{ "", true },
		{ "train", true },
		{ "TRAIN.PY", true },
		{ "--epochs 3", true },
		{ "PYTHON", true },
		{ "python3train", false },
		{ "perl", false },
		{ "perl|train", true },
		{ "train|perl", true },
		{ "perl|ruby", false },
		{ "perl||ruby", false },
		{ "|", true },
		{ "||", true },
		{ "|perl", false },
		{ "perl|", false },
		{ "\u00e9\u65e5", true },
		{ "\u00e8", false },
		{ "a|", true },
		{ ".*", false },
		{ "train.py --Epochs 3 \u00e9\u65e5 and more", false },
	};
	struct process p = process();

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		if (select_text_matches(cases[i].text, &p) != cases[i].matches)
			fail_msg("'%s'", cases[i].text);
	}
}

static void
only_the_pids_named_are_taken(void **state)
{
	static const pid_t pids[] = { 3, 7 };
	struct process p = process();

	(void)state;
	assert_true(select_takes(&(struct selection){ .pids = pids, .pid_count = 2 }, &p));
	assert_false(select_takes(&(struct selection){ .pids = pids, .pid_count = 1 }, &p));
	assert_false(select_takes(&(struct selection){ .pids = pids, .pid_count = 0 }, &p));
}

static void
an_unknown_user_matches_nothing(void **state)
{
	struct process p = process();
	struct selection s = { .by_uid = true, .uid = 1000 };

	(void)state;
	assert_true(select_takes(&s, &p));
	s.uid = 0;
	assert_false(select_takes(&s, &p));
	p.now.uid = 0;
	assert_true(select_takes(&s, &p));
	p.now.known = 0;
	assert_false(select_takes(&s, &p));
}

static void
python_processes_can_be_selected(void **state)
{
	struct process p = process();
	struct selection python = { .python_only = true };

	(void)state;
	assert_false(select_takes(&python, &p));
	p.python = true;
	assert_true(select_takes(&python, &p));
}

static struct filter *
filter_of(const char *text)
{
	struct filter *filter;
	struct failure why;

	assert_true(filter_parse(text, &filter, &why));
	return filter;
}

static void
all_conditions_must_match(void **state)
{
	static const pid_t pids[] = { 7 };
	struct process p = process();
	struct filter *train = filter_of("train"), *perl = filter_of("perl");
	struct selection s = {
		.pids = pids, .pid_count = 1, .by_uid = true, .uid = 1000, .filter = train
	};

	(void)state;
	assert_true(select_takes(&s, &p));
	s.filter = perl;
	assert_false(select_takes(&s, &p));
	filter_free(train);
	filter_free(perl);
}

/* What is filtered is those that are selected otherwise, and the memory of the sum. */
static void
a_group_is_taken_for_those_of_its_members_that_are_selected(void **state)
{
	static char other[] = "worker";
	struct process a = process(), b = process(), sum = process();
	const struct process *members[] = { &a, &b };
	struct filter *worker = filter_of("worker"), *large = filter_of("train >5");
	struct selection s = { .filter = worker };

	(void)state;
	b.command = other;
	b.now.uid = 7;
	sum.now.known |= KNOWN_RSS;
	sum.now.rss_bytes = 6;
	assert_true(select_takes_group(&s, members, 2, &sum));
	s = (struct selection){ .filter = worker, .by_uid = true, .uid = 1000 };
	assert_false(select_takes_group(&s, members, 2, &sum));
	s = (struct selection){ .filter = large };
	assert_true(select_takes_group(&s, members, 2, &sum));
	s = (struct selection){ .by_uid = true, .uid = 7 };
	assert_true(select_takes_group(&s, members, 2, &sum));
	s.uid = 8;
	assert_false(select_takes_group(&s, members, 2, &sum));
	filter_free(worker);
	filter_free(large);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_selection_takes_everything),
		cmocka_unit_test(a_search_looks_in_name_and_command_ignoring_case),
		cmocka_unit_test(only_the_pids_named_are_taken),
		cmocka_unit_test(an_unknown_user_matches_nothing),
		cmocka_unit_test(python_processes_can_be_selected),
		cmocka_unit_test(all_conditions_must_match),
		cmocka_unit_test(a_group_is_taken_for_those_of_its_members_that_are_selected),
	};

	return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
