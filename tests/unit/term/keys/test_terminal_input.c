/* SPDX-License-Identifier: MIT */
/* test_terminal_input.c: keys and timing, terminfo, the mouse, pastes. */
#include "support/key_feed.h"
#include "support/suite.h"

static const struct key_sequence described[] = {
	{ "\b", KEY_CODE_BACKSPACE, 0 },      /* kbs */
	{ "\033[Y", KEY_CODE_END, 0 },        /* kend of an SCO console */
	{ "\033[224z", KEY_CODE_F1, 0 },      /* a Sun's kf1 */
	{ "\033A", KEY_CODE_UP, 0 },          /* a VT52's kcuu1 */
	{ "\033?\033p", KEY_CODE_F1 + 6, 0 }, /* in no grammar */
};

/* --- time --- */

/* A slow line: the Esc was reported by then, but what follows is not taken for letters. */
static void
a_sequence_after_a_late_escape_is_its_key(void **state)
{
	static const struct {
		const char *bytes, *keys;
	} cases[] = { { "\033[A", "esc up " }, { "\033OB", "esc down " }, { "\033[20~", "esc F9 " },
		{ "\033[?62;1c", "esc " } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char text[100];
		struct buffer b = buffer_over(text, sizeof text);
		struct key_parser p = parser();

		feed(&p, &b, cases[i].bytes, strlen(cases[i].bytes), 1, 300 * MS);
		assert_string_equal(text, cases[i].keys);
	}
}

/* Nobody types as fast as a line transmits. */
static void
letters_after_an_escape_are_letters(void **state)
{
	static const uint64_t gaps_ns[] = { ESCAPE_NS + 1, 3 * NS_PER_SECOND };

	(void)state;
	for (size_t i = 0; i < LENGTH(gaps_ns); i++) {
		char text[100];
		struct buffer b = buffer_over(text, sizeof text);
		struct key_parser p = parser();

		feed(&p, &b, "\033", 1, 1, 0);
		rest(&p, &b);
		feed(&p, &b, "[", 1, 0, 0);
		rest(&p, &b);
		feed(&p, &b, "A", 1, 0, gaps_ns[i]);
		rest(&p, &b);
		assert_string_equal(text, "esc [ A ");
	}
}

/* Each byte this long after the previous one. */
static void
feed_apart(struct key_parser *p, struct buffer *b, const char *bytes, const uint64_t *gaps_ns)
{
	uint64_t now = NS_PER_SECOND;

	for (size_t i = 0; bytes[i] != '\0'; i++) {
		now += gaps_ns[i];
		expire_until(p, b, now);
		keys_put(p, bytes[i], now);
		take(p, b);
	}
	rest(p, b);
}

/* Esc and O in vim, then text: typed, however fast. Esc and a letter within its time are Alt and
 * the letter, of which the command in a pane gets the same two bytes. */
static void
a_letter_soon_after_an_escape_is_not_waited_for(void **state)
{
	static const struct {
		const char *bytes;
		uint64_t gaps_ns[3];
		const char *keys;
	} cases[] = {
		{ "\033Ox", { 0, 60 * MS, 150 * MS }, "alt-O x " },
		{ "\033[c", { 0, 99 * MS, 101 * MS }, "alt-[ c " },
		{ "\033Px", { 0, 20 * MS, 300 * MS }, "alt-P x " },
		{ "\033Xx", { 0, 60 * MS, 900 * MS }, "alt-X x " },
		{ "\033^x", { 0, 60 * MS, 150 * MS }, "alt-^ x " },
		{ "\033_x", { 0, 60 * MS, 150 * MS }, "alt-_ x " },
		/* A slow line: within the timeout of an Esc, or bytes that came at once. */
		{ "\033OA", { 0, 60 * MS, 99 * MS }, "up " },
		{ "\033[A", { 0, 99 * MS, 99 * MS }, "up " },
		{ "\033[A", { 0, 0, 900 * MS }, "up " },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char text[100];
		struct buffer b = buffer_over(text, sizeof text);
		struct key_parser p = parser();

		feed_apart(&p, &b, cases[i].bytes, cases[i].gaps_ns);
		assert_string_equal(text, cases[i].keys);
	}
}

static void
an_escape_waits_for_the_configured_time(void **state)
{
	static const uint64_t delays_ns[] = { 1, 25 * MS, 500 * MS, 2 * NS_PER_SECOND };

	(void)state;
	for (size_t i = 0; i < LENGTH(delays_ns); i++) {
		struct key_parser p = { .escape_ns = delays_ns[i] };
		struct key_event event;

		keys_put(&p, '\033', 1000);
		assert_int_equal(keys_deadline(&p), 1000 + delays_ns[i]);
		keys_expire(&p, 1000 + delays_ns[i] - 1);
		assert_false(keys_next(&p, &event));
		keys_expire(&p, 1000 + delays_ns[i]);
		assert_true(keys_next(&p, &event));
		assert_int_equal(event.code, KEY_CODE_ESCAPE);
		assert_int_equal(keys_deadline(&p), 0);
	}
}

/* --- terminfo --- */

static void
sequences_from_terminfo_are_known(void **state)
{
	struct key_parser p = parser();

	(void)state;
	p.known = described;
	p.known_count = LENGTH(described);
	assert_keys(p, "\b\033[Y\033[224z\033[A", "back end F1 up ");
	assert_keys(p, "\033A\033B", "up alt-B ");
	assert_keys(p, "\033?\033pq", "F7 q ");
	assert_keys(p, "\033[223z\033[225z", "");
}

/* --- the mouse --- */

static void
the_mouse_is_reported_if_enabled(void **state)
{
	struct key_parser p = parser();

	(void)state;
	assert_keys(p, "\033[<0;5;4M\033[<0;5;4m", "press 3,4 release 3,4 ");
	assert_keys(p, "\033[<32;300;200M\033[<64;1;1M\033[<65;1;1M",
		"drag 199,299 wheelup 0,0 wheeldown 0,0 ");
	assert_keys(p, "\033[<16;2;2M\033[<35;2;2M\033[<0;0;0M", "press 1,1 ");
	assert_keys(p, "\033[M !!\033[M#!!\033[M`!\"", "press 0,0 release 0,0 wheelup 1,0 ");
	assert_keys(p, "\033[M \311\310", "press 167,168 ");
	assert_keys(p, "\033[32;5;4M\033[35;5;4M", "press 3,4 release 3,4 ");
	assert_keys(p, "\033[<2;5;4M\033[<34;6;4M\033[<2;6;4m",
		"right-press 3,4 right-drag 3,5 right-release 3,5 ");
	assert_keys(p, "\033[<17;2;2M\033[<1;2;2m\033[M\"!!",
		"middle-press 1,1 middle-release 1,1 right-press 0,0 ");
	p.follows_mouse = false;
	assert_keys(p, "\033[<2;5;4M\033[<1;2;2M\033[<34;5;4M\033[<2;5;4m", "");
	assert_keys(p, "\033[<0;5;4M\033[<32;6;4M\033[<0;5;4m", "press 3,4 ");
}

static void
the_mouse_is_ignored_if_not_enabled(void **state)
{
	struct key_parser p = parser();

	(void)state;
	p.mouse = false;
	assert_keys(p, "\033[<0;5;4M\033[<0;5;4m\033[<64;1;1M\033[32;5;4M", "");
	assert_keys(p, "\033[M !!\033[M qq", "");
	assert_keys(p, "\033[M \303\211\303\210", "");
	assert_keys(parser(), "\033[<99999999999;1;1M\033[<0;1M\033[<0;1;1;1M\033[<;;M", "");
}

/* --- pastes --- */

static void
pasted_bytes_are_text(void **state)
{
	struct key_parser p = parser();

	(void)state;
	assert_keys(p, "\033[200~kill 1\r\033[201~k", "{ 'k 'i 'l 'l 'space '1 'enter } k ");
	assert_keys(
		p, "\033[200~\033[A\t\003\nx\033[201~", "{ 'esc '[ 'A 'tab 'Ctrl-C 'Ctrl-J 'x } ");
	assert_keys(
		p, "\033[200~\033[20\033[201\033[201~q", "{ 'esc '[ '2 '0 'esc '[ '2 '0 '1 } q ");
	assert_keys(p, "\033[200~\346\227\245\303\033[201~q", "{ '\346\227\245 } q ");
	assert_keys(p, "\033[200~\033]11;q\a\033[201~", "{ 'esc '] '1 '1 '; 'q 'Ctrl-G } ");
	assert_keys(p, "\033[201~q", "} q ");
	/* Its end never comes. */
	assert_keys(p, "\033[200~quit", "{ 'q 'u 'i 't } ");
	assert_keys(p, "\033[200~q\033[20", "{ 'q } ");
}

/* A pause of a slow line does not end a paste. */
static void
a_paste_may_pause(void **state)
{
	static const char bytes[] = "\033[200~q\303\251q\033[201~";
	char text[100];

	(void)state;
	for (size_t split = 7; split < sizeof bytes - 1; split++) {
		struct buffer b = buffer_over(text, sizeof text);
		struct key_parser p = parser();

		feed(&p, &b, bytes, sizeof bytes - 1, split, 5 * NS_PER_SECOND);
		assert_string_equal(text, "{ 'q '\303\251 'q } ");
	}
}

/* By a key that nobody can paste: after a pause, and only in a paste. */
static void
a_paste_without_an_end_is_broken_off(void **state)
{
	static const char *const bytes[] = { "\033[200~abc", "\033[200~a\033[20",
		"\033[200~a\346\227" };
	char text[100];
	struct key_parser p = parser();

	(void)state;
	assert_false(keys_break_paste(&p, 100 * NS_PER_SECOND));
	for (size_t i = 0; i < LENGTH(bytes); i++) {
		struct buffer b = buffer_over(text, sizeof text);

		p = parser();
		feed(&p, &b, bytes[i], strlen(bytes[i]), 0, 0);
		assert_false(keys_break_paste(&p, p.newest_ns + KEYS_BREAK_NS - 1));
		b = buffer_over(text, sizeof text);
		take(&p, &b);
		assert_string_equal(text, "");
		assert_true(keys_break_paste(&p, p.newest_ns + KEYS_BREAK_NS));
		feed(&p, &b, "\003q", 2, 2, 0);
		assert_string_equal(text, "} Ctrl-C q ");
		assert_int_equal(keys_deadline(&p), 0);
	}
}

static void
plain_bytes_are_text(void **state)
{
	struct key_parser p = parser();

	(void)state;
	p.bytes_are_text = true;
	assert_keys(p, "\351\303\233A", "\303\251 \303\203 up ");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sequence_after_a_late_escape_is_its_key),
		cmocka_unit_test(letters_after_an_escape_are_letters),
		cmocka_unit_test(a_letter_soon_after_an_escape_is_not_waited_for),
		cmocka_unit_test(an_escape_waits_for_the_configured_time),
		cmocka_unit_test(sequences_from_terminfo_are_known),
		cmocka_unit_test(the_mouse_is_reported_if_enabled),
		cmocka_unit_test(the_mouse_is_ignored_if_not_enabled),
		cmocka_unit_test(pasted_bytes_are_text),
		cmocka_unit_test(a_paste_may_pause),
		cmocka_unit_test(a_paste_without_an_end_is_broken_off),
		cmocka_unit_test(plain_bytes_are_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
