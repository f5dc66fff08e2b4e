/* SPDX-License-Identifier: MIT */
/* test_monitor_pane.c: commands in panes of the live monitor, from the user's point of view. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

/* Jobs outlive their screens, so a test ends its own. */
static int
teardown(void **state)
{
	monitor_end_keepers(*state);
	return terminal_teardown(state);
}

#define PANE_TEST(function) cmocka_unit_test_teardown(function, teardown)

static struct terminal *
open_pane(void **state, const char *command)
{
	char options[768];

	snprintf(options, sizeof options, "-d 100ms -- %s", command);
	return monitor_start(state, &(struct monitor_setup){ .options = options });
}

static void
test_a_command_shows_its_terminal_and_takes_keys(void **state)
{
	struct terminal *t = open_pane(state, "sh -c 'echo hello; read x; echo \"<$x>\"; exit 3'");

	assert_text(t, "hello");
	assert_text(t, "Ctrl-] back");
	press(t, "qz!\r", "<qz!>");
	assert_text(t, "exited 3");
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	terminal_keys(t, "q");
	assert_exit(t, 3);
	assert_restored(t);
	assert_text(t, "hello");
	assert_text(t, "verdict       exited 3");
}

/* Outside of the pane: ends the job through the dialog about running jobs. */
static void
end_by_dialog(struct terminal *t)
{
	terminal_keys(t, "q");
	assert_text(t, "detach");
	terminal_keys(t, "e");
	assert_text(t, "killed by SIGTERM");
	terminal_keys(t, "q");
	assert_exit(t, 128 + SIGTERM);
	assert_restored(t);
}

static void
test_control_characters_are_the_commands(void **state)
{
	struct terminal *t =
		open_pane(state, "sh -c 'trap \"echo c$((1+1))t\" INT; echo is$((1+1))up; "
				 "while ! read x; do :; done; kill -STOP $$; read y'");

	assert_text(t, "is2up"); /* the command itself is shown as well */
	press(t, "\003", "c2t");
	press(t, "\021\032\r", "stopped"); /* Ctrl-Q and Ctrl-Z go to the job too */
	terminal_keys(t, "\035");
	assert_text(t, "continue");
	terminal_keys(t, "c");
	assert_true(terminal_wait_gone(t, "stopped", PATIENCE_MS));
	end_by_dialog(t);
}

/* The filter "_PID_" hides all other processes of this machine. */
static void
run_another(struct terminal *t, const char *name)
{
	char line[200];

	press(t, "!", "Run:");
	snprintf(line, sizeof line, "sh -c 'echo is $((1+1))%s; read wait_%d_%s'\r", name,
		(int)terminal_pid(t), name);
	terminal_keys(t, line);
	snprintf(line, sizeof line, "is 2%s", name);
	assert_text(t, line);
	terminal_keys(t, "\035");
	assert_text(t, "quit");
}

static void
test_several_jobs_each_have_their_row_and_pane(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){ .options = "-d 100ms -s pid -F _$$_", .rows = 40 });

	run_another(t, "a");
	run_another(t, "b");
	assert_true(terminal_wait_gone(t, "is 2a", PATIENCE_MS));
	press(t, "[", "is 2a");
	press(t, "]", "is 2b");
	press(t, "\033", "RISEN");
	assert_text(t, "1+1))a"); /* its row */
	/* First the keeper, then the command itself. */
	press(t, "/_a\r\r", "is 2a");
	terminal_keys(t, "\r");
	assert_text(t, "exited 0");
	terminal_keys(t, "q");
	assert_text(t, "detach");
	terminal_keys(t, "d");
	assert_exit(t, 0);
	assert_restored(t);
	assert_text(t, "is still running: peaktop attach");
}

/* The jobs have the names of what was typed, not of the shells between. */
static void
test_jobs_that_need_a_shell_are_named_by_their_command(void **state)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .options = "-d 100ms", .rows = 40 });

	press(t, "!", "Run:");
	press(t, "sh -c 'echo is $((1+1))up; read x'\r", "is 2up");
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	press(t, "!", "Run:");
	press(t, "cat \"two\" - 2>&1\r", "No such file");
	terminal_keys(t, "\035");
	assert_text(t, "1 echo is ");
	assert_text(t, "2 cat \"two\"");
	terminal_keys(t, "q");
	assert_text(t, "detach");
	terminal_keys(t, "d");
	assert_exit(t, 0);
	assert_restored(t);
}

/* Longer than the line in which it is typed, and none of it is lost. */
static void
test_a_long_command_line_is_run_whole(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 100ms" });
	char line[500];

	press(t, "!", "Run:");
	snprintf(line, sizeof line, "echo is $(echo %0300d | wc -c)z", 7);
	terminal_keys(t, line);
	assert_text(t, "0007 | wc -c)z");
	press(t, "\r", "is 301z");
	assert_text(t, "exited 0");
	terminal_keys(t, "q");
	assert_exit(t, 0);
}

static void
test_read_only_launches_nothing(void **state)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .options = "-d 1h --readonly" });

	press(t, "!", "read-only");
	monitor_quit(t);
}

static void
test_what_went_off_the_screen_is_read_and_searched(void **state)
{
	struct terminal *t = open_pane(state, "sh -c 'seq 1 500; echo the $((1+0))end; read x'");

	assert_text(t, "the 1end");
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	press(t, "b", "of 501");
	assert_text(t, "485"); /* above the visible part: the scrollback was fetched */
	press(t, "/", "Search:");
	press(t, "123\r", "123");
	press(t, "\033", "the 1end");
	end_by_dialog(t);
}

/* Asked for by a key, named, and shown above the pane, in its chart, and in the account. */
static void
test_key_r_begins_a_phase_of_the_job(void **state)
{
	struct terminal *t = open_pane(state, "sh -c 'echo is$((1+1))up; read x; exit 3'");

	assert_text(t, "is2up");
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	press(t, "R", "Phase:");
	press(t, "second half\r", "begins");
	assert_text(t, "phase second half,");
	press(t, "\t", "Ctrl-] back");
	terminal_keys(t, "\r");
	assert_text(t, "exited 3");
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	terminal_keys(t, "q");
	assert_exit(t, 3);
	assert_restored(t);
	assert_text(t, "second half");
	assert_text(t, "(start)");
}

static void
test_a_command_that_is_not_there(void **state)
{
	struct terminal *t = open_pane(state, "/no/such/command");

	assert_text(t, "not started");
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	terminal_keys(t, "q");
	assert_exit(t, 127);
	assert_restored(t);
}

struct answer {
	const char *text;
	int64_t next_ms; /* when to ask again; rarely, so that the output stays on a small screen */
};

static bool
enter_until_shown(struct terminal *t, void *data)
{
	struct answer *a = data;

	if (terminal_find_row(t, a->text) >= 0)
		return true;
	if (now_ms() < a->next_ms)
		return false;
	a->next_ms = now_ms() + 2000;
	terminal_keys(t, "\r");
	return false;
}

static void
assert_answer(struct terminal *t, const char *text)
{
	struct answer a = { text, 0 };

	assert_true(terminal_wait_until(t, enter_until_shown, &a, PATIENCE_MS));
}

static void
test_smallest_and_largest_windows(void **state)
{
	/* A signal that comes just before a shell starts to read is handled only after it has read:
	 * hence input lines until it is. */
	struct terminal *t = open_pane(state,
		"sh -c 'trap \"stty size\" WINCH; echo is$((1+1))up; while :; do read x; done'");

	assert_text(t, "is2up");
	terminal_resize(t, 12, 40);
	assert_answer(t, " 40");
	terminal_resize(t, 1, 1);
	terminal_resize(t, 3, 20);
	terminal_resize(t, 100, 300);
	assert_answer(t, " 300");
	terminal_keys(t, "\003");
	assert_text(t, "SIGINT");
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	terminal_keys(t, "q");
	assert_exit(t, 128 + SIGINT);
	assert_restored(t);
}

/* --- the colours of the terminal --- */

/* A program that asks whether its terminal is light or dark until it gets an answer. */
#define LOOKS                                                                                  \
	"sh -c 'stty raw -echo; until case $got in *rgb*) ;; *) false;; esac; do got=; "       \
	"printf \"\\033]11;?\\033\\\\\\\\\\033[5n\"; "                                         \
	"while c=$(dd bs=1 count=1 2>/dev/null); [ \"$c\" != n ]; do got=$got$c; done; done; " \
	"case $got in *:[89a-f]*) echo its light;; *) echo its dark;; esac; "                  \
	"printf \"%s.\" \"$got\" | tr -d \"\\033\"; read x'"

static bool
was_asked(struct terminal *t, void *unused)
{
	(void)unused;
	return terminal_saw(t, "\033]11;?\033\\") && terminal_saw(t, "\033]4;15;?\033\\");
}

static void
end_looks(struct terminal *t)
{
	terminal_keys(t, "\035");
	assert_text(t, "quit");
	end_by_dialog(t);
}

static void
test_a_program_sees_the_colours_of_the_terminal(void **state)
{
	struct terminal *t = open_pane(state, LOOKS);

	assert_true(terminal_wait_until(t, was_asked, NULL, PATIENCE_MS));
	terminal_keys(t, "\033]10;rgb:0000/0000/0000\033\\\033]11;rgb:fdfd/f6f6/e3e3\033\\");
	assert_text(t, "its light");
	assert_text(t, "]11;rgb:fdfd/f6f6/e3e3");
	end_looks(t);
	terminal_close(t);
	*state = NULL;
	t = open_pane(state, LOOKS);
	assert_true(terminal_wait_until(t, was_asked, NULL, PATIENCE_MS));
	terminal_keys(t, "\033]11;rgb:0000/2b2b/3636\a");
	assert_text(t, "its dark");
	end_looks(t);
}

/* Nor a terminal that may display the request. */
static void
test_only_a_terminal_that_knows_is_asked(void **state)
{
	static const char *const types[] = { "TERM=linux", "TERM=vt100", "TERM=screen" };

	for (size_t i = 0; i < LENGTH(types); i++) {
		struct terminal *t = monitor_start(
			state, &(struct monitor_setup){
				       .options = "-d 100ms -- sh -c 'echo is$((1+1))up; read x'",
				       .env = { types[i] } });

		assert_text(t, "is2up");
		press(t, "\035", "quit");
		end_by_dialog(t);
		assert_false(terminal_saw(t, "\033]11;") || terminal_saw(t, "\033]4;"));
		terminal_close(t);
		*state = NULL;
	}
}

/* A screen without a pane has nobody to report them to. */
static void
test_without_a_pane_only_the_background_is_asked(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 100ms" });

	press(t, "h", "this help");
	press_escape(t, "this help");
	monitor_quit(t);
	assert_sent(t, "\033]11;");
	assert_false(terminal_saw(t, "\033]10;") || terminal_saw(t, "\033]4;"));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		PANE_TEST(test_a_command_shows_its_terminal_and_takes_keys),
		PANE_TEST(test_control_characters_are_the_commands),
		PANE_TEST(test_several_jobs_each_have_their_row_and_pane),
		PANE_TEST(test_jobs_that_need_a_shell_are_named_by_their_command),
		PANE_TEST(test_a_long_command_line_is_run_whole),
		PANE_TEST(test_read_only_launches_nothing),
		PANE_TEST(test_what_went_off_the_screen_is_read_and_searched),
		PANE_TEST(test_key_r_begins_a_phase_of_the_job),
		PANE_TEST(test_a_command_that_is_not_there),
		PANE_TEST(test_smallest_and_largest_windows),
		PANE_TEST(test_a_program_sees_the_colours_of_the_terminal),
		PANE_TEST(test_only_a_terminal_that_knows_is_asked),
		PANE_TEST(test_without_a_pane_only_the_background_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
