/* SPDX-License-Identifier: MIT */
/* test_phase_match.c: lines of output that begin a phase. */
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "model/run/phase_match.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static struct phase_match
open_match(const char *regex)
{
	struct phase_match m;
	struct failure why;

	assert_true(phase_match_open(&m, regex, &why));
	return m;
}

/* All names that are found in the output, each followed by a bar; fed in pieces of `step`. */
static void
find(const char *regex, const char *output, size_t count, size_t step, char *found, size_t size)
{
	struct phase_match m = open_match(regex);
	struct buffer b = buffer_over(found, size);

	for (size_t at = 0; at < count; at += step) {
		const char *bytes = output + at, *name;
		size_t left = count - at < step ? count - at : step, length;

		while (phase_match_take(&m, &bytes, &left, &name, &length)) {
			buffer_put(&b, name, length);
			buffer_char(&b, '|');
		}
		assert_int_equal(left, 0);
	}
	phase_match_close(&m);
}

static void
check(const char *regex, const char *output, size_t count, const char *expected)
{
	static const size_t steps[] = { 1, 2, 3, 7, 100000 };
	char found[1000];

	for (size_t i = 0; i < LENGTH(steps); i++) {
		find(regex, output, count, steps[i], found, sizeof found);
		assert_string_equal(found, expected);
	}
}
#define CHECK(regex, output, expected) check(regex, output, sizeof output - 1, expected)

static void
a_line_that_matches_names_a_phase(void **state)
{
	(void)state;
	CHECK("epoch [0-9]+", "a\nEpoch 1/3: start\nloss\nepoch 2 done\n", "Epoch 1|epoch 2|");
	CHECK("^== (.*) ==$", "== load ==\n== not\n x == load ==\n== save it ==\r\n",
		"load|save it|");
	CHECK("epoch", "epoch without an end", "");
	CHECK("x*", "no\n", "");
}

static void
escape_sequences_are_no_part_of_it(void **state)
{
	(void)state;
	CHECK("^epoch 1$", "\033[1;32mepoch\033[0m 1\n", "epoch 1|");
	CHECK("^epoch 1$", "\033]0;title epoch 1\aepo\033(Bch 1\n", "epoch 1|");
	CHECK("^epoch 1$", "\033]8;;http://x\033\\epoch 1\033]8;;\033\\\n", "epoch 1|");
	CHECK("^epoch 1$", "\033Pq never ends\nepoch 1\n", "epoch 1|");
	CHECK("epoch.1", "ep\0och\t1\n", "epoch 1|");
	CHECK("epoch", "\033[999;\nepoch\n", "epoch|");
}

/* A bar that is drawn again and again ends in a carriage return. */
static void
a_carriage_return_ends_a_line_too(void **state)
{
	(void)state;
	CHECK("^epoch [0-9]", "epoch 1: 10%\repoch 1: 20%\repoch 2: 0%\r",
		"epoch 1|epoch 1|epoch 2|");
}

static void
a_long_line_is_looked_at_up_to_its_limit(void **state)
{
	char output[4 * PHASE_LINE_MAX];

	(void)state;
	memset(output, 'x', sizeof output);
	memcpy(output + PHASE_LINE_MAX - 5, "epoch", 5);
	output[sizeof output - 1] = '\n';
	check("epoch", output, sizeof output, "epoch|");
	memcpy(output + PHASE_LINE_MAX - 5, "xepoc", 5);
	output[PHASE_LINE_MAX] = 'h';
	check("epoch", output, sizeof output, "");
}

static void
a_regex_that_could_take_long_is_refused(void **state)
{
	struct phase_match m;
	struct failure why;

	(void)state;
	assert_false(phase_match_open(&m, "(((a{30}){30}){30})", &why));
	assert_string_equal(why.doing, "too many repetitions of repetitions");
	assert_false(phase_match_open(&m, "(a)\\1", &why));
	assert_false(phase_match_open(&m, "(", &why));
	assert_false(m.open);
	phase_match_close(&m);
}

static void
the_time_is_bounded(void **state)
{
	struct phase_match m = open_match("a");

	(void)state;
	assert_true(phase_match_has_time(&m, NS_PER_SECOND));
	phase_match_spent(&m, PHASE_MATCH_NS - 1);
	assert_true(phase_match_has_time(&m, NS_PER_SECOND + 1));
	phase_match_spent(&m, 1);
	assert_false(phase_match_has_time(&m, 2 * NS_PER_SECOND - 1));
	assert_true(phase_match_skip(&m));
	assert_false(phase_match_skip(&m));
	assert_true(phase_match_has_time(&m, 2 * NS_PER_SECOND));
	assert_true(phase_match_skip(&m));
	phase_match_close(&m);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_matches_names_a_phase),
		cmocka_unit_test(escape_sequences_are_no_part_of_it),
		cmocka_unit_test(a_carriage_return_ends_a_line_too),
		cmocka_unit_test(a_long_line_is_looked_at_up_to_its_limit),
		cmocka_unit_test(a_regex_that_could_take_long_is_refused),
		cmocka_unit_test(the_time_is_bounded),
	};

	return cmocka_run_group_tests_name("lines that begin a phase", tests, NULL, NULL);
}
