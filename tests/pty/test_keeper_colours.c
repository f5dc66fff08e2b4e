/* SPDX-License-Identifier: MIT */
/* test_keeper_colours.c: a program that requests the colours of its terminal gets those of the
 * screen that reported them last, in order, also after a restart of the terminal's process. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "pty/keeper.h"

#include "pty/terminal_process.h"

/* For each input line, requests the background colour and then a report that all terminals answer.
 * Prints numbered results: "back1 ]11;rgb:.../", or "back1 [0" if only the other answer came. */
#define ASKS                                                                                  \
	"stty raw -echo; printf 'ready\\r\\n'; n=0; while :; do n=$((n+1)); dd bs=1 count=1 " \
	"2>/dev/null >&2; "                                                                   \
	"printf '\\033]11;?\\033\\\\\\033[5n'; printf \"back$n \"; got=; "                    \
	"while c=$(dd bs=1 count=1 2>/dev/null); [ \"$c\" != n ]; do got=$got$c; done; "      \
	"printf %s \"$got\" | tr -d '\\033'; printf ' .\\r\\n'; done"

static void
tell(struct world *w, size_t at, int32_t front, int32_t back)
{
	struct vt_colours colours = vt_colours_unknown;
	struct panes only = { .links = { w->panes.links[at] }, .count = 1 };

	colours.front = front;
	colours.back = back;
	panes_set_colours(&only, &colours);
}

static void
ask(struct world *w, const char *answer)
{
	type(w, 0, "x");
	await(w, first_shows, answer);
}

static void
the_screen_that_told_last_is_asked(void **state)
{
	struct world *w = *state;

	begin(w, ASKS);
	await(w, first_shows, "ready");
	ask(w, "back1 [0 ."); /* not reported: like a terminal that does not know the request */
	tell(w, 0, INK_DEFAULT, INK_RGB | 0x102030);
	ask(w, "back2 ]11;rgb:1010/2020/3030\\[0 .");
	attach(w, 10, 40);
	await(w, shows, "back2");
	ask(w, "back3 ]11;rgb:1010/2020/3030\\[0 .");
	tell(w, 1, INK_RGB, INK_RGB | 0xffffff);
	/* Of two simultaneous reports either may be handled first. */
	type(w, 1, "x");
	await(w, shows, "back4 ]11;rgb:ffff/ffff/ffff\\[0 .");
}

static void
one_that_is_begun_anew_knows_them(void **state)
{
	struct world *w = *state;

	begin(w, ASKS);
	await(w, first_shows, "ready");
	tell(w, 0, INK_RGB, INK_RGB | 0xfafafa);
	ask(w, "back1 ]11;rgb:fafa/fafa/fafa\\[0 .");
	end_terminal(w, SIGKILL);
	ask(w, "back2 ]11;rgb:fafa/fafa/fafa\\[0 .");
	tell(w, 0, INK_RGB, INK_RGB | 0xfcfcfc);
	ask(w, "back3 ]11;rgb:fcfc/fcfc/fcfc\\[0 .");
}

/* A program may ask at once, while its screen's terminal takes a while: its request waits a moment.
 * Repeated if the test itself was too slow. */
static void
a_question_at_the_very_beginning_waits(void **state)
{
	struct world *w = *state;
	bool in_time = false;
	char asked[128];

	snprintf(asked, sizeof asked, "%s/asked", w->home);
	w->panes.colours_asked = true;
	for (int tries = 0; tries < 50 && !in_time; tries++) {
		int64_t began = now_ms();

		begin(w, "stty raw -echo; printf '\\033]11;?\\033\\\\\\033[5n'; : "
			 ">\"$HOME/asked\"; got=; "
			 "while c=$(dd bs=1 count=1 2>/dev/null); [ \"$c\" != n ]; do got=$got$c; "
			 "done; "
			 "printf %s \"back $got .\" | tr -d '\\033'; read x");
		while (access(asked, F_OK) != 0)
			assert_true(now_ms() < began + PATIENCE_MS);
		tell(w, 0, INK_RGB, INK_RGB | 0x123456);
		in_time = now_ms() < began + 100;
		await(w, first_shows, "back ");
		if (in_time)
			await(w, first_shows, "back ]11;rgb:1212/3434/5656\\[0 .");
		unlink(asked);
		panes_close(&w->panes);
		kill(w->keeper, SIGKILL);
		waitpid(w->keeper, NULL, 0);
		w->keeper = 0;
	}
	if (!in_time)
		skip();
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		KEEPER_TEST(the_screen_that_told_last_is_asked),
		KEEPER_TEST(one_that_is_begun_anew_knows_them),
		KEEPER_TEST(a_question_at_the_very_beginning_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
