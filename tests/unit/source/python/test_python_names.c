/* SPDX-License-Identifier: MIT */
/* test_python_names.c: the names of files and functions: each once, bounded; whose code it is. */
#include "source/python/names.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "support/suite.h"

static void
test_each_is_kept_once(void **state)
{
	struct python_names *names = python_names_create();
	const char *kept[2000];
	char text[32];

	(void)state;
	for (int again = 0; again < 2; again++)
		for (int i = 0; i < 2000; i++) {
			const char *found;

			snprintf(text, sizeof text, "name %d", i);
			found = names_text(names, text);
			assert_string_equal(found, text);
			if (again == 0)
				kept[i] = found;
			assert_ptr_equal(found, kept[i]);
			assert_int_equal(names_code(names, kept[0], found, 7), i);
		}
	assert_int_equal(names_code(names, kept[0], kept[1], 8), 2000);
	python_names_free(names);
}

static void
test_they_are_bounded(void **state)
{
	struct python_names *names = python_names_create();
	char text[1024];
	size_t kept = 0;

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	for (unsigned i = 0; i < 3 * NAMES_TEXTS_MAX; i++) {
		const char *found;

		text[snprintf(text, 16, "%u", i)] = ' ';
		found = names_text(names, text);
		kept += strcmp(found, text) == 0;
		assert_true(strcmp(found, text) == 0 || strcmp(found, "(more)") == 0);
		assert_true(names_code(names, found, found, (int)i) <= NAMES_CODES_MAX);
	}
	assert_in_range(kept, NAMES_BYTES_MAX / 1100, NAMES_TEXTS_MAX);
	python_names_free(names);
}

static void
test_whose_code_it_is(void **state)
{
	static const struct {
		const char *file;
		bool user;
	} cases[] = {
		{ "/home/ann/train.py", true },
		{ "train.py", true },
		{ "/home/ann/lib/train.py", true },
		{ "/home/ann/python3/train.py", true },
		{ "/home/ann/lib/mine/python3/train.py", true },
		{ "<string>", true },
		{ "<stdin>", true },
		{ "<ipython-input-1-abc>", true },
		{ "/tmp/ipykernel_1/123.py", true },
		{ "<frozen importlib._bootstrap>", false },
		{ "<__array_function__ internals>", false },
		{ "<attrs generated init a.B>", false },
		{ "/usr/lib/python3.11/json/decoder.py", false },
		{ "/usr/lib64/python3.9/json/decoder.py", false },
		{ "/usr/lib/python3/dist-packages/numpy/core.py", false },
		{ "/usr/local/lib/python3.12/dist-packages/x.py", false },
		{ "/usr/lib/python311.zip/json/decoder.py", false },
		{ "/home/ann/venv/lib/python3.10/site-packages/pandas/io.py", false },
		{ "/opt/site-packages/pandas/io.py", false },
		{ "lib/python3.8/os.py", false },
		{ "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (names_are_of_user(cases[i].file) != cases[i].user)
			fail_msg("%s", cases[i].file);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_is_kept_once),
		cmocka_unit_test(test_they_are_bounded),
		cmocka_unit_test(test_whose_code_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
