/* SPDX-License-Identifier: MIT */
/* test_vt_modes.c: modes that a program sets, and answers to it. */
#include <locale.h>

#include "support/pane_text.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
press(struct vt *p, int code, unsigned modifiers)
{
	struct key_event event = { .code = code, .modifiers = modifiers };

	vt_key(p, &event);
}

static void
point(struct vt *p, int code, int row, int col)
{
	struct key_event event = { .code = code, .row = row, .col = col };

	vt_key(p, &event);
}

static void
a_title_is_cleaned_and_cut(void **state)
{
	struct vt *p = pane_with(1, 4, "\033]0;vim\u202e x.c\a");
	char title[5000];

	(void)state;
	assert_string_equal(vt_screen(p)->title, "vim? x.c");
	pane_say(p, "\033]2;other\033\\");
	assert_string_equal(vt_screen(p)->title, "other");
	memset(title, 'x', sizeof title);
	memcpy(title, "\033]2;", 4);
	title[sizeof title - 2] = '\a';
	title[sizeof title - 1] = '\0';
	pane_say(p, title);
	assert_in_range(strlen(vt_screen(p)->title), 50, VT_TITLE_MAX - 1);
	pane_say(p, "\033]2;\u65e5b8 \u00e9\a");
	assert_string_equal(vt_screen(p)->title, "\u65e5b8 \u00e9");
	vt_close(p);
}

static void
a_title_may_be_cut_anywhere_or_given_up(void **state)
{
	static const char text[] = "a\033]2;first\033\\b\033]2;lost\033[1mc\033]0;\u65e5\ad";
	struct vt *p = vt_open(1, 10);

	(void)state;
	for (size_t i = 0; i < sizeof text - 1; i++) {
		vt_write(p, &text[i], 1);
		if (text[i] == 'b')
			assert_string_equal(vt_screen(p)->title, "first");
		if (text[i] == 'c')
			assert_string_equal(vt_screen(p)->title, "first");
	}
	assert_string_equal(vt_screen(p)->title, "\u65e5");
	assert_rows(p, "abcd|");
	assert_int_equal(pane_cell_at(p, 0, 2).ink.attributes, INK_BOLD);
	pane_say(p, "\033]2;x\030e\xe6\033");
	pane_say(p, "[1;1Hz");
	assert_rows(p, "zbcde\uFFFD|");
	vt_close(p);
}

static void
the_cursor_is_hidden_and_shaped(void **state)
{
	struct vt *p = pane_with(1, 4, "\033[?25l");

	(void)state;
	assert_true(vt_screen(p)->cursor_hidden);
	pane_say(p, "\033[?25h\033[4 q");
	assert_false(vt_screen(p)->cursor_hidden);
	assert_int_equal(vt_screen(p)->cursor, VT_CURSOR_UNDERLINE);
	pane_say(p, "\033[6 q");
	assert_int_equal(vt_screen(p)->cursor, VT_CURSOR_BAR);
	pane_say(p, "\033[2 q");
	assert_int_equal(vt_screen(p)->cursor, VT_CURSOR_BLOCK);
	vt_close(p);
}

static void
a_bell_is_counted(void **state)
{
	struct vt *p = pane_with(1, 4, "\a");
	uint64_t seen = vt_generation(p);

	(void)state;
	pane_say(p, "\a");
	assert_int_equal(vt_screen(p)->bells, 2);
	assert_true(vt_generation(p) > seen);
	vt_close(p);
}

static void
the_whole_screen_is_reversed_and_back(void **state)
{
	struct vt *p = pane_with(2, 4, "a\033[7mb\033[m\033[?5h");

	(void)state;
	assert_int_equal(pane_cell_at(p, 0, 0).ink.attributes, INK_REVERSE);
	assert_int_equal(pane_cell_at(p, 0, 1).ink.attributes, 0);
	assert_int_equal(pane_cell_at(p, 1, 3).ink.attributes, INK_REVERSE);
	vt_resize(p, 3, 6);
	pane_say(p, "c\r\n\n\n");
	assert_int_equal(pane_cell_at(p, 2, 5).ink.attributes, INK_REVERSE);
	pane_say(p, "\033[?5l");
	for (int row = 0; row < 3; row++)
		assert_int_equal(pane_cell_at(p, row, 5).ink.attributes, 0);
	vt_close(p);
}

/* --- keys --- */

static void
characters_are_sent_unchanged(void **state)
{
	struct vt *p = vt_open(2, 4);

	(void)state;
	press(p, 'a', 0);
	press(p, 0xe9, 0);
	press(p, 0x65e5, KEY_ALT);
	press(p, 0x1f600, 0);
	press(p, 3, 0);
	press(p, 'x', KEY_ALT);
	assert_said(p, "a\u00e9\033\u65e5\U0001f600\003\033x");
	press(p, KEY_CODE_ENTER, 0);
	press(p, KEY_CODE_TAB, 0);
	press(p, KEY_CODE_ESCAPE, 0);
	press(p, KEY_CODE_BACKSPACE, 0);
	press(p, KEY_CODE_BACKSPACE, KEY_ALT);
	press(p, KEY_CODE_BACK_TAB, 0);
	assert_said(p, "\r\t\033\177\033\177\033[Z");
	press(p, '\n', 0);
	press(p, '\n', KEY_ALT);
	press(p, '\n', KEY_PASTED);
	pane_say(p, "\033[?2004h");
	press(p, '\n', KEY_PASTED);
	assert_said(p, "\n\033\n\r\n");
	vt_close(p);
}

static void
keys_follow_the_modes_of_the_program(void **state)
{
	struct vt *p = vt_open(2, 4);

	(void)state;
	press(p, KEY_CODE_UP, 0);
	press(p, KEY_CODE_HOME, 0);
	press(p, KEY_CODE_LEFT, KEY_CTRL);
	press(p, KEY_CODE_INSERT, 0);
	press(p, KEY_CODE_PAGE_DOWN, 0);
	press(p, KEY_CODE_DELETE, KEY_SHIFT);
	assert_said(p, "\033[A\033[H\033[1;5D\033[2~\033[6~\033[3;2~");
	press(p, KEY_CODE_F1, 0);
	press(p, KEY_CODE_F1 + 4, 0);
	press(p, KEY_CODE_F12, 0);
	assert_said(p, "\033OP\033[15~\033[24~");
	pane_say(p, "\033[?1h");
	press(p, KEY_CODE_UP, 0);
	press(p, KEY_CODE_END, 0);
	assert_said(p, "\033OA\033OF");
	vt_close(p);
}

static void
keys_outside_of_the_table_send_nothing(void **state)
{
	struct vt *p = vt_open(2, 4);

	(void)state;
	press(p, -1, 0);
	press(p, 0xd800, 0);
	press(p, KEY_CODE_DRAG + 50, 0);
	assert_said(p, "");
	vt_close(p);
}

static void
a_paste_is_bracketed_if_enabled(void **state)
{
	struct vt *p = vt_open(2, 4);

	(void)state;
	assert_false(vt_screen(p)->bracketed_paste);
	vt_paste(p, true);
	press(p, 'x', 0);
	vt_paste(p, false);
	assert_said(p, "x");
	pane_say(p, "\033[?2004h");
	assert_true(vt_screen(p)->bracketed_paste);
	press(p, KEY_CODE_PASTE_BEGIN, 0);
	press(p, 'x', 0);
	press(p, KEY_CODE_PASTE_END, 0);
	assert_said(p, "\033[200~x\033[201~");
	vt_close(p);
}

static void
the_mouse_reports_only_if_enabled(void **state)
{
	struct vt *p = vt_open(10, 20);

	(void)state;
	point(p, KEY_CODE_PRESS, 2, 3);
	point(p, KEY_CODE_WHEEL_UP, 2, 3);
	assert_said(p, "");
	pane_say(p, "\033[?1000h\033[?1006h");
	assert_int_equal(vt_screen(p)->mouse, VT_MOUSE_CLICK);
	point(p, KEY_CODE_PRESS, 2, 3);
	point(p, KEY_CODE_DRAG, 4, 5);
	point(p, KEY_CODE_RELEASE, 4, 5);
	assert_said(p, "\033[<0;4;3M\033[<0;6;5m");
	point(p, KEY_CODE_WHEEL_UP, 0, 0);
	point(p, KEY_CODE_WHEEL_DOWN, 90, 90);
	assert_said(p, "\033[<64;1;1M\033[<65;20;10M");
	pane_say(p, "\033[?1002h");
	assert_int_equal(vt_screen(p)->mouse, VT_MOUSE_DRAG);
	point(p, KEY_CODE_PRESS, 1, 1);
	point(p, KEY_CODE_DRAG, 1, 2);
	assert_said(p, "\033[<0;2;2M\033[<32;3;2M");
	vt_key(p, &(struct key_event){
			  .code = KEY_CODE_PRESS, .row = 1, .col = 1, .modifiers = KEY_BUTTON_3 });
	vt_key(p, &(struct key_event){
			  .code = KEY_CODE_DRAG, .row = 1, .col = 2, .modifiers = KEY_BUTTON_3 });
	vt_key(p,
		&(struct key_event){
			.code = KEY_CODE_RELEASE, .row = 1, .col = 2, .modifiers = KEY_BUTTON_3 });
	assert_said(p, "\033[<2;2;2M\033[<34;3;2M\033[<2;3;2m");
	vt_key(p, &(struct key_event){
			  .code = KEY_CODE_PRESS, .row = 1, .col = 1, .modifiers = KEY_BUTTON_2 });
	assert_said(p, "\033[<1;2;2M");
	vt_close(p);
}

static void
a_button_released_while_disabled_is_not_held(void **state)
{
	struct vt *p = pane_with(10, 20, "\033[?1000h\033[?1006h");

	(void)state;
	point(p, KEY_CODE_PRESS, 0, 0);
	assert_said(p, "\033[<0;1;1M");
	pane_say(p, "\033[?1000l");
	point(p, KEY_CODE_RELEASE, 0, 0);
	assert_said(p, "");
	pane_say(p, "\033[?1003h");
	assert_int_equal(vt_screen(p)->mouse, VT_MOUSE_MOVE);
	point(p, KEY_CODE_PRESS, 0, 0);
	assert_said(p, "\033[<0;1;1M");
	pane_say(p, "\033c");
	assert_int_equal(vt_screen(p)->mouse, VT_MOUSE_NONE);
	vt_close(p);
}

/* --- answers --- */

static void
questions_are_answered(void **state)
{
	struct vt *p = pane_with(5, 9, "\033[3;4H\033[6n");
	char *said;

	(void)state;
	assert_said(p, "\033[3;4R");
	assert_said(p, "");
	pane_say(p, "\033[5n");
	assert_said(p, "\033[0n");
	pane_say(p, "\033[c");
	said = pane_said(p);
	assert_memory_equal(said, "\033[?", 3);
	free(said);
	vt_close(p);
}

static void
unread_answers_do_not_pile_up(void **state)
{
	struct vt *p = vt_open(5, 9);
	char *said;

	(void)state;
	for (int i = 0; i < 100000; i++)
		pane_say(p, "\033[6n");
	press(p, 'q', 0);
	said = pane_said(p);
	assert_in_range(strlen(said), 1000, 65537);
	assert_int_equal(said[strlen(said) - 1], 'q');
	free(said);
	vt_close(p);
}

/* Nor is nothing; and a repeated character takes no mark. */
static void
a_combining_mark_is_not_repeated_forever(void **state)
{
	struct vt *p = pane_with(2, 20, "\033[5b\r\n\u0301\033[5bend");

	(void)state;
	assert_rows(p, "|end|");
	pane_say(p, "\ra\033[3b\u0301b");
	assert_rows(p, "|aaaab|");
	vt_close(p);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_title_is_cleaned_and_cut),
		cmocka_unit_test(a_title_may_be_cut_anywhere_or_given_up),
		cmocka_unit_test(the_cursor_is_hidden_and_shaped),
		cmocka_unit_test(a_bell_is_counted),
		cmocka_unit_test(the_whole_screen_is_reversed_and_back),
		cmocka_unit_test(characters_are_sent_unchanged),
		cmocka_unit_test(keys_follow_the_modes_of_the_program),
		cmocka_unit_test(keys_outside_of_the_table_send_nothing),
		cmocka_unit_test(a_paste_is_bracketed_if_enabled),
		cmocka_unit_test(the_mouse_reports_only_if_enabled),
		cmocka_unit_test(a_button_released_while_disabled_is_not_held),
		cmocka_unit_test(questions_are_answered),
		cmocka_unit_test(unread_answers_do_not_pile_up),
		cmocka_unit_test(a_combining_mark_is_not_repeated_forever),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests_name("pane_modes", tests, NULL, NULL);
}
