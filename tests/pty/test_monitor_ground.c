/* SPDX-License-Identifier: MIT */
/* test_monitor_ground.c: the colours follow the terminal's background, unless a scheme was chosen;
 * a Linux console gets characters that its font has; the first start is greeted. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/monitor.h"

#define QUERY "\033]11;?\033\\"

/* Backgrounds of the titles in the dark and in the light scheme (screen/frame/theme.c). */
#define DARK 238
#define LIGHT 252

static bool
head_is(struct terminal *t, void *background)
{
	struct terminal_cell cell;
	int row = terminal_find_row(t, "COMMAND");

	return row >= 0 && terminal_cell_at(t, row, 1, &cell) && cell.has_background &&
	       cell.background == *(int *)background;
}

static void
assert_head(struct terminal *t, int background)
{
	assert_true(terminal_wait_until(t, head_is, &background, PATIENCE_MS));
}

static bool
was_asked(struct terminal *t, void *unused)
{
	(void)unused;
	return terminal_saw(t, QUERY);
}

static void
test_the_answer_of_the_terminal_decides(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 50ms" });

	assert_head(t, DARK);
	assert_true(terminal_wait_until(t, was_asked, NULL, PATIENCE_MS));
	assert_int_equal(terminal_count(t, QUERY), 1);
	terminal_keys(t, "\033]11;rgb:fdfd/f6f6/e3e3\033\\");
	assert_head(t, LIGHT);
	assert_text(t, "q quit");
	monitor_quit(t);
	t = monitor_open(state, &(struct monitor_setup){ .options = "-d 50ms" });
	assert_true(terminal_wait_until(t, was_asked, NULL, PATIENCE_MS));
	terminal_keys(t, "\033]11;rgb:0000/2b2b/3636\at");
	assert_text(t, "TREE");
	assert_head(t, DARK);
	monitor_quit(t);
}

/* Nobody is asked if the variable says it, if a scheme was chosen, or if there are no colours. */
static void
test_what_is_known_is_not_asked(void **state)
{
	static const struct {
		const char *options, *env;
		int head; /* 0: no background */
	} cases[] = { { "", "COLORFGBG=0;15", LIGHT }, { "", "COLORFGBG=15;default;0", DARK },
		{ "--scheme light", "COLORFGBG=15;0", LIGHT },
		{ "--scheme default", "COLORFGBG=0;15", DARK }, { "--scheme default", "X=", DARK },
		{ "", "NO_COLOR=1", 0 } };

	for (size_t i = 0; i < LENGTH(cases); i++) {
		char options[60];
		struct terminal *t;

		snprintf(options, sizeof options, "-d 50ms %s", cases[i].options);
		t = monitor_open(state,
			&(struct monitor_setup){ .options = options, .env = { cases[i].env } });
		if (cases[i].head != 0)
			assert_head(t, cases[i].head);
		terminal_keys(t, "t");
		assert_text(t, "TREE");
		assert_false(terminal_saw(t, QUERY));
		monitor_quit(t);
	}
}

/* The program waits this long for the answer, from its question on. */
#define ANSWER_MS 300
#define TRIES 20
#define GOOD_TRIES 3

/* A program that ends by itself in a moment, and a shell that reads the terminal after it. */
static struct terminal *
start_short(void **state)
{
	const char *const argv[] = { "sh", "-c",
		"\"$PEAKTOP\" -n 1 -d 10ms; echo over; read -r line; echo \"got ${#line} bytes\"",
		NULL };
	char path[512];
	const char *env[] = { path, NULL };

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	return start(state, &(struct terminal_setup){ .argv = argv, .env = env });
}

/* A try counts if there was time for it. */
static void
test_an_answer_does_not_reach_the_shell(void **state)
{
	int good = 0;

	for (int i = 0; i < TRIES && good < GOOD_TRIES; i++) {
		int64_t began = now_ms();
		struct terminal *t = start_short(state);
		bool over, in_time;

		assert_true(terminal_wait_until(t, was_asked, NULL, PATIENCE_MS));
		terminal_settle(t, 50, 100);
		over = terminal_find_row(t, "over") >= 0;
		terminal_keys(t, "\033]11;rgb:0000/2b2b/3636\033\\");
		in_time = now_ms() < began + ANSWER_MS - 50;
		assert_text(t, "over");
		terminal_keys(t, "\r");
		assert_text(t, " bytes");
		if (!in_time)
			continue;
		assert_false(over);
		assert_true(terminal_find_row(t, "got 0 bytes") >= 0);
		good++;
	}
	if (good == 0)
		skip(); /* the machine is too slow */
}

/* There a number of the palette would be some other colour, almost black. */
static void
test_direct_colours_are_those_of_the_palette(void **state)
{
	const char *source = getenv("SOURCE_DIR");
	char folder[512];
	struct terminal *t;

	snprintf(folder, sizeof folder, "FROM=%s/tests/fixtures/terminfo",
		source != NULL ? source : ".");
	t = monitor_open(state,
		&(struct monitor_setup){ .before = "tic -x -o ~/types $FROM/xterm-direct.ti;"
						   "export TERMINFO=$HOME/types TERM=xterm-direct;",
			.options = "-d 50ms",
			.env = { folder } });
	assert_head(t, TERMINAL_RGB | 0x444444);
	monitor_quit(t);
}

static void
test_a_console_gets_characters_of_its_font(void **state)
{
	static const char *const missing[] = { "▏", "▎", "▍", "▋", "▊", "▉", "▁", "▂", "▃", "▅",
		"▆", "▇", "┃", "━", "▾" };
	/* On a Linux console ncurses loads gpm, which keeps ten bytes. */
	struct terminal *t = monitor_start(state,
		&(struct monitor_setup){ .options = "-d 50ms -c pid,rss,memory,trend,command",
			.env = { "TERM=linux", "ASAN_OPTIONS=detect_leaks=0" } });

	assert_text(t, "q quit");
	assert_text(t, "RSS▼");
	assert_true(terminal_saw(t, "█") || terminal_saw(t, "▌"));
	for (size_t i = 0; i < LENGTH(missing); i++)
		assert_false(terminal_saw(t, missing[i]));
	assert_false(terminal_saw(t, QUERY));
	terminal_keys(t, "q");
	assert_exit(t, 0);
}

static void
test_the_first_start_is_greeted_until_a_key_is_pressed(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 50ms" });

	assert_true(terminal_find_row(t, "h help") < 3); /* in the header */
	terminal_keys(t, "t");
	assert_text(t, "TREE");
	assert_true(terminal_find_row(t, "h help") > 3);
	monitor_quit(t);
	t = monitor_open(state,
		&(struct monitor_setup){ .before = "mkdir -p ~/.config/peaktop;"
						   "echo ascii=no >~/.config/peaktop/config;",
			.options = "-d 50ms",
			.env = { "XDG_CONFIG_HOME" } });
	assert_true(terminal_find_row(t, "h help") > 3);
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_the_answer_of_the_terminal_decides),
		TERMINAL_TEST(test_what_is_known_is_not_asked),
		TERMINAL_TEST(test_an_answer_does_not_reach_the_shell),
		TERMINAL_TEST(test_direct_colours_are_those_of_the_palette),
		TERMINAL_TEST(test_a_console_gets_characters_of_its_font),
		TERMINAL_TEST(test_the_first_start_is_greeted_until_a_key_is_pressed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
