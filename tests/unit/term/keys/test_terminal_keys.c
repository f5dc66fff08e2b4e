/* SPDX-License-Identifier: MIT */
/* test_terminal_keys.c: sequences of terminals are the pressed keys, however they are split, or
 * nothing. */
#include "support/key_feed.h"
#include "support/suite.h"

/* --- keys --- */

static void
keys_of_common_terminals(void **state)
{
	static const struct {
		const char *bytes, *keys;
	} cases[] = {
		{ "q", "q " },
		{ "\r", "enter " },
		{ "\n", "Ctrl-J " },
		{ "\t", "tab " },
		{ "\177", "back " },
		{ "\b", "Ctrl-H " },
		{ "\003", "Ctrl-C " },
		{ "\303\251\346\227\245\360\237\230\200",
			"\303\251 \346\227\245 \360\237\230\200 " },
		{ "\033", "esc " },
		{ "\033h", "alt-h " },
		{ "\033\033", "esc esc " },
		{ "\033\r", "alt-enter " },
		{ "\033\303\251", "alt-\303\251 " },
		/* Alt, of terminals that send it as Esc: no plain letter after it */
		{ "\033b\033f\033d\033\177", "alt-b alt-f alt-d alt-back " },
		{ "\033qq\0333y", "alt-q q alt-3 y " },
		{ "\033\033q", "esc alt-q " },
		{ "\033\346\227\245x", "alt-\346\227\245 x " },
		{ "\033\346x", "x " },
		{ "\033\b\033\t\033 ", "alt-Ctrl-H alt-tab alt-space " },
		/* xterm, VT100, both modes */
		{ "\033[A\033[B\033[C\033[D", "up down right left " },
		{ "\033OA\033OB\033OC\033OD", "up down right left " },
		{ "\033[H\033[F\033OH\033OF", "home end home end " },
		{ "\033\033[A", "esc up " },
		/* VT220, PuTTY, screen, tmux, the Linux console; rxvt */
		{ "\033[1~\033[4~\033[7~\033[8~", "home end home end " },
		{ "\033[2~\033[3~\033[5~\033[6~", "ins del pgup pgdn " },
		{ "\033[Z", "backtab " },
		{ "\033[1;2A\033[1;3B\033[1;5C\033[1;6D",
			"shift-up alt-down ctrl-right shift-ctrl-left " },
		{ "\033[1;7F\033[3;5~\033[1;2Z", "alt-ctrl-end ctrl-del shift-backtab " },
		{ "\033[a\033Oa\033[d\033Od", "shift-up ctrl-up shift-left ctrl-left " },
		{ "\033[7$\033[8^\033[3@", "shift-home ctrl-end shift-ctrl-del " },
		/* F1 to F12 */
		{ "\033OP\033OQ\033OR\033OS", "F1 F2 F3 F4 " },
		{ "\033[11~\033[12~\033[13~\033[14~", "F1 F2 F3 F4 " },
		{ "\033[[A\033[[B\033[[C\033[[D\033[[E", "F1 F2 F3 F4 F5 " },
		{ "\033[P\033[Q\033[R\033[S", "F1 F2 F3 F4 " },
		{ "\033[15~\033[17~\033[18~\033[19~\033[20~", "F5 F6 F7 F8 F9 " },
		{ "\033[21~\033[23~\033[24~", "F10 F11 F12 " },
		{ "\033[25~\033[28~\033[34~", "shift-F1 shift-F3 shift-F8 " },
		{ "\033[1;2P\033[1;2R\033[15;5~\033O5P", "shift-F1 shift-F3 ctrl-F5 ctrl-F1 " },
		{ "\033[23$\033[11^", "shift-F11 ctrl-F1 " },
		/* the keypad in application mode */
		{ "\033Op\033Oq\033Or\033Os\033Ot", "0 1 2 3 4 " },
		{ "\033Ou\033Ov\033Ow\033Ox\033Oy", "5 6 7 8 9 " },
		{ "\033Oj\033Ok\033Ol\033Om\033On\033Oo", "* + , - . / " },
		{ "\033OM\033OX\033OI\033O ", "enter = tab space " },
		/* kitty; xterm's modifyOtherKeys */
		{ "\033[113u\033[27u\033[13u\033[127u", "q esc enter back " },
		{ "\033[108;5u\033[97;2u\033[97;3u\033[97;1:3u", "Ctrl-L A alt-a " },
		{ "\033[57419u\033[57400u\033[57441u\033[97;9u\033[113;129u", "up 1 q " },
		{ "\033[57409u\033[57410u\033[57413u\033[57414u\033[57415u\033[57416u",
			". / + enter = , " },
		{ "\033[57376u\033[57387u\033[57388u", "shift-F1 shift-F12 " },
		{ "\033[9;2u\033[27;2;9~\033[9;6u", "backtab backtab ctrl-backtab " },
		{ "\033[47;5u\033[50;5u\033[51;5u\033[56;5u\033[126;5u\033[50;7u",
			"Ctrl-_ nul esc back Ctrl-^ alt-nul " },
		{ "\033[27;5;9~\033[27;6;108~\033[27;2;81~", "ctrl-tab Ctrl-L Q " },
		{ "\033[1;1:1A\033[1;1:2A\033[1;1:3A\033[1;65A", "up up up " },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		check_keys(parser(), cases[i].bytes, strlen(cases[i].bytes), cases[i].keys, (int)i);
}

/* F13 and beyond, other letters, other intermediates: keys without a name. */
static void
unknown_sequences_are_swallowed_whole(void **state)
{
	static const char *const cases[] = {
		/* answers: DA 1 to 3, DSR, CPR, modes, sizes, colours, names, settings,
		   capabilities */
		"\033[?62;1;2;6;22c",
		"\033[?1;2c",
		"\033[>41;354;0c",
		"\033[>0;276;0c",
		"\033[=1;2c",
		"\033P!|00000000\033\\",
		"\033[0n",
		"\033[?13n",
		"\033[24;80R",
		"\033[1;80R",
		"\033[?24;80;1R",
		"\033[?2026;2$y",
		"\033[4;2$y",
		"\033[8;24;80t",
		"\033[4;600;800t",
		"\033]11;rgb:1e1e/1e1e/2e2e\033\\",
		"\033]11;rgb:1e1e/1e1e/2e2e\a",
		"\033]10;rgb:ffff/ffff/ffff\a",
		"\033]4;1;rgb:cdcd/0000/0000\033\\",
		"\033]52;c;cXVpdAo=\033\\",
		"\033]l a title of \303\251\346\234\233 \033\\",
		"\033P>|XTerm(370)\033\\",
		"\033P1$r0;1m\033\\",
		"\033P1+r436f=323536\033\\",
		"\033P0+r\033\\",
		"\033_Gi=31;OK\033\\",
		"\033^quit\033\\",
		"\033Xquit\033\\",
		"\033X quit\033\\",
		"\033_ q\a",
		"\033P q\033\\",
		"\033[?0u",
		"\033[?7u",
		"\033[>4;1m",
		"\033[I",
		"\033[O",
		"\033[?997;1n",
		"\033[48;24;80;480;640t",
		/* keys without a name */
		"\033[E",
		"\033OE",
		"\033[1;5E",
		"\033[29;9~",
		"\033[99~",
		"\033[3;5;7~",
		"\033[57358u",
		"\033[1;9A",
		"\033[2A",
		"\033[q",
		"\033[1;2;3q",
		"\033[ q",
		"\033[1 q",
		"\033[!p",
		"\033Oz",
		"\033O1;2;3P",
		"\033[[q",
		"\033[9999999999999999999999999999999999999999999999999999999999999q",
		"\033[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1A",
		"\033[1;99999999999999999999A",
		"\033[0u",
		"\033[1114112u",
		"\033[55296u",
		/* cut off */
		"\033[12;3\030",
		"\033]11;rgb\032",
		"\033[?62;1",
		"\033]11;rgb:1e",
		"\033P>|XTerm",
		/* 8-bit controls, by themselves and in UTF-8 */
		"\233?62c",
		"\23524;80R\234",
		"\2201$r0m\234",
		"\302\233?62c",
		"\302\23511;rgb:0\302\234\a",
		/* not text */
		"\200\300\301\365\377",
		"\355\240\200",
		"\300\200",
		"\360\200\200\200",
		"\303",
		"\346\227",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		check_keys(parser(), cases[i], strlen(cases[i]), "", (int)i);
	}
	assert_keys(parser(), "a\233Ab\217Pc\302\233Bd", "a up b F1 c down d ");
	assert_keys(parser(), "\033]11;rgb:0\rq", "enter q ");
	assert_keys(parser(), "\033]11;rgb:0\033[Aq", "up q ");
	assert_keys(parser(), "\033[12\033[Bq", "down q ");
	assert_keys(parser(), "\033[12\rq", "enter q ");
}

/* If a letter with Alt looks like the start of an answer, what follows decides. */
static void
keys_that_begin_like_a_string(void **state)
{
	(void)state;
	assert_keys(parser(), "\033]", "alt-] ");
	assert_keys(parser(), "\033]q", "alt-] q ");
	assert_keys(parser(), "\033P\r", "alt-P enter ");
	assert_keys(parser(), "\033X", "alt-X ");
	assert_keys(parser(), "\033[", "alt-[ ");
	assert_keys(parser(), "\033O", "alt-O ");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_common_terminals),
		cmocka_unit_test(unknown_sequences_are_swallowed_whole),
		cmocka_unit_test(keys_that_begin_like_a_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
