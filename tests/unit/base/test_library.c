/* SPDX-License-Identifier: MIT */
/* test_library.c: shared libraries that are loaded when they are needed. */
#include "base/library.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

struct functions {
	double (*cosine)(double);
	double (*other)(double);
};

static const struct library_function rows[] = { { "cos", offsetof(struct functions, cosine) },
	{ "no_such_function", offsetof(struct functions, other) } };

static void
functions_are_found(void **state)
{
	struct functions f = { NULL, NULL };
	struct failure why = { .doing = "" };

	(void)state;
	assert_true(library_load("libm.so.6", rows, 1, &f, &why));
	assert_true(f.cosine(0) == 1);
	assert_null(f.other);
}

static void
a_missing_function_is_named_and_none_is_given(void **state)
{
	struct functions f = { NULL, NULL };
	struct failure why = { .doing = "" };

	(void)state;
	assert_false(library_load("libm.so.6", rows, 2, &f, &why));
	assert_string_equal(
		why.doing, "cannot use the library libm.so.6: it has no no_such_function");
	assert_null(f.cosine);
	assert_null(f.other);
}

static void
a_missing_library_is_named(void **state)
{
	struct functions f = { NULL, NULL };
	struct failure why = { .doing = "" };

	(void)state;
	assert_false(library_load("libnowhere.so.0", rows, 2, &f, &why));
	assert_non_null(strstr(why.doing, "cannot load a library: libnowhere.so.0: "));
	assert_null(f.cosine);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_found),
		cmocka_unit_test(a_missing_function_is_named_and_none_is_given),
		cmocka_unit_test(a_missing_library_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
