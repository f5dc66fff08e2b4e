/* SPDX-License-Identifier: MIT */
/* test_settings_edit.c: a setting is changed in the text of a config file, and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/cli/settings_edit.h"
#include "base/length.h"
#include "support/suite.h"

static const struct {
	const char *before, *value, *after;
} cases[] = {
	/* appended */
	{ "", "rss", "sort = rss\n" },
	{ "# mine\ninterval = 2s\n", "rss", "# mine\ninterval = 2s\nsort = rss\n" },
	{ "interval = 2s", "rss", "interval = 2s\nsort = rss\n" },
	{ "#sort = peak\n; sort = pid\nsorted = x\nmy sort = y\n", "rss",
		"#sort = peak\n; sort = pid\nsorted = x\nmy sort = y\nsort = rss\n" },
	/* replaced, as it was written */
	{ "sort = peak\n", "rss", "sort = rss\n" },
	{ "a = b\n  sort=peak\r\nc = d\n", "rss", "a = b\n  sort=peak\r\nc = d\nsort = rss\n" },
	{ "  sort : peak\nc = d\n", "rss", "sort = rss\nc = d\n" },
	{ "sort = peak", "rss", "sort = rss\n" },
	{ "order = peak\n", "rss", "sort = rss\n" },
	/* the last one counts */
	{ "sort = a\nsort = b\nx = y\n", "rss", "sort = a\nsort = rss\nx = y\n" },
	{ "sort = a\norder = b\n", "rss", "sort = a\nsort = rss\n" },
	/* comments stay */
	{ "sort = peak ; why\n# more\nx = y\n", "rss", "sort = rss ; why\n# more\nx = y\n" },
	{ "sort = a;b\n", "rss", "sort = rss\n" },
	/* continued lines go, and what stands between them stays */
	{ "sort = a,\n  b,\n# c\n\n\td\nx = y\n", "rss", "sort = rss\n# c\n\nx = y\n" },
	{ "x = a,\n  b\nsort = c\n", "a,\n  b", "x = a,\n  b\nsort = a,\n  b\n" },
	/* the file's line ends stay, of changed and of added lines */
	{ "  sort : peak\r\nc = d\n", "rss", "sort = rss\r\nc = d\n" },
	{ "sort = peak ; why\r\nx = y\r\n", "rss", "sort = rss ; why\r\nx = y\r\n" },
	{ "sort = peak\nx = y\r\n", "rss", "sort = rss\nx = y\r\n" },
	{ "# mine\r\ninterval = 2s\r\n", "rss", "# mine\r\ninterval = 2s\r\nsort = rss\r\n" },
	{ "# mine\r\ninterval = 2s", "rss", "# mine\r\ninterval = 2s\r\nsort = rss\r\n" },
	{ "# mine\r\nsort = peak", "rss", "# mine\r\nsort = rss\r\n" },
	{ "\r\n", "rss", "\r\nsort = rss\r\n" },
	{ "sort = a,\r\n  b,\r\n# c\r\nx = y\r\n", "rss", "sort = rss\r\n# c\r\nx = y\r\n" },
	{ "x = y\r\n", "a,\n  b", "x = y\r\nsort = a,\r\n  b\r\n" },
	/* a byte order mark stays before the first line */
	{ "\xef\xbb\xbfsort = peak\nx = y\n", "rss", "\xef\xbb\xbfsort = rss\nx = y\n" },
	{ "\xef\xbb\xbforder = peak\r\n", "rss", "\xef\xbb\xbfsort = rss\r\n" },
	{ "\xef\xbb\xbf", "rss", "\xef\xbb\xbfsort = rss\n" },
	{ "\xef\xbb", "rss", "\xef\xbb\nsort = rss\n" },
	{ "\xef\xbb\xbf# mine\nsort = a", "rss", "\xef\xbb\xbf# mine\nsort = rss\n" },
	/* sections mean nothing */
	{ "[one]\nsort = a\n[two]\n  sort = b\nx = y\n", "rss",
		"[one]\nsort = a\n[two]\nsort = rss\nx = y\n" },
};

static void
only_the_setting_changes(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct bytes text = { .data = NULL };

		bytes_text(&text, cases[i].before);
		settings_edit(&text, "sort", "order", cases[i].value);
		assert_string_equal(text.data, cases[i].after);
		/* Again, it changes nothing. */
		settings_edit(&text, "sort", "order", cases[i].value);
		assert_string_equal(text.data, cases[i].after);
		bytes_free(&text);
	}
}

static void
without_a_former_name(void **state)
{
	struct bytes text = { .data = NULL };

	(void)state;
	bytes_text(&text, "order = a\n");
	settings_edit(&text, "sort", NULL, "rss");
	assert_string_equal(text.data, "order = a\nsort = rss\n");
	bytes_free(&text);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_setting_changes),
		cmocka_unit_test(without_a_former_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
