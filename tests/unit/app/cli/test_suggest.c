/* SPDX-License-Identifier: MIT */
/* test_suggest.c: what was probably meant by an argument: a command with a typing error, a process,
 * or something to launch. */
#include <stdlib.h>
#include <string.h>

#include "app/cli/suggest.h"
#include "base/length.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const char *const names[] = { "run", "attach", "stop", "history", "show", "compare",
	"record", NULL };

static void
typing_errors_are_understood(void **state)
{
	static const struct {
		const char *word, *name;
	} cases[] = { { "recrod", "record" }, { "record", "record" }, { "histroy", "history" },
		{ "histori", "history" }, { "comapre", "compare" }, { "atach", "attach" },
		{ "attatch", "attach" }, { "runn", "run" }, { "ru", "run" }, { "shwo", "show" },
		{ "stopp", "stop" }, { "train.py", NULL }, { "ls", NULL }, { "sort", NULL },
		{ "stat", NULL }, { "python3", NULL }, { "", NULL }, { "4711", NULL },
		{ "a word that is far too long to be one of them", NULL }, { "日本", NULL } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *found = suggest_name(cases[i].word, names);

		if (cases[i].name == NULL)
			assert_null(found);
		else
			assert_string_equal(found, cases[i].name);
	}
}

static void
one_line_says_what_was_meant(void **state)
{
	static const struct {
		char *operands[4];
		const char *said;
	} cases[] = {
		{ { "train.py", NULL },
			"unexpected argument 'train.py': did you mean: peaktop -- train.py" },
		{ { "python3", "-m", "http.server", NULL },
			"unexpected argument 'python3': did you mean: peaktop -- python3 -m "
			"http.server" },
		{ { "a b", NULL }, "unexpected argument 'a b': did you mean: peaktop -- 'a b'" },
		{ { "4711", NULL },
			"unexpected argument '4711': did you mean: peaktop --pid 4711" },
		{ { "recrod", "-o", "x", NULL },
			"unknown command 'recrod': did you mean: peaktop record" },
		{ { "record", NULL },
			"a command comes before all options: did you mean: peaktop record" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct failure why;

		assert_false(suggest_instead(cases[i].operands, names, &why));
		assert_string_equal(why.doing, cases[i].said);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typing_errors_are_understood),
		cmocka_unit_test(one_line_says_what_was_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
