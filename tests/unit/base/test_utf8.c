/* SPDX-License-Identifier: MIT */
/* test_utf8.c: untrusted text is decoded, cut and cleaned. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clean.h"
#include "base/length.h"
#include "base/utf8.h"
#include "support/mixed_text.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define TEXT(text) text, sizeof(text) - 1

/* --- UTF-8 --- */

static void
every_character_is_decoded_as_encoded(void **state)
{
	(void)state;
	for (uint32_t code = 0; code < 0x110000; code++) {
		char bytes[4];
		uint32_t back = 0;
		size_t length = utf8_put_code(code, bytes);
		bool surrogate = code >= 0xd800 && code < 0xe000;

		if (utf8_decode(bytes, length, &back) != (surrogate ? 0 : length) ||
			(!surrogate && back != code))
			fail_msg("U+%04X", code);
		if (utf8_decode(bytes, length - 1, &back) != 0)
			fail_msg("U+%04X in %zu bytes", code, length - 1);
	}
}

static void
invalid_utf8_is_not_decoded(void **state)
{
	static const char *const invalid[] = { "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2",
		"\xc2 ", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe2\x82", "\xe2\x82 ", "\xed\xa0\x80",
		"\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff" };
	uint32_t code = 42;

	(void)state;
	for (size_t i = 0; i < LENGTH(invalid); i++)
		if (utf8_decode(invalid[i], strlen(invalid[i]), &code) != 0)
			fail_msg("case %zu is decoded", i);
	assert_int_equal(utf8_decode("", 0, &code), 0);
	assert_int_equal(code, 42);
}

static void
cuts_split_no_character(void **state)
{
	size_t whole = strlen(mixed);

	(void)state;
	for (size_t limit = 0; limit <= whole; limit++) {
		size_t expected = limit;

		while (!is_utf8(mixed, expected))
			expected--;
		assert_int_equal(utf8_cut(mixed, whole, limit), expected);
		assert_int_equal(utf8_cut_whole(mixed, limit), expected);
	}
	assert_int_equal(utf8_cut("\x80\x80\x80", 3, 2), 0); /* invalid UTF-8: still within it */
	assert_in_range(utf8_cut_whole("\x80\x80\x80\x80\x80", 5), 0, 5);
}

static void
columns_are_those_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(utf8_columns(""), 0);
	assert_int_equal(utf8_columns("plain"), 5);
	assert_int_equal(utf8_columns("\u00e9\u65e5\U0001f600"), 1 + 2 + 2);
	assert_int_equal(utf8_columns("e\u0301"), 1); /* an accent on the letter before */
	assert_int_equal(utf8_columns("\xff\xfe"), 2);
	assert_int_equal(utf8_width('\t'), 0);
	assert_int_equal(utf8_width(0x10ffff), 1);
}

/* --- clean text --- */

static const struct hostile {
	const char *bytes;
	size_t count;
	const char *expected;
} hostile[] = {
	{ TEXT(""), "" },
	{ TEXT("plain \u00e9\u65e5\U0001f600"), "plain \u00e9\u65e5\U0001f600" },
	{ TEXT("\033[2J\033]0;title\a"), "?[2J?]0;title?" },
	{ TEXT("a\0b"), "a?b" },
	{ TEXT("a\nb\r\n\t\tc"), "a b c" },
	{ TEXT("\n"), " " },
	{ TEXT("del\x7f bs\b"), "del? bs?" },
	{ TEXT("c1 \xc2\x80\xc2\x9b"
	       "31m\xc2\x9f."),
		"c1 ??31m?." },
	{ TEXT("nbsp\u00a0."), "nbsp\u00a0." },
	{ TEXT("zero \u200b\u200c\u200d\u200e\u200f."), "zero ?????." },
	{ TEXT("dash \u2010."), "dash \u2010." },
	{ TEXT("bidi \u202a\u202b\u202c\u202d\u202e."), "bidi ?????." },
	{ TEXT("arabic letter mark \u061c."), "arabic letter mark ?." },
	{ TEXT("isolate \u2066\u2067\u2068\u2069."), "isolate ????." },
	{ TEXT("line \u2028\u2029."), "line ??." },
	{ TEXT("bom \ufeff."), "bom ?." },
	{ TEXT("tags \U000e0001\U000e0041."), "tags ??." },
	{ TEXT("raw \x9b\xff."), "raw ??." },
	{ TEXT("overlong \xc0\x9b\xe0\x80\x9b."), "overlong ?????." },
	{ TEXT("surrogate \xed\xa0\x80."), "surrogate ???." },
	{ TEXT("beyond \xf4\x90\x80\x80."), "beyond ????." },
	{ TEXT("split \xe6\x97"), "split ??" },
};

static void
hostile_text_is_made_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(hostile); i++) {
		char storage[64], *copy = malloc(hostile[i].count + 1);
		struct buffer b = buffer_over(storage, sizeof storage);

		memcpy(copy, hostile[i].bytes, hostile[i].count);
		clean_text(&b, copy, hostile[i].count);
		free(copy);
		assert_string_equal(storage, hostile[i].expected);
	}
}

static void
no_control_character_passes_raw_or_as_utf8(void **state)
{
	(void)state;
	for (uint32_t code = 0; code < 0xa0; code++) {
		char storage[8], bytes[4], raw = (char)code;
		struct buffer b = buffer_over(storage, sizeof storage);
		bool control = code < 0x20 || code >= 0x7f;
		bool blank = code == '\t' || code == '\n' || code == '\r';

		clean_text(&b, bytes, utf8_put_code(code, bytes));
		assert_int_equal(storage[0], blank ? ' ' : control ? '?' : raw);
		assert_int_equal(b.length, 1);
		b = buffer_over(storage, sizeof storage);
		clean_text(&b, &raw, 1);
		assert_int_equal(storage[0], blank ? ' ' : control ? '?' : raw);
	}
}

static void
clean_text_that_is_cut_is_still_utf8(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(hostile); i++) {
		for (size_t size = 1; size < 24; size++) {
			char storage[24];
			struct buffer b = buffer_over(storage, size);

			clean_text(&b, hostile[i].bytes, hostile[i].count);
			assert_true(is_utf8(storage, b.length));
			assert_memory_equal(storage, hostile[i].expected, b.length);
			assert_int_equal(b.cut, strlen(hostile[i].expected) >= size);
		}
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_is_decoded_as_encoded),
		cmocka_unit_test(invalid_utf8_is_not_decoded),
		cmocka_unit_test(cuts_split_no_character),
		cmocka_unit_test(columns_are_those_of_a_terminal),
		cmocka_unit_test(hostile_text_is_made_harmless),
		cmocka_unit_test(no_control_character_passes_raw_or_as_utf8),
		cmocka_unit_test(clean_text_that_is_cut_is_still_utf8),
	};

	setlocale(LC_CTYPE, "");
	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
