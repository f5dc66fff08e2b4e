/* SPDX-License-Identifier: MIT */
/* test_keeper_terminal.c: the terminal's process dies, stops or hangs: the job is not affected, and
 * its screen is restored. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "base/sanitized.h"
#include "pty/keeper.h"

#include "pty/terminal_process.h"

#define TRIALS 20

/* --- the screen --- */

static void
take_screen(struct world *w, struct vt_screen *right)
{
	*right = (struct vt_screen){ .cells = NULL };
	vt_screen_copy(right, &w->panes.jobs[0]->screen);
}

/* Kills it that often; each time the screen starts empty. */
static void
is_shown_again(struct world *w, int trials)
{
	struct vt_screen right;
	int64_t slowest = 0;

	take_screen(w, &right);
	for (int i = 0; i < trials; i++) {
		int64_t began = now_ms(), took;

		wipe(w);
		end_terminal(w, another_of(i));
		await(w, shows_screen, &right);
		took = now_ms() - began;
		slowest = took > slowest ? took : slowest;
	}
	printf("# right again after at most %d ms\n", (int)slowest);
	vt_screen_clear(&right);
}

static void
a_screen_is_right_again_after_20_ends(void **state)
{
	struct world *w = *state;

	begin(w, "printf 'one\\r\\n\\033[31mred\\033[0m \\033[1;44mblue\\033[0m\\r\\n'; "
		 "printf '\\033[5;7Hhere \\343\\201\\202'; read x; echo \"got $x\"");
	await(w, shows, "here");
	is_shown_again(w, TRIALS);
	type(w, 0, "word\r");
	await(w, shows, "got word");
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[0]->end.status, 0);
}

static bool
is_alternate(struct world *w, const void *unused)
{
	(void)unused;
	return w->panes.jobs[0]->screen.alternate && shows(w, "full screen");
}

static void
a_full_screen_program_is_shown_again(void **state)
{
	struct world *w = *state;

	begin(w, "echo before; printf '\\033[?1049h\\033[?1002h\\033[?2004h\\033[2J\\033[3;4H"
		 "full screen'; read x; printf '\\033[?1049l'; read x");
	await(w, is_alternate, NULL);
	is_shown_again(w, 4);
	type(w, 0, "\r");
	await(w, shows, "before");
	assert_false(w->panes.jobs[0]->screen.alternate);
}

static void
a_size_that_changed_in_between_is_known(void **state)
{
	struct world *w = *state;

	begin(w, "trap 'printf \"size %s %s\\n\" $(stty size)' WINCH; seq 1 20; "
		 "while :; do read x; done");
	await(w, shows, "20");
	panes_size(&w->panes, 0, 7, 33);
	await(w, shows, "size 7 33");
	panes_size(&w->panes, 0, 9, 50);
	await(w, shows, "size 9 50");
	is_shown_again(w, 2);
}

/* Most of the output is neither in memory nor, mostly, in the file. */
static void
after_much_output_the_newest_is_shown_again(void **state)
{
	struct world *w = *state;

	begin(w, "seq 1 1000000; echo the end; read x");
	await(w, shows, "the end");
	is_shown_again(w, 4);
}

#define FULL_SCREEN                                                                              \
	"echo before; printf "                                                                   \
	"'\\033[?1049h\\033[?1002h\\033[?2004h\\033[?25l\\033[2J\\033[2;3Hfull "                 \
	"screen\\033[4;8r\\033[31m'; yes \"$(printf '\\033[5;1H some \\033[1mred\\033[22m text " \
	"\\033[K')\" | head -c 9000000; printf '\\033[8;1Hend'; read x; printf "                 \
	"'\\033[r\\033[?1049l'; "                                                                \
	"read x"

/* The start of the output is no longer kept; the modes that it set still apply. */
static void
long_in_a_full_screen(struct world *w)
{
	begin(w, FULL_SCREEN);
	await(w, is_alternate, NULL);
	await(w, shows, "end");
	is_shown_again(w, 4);
	assert_int_equal(w->panes.jobs[0]->screen.mouse, VT_MOUSE_DRAG);
	assert_true(w->panes.jobs[0]->screen.bracketed_paste);
	assert_true(w->panes.jobs[0]->screen.cursor_hidden);
	type(w, 0, "\r");
	await(w, shows, "before");
	assert_false(w->panes.jobs[0]->screen.alternate);
}

static void
a_program_that_ran_for_long_is_shown_again(void **state)
{
	long_in_a_full_screen(*state);
}

static void
so_it_is_where_no_output_is_kept(void **state)
{
	struct world *w = *state;

	w->output = "--keep-output=0";
	long_in_a_full_screen(w);
}

static void
so_it_is_where_the_beginning_is_kept(void **state)
{
	struct world *w = *state;

	w->output = "--keep-output=64M";
	long_in_a_full_screen(w);
}

static void
lines_that_were_asked_for_come(void **state)
{
	struct world *w = *state;

	begin(w, "seq 1 9000; read x");
	await(w, shows, "9000");
	for (int i = 0; i < 4; i++) {
		pid_t pid = terminal_of(w);

		panes_ask_lines(&w->panes, 0);
		if (pid > 0)
			kill(pid, another_of(i));
		await(w, has_lines, NULL);
		assert_true(w->panes.jobs[0]->lines.count > 1000);
		await(w, has_terminal, &pid);
	}
}

static bool
says(struct world *w, const void *word)
{
	return w->panes.jobs[0]->figures.terminal == *(const enum watched_terminal *)word;
}

static void
the_screen_says_so_for_a_while(void **state)
{
	struct world *w = *state;

	begin(w, "echo here; read x");
	await(w, shows, "here");
	assert_int_equal(w->panes.jobs[0]->figures.terminal, WATCHED_TERMINAL_GOOD);
	end_terminal(w, SIGSEGV);
	await(w, says, &(enum watched_terminal){ WATCHED_TERMINAL_RESTARTED });
	await(w, says, &(enum watched_terminal){ WATCHED_TERMINAL_GOOD });
}

/* A program may hold the screen while it draws (mode 2026), and never release it. */
static void
a_program_that_holds_its_screen_is_shown_all_the_same(void **state)
{
	struct world *w = *state;

	begin(w, "echo here; read x; printf '\033[?2026h\033[2J\033[Hheld'; read x; "
		 "printf ' and more\033[?2026l'; read x");
	await(w, shows, "here");
	type(w, 0, "\r");
	await(w, shows, "held");
	type(w, 0, "\r");
	await(w, shows, "held");
	await(w, shows, "and more");
}

/* 12 KB take 1.8 s of CPU time, four times that with sanitizers. */
#define LONG_WORK_BYTES (SANITIZED ? 3000 : 12000)

/* A few bytes change all cells of a large screen, and a block of them takes seconds: shown on the
 * second screen. `end`: what the job does next. */
static void
begin_long_work(struct world *w, const char *end)
{
	char script[512];

	snprintf(script, sizeof script,
		"stty -echo; read x; printf '\\033[2J\\033[H%%s' \"size $(stty size)\"; read x; "
		"yes \"$(printf '\\033[41m\\033[2J\\033[42m\\033[999S\\033[999T a\\033[99999b')\" "
		"| "
		"head -c %d; printf '\\033[m\\033[2J\\033[Hthrough'; %s",
		LONG_WORK_BYTES, end);
	begin(w, script);
	await(w, has_number, NULL);
	attach(w, 500, 500);
	type(w, 1, "\r");
	await(w, shows, "size 500 500");
}

static void
one_that_works_for_long_is_left_to_it(void **state)
{
	struct world *w = *state;
	pid_t pid;

	begin_long_work(w, "read x");
	pid = terminal_of(w);
	assert_true(pid > 0);
	type(w, 1, "\r");
	await(w, shows, "through");
	assert_int_equal(terminal_of(w), pid);
	assert_int_equal(w->panes.jobs[0]->figures.terminal, WATCHED_TERMINAL_GOOD);
}

static void
who_only_looks_hears_of_the_end_at_once(void **state)
{
	struct world *w = *state;

	begin_long_work(w, "exit 4");
	attach(w, 0, 0);
	type(w, 1, "\r");
	await(w, has_ended, NULL);
	assert_int_equal(w->panes.jobs[2]->end.status, 4);
	/* This one does not show everything yet. */
	assert_false(w->panes.jobs[1]->end.ended);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		KEEPER_TEST(a_screen_is_right_again_after_20_ends),
		KEEPER_TEST(a_full_screen_program_is_shown_again),
		KEEPER_TEST(a_size_that_changed_in_between_is_known),
		KEEPER_TEST(after_much_output_the_newest_is_shown_again),
		KEEPER_TEST(a_program_that_ran_for_long_is_shown_again),
		KEEPER_TEST(so_it_is_where_no_output_is_kept),
		KEEPER_TEST(so_it_is_where_the_beginning_is_kept),
		KEEPER_TEST(lines_that_were_asked_for_come),
		KEEPER_TEST(the_screen_says_so_for_a_while),
		KEEPER_TEST(a_program_that_holds_its_screen_is_shown_all_the_same),
		KEEPER_TEST(one_that_works_for_long_is_left_to_it),
		KEEPER_TEST(who_only_looks_hears_of_the_end_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
