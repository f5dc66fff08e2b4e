/* SPDX-License-Identifier: MIT */
/* test_monitor_input.c: input from the terminal that is not a key has no effect; pasted text is
 * text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

#define PASTE(text) "\033[200~" text "\033[201~"

static void
wait_ms(struct terminal *t, int ms)
{
	int64_t until = now_ms() + ms;

	while (now_ms() < until)
		terminal_settle(t, ms, (int)(until - now_ms()) + 1);
}

/* Checks that the table is shown with nothing open: a key acts as itself. */
static void
assert_table(struct terminal *t)
{
	press(t, "t", "TREE");
	assert_text(t, "q quit"); /* drawn after it */
	assert_text(t, "COMMAND");
	terminal_keys(t, "t");
	assert_true(terminal_wait_gone(t, "TREE", PATIENCE_MS));
}

/* --- input that is not a key --- */

static void
test_late_answers_are_no_keys(void **state)
{
	static const char *const answers[] = { "\033[?62;1;6;22c", "\033[>41;354;0c",
		"\033]11;rgb:1e1e/1e1e/2e2e\033\\", "\033]10;rgb:ffff/ffff/ffff\a",
		"\033P>|XTerm(370)\033\\", "\033_Gi=31;OK\033\\", "\033[24;80R", "\033[I\033[O",
		"\033[?2026;2$y", "\033[8;24;80t", "\033[?1u", "\033[E", "\033[99;5~" };
	struct terminal *t = open_family(state, "");

	for (size_t i = 0; i < LENGTH(answers); i++) {
		terminal_keys(t, answers[i]);
		assert_table(t);
		/* Over a slow line. */
		for (const char *at = answers[i]; *at != '\0'; at++) {
			terminal_bytes(t, at, 1);
			if (at - answers[i] == 2)
				wait_ms(t, 20);
		}
		assert_table(t);
	}
	monitor_quit(t);
}

static void
test_the_mouse_unasked_is_nothing(void **state)
{
	static const char *const presses[] = { "\033[<0;5;2M\033[<0;5;2m", "\033[M qq\033[M#qq",
		"\033[32;5;2M" };
	struct terminal *t = open_family(state, "--no-mouse");

	for (size_t i = 0; i < LENGTH(presses); i++) {
		terminal_keys(t, presses[i]);
		assert_table(t);
	}
	monitor_quit(t);
}

/* --- keys of other terminals --- */

static void
test_home_end_and_function_keys_of_other_terminals(void **state)
{
	static const char *const homes[][2] = { { "\033[1~", "\033[4~" }, { "\033[7~", "\033[8~" },
		{ "\033OH", "\033OF" }, { "\033[H", "\033[F" } };
	static const char *const helps[] = { "\033OP", "\033[11~", "\033[[A", "\033[P" };
	struct terminal *t = open_family(state, "");

	press(t, "N", "PID\342\226");
	for (size_t i = 0; i < LENGTH(homes); i++) {
		terminal_keys(t, homes[i][1]);
		assert_selects(t, "sh -c read gamma");
		terminal_keys(t, homes[i][0]);
		assert_selects(t, "peaktop");
		assert_table(t);
	}
	for (size_t i = 0; i < LENGTH(helps); i++) {
		press(t, helps[i], "this help");
		press_escape(t, "this help");
	}
	press(t, "\033[17~", "Sort by");
	press_escape(t, "Sort by");
	monitor_quit(t);
}

static void
test_the_keypad_in_both_modes(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, "\033Oq\033Ow", "PID: 17"); /* 1 and 7; as letters q and w would act */
	press(t, "\033OM", "q quit");
	press(t, "\033Oo", "Search:"); /* / */
	terminal_keys(t, "\033OM");
	press(t, "3", "PID: 3");
	press(t, "\033OM", "q quit");
	monitor_quit(t);
}

/* --- a slow line --- */

static void
test_a_key_that_a_slow_line_split(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){ .options = "-d 50ms", .env = { "ESCDELAY=5000" } });

	terminal_keys(t, "\033");
	wait_ms(t, 400);
	press(t, "[17~", "Sort by");
	for (const char *at = "\033[20~"; *at != '\0'; at++) {
		terminal_bytes(t, at, 1);
		wait_ms(t, 100);
	}
	/* F9 has no effect in a menu; an Esc would have closed it. */
	assert_true(terminal_find_row(t, "Sort by") >= 0);
	terminal_keys(t, "\r");
	assert_true(terminal_wait_gone(t, "Sort by", PATIENCE_MS));
	monitor_quit(t);
}

/* The Esc was handled by then; the rest is still an arrow, not letters. */
static void
test_a_sequence_behind_a_late_escape(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, "\033[17~", "Sort by");
	terminal_keys(t, "\033");
	assert_true(terminal_wait_gone(t, "Sort by", PATIENCE_MS));
	terminal_keys(t, "[20~"); /* F9 */
	assert_text(t, "Send signal");
	press_escape(t, "Send signal");
	monitor_quit(t);
}

static void
test_escdelay_is_honoured(void **state)
{
	static const char *const delays[] = { "ESCDELAY=0", "ESCDELAY=2000" };

	for (size_t i = 0; i < 2; i++) {
		struct terminal *t = monitor_open(state,
			&(struct monitor_setup){ .options = "-d 50ms", .env = { delays[i] } });
		int64_t began;

		press(t, "h", "this help");
		began = now_ms();
		terminal_keys(t, "\033");
		assert_true(terminal_wait_gone(t, "this help", PATIENCE_MS));
		assert_true(i == 0 || now_ms() - began >= 1900);
		monitor_quit(t);
	}
}

/* --- pastes --- */

static void
test_what_is_pasted_into_the_table_is_no_command(void **state)
{
	struct terminal *t = open_family(state, "");

	assert_sent(t, "\033[?2004h");
	press(t, PASTE("kill 1\rq\033[20~y\r\003\034\032"), "pasted");
	assert_table(t);
	monitor_quit(t);
	assert_sent(t, "\033[?2004l");
}

static void
test_what_is_pasted_into_a_prompt_is_its_text(void **state)
{
	struct terminal *t = open_family(state, "");

	terminal_keys(t, "\033OS"); /* F4 */
	assert_text(t, "Filter:");
	terminal_keys(t, "\025");
	press(t, PASTE("read\tga\033[A\001mma\r\n"), "Filter: read ga[Amma");
	press(t, "\025", "Filter:");
	press(t, PASTE("gam") "m" PASTE("a\r"), "Filter: gamma");
	assert_true(terminal_wait_gone(t, "read alpha", PATIENCE_MS));
	press(t, "\r", "q quit");
	assert_text(t, "read gamma");
	press(t, "1" PASTE("2x3q\r"), "PID: 123");
	press(t, "\r", "q quit");
	monitor_quit(t);
}

static void
test_what_is_pasted_answers_no_question(void **state)
{
	struct terminal *t = open_family(state, "");

	terminal_keys(t, "k");
	assert_text(t, "Send signal");
	terminal_keys(t, PASTE("\r\ry"));
	terminal_keys(t, "\r");
	assert_text(t, "y/n");
	terminal_keys(t, PASTE("y\ry"));
	press(t, "n", "nothing sent");
	monitor_quit(t);
}

/* Keys are text of the paste; only a Ctrl-C that comes alone and later acts. */
static void
test_a_paste_without_an_end_can_be_left(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, "\033[200~abc", "Ctrl-C ends a paste");
	terminal_keys(t, "q");
	wait_ms(t, 1500);
	terminal_keys(t, "\003");
	assert_exit(t, 0);
}

/* There Ctrl-C closes the prompt, as ever. */
static void
test_a_paste_without_an_end_can_be_left_in_a_prompt(void **state)
{
	struct terminal *t = open_family(state, "");

	press(t, "\\", "Filter:");
	press(t, "\033[200~gam", "Ctrl-C ends a paste");
	wait_ms(t, 1500);
	press(t, "\003", "q quit");
	assert_table(t);
	monitor_quit(t);
}

/* Including the key that leaves the pane. */
static void
test_what_is_pasted_into_a_pane_is_the_jobs(void **state)
{
	struct terminal *t = monitor_start(state,
		&(struct monitor_setup){ .options = "-d 50ms -- sh -c 'echo is$((1+1))up; read x; "
						    "echo \"<$x>\" | cat -v; read y'" });

	assert_text(t, "is2up");
	assert_text(t, "Ctrl-] back");
	press(t, PASTE("qk\035z"), "qk^]z");
	press(t, "\r", "<qk^]z>");
	terminal_keys(t, "\003");
	assert_text(t, "SIGINT");
	terminal_keys(t, "\035q");
	assert_exit(t, 128 + SIGINT);
}

/* Ctrl-Space sets the mark in an editor, Ctrl-J is not Enter there. */
static void
test_control_keys_that_are_no_letters_are_the_jobs(void **state)
{
	static const char keys[] = "\0\n\r\034\036\037\033\0\001\b\177\t\033\n.";
	struct terminal *t = monitor_start(state,
		&(struct monitor_setup){
			.options = "-d 50ms -- sh -c 'stty raw -echo; echo $((40+2))nd; "
				   "dd bs=1 count=14 2>/dev/null | od -An -tx1 -w20; read y'" });

	assert_text(t, "42nd");
	assert_text(t, "Ctrl-] back");
	terminal_bytes(t, keys, sizeof keys - 1);
	assert_text(t, "00 0a 0d 1c 1e 1f 1b 00 01 08 7f 09 1b 0a");
	terminal_keys(t, "\035q");
	press(t, "e", "killed by");
	terminal_keys(t, "q");
	assert_true(terminal_wait_exit(t, PATIENCE_MS, NULL));
}

/* --- the title --- */

#define PUSHED "\033[22;0;0t"
#define POPPED "\033[23;0;0t"

static void
test_the_title_is_put_back_once(void **state)
{
	static const int signals[] = { 0, SIGTERM, SIGHUP, SIGSEGV };

	for (size_t i = 0; i < LENGTH(signals); i++) {
		struct terminal *t = monitor_open(state,
			&(struct monitor_setup){ .before = "ulimit -c 0;", .options = "-d 50ms" });

		if (signals[i] == 0)
			terminal_keys(t, "q");
		else
			assert_int_equal(kill(terminal_pid(t), signals[i]), 0);
		assert_true(terminal_wait_exit(t, PATIENCE_MS, NULL));
		assert_int_equal(terminal_count(t, PUSHED), 1);
		assert_int_equal(terminal_count(t, POPPED), 1);
	}
}

static bool
is_restored(struct terminal *t, void *data)
{
	(void)data;
	return terminal_modes_restored(t) && !terminal_in_alternate_screen(t);
}

static void
test_the_title_is_put_back_at_every_stop(void **state)
{
	const char *const argv[] = { "sh", "-i", NULL };
	char path[512];
	const char *const env[] = { path, "PS1=prompt> ", "ENV", NULL };
	struct terminal *t;

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	t = start(state, &(struct terminal_setup){ .argv = argv, .env = env, .cols = 100 });
	assert_text(t, "prompt>");
	press(t, "$PEAKTOP -d 50ms\r", "q quit");
	for (size_t i = 1; i <= 2; i++) {
		press(t, "\032", "Stopped");
		assert_int_equal(terminal_count(t, PUSHED), i);
		assert_int_equal(terminal_count(t, POPPED), i);
		press(t, "clear; fg\r", "q quit");
	}
	terminal_keys(t, "q");
	assert_true(terminal_wait_until(t, is_restored, NULL, PATIENCE_MS));
	press(t, "echo en''d\r", "end");
	assert_int_equal(terminal_count(t, PUSHED), 3);
	assert_int_equal(terminal_count(t, POPPED), 3);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_late_answers_are_no_keys),
		TERMINAL_TEST(test_the_mouse_unasked_is_nothing),
		TERMINAL_TEST(test_home_end_and_function_keys_of_other_terminals),
		TERMINAL_TEST(test_the_keypad_in_both_modes),
		TERMINAL_TEST(test_a_key_that_a_slow_line_split),
		TERMINAL_TEST(test_a_sequence_behind_a_late_escape),
		TERMINAL_TEST(test_escdelay_is_honoured),
		TERMINAL_TEST(test_what_is_pasted_into_the_table_is_no_command),
		TERMINAL_TEST(test_what_is_pasted_into_a_prompt_is_its_text),
		TERMINAL_TEST(test_what_is_pasted_answers_no_question),
		TERMINAL_TEST(test_a_paste_without_an_end_can_be_left),
		TERMINAL_TEST(test_a_paste_without_an_end_can_be_left_in_a_prompt),
		TERMINAL_TEST(test_what_is_pasted_into_a_pane_is_the_jobs),
		TERMINAL_TEST(test_control_keys_that_are_no_letters_are_the_jobs),
		TERMINAL_TEST(test_the_title_is_put_back_once),
		TERMINAL_TEST(test_the_title_is_put_back_at_every_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
