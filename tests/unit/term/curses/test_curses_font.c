/* SPDX-License-Identifier: MIT */
/* test_curses_font.c: on a Linux console only characters of its font are drawn. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/length.h"
#include "base/utf8.h"
#include "support/suite.h"
#include "term/curses/curses_font.h"
#include "text/spark.h"

static void
only_the_console_has_a_small_font(void **state)
{
	(void)state;
	assert_true(curses_font_is_small("linux"));
	assert_true(curses_font_is_small("linux-16color"));
	assert_false(curses_font_is_small("xterm-256color"));
	assert_false(curses_font_is_small(NULL));
}

static const char *
drawn_as(const char *text)
{
	const char *instead = curses_font_instead(text, strlen(text));

	return instead != NULL ? instead : text;
}

static void
what_the_font_has_is_drawn_as_it_is(void **state)
{
	static const char *const kept[] = { "a", "~", "é", "×", "·", "Σ", "█", "▄", "▌", "▀", "▓",
		"▒", "░", "■", "▲", "│", "─", "┌", "└", "├", "日" };

	(void)state;
	for (size_t i = 0; i < LENGTH(kept); i++)
		assert_null(curses_font_instead(kept[i], strlen(kept[i])));
	assert_null(curses_font_instead("", 0));
	assert_null(curses_font_instead("\xe2\x96", 2));
}

static void
eighths_become_full_and_half_blocks(void **state)
{
	static const struct {
		const char *character, *instead;
	} cases[] = { { "▏", "▌" }, { "▍", "▌" }, { "▋", "▌" }, { "▊", "█" }, { "▉", "█" },
		{ "▁", "_" }, { "▃", "▄" }, { "▅", "▄" }, { "▆", "█" }, { "┃", "│" }, { "▾", "▼" },
		{ "▸", "►" }, { "⠀", " " }, { "⠉", "▀" }, { "⣀", "▄" }, { "⡇", "█" },
		{ "⣿", "█" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_string_equal(drawn_as(cases[i].character), cases[i].instead);
	for (size_t level = 1; level < SPARK_LEVELS; level++)
		assert_true(strcmp(drawn_as(spark_block(level, false)), "▄") == 0 ||
			    strcmp(drawn_as(spark_block(level, false)), "█") == 0);
}

/* No character takes another width, and none is replaced by one that is replaced itself. */
static void
replacements_are_final_and_as_wide(void **state)
{
	(void)state;
	for (uint32_t code = 0x80; code < 0x3000; code++) {
		char text[5] = "";
		const char *instead;

		utf8_put_code(code, text);
		instead = curses_font_instead(text, strlen(text));
		if (instead == NULL)
			continue;
		assert_null(curses_font_instead(instead, strlen(instead)));
		assert_int_equal(utf8_columns(instead), 1);
		assert_true(strlen(instead) <= 3);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_console_has_a_small_font),
		cmocka_unit_test(what_the_font_has_is_drawn_as_it_is),
		cmocka_unit_test(eighths_become_full_and_half_blocks),
		cmocka_unit_test(replacements_are_final_and_as_wide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
