/* SPDX-License-Identifier: MIT */
/* test_prompt_text.c: the text of a prompt is edited as with readline. */
#include "screen/state/prompt.h"
#include "support/screen_test.h"
#include "support/suite.h"

/* Opens the prompt for a filter with this text, in which `^` stands for the cursor. */
static void
open_prompt(struct scene_fixture *f, const char *text)
{
	const char *cursor = strchr(text, '^');
	char plain[SELECT_TEXT_MAX];
	struct buffer b = buffer_over(plain, sizeof plain);

	buffer_put(&b, text, (size_t)(cursor - text));
	buffer_text(&b, cursor + 1);
	fixture_keys(f, "/ Ctrl-A Ctrl-K");
	prompt_open(&f->state.prompt, PROMPT_SEARCH, plain);
	f->state.prompt.cursor = (size_t)(cursor - text);
}

static void
assert_prompt(const struct scene_fixture *f, const char *wanted, const char *what)
{
	const struct prompt_state *p = &f->state.prompt;
	char text[2 * SELECT_TEXT_MAX];
	struct buffer b = buffer_over(text, sizeof text);

	buffer_put(&b, p->typed, p->cursor);
	buffer_char(&b, '^');
	buffer_text(&b, p->typed + p->cursor);
	if (strcmp(text, wanted) != 0)
		fail_msg("%s: %s, not %s", what, text, wanted);
}

static void
keys_edit_as_in_readline(void **state)
{
	static const struct {
		const char *before, *keys, *after;
	} cases[] = {
		{ "ab^c", "Left", "a^bc" },
		{ "ab^c", "Ctrl-B Ctrl-B Ctrl-B", "^abc" },
		{ "ab^c", "Right Right", "abc^" },
		{ "a^bc", "Ctrl-F", "ab^c" },
		{ "ab^c", "Home", "^abc" },
		{ "ab^c", "Ctrl-A x", "x^abc" },
		{ "a^bc", "End", "abc^" },
		{ "a^bc", "Ctrl-E x", "abcx^" },
		{ "ab^c", "Backspace", "a^c" },
		{ "^abc", "Backspace", "^abc" },
		{ "ab^c", "Ctrl-H", "a^c" },
		{ "ab^c", "Delete", "ab^" },
		{ "abc^", "Delete", "abc^" },
		{ "^abc", "Ctrl-D", "^bc" },
		{ "ab^c", "Ctrl-U", "^c" },
		{ "a^bc", "Ctrl-K", "a^" },
		{ "a b-c ^d", "Ctrl-W", "a ^d" },
		{ "a b-c^d", "Ctrl-W Ctrl-W Ctrl-W", "^d" },
		{ "ab^c", "Ctrl-U End Ctrl-Y", "cab^" },
		{ "a^bc", "Ctrl-K Ctrl-Y Ctrl-Y", "abcbc^" },
		{ "a b^", "Ctrl-W Backspace Ctrl-Y", "ab^" },
		{ "^abc", "Ctrl-U Ctrl-W End Ctrl-K", "abc^" },
		{ "ab^c", "PageUp PageDown F2 Ctrl-G Tab", "ab^c" },
		/* A character is erased and moved over as a whole, with its marks. */
		{ "a日^b", "Left", "a^日b" },
		{ "a^日b", "Delete", "a^b" },
		{ "ae\u0301\u0308^b", "Left", "a^e\u0301\u0308b" },
		{ "a^e\u0301\u0308b", "Right", "ae\u0301\u0308^b" },
		{ "ae\u0301^b", "Backspace", "a^b" },
		{ "a^e\u0301b", "Delete", "a^b" },
		{ "\u0301^b", "Left Right Right", "\u0301b^" },
		{ "\u0301^b", "Backspace", "^b" },
		{ "🚀^", "Left x Right", "x🚀^" },
	};
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		open_prompt(f, cases[i].before);
		fixture_keys(f, cases[i].keys);
		assert_prompt(f, cases[i].after, cases[i].keys);
		assert_int_equal(f->state.prompt.kind, PROMPT_SEARCH);
	}
}

static void
alt_and_ctrl_move_by_words(void **state)
{
	static const struct {
		const char *before;
		int code;
		unsigned modifiers;
		const char *after;
	} cases[] = {
		{ "one-two  ^", 'b', KEY_ALT, "one-^two  " },
		{ "one-^two  ", 'b', KEY_ALT, "^one-two  " },
		{ "^one-two", 'f', KEY_ALT, "one^-two" },
		{ "one^-日本 x", 'f', KEY_ALT, "one-日本^ x" },
		{ "one-日本^ x", KEY_CODE_LEFT, KEY_CTRL, "one-^日本 x" },
		{ "one^ two", KEY_CODE_RIGHT, KEY_CTRL, "one two^" },
		{ "one^ two", KEY_CODE_RIGHT, KEY_ALT, "one two^" },
		{ "one two^", KEY_CODE_LEFT, KEY_ALT, "one ^two" },
		{ "one-two^ x", KEY_CODE_BACKSPACE, KEY_ALT, "one-^ x" },
		{ "one^ two x", 'd', KEY_ALT, "one^ x" },
		{ "ab^c", KEY_CODE_LEFT, KEY_SHIFT, "a^bc" },
		{ "ab^c", 'x', KEY_ALT, "ab^c" },
		{ "ab^c", 'x', KEY_CTRL, "ab^c" },
		{ "ab^c", KEY_CODE_PRESS, KEY_BUTTON_2, "ab^c" },
		{ "ab^c", KEY_CODE_DRAG, 0, "ab^c" },
	};
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		open_prompt(f, cases[i].before);
		fixture_event(f, &(struct key_event){
					 .code = cases[i].code, .modifiers = cases[i].modifiers });
		assert_prompt(f, cases[i].after, cases[i].before);
	}
}

/* A key with Alt is no answer. */
static void
questions_take_no_keys_with_modifiers(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "k Enter");
	assert_int_equal(f->state.prompt.kind, PROMPT_CONFIRM);
	assert_commands(fixture_event(f, &(struct key_event){ .code = 'y', .modifiers = KEY_ALT }),
		COMMAND_NONE, REFRESH_NONE);
	assert_int_equal(f->state.prompt.kind, PROMPT_CONFIRM);
}

static void
text_is_typed_yanked_and_pasted_at_the_cursor_as_far_as_there_is_room(void **state)
{
	static const int pasted[] = { 'x', KEY_CODE_ENTER, 0x65e5, 7, KEY_CODE_TAB };
	struct scene_fixture *f = *state;

	open_prompt(f, "ab^cd");
	for (size_t i = 0; i < LENGTH(pasted); i++)
		fixture_event(f, &(struct key_event){ .code = pasted[i], .modifiers = KEY_PASTED });
	assert_prompt(f, "abx 日 ^cd", "a paste");
	fixture_press(f, KEY_CODE_PASTE_END);
	assert_prompt(f, "abx 日^cd", "the end of a paste");
	open_prompt(f, "^b");
	for (int i = 0; i < 200; i++)
		fixture_press(f, 'a');
	assert_int_equal(strlen(f->state.prompt.typed), SELECT_TEXT_MAX - 1);
	assert_int_equal(f->state.prompt.cursor, SELECT_TEXT_MAX - 2);
	fixture_keys(f, "Ctrl-U Ctrl-Y Ctrl-Y");
	assert_int_equal(strlen(f->state.prompt.typed), SELECT_TEXT_MAX - 1);
}

static void
a_command_may_be_long_but_what_it_leaves_fits_no_other_prompt(void **state)
{
	struct scene_fixture *f = *state;
	struct command command;

	fixture_keys(f, "!");
	for (int i = 0; i < 2 * PROMPT_TEXT_MAX; i++)
		fixture_press(f, i % 2 ? 'a' : ' ');
	assert_int_equal(strlen(f->state.prompt.typed), PROMPT_TEXT_MAX - 1);
	for (int cols = 1; cols < 60; cols++) {
		fixture_resize(f, 5, cols);
		fixture_draw(f);
		check_cells(&f->grid, "a long command");
	}
	command = fixture_press(f, KEY_CODE_ENTER);
	assert_int_equal(command.kind, COMMAND_LAUNCH);
	assert_int_equal(strlen(command.text), PROMPT_TEXT_MAX - 1);
	fixture_keys(f, "! Up");
	assert_int_equal(strlen(f->state.prompt.typed), PROMPT_TEXT_MAX - 1);
	fixture_keys(f, "Ctrl-U Esc / x Ctrl-Y");
	assert_prompt(f, "x^", "too long to yank");
}

static const char *
footer(struct scene_fixture *f, char *text, size_t size)
{
	struct buffer b = buffer_over(text, size);
	int row = f->grid.rows - 1;

	fixture_draw(f);
	for (int col = 0; col < f->grid.cols; col++) {
		const struct cell *cell = grid_at(&f->grid, row, col);

		if (cell->role == ROLE_SELECTED &&
			(col == 0 || grid_at(&f->grid, row, col - 1)->role != ROLE_SELECTED))
			buffer_char(&b, '^');
		buffer_put(&b, cell->bytes, cell->length);
	}
	while (b.length > 0 && b.bytes[b.length - 1] == ' ')
		b.bytes[--b.length] = '\0';
	return text;
}

static void
assert_told_full(struct scene_fixture *f, const char *said)
{
	char text[400];

	assert_string_equal(f->state.message, said);
	assert_true(f->state.alert);
	assert_non_null(strstr(footer(f, text, sizeof text), said));
}

/* What is cut must not look as if it were all in force. */
static void
what_has_no_room_is_told(void **state)
{
	static const struct {
		const char *open, *said;
		size_t max;
	} cases[] = { { "/ Ctrl-U", "at most 127 bytes", 127 },
		{ "\\ Ctrl-U", "at most 127 bytes", 127 },
		{ "! Ctrl-U", "at most 1023 bytes", 1023 } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		fixture_keys(f, cases[i].open);
		for (size_t k = 0; k < cases[i].max; k++)
			fixture_press(f, '.');
		assert_null(strstr(f->state.message, "bytes"));
		fixture_press(f, '.');
		assert_told_full(f, cases[i].said);
		fixture_keys(f, "Backspace");
		assert_null(strstr(f->state.message, "bytes"));
		fixture_keys(f, "Ctrl-U");
		for (size_t k = 0; k < cases[i].max + 3; k++)
			fixture_event(
				f, &(struct key_event){ .code = '.', .modifiers = KEY_PASTED });
		fixture_press(f, KEY_CODE_PASTE_END);
		assert_int_equal(strlen(f->state.prompt.typed), cases[i].max);
		assert_told_full(f, cases[i].said);
		fixture_keys(f, "Ctrl-W");
		assert_null(strstr(f->state.message, "bytes"));
		fixture_keys(f, "x Ctrl-Y");
		assert_told_full(f, cases[i].said);
		fixture_keys(f, "Esc");
		assert_string_equal(f->state.message, "");
	}
}

/* --- history --- */

static void
up_and_down_recall_what_the_same_prompt_accepted(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "/ o n e Enter / t w o Enter / Enter \\ o t h e r Enter Esc / n e w Up");
	assert_prompt(f, "two^", "Up");
	fixture_keys(f, "Up");
	assert_prompt(f, "one^", "Up Up");
	fixture_keys(f, "Up");
	assert_prompt(f, "one^", "the oldest");
	fixture_keys(f, "Down Ctrl-N");
	assert_prompt(f, "new^", "what was being typed");
	fixture_keys(f, "Down");
	assert_prompt(f, "new^", "the newest");
	fixture_keys(f, "Ctrl-P x Enter / Up");
	assert_prompt(f, "twox^", "one that was edited");
	fixture_keys(f, "Up Up Up Esc / Up Up Up");
	assert_prompt(f, "one^", "none was changed, and Esc accepts none");
	fixture_keys(f, "Enter / Up Up");
	assert_prompt(f, "twox^", "an equal one moves");
	fixture_keys(f, "Esc ! Up");
	assert_prompt(f, "^", "another prompt");
}

static void
edits_of_recalled_texts_stay_until_the_prompt_closes(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "/ o n e Enter / t w o Enter / n e w Up x Up y Up");
	assert_prompt(f, "oney^", "the oldest");
	fixture_keys(f, "Down");
	assert_prompt(f, "twox^", "an edited one");
	fixture_keys(f, "z Down s Up");
	assert_prompt(f, "twoxz^", "one that was edited again");
	fixture_keys(f, "Down");
	assert_prompt(f, "news^", "what was being typed");
	fixture_keys(f, "Up Ctrl-U Up Down");
	assert_prompt(f, "^", "one that was erased");
	fixture_keys(f, "Up Enter / Up");
	assert_prompt(f, "oney^", "the accepted one");
	fixture_keys(f, "Up");
	assert_prompt(f, "two^", "the history is as it was accepted");
	fixture_keys(f, "q Up Esc / Up Up");
	assert_prompt(f, "two^", "Esc drops edits");
	fixture_keys(f, "q Up Esc \\ Up");
	assert_prompt(f, "^", "another prompt");
}

static void
a_recalled_filter_is_in_force_at_once(void **state)
{
	struct scene_fixture *f = *state;
	size_t all = f->rows.count;

	fixture_keys(f, "\\ b a s h Enter Esc");
	assert_int_equal(f->rows.count, all);
	fixture_keys(f, "\\ Up");
	assert_int_equal(f->rows.count, 1);
	fixture_keys(f, "Down");
	assert_int_equal(f->rows.count, all);
}

static void
the_history_is_bounded(void **state)
{
	struct scene_fixture *f = *state;

	for (int i = 0; i < PROMPT_HISTORY_MAX + 3; i++) {
		char number[12];
		struct buffer b = buffer_over(number, sizeof number);

		buffer_print(&b, "x%d", i);
		fixture_keys(f, "/");
		fixture_type(f, number);
		fixture_keys(f, "Enter");
	}
	fixture_keys(f, "/");
	for (int i = 0; i < 2 * PROMPT_HISTORY_MAX; i++)
		fixture_keys(f, "Up");
	assert_prompt(f, "x3^", "the oldest");
}

/* --- drawing --- */

static void
a_long_text_scrolls_with_the_cursor(void **state)
{
	struct scene_fixture *f = *state;
	char text[300];

	fixture_resize(f, 5, 20);
	open_prompt(f, "01234567890abcdefghij漢字 end^");
	assert_string_equal(footer(f, text, sizeof text), "Search: …ij漢字 end^");
	fixture_keys(f, "Left Left Left Left");
	assert_string_equal(footer(f, text, sizeof text), "Search: …ghij漢字^ e…");
	fixture_keys(f, "Left");
	assert_string_equal(footer(f, text, sizeof text), "Search: …efghij漢^字…");
	fixture_keys(f, "Home");
	assert_string_equal(footer(f, text, sizeof text), "Search: ^01234567890…");
	fixture_keys(f, "Right Right Right Right Right Right Right Right");
	assert_string_equal(footer(f, text, sizeof text), "Search: 01234567^890…");
	fixture_keys(f, "Right");
	assert_string_equal(footer(f, text, sizeof text), "Search: …12345678^90…");
}

static void
what_is_wrong_stands_beside_the_text_at_any_width(void **state)
{
	struct scene_fixture *f = *state;
	char text[300];

	fixture_resize(f, 5, 40);
	fixture_keys(f, "\\");
	fixture_type(f, "pid:x");
	assert_string_equal(footer(f, text, sizeof text), "Filter: pid:x^  invalid process id 'x'");
	fixture_keys(f, "Home");
	assert_string_equal(footer(f, text, sizeof text), "Filter: ^pid:x  invalid process id 'x'");
	fixture_keys(f, "End");
	fixture_type(f, "yzyzyzyzyzyzyzyzyzyzyzyz");
	assert_string_equal(
		footer(f, text, sizeof text), "Filter: …yzyzyzyzyzyzyz^  invalid process");
	fixture_resize(f, 5, 20);
	assert_string_equal(footer(f, text, sizeof text), "Filter: …yzyz^  inval");
	for (int cols = 1; cols < 20; cols++) {
		fixture_resize(f, 5, cols);
		fixture_draw(f);
		check_cells(&f->grid, "a prompt");
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(keys_edit_as_in_readline),
		WORLD_TEST(alt_and_ctrl_move_by_words),
		WORLD_TEST(questions_take_no_keys_with_modifiers),
		WORLD_TEST(text_is_typed_yanked_and_pasted_at_the_cursor_as_far_as_there_is_room),
		WORLD_TEST(a_command_may_be_long_but_what_it_leaves_fits_no_other_prompt),
		WORLD_TEST(what_has_no_room_is_told),
		WORLD_TEST(up_and_down_recall_what_the_same_prompt_accepted),
		WORLD_TEST(edits_of_recalled_texts_stay_until_the_prompt_closes),
		WORLD_TEST(a_recalled_filter_is_in_force_at_once),
		WORLD_TEST(the_history_is_bounded),
		WORLD_TEST(a_long_text_scrolls_with_the_cursor),
		WORLD_TEST(what_is_wrong_stands_beside_the_text_at_any_width),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
