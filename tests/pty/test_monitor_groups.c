/* SPDX-License-Identifier: MIT */
/* test_monitor_groups.c: a real pipeline as one row: summed, opened, tagged, signalled; its
 * processes tagged as a set. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

/* Three shells in a process group of their own, as an interactive shell starts them (dash has no
 * groups in the background). They wait for a fifo that their shell holds open, so they exit with
 * it. The filter "_PID_" hides all other processes of this machine. */
#define WAITS(word) "sh -c \"read " word "_${P}_ <~/go; :\" 9>&- "
#define STAGES WAITS("alpha") "| " WAITS("beta") "| " WAITS("gamma")
#define PIPELINE "mkfifo ~/go; P=$$ bash -c 'exec 9<>~/go 2>/dev/null; set -m; " STAGES "& wait' &"

static struct terminal *
open_pipeline(void **state, const char *more)
{
	char options[100];
	struct terminal *t;

	snprintf(options, sizeof options, "-s pid %s", more);
	t = open_filtered(state, PIPELINE, options);
	assert_text(t, "sh -c read alpha");
	assert_text(t, "sh -c read beta");
	assert_text(t, "sh -c read gamma");
	return t;
}

/* Home, and down: the monitor itself is the first row. */
#define FIRST "\033OH\033OB"

static size_t
count_rows(struct terminal *t, const char *needle)
{
	char text[1024];
	size_t count = 0;

	for (int row = 3; terminal_row(t, row, text, sizeof text); row++)
		count += strstr(text, needle) != NULL;
	return count;
}

static bool
is_one_row(struct terminal *t, void *data)
{
	(void)data;
	return count_rows(t, "sh -c read") == 1;
}

static bool
are_three_rows(struct terminal *t, void *data)
{
	(void)data;
	return count_rows(t, "sh -c read") == 3;
}

static void
fold(struct terminal *t)
{
	press(t, "J", "(3) sh -c read alpha");
	assert_true(terminal_wait_until(t, is_one_row, NULL, PATIENCE_MS));
	assert_text(t, "  GROUPS");
}

/* percpu_counter_batch of Linux. */
static double
step_pages(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors > 16 ? 2 * (double)processors : 32;
}

static const char *const stages[] = { "sh -c read alpha", "sh -c read beta", "sh -c read gamma" };

struct pipeline {
	pid_t pids[3];
	double sum, shown; /* of the last sample */
};

/* The row shows what the three hold now: they may still be starting up. */
static bool
shows_sum(struct terminal *t, void *data)
{
	struct pipeline *p = data;
	double allowed;
	char text[1024];
	const char *at;

	if (!terminal_row(t, terminal_find_row(t, "(3) sh"), text, sizeof text))
		return false;
	at = strstr(text, "\316\243"); /* Σ */
	if (at == NULL)
		return false;
	p->shown = strtod(at + 2, NULL);
	p->sum = 0;
	for (size_t i = 0; i < 3; i++)
		p->sum += status_bytes(p->pids[i], "VmRSS");
	/* The kernel counts file and anonymous pages in steps, which is a good part of a small
	 * shell, but never all of one of the three. */
	allowed = 0.05 * p->sum + 3 * 2 * step_pages() * (double)sysconf(_SC_PAGESIZE);
	if (allowed > p->sum / 4)
		allowed = p->sum / 4;
	return p->shown >= p->sum - allowed && p->shown <= p->sum + allowed;
}

static void
test_a_pipeline_is_one_row_with_marked_sums(void **state)
{
	struct terminal *t = open_pipeline(state, "--units bytes -c pid,rss,peak,command");
	struct pipeline p;

	for (size_t i = 0; i < 3; i++)
		p.pids[i] = pid_of(t, stages[i]);
	fold(t);
	if (!terminal_wait_until(t, shows_sum, &p, PATIENCE_MS))
		fail_msg("%.0f is shown, not %.0f", p.shown, p.sum);
	press(t, "J", "sh -c read beta");
	assert_true(terminal_wait_until(t, are_three_rows, NULL, PATIENCE_MS));
	assert_int_equal(terminal_find_row(t, "  GROUPS"), -1);
	monitor_quit(t);
}

static void
test_the_option_begins_with_groups_and_a_tree_ends_them(void **state)
{
	struct terminal *t = open_filtered(state, PIPELINE, "--groups");

	assert_text(t, "(3) sh -c read alpha");
	press(t, "t", "sh -c read gamma");
	assert_true(terminal_wait_until(t, are_three_rows, NULL, PATIENCE_MS));
	monitor_quit(t);
}

/* The row of the member under the cursor has a background over its whole width. */
static bool
shows_selected(struct terminal *t, void *needle)
{
	struct terminal_cell cell;
	char text[1024];

	for (int row = 3; terminal_cell_at(t, row, 110, &cell); row++)
		if ((cell.has_background || cell.reverse) &&
			terminal_row(t, row, text, sizeof text) && strstr(text, needle) != NULL)
			return true;
	return false;
}

#define assert_member(t, needle) \
	assert_true(             \
		terminal_wait_until(t, shows_selected, (void *)(uintptr_t)(needle), PATIENCE_MS))

static void
test_enter_opens_the_page_of_a_group(void **state)
{
	struct terminal *t = open_pipeline(state, "");
	char beta[32];

	snprintf(beta, sizeof beta, "pid %d ", (int)pid_of(t, "sh -c read beta"));
	fold(t);
	press(t, FIRST "\r", "summed since");
	assert_text(t, "3 processes");
	assert_text(t, ", shared pages counted for each");
	assert_member(t, "sh -c read alpha");
	press(t, "a", "chart: what moves");
	press(t, "\033OD", " at ");
	terminal_keys(t, "\033OB");
	assert_member(t, "sh -c read beta");
	press(t, "\r", "command line");
	assert_text(t, beta);
	press_escape(t, "command line");
	assert_text(t, "summed since");
	assert_member(t, "sh -c read beta");
	press_escape(t, "summed since");
	monitor_quit(t);
}

static void
test_a_click_selects_a_member(void **state)
{
	struct terminal *t = open_pipeline(state, "");
	char click[32], gamma[32];

	snprintf(gamma, sizeof gamma, "pid %d ", (int)pid_of(t, "sh -c read gamma"));
	fold(t);
	press(t, FIRST "\r", "summed since");
	assert_member(t, "sh -c read alpha");
	snprintf(
		click, sizeof click, "\033[<0;9;%dM", terminal_find_row(t, "sh -c read gamma") + 1);
	terminal_keys(t, click);
	assert_member(t, "sh -c read gamma");
	press(t, "\r", "command line");
	assert_text(t, gamma);
	monitor_quit(t);
}

static bool
have_ended(struct terminal *t, void *data)
{
	(void)data;
	return count_rows(t, " ended ") == 3; /* only their shell knows how */
}

static void
test_a_signal_goes_to_all_of_a_tagged_job(void **state)
{
	struct terminal *t = open_pipeline(state, "");

	fold(t);
	press(t, FIRST " ", "3 tagged");
	press(t, "k", "Send signal");
	press(t, "\r", "Send SIGTERM to 3 processes? y/n");
	press(t, "y", "sent SIGTERM to 3 processes");
	press(t, "J", "sh -c read beta");
	assert_true(terminal_wait_until(t, have_ended, NULL, PATIENCE_MS));
	monitor_quit(t);
}

static void
test_tags_make_a_set_that_enter_opens(void **state)
{
	struct terminal *t = open_pipeline(state, "");

	fold(t);
	press(t, FIRST " ", "3 tagged");
	press(t, "J", "sh -c read gamma");
	press(t, FIRST "\r", "3 tagged processes");
	assert_text(t, "summed since");
	assert_text(t, ", shared pages counted for each");
	assert_text(t, " at one sample, ");
	press(t, "\033OF", "sh -c read gamma");
	press_escape(t, "summed since");
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_a_pipeline_is_one_row_with_marked_sums),
		TERMINAL_TEST(test_the_option_begins_with_groups_and_a_tree_ends_them),
		TERMINAL_TEST(test_enter_opens_the_page_of_a_group),
		TERMINAL_TEST(test_a_click_selects_a_member),
		TERMINAL_TEST(test_a_signal_goes_to_all_of_a_tagged_job),
		TERMINAL_TEST(test_tags_make_a_set_that_enter_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
