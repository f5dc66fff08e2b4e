/* SPDX-License-Identifier: MIT */
/* test_terminal_colours.c: a terminal answers requests for its colours in any pieces, late, wrongly
 * or unasked: no answer is a key, and only requested ones are believed. */
#include <stdio.h>

#include "base/buffer.h"
#include "base/length.h"
#include "support/key_feed.h"
#include "support/suite.h"

#define COLOUR(rgb) (INK_RGB | (rgb))

/* A parser that has requested colours. */
static struct key_parser
asking(void)
{
	struct key_parser p = parser();
	struct bytes question = { .data = NULL };

	keys_ask_colours(&p, &question);
	bytes_free(&question);
	return p;
}

/* None of it is a key. */
static void
hear(struct key_parser *p, const char *bytes, size_t split)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	feed(p, &b, bytes, strlen(bytes), split, 300 * MS);
	assert_string_equal(text, "");
}

static void
assert_same_colours(const struct vt_colours *a, const struct vt_colours *b)
{
	assert_memory_equal(a, b, sizeof *a);
}

static void
each_colour_is_requested_separately(void **state)
{
	struct key_parser p = parser();
	struct bytes question = { .data = NULL };
	size_t ends = 0;

	(void)state;
	keys_ask_colours(&p, &question);
	assert_memory_equal(question.data, "\033]10;?\033\\\033]11;?\033\\\033]4;0;?\033\\", 25);
	for (const char *at = question.data; (at = strstr(at, ";?\033\\")) != NULL; at += 4)
		ends++;
	assert_int_equal(ends, 18);
	assert_memory_equal(question.data + question.length - 10, "\033]4;15;?\033\\", 10);
	assert_null(strchr(question.data, '\a'));
	bytes_free(&question);
}

/* All forms of answers, split anywhere. */
static void
answers_are_parsed_as_colours(void **state)
{
	static const struct {
		const char *bytes;
		int place; /* -2: foreground, -1: background, or an index of the palette */
		int32_t colour;
	} cases[] = {
		{ "\033]10;rgb:ffff/8080/0000\033\\", -2, COLOUR(0xff8000) },
		{ "\033]11;rgb:1e1e/1e1e/2e2e\a", -1, COLOUR(0x1e1e2e) },
		{ "\033]11;rgb:ff/00/7f\033\\", -1, COLOUR(0xff007f) },
		{ "\033]11;rgb:f/0/8\033\\", -1, COLOUR(0xff0088) },
		{ "\033]11;rgb:fff/000/800\033\\", -1, COLOUR(0xff0080) },
		{ "\033]11;rgba:FFFF/0000/ABCD/8000\033\\", -1, COLOUR(0xff00ab) },
		{ "\033]4;0;rgb:0000/0000/0000\033\\", 0, COLOUR(0) },
		{ "\033]4;15;rgb:ffff/ffff/ffff\a", 15, COLOUR(0xffffff) },
		{ "\302\2354;7;rgb:c0/c0/c0\a", 7, COLOUR(0xc0c0c0) },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		for (size_t split = 2; split <= strlen(cases[i].bytes); split++) {
			struct vt_colours expected = vt_colours_unknown;
			struct key_parser p = asking();

			if (cases[i].place >= 0)
				expected.palette[cases[i].place] = cases[i].colour;
			else if (cases[i].place == -1)
				expected.back = cases[i].colour;
			else
				expected.front = cases[i].colour;
			hear(&p, cases[i].bytes, split);
			assert_true(p.colours_reported);
			assert_int_equal(p.colours_awaited, 17);
			assert_same_colours(&p.colours, &expected);
		}
	}
}

static const char *const wrong[] = {
	"\033]11;?\033\\",
	"\033]11;rgb:ffff/ffff\033\\",
	"\033]11;rgb:fffff/0/0\033\\",
	"\033]11;rgb:/0/0\033\\",
	"\033]11;rgb:g/0/0\033\\",
	"\033]11;rgb:0/0/0/0\033\\",
	"\033]11;rgba:0/0/0\033\\",
	"\033]11;#ffffff\033\\",
	"\033]11;white\033\\",
	"\033]111;rgb:0/0/0\033\\",
	"\033]12;rgb:0/0/0\033\\",
	"\033]4;16;rgb:0/0/0\033\\",
	"\033]4;-1;rgb:0/0/0\033\\",
	"\033]4;;rgb:0/0/0\033\\",
	"\033]4;99999999999999999999;rgb:0/0/0\033\\",
	"\033]4;1;rgb:0/0/0;2;rgb:0/0/0\033\\",
	"\033]52;c;rgb:0/0/0\033\\",
	"\033P11;rgb:0/0/0\033\\",
	"\033]11;rgb:0/0/0\030",
	"\033]11;rgb:0000/0000/0000                                      \033\\",
	"\033]11;rgb:0/0/\033]0;title\a",
};

static void
invalid_answers_are_swallowed(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		struct key_parser p = asking();

		hear(&p, wrong[i], strlen(wrong[i]));
		assert_false(p.colours_reported);
		assert_int_equal(p.colours_awaited, 18);
		assert_same_colours(&p.colours, &vt_colours_unknown);
	}
}

/* Nor unrequested answers, or more than were requested. */
static void
the_number_of_answers_is_limited(void **state)
{
	struct key_parser p = parser();
	char answer[40];

	(void)state;
	p.colours = vt_colours_unknown;
	hear(&p, "\033]11;rgb:0/0/0\033\\", 16);
	assert_false(p.colours_reported);
	p = asking();
	for (int i = 0; i < 100; i++) {
		snprintf(answer, sizeof answer, "\033]11;rgb:0/0/%02x\a", i);
		hear(&p, answer, strlen(answer));
	}
	assert_int_equal(p.colours_awaited, 0);
	assert_int_equal(p.colours.back, COLOUR(17));
}

/* In a paste it is text. */
static void
a_pasted_answer_is_ignored(void **state)
{
	struct key_parser p = asking();
	char text[400];
	struct buffer b = buffer_over(text, sizeof text);
	const char *bytes = "\033[200~\033]11;rgb:0/0/0\a\033[201~";

	(void)state;
	feed(&p, &b, bytes, strlen(bytes), 1, 0);
	assert_false(p.colours_reported);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_colour_is_requested_separately),
		cmocka_unit_test(answers_are_parsed_as_colours),
		cmocka_unit_test(invalid_answers_are_swallowed),
		cmocka_unit_test(the_number_of_answers_is_limited),
		cmocka_unit_test(a_pasted_answer_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
