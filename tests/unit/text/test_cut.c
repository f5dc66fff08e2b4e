/* SPDX-License-Identifier: MIT */
/* test_cut.c: a text that is cut has a mark, never more columns than there are, and no half of a
 * character. */
#include <locale.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "base/utf8.h"
#include "support/suite.h"
#include "text/cut.h"

static const struct {
	const char *text;
	size_t columns;
	const char *utf8, *ascii;
} cases[] = {
	{ "train.py", 8, "train.py", "train.py" },
	{ "train.py", 7, "train.…", "train.~" },
	{ "train.py", 1, "…", "~" },
	{ "train.py", 0, "", "" },
	{ "", 0, "", "" },
	{ "", 5, "", "" },
	{ "日本語", 6, "日本語", "日本語" },
	{ "日本語", 5, "日本…", "日本~" },
	{ "日本語", 4, "日…", "日~" },
	{ "cafe\u0301 au lait", 5, "cafe\u0301…", "cafe\u0301~" },
};

static void
what_does_not_fit_is_marked(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		for (int ascii = 0; ascii < 2; ascii++) {
			char out[40];
			struct buffer b = buffer_over(out, sizeof out);

			cut_put(&b, cases[i].text, cases[i].columns, ascii == 1);
			assert_string_equal(out, ascii ? cases[i].ascii : cases[i].utf8);
			assert_true(utf8_columns(out) <= cases[i].columns);
		}
	}
}

static const struct {
	const char *text;
	size_t columns;
	const char *utf8, *ascii;
} named[] = {
	{ "train.py 2120", 13, "train.py 2120", "train.py 2120" },
	{ "train.py 2120", 12, "train.… 2120", "train.~ 2120" },
	{ "train.py 2120", 7, "t… 2120", "t~ 2120" },
	{ "train.py 2120", 6, "…2120", "~2120" },
	{ "train.py 2120", 5, "…2120", "~2120" },
	{ "train.py 2120", 4, "…120", "~120" },
	{ "train.py 2120", 1, "…", "~" },
	{ "train.py 2120", 0, "", "" },
	{ "日本語 7", 7, "日本… 7", "日本~ 7" },
	{ "日本語 7", 6, "日… 7", "日~ 7" },
	{ "9 others", 4, "9 o…", "9 o~" },
	{ "train.py ", 5, "trai…", "trai~" },
	{ "", 3, "", "" },
};

/* Cut in its middle, a pid would be another one. */
static void
a_number_at_the_end_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(named); i++) {
		for (int ascii = 0; ascii < 2; ascii++) {
			char out[40];
			struct buffer b = buffer_over(out, sizeof out);

			cut_put_distinct(&b, named[i].text, named[i].columns, ascii == 1);
			assert_string_equal(out, ascii ? named[i].ascii : named[i].utf8);
			assert_true(utf8_columns(out) <= named[i].columns);
		}
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_fit_is_marked),
		cmocka_unit_test(a_number_at_the_end_stays),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
