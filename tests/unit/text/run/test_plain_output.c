/* SPDX-License-Identifier: MIT */
/* test_plain_output.c: the terminal output of a command as plain text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support/suite.h"
#include "text/run/plain_output.h"

/* The same in pieces of every size: no sequence may depend on where a read ended. */
static void
check(const char *written, const char *plain)
{
	size_t length = strlen(written);

	for (size_t piece = 1; piece <= length; piece++) {
		struct plain_output *p = calloc(1, sizeof *p);
		struct bytes out = { .data = NULL };

		for (size_t at = 0; at < length; at += piece)
			plain_output_add(
				p, written + at, at + piece < length ? piece : length - at, &out);
		plain_output_end(p, &out);
		assert_string_equal(out.data != NULL ? out.data : "", plain);
		bytes_free(&out);
		free(p);
	}
}

static void
lines_stay_lines(void **state)
{
	(void)state;
	check("one\r\ntwo\r\n", "one\ntwo\n");
	check("no end", "no end\n");
	check("\n\na\tb\n", "\n\na\tb\n");
	check("naïve 日本\n", "naïve 日本\n");
}

static void
control_sequences_are_removed(void **state)
{
	(void)state;
	check("\033[1;31mred\033[0m\n", "red\n");
	check("\033]0;a title\007text\n", "text\n");
	check("\033]8;;http://x\033\\link\033]8;;\033\\\n", "link\n");
	check("\033(Bplain\033=\033#8x\n", "plainx\n");
	check("\033P1$r0m\033\\after\n", "after\n");
	check("a\033", "a\n");
}

static void
the_last_state_of_a_progress_bar_is_kept(void **state)
{
	(void)state;
	check("  0%|    |\r 50%|##  |\r100%|####|\ndone\n", "100%|####|\ndone\n");
	check("type\b\bxx\n", "tyxx\n");
	check("é\bx\n", "x\n");
}

static void
misleading_characters_are_shown(void **state)
{
	(void)state;
	check("a\xe2\x80\xae"
	      "b\n",
		"a?b\n");
	check("a\xff"
	      "b\001\n",
		"a?b\n");
}

static void
a_long_line_is_wrapped_without_loss(void **state)
{
	struct plain_output *p = calloc(1, sizeof *p);
	struct bytes out = { .data = NULL };

	(void)state;
	for (int i = 0; i < 3 * PLAIN_LINE_MAX; i++)
		plain_output_add(p, "x", 1, &out);
	plain_output_end(p, &out);
	assert_int_equal(out.length, 3 * PLAIN_LINE_MAX + 1);
	bytes_free(&out);
	free(p);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_stay_lines),
		cmocka_unit_test(control_sequences_are_removed),
		cmocka_unit_test(the_last_state_of_a_progress_bar_is_kept),
		cmocka_unit_test(misleading_characters_are_shown),
		cmocka_unit_test(a_long_line_is_wrapped_without_loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
