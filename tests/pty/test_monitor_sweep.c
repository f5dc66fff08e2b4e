/* SPDX-License-Identifier: MIT */
/* test_monitor_sweep.c: in every view, input that is not a key and pasted text trigger nothing,
 * with any ESCDELAY. */
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

/* Would quit, launch, open, kill and confirm if it were typed. */
#define COMMANDS "!touch ~/owned\rH\rhk\ry\r\033q\003\034\032"

/* Late answers: DA 1 to 3, XTVERSION, OSC 10, 11, 4, CPR, modes, sizes, focus, and other
 * reports. */
static const char *const answers[] = { "\033[?62;1;6;22c", "\033[>41;354;0c",
	"\033P!|00000000\033\\", "\033P>|XTerm(370)\033\\", "\033]10;rgb:ffff/ffff/ffff\a",
	"\033]11;rgb:1e1e/1e1e/2e2e\033\\", "\033]4;1;rgb:cdcd/0000/0000\033\\", "\033[24;80R",
	"\033[?24;80;1R", "\033[0n", "\033[?2026;2$y", "\033[8;24;80t", "\033]lxterm\033\\",
	"\033P1$r0m\033\\", "\033P1+r544e=78\033\\", "\033[I", "\033[O", "\033[?1u",
	"\033_Gi=31;OK\033\\", "\033]52;c;cQ==\a" };

static const struct place {
	const char *keys, *shown, *leave; /* how to open it, what it shows, how to leave it */
} places[] = {
	{ "", "COMMAND", "" },
	{ "h", "this help", "\033" },
	{ "\r", "page faults", "\033" },
	{ "/", "Search:", "\033" },
	{ "\\", "Filter:", "\033" },
	{ "d", "Interval:", "\033" },
	{ "1", "PID:", "\033" },
	{ "!", "Run:", "\033" },
	{ "\033[17~", "Sort by", "\033" },
	{ "u", "Processes of", "\033" },
	{ "k", "Send signal", "\033" },
};

static void
assert_nothing_ran(struct terminal *t)
{
	char path[512];

	snprintf(path, sizeof path, "%s/owned", terminal_home(t));
	assert_int_equal(access(path, F_OK), -1);
}

/* The view stays until it is left; then the table takes its own keys again. */
static void
leave(struct terminal *t, const struct place *place)
{
	assert_text(t, place->shown);
	if (place->leave[0] != '\0') {
		terminal_keys(t, place->leave);
		assert_true(terminal_wait_gone(t, place->shown, PATIENCE_MS));
	}
	press(t, "t", "TREE");
	assert_text(t, "q quit"); /* drawn after it */
	assert_text(t, "COMMAND");
	terminal_keys(t, "t");
	assert_true(terminal_wait_gone(t, "TREE", PATIENCE_MS));
	assert_nothing_ran(t);
}

static void
enter(struct terminal *t, const struct place *place)
{
	terminal_keys(t, place->keys);
	assert_text(t, place->shown);
}

static void
test_late_answers_do_nothing_anywhere(void **state)
{
	struct terminal *t = open_family(state, "");

	for (size_t i = 0; i < LENGTH(places); i++) {
		enter(t, &places[i]);
		for (size_t k = 0; k < LENGTH(answers); k++)
			terminal_keys(t, answers[k]);
		leave(t, &places[i]);
		/* In pieces, as from a slow line. */
		enter(t, &places[i]);
		for (size_t k = 0; k < LENGTH(answers); k++) {
			terminal_bytes(t, answers[k], 2);
			terminal_settle(t, 5, 10);
			terminal_keys(t, answers[k] + 2);
		}
		leave(t, &places[i]);
	}
	monitor_quit(t);
}

static void
test_a_paste_runs_nothing_anywhere(void **state)
{
	struct terminal *t = open_family(state, "");

	for (size_t i = 0; i < LENGTH(places); i++) {
		enter(t, &places[i]);
		terminal_keys(t, PASTE(COMMANDS));
		leave(t, &places[i]);
		/* With a late end, and answers in the middle of it. */
		enter(t, &places[i]);
		terminal_keys(t, "\033[200~" COMMANDS "\033[24;80R");
		terminal_settle(t, 5, 20);
		terminal_keys(t, COMMANDS "\033[201~");
		leave(t, &places[i]);
	}
	monitor_quit(t);
}

static void
test_any_escdelay_leaves_keys_that_work(void **state)
{
	static const char *const delays[] = { "ESCDELAY=0", "ESCDELAY=1", "ESCDELAY=1000",
		"ESCDELAY=", "ESCDELAY=-5", "ESCDELAY=+5", "ESCDELAY= 7", "ESCDELAY=soon",
		"ESCDELAY=10x", "ESCDELAY=1e9", "ESCDELAY=10001",
		"ESCDELAY=99999999999999999999999" };

	for (size_t i = 0; i < LENGTH(delays); i++) {
		struct terminal *t = monitor_open(state,
			&(struct monitor_setup){ .options = "-d 50ms", .env = { delays[i] } });

		press(t, "\033[15~", "TREE");
		press(t, "h", "this help");
		terminal_keys(t, "\033");
		assert_true(terminal_wait_gone(t, "this help", PATIENCE_MS));
		monitor_quit(t);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_late_answers_do_nothing_anywhere),
		TERMINAL_TEST(test_a_paste_runs_nothing_anywhere),
		TERMINAL_TEST(test_any_escdelay_leaves_keys_that_work),
	};

	return cmocka_run_group_tests_name("monitor_sweep", tests, NULL, NULL);
}
