/* SPDX-License-Identifier: MIT */
/* test_phase_name.c: what a job writes as a name, and which names count together. */
#include <string.h>

#include "base/length.h"
#include "model/run/phase_name.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
numbers_that_stand_by_themselves_are_left_out(void **state)
{
	static const char *const names[][2] = { { "epoch 12", "epoch" },
		{ "epoch 12/100", "epoch" }, { "epoch_3", "epoch" }, { "epoch-3", "epoch" },
		{ "epoch #7", "epoch" }, { "epoch=4", "epoch" }, { "step 3 of 10", "step of" },
		{ "3 load", "load" }, { "load (2)", "load" }, { "load 50%", "load" },
		{ "lr 0.001", "lr" }, { "fold 1,000", "fold" }, { "at 12:30:05", "at" },
		{ "fp16", "fp16" }, { "conv2d", "conv2d" }, { "12", "12" }, { "12 34", "12 34" },
		{ "3d plot", "3d plot" }, { "\xc3\xa9tape 2", "\xc3\xa9tape" },
		{ "2\xc3\xa9", "2\xc3\xa9" }, { "load", "load" }, { "(start)", "(start)" },
		{ "1.5.2 build", "build" }, { "a 1 b 2 c", "a b c" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		char key[64];
		struct buffer b = buffer_over(key, sizeof key);

		phase_name_put_key(names[i][0], &b);
		assert_string_equal(key, names[i][1]);
		assert_true(phase_name_same(names[i][0], names[i][1]));
	}
	assert_false(phase_name_same("fp16", "fp32"));
	assert_false(phase_name_same("12", "13"));
}

/* A key of a key is the same: it serves as a name itself. */
static void
a_key_is_its_own_key(void **state)
{
	static const char letters[] = "ab 1290_-#:/%().,=\xc3\xa4";
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char name[24], one[64], two[64];
		struct buffer x = buffer_over(one, sizeof one), y = buffer_over(two, sizeof two);
		size_t length = 1 + (size_t)round % (sizeof name - 1);

		for (size_t i = 0; i < length; i++) {
			seed = seed * 1103515245u + 12345;
			name[i] = letters[(seed >> 16) % (sizeof letters - 1)];
		}
		name[length < sizeof name ? length : sizeof name - 1] = '\0';
		phase_name_put_key(name, &x);
		phase_name_put_key(one, &y);
		assert_true(x.length > 0);
		assert_true(x.length <= strlen(name));
	}
}

static bool
take(const char *bytes, size_t count, char *name, size_t size)
{
	struct buffer b = buffer_over(name, size);

	return phase_name_take(bytes, count, &b);
}

static void
a_name_is_the_first_line_without_blanks_around_it_and_clean(void **state)
{
	static const struct {
		const char *bytes;
		size_t count;
		const char *name;
	} cases[] = { { "load", 4, "load" }, { "  load \r\nmore\n", 14, "load" },
		{ "a\0b", 3, "a?b" }, { "\033[31mred", 8, "?[31mred" }, { "\xff\xfe", 2, "??" },
		{ "a\tb", 3, "a b" } };
	char name[64];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_true(take(cases[i].bytes, cases[i].count, name, sizeof name));
		assert_string_equal(name, cases[i].name);
	}
	assert_false(take("", 0, name, sizeof name));
	assert_false(take(" \t\n", 3, name, sizeof name));
	assert_false(take("\nload", 5, name, sizeof name));
}

static void
a_long_name_is_cut_between_characters(void **state)
{
	char bytes[4000], name[64];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i += 2)
		memcpy(bytes + i, "\xc3\xa4", 2);
	assert_true(take(bytes, sizeof bytes, name, sizeof name));
	assert_int_equal(strlen(name), 62);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_that_stand_by_themselves_are_left_out),
		cmocka_unit_test(a_key_is_its_own_key),
		cmocka_unit_test(a_name_is_the_first_line_without_blanks_around_it_and_clean),
		cmocka_unit_test(a_long_name_is_cut_between_characters),
	};

	return cmocka_run_group_tests_name("names of phases", tests, NULL, NULL);
}
