/* SPDX-License-Identifier: MIT */
/* test_kernel_events.c: swap activity, and out-of-memory kills: how long they are shown, and who is
 * named. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/length.h"
#include "source/proc/proc_vmstat.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/table_world.h"

#define MINUTE 60

/* The counters after that many kills; that many bytes were swapped in, and twice as many out. */
static void
count(struct world *w, uint64_t kills, uint64_t swapped)
{
	w->sample.events = (struct system_events){ .swap_known = true,
		.oom_known = true,
		.swapped_in_bytes = swapped,
		.swapped_out_bytes = 2 * swapped,
		.oom_kills = kills };
}

/* Three processes of 100, 200 and 300 MiB, with pids 1, 2 and 3, except those in `gone`. */
static void
three(struct world *w, uint64_t seconds, uint64_t kills, const char *gone)
{
	static const char *const names[] = { "one --flag", "two", "three.py --epochs 3" };

	sample_begin(&w->sample, seconds);
	for (pid_t pid = 1; pid <= 3; pid++)
		if (strchr(gone, '0' + pid) == NULL)
			sample_process(&w->sample, pid, (uint64_t)pid * 100 * MIB,
				(uint64_t)(4 - pid) * 1000 * MIB);
	count(w, kills, 0);
	table_apply(&w->table, &w->sample);
	for (size_t i = 0; i < w->table.living_count; i++) {
		pid_t pid = w->table.living[i]->now.key.pid;

		sample_describe(&w->table, pid, "comm", names[pid - 1]);
	}
}

static void
assert_victim(const struct world *w, const char *name, bool sure)
{
	const struct oom_victim *v = &w->table.events.victim;

	assert_string_equal(v->key.pid != 0 ? v->name : "", name);
	assert_int_equal(v->sure, sure);
}

static bool
is_on(const struct world *w)
{
	return kernel_events_oom(&w->table.events, w->table.taken_ns);
}

/* --- when it is shown --- */

static void
earlier_kills_show_nothing(void **state)
{
	struct world *w = *state;

	three(w, 1000, 43, "");
	assert_false(is_on(w));
	assert_true(w->table.events.oom_known);
	three(w, 1001, 43, "3");
	assert_false(is_on(w));
	assert_int_equal(w->table.events.oom_kills, 0);
	assert_victim(w, "", false);
}

static void
a_kill_is_shown_for_fifteen_minutes(void **state)
{
	struct world *w = *state;

	three(w, 1000, 43, "");
	three(w, 1010, 45, "");
	assert_true(is_on(w));
	assert_int_equal(w->table.events.oom_kills, 2);
	assert_int_equal(w->table.events.oom_ns, 1010 * SECOND);
	three(w, 1010 + 15 * MINUTE - 1, 45, "");
	assert_true(is_on(w));
	three(w, 1010 + 15 * MINUTE, 45, "");
	assert_false(is_on(w));
	assert_int_equal(w->table.events.oom_kills, 2);
}

static void
the_next_kill_restarts_the_time(void **state)
{
	struct world *w = *state;

	three(w, 1000, 0, "");
	three(w, 1010, 1, "3");
	assert_victim(w, "three.py", false);
	three(w, 1020, 1, "3");
	three(w, 1010 + 14 * MINUTE, 2, "3");
	assert_victim(w, "", false);
	three(w, 1010 + 20 * MINUTE, 2, "3");
	assert_true(is_on(w));
	assert_int_equal(w->table.events.oom_kills, 2);
}

static void
a_missing_or_falling_counter_is_not_a_kill(void **state)
{
	struct world *w = *state;

	three(w, 1000, 7, "");
	sample_begin(&w->sample, 1001);
	table_apply(&w->table, &w->sample);
	assert_false(w->table.events.oom_known);
	three(w, 1002, 9, "");
	assert_false(is_on(w));
	three(w, 1003, 2, "");
	assert_false(is_on(w));
	assert_int_equal(w->table.events.oom_kills, 0);
	three(w, 1004, 3, "");
	assert_true(is_on(w));
}

/* --- the victim --- */

/* By its last sample, not by its peak. */
static void
the_largest_vanished_process_is_the_probable_victim(void **state)
{
	struct world *w = *state;

	three(w, 1000, 0, "");
	three(w, 1001, 1, "12");
	assert_victim(w, "two", false);
}

static void
a_process_that_vanishes_a_sample_later_may_be_the_victim(void **state)
{
	struct world *w = *state;

	three(w, 1000, 0, "");
	three(w, 1001, 1, "");
	assert_victim(w, "", false);
	three(w, 1002, 1, "2");
	assert_victim(w, "two", false);
	three(w, 1003, 1, "23");
	assert_victim(w, "two", false);
}

static void
a_killed_child_of_ours_is_the_victim(void **state)
{
	struct world *w = *state;

	three(w, 1000, 0, "");
	table_note_status(&w->table, 1, SIGKILL);
	three(w, 1001, 1, "13");
	assert_victim(w, "one", true);
}

static void
a_child_that_ended_otherwise_is_not_the_victim(void **state)
{
	struct world *w = *state;

	three(w, 1000, 0, "");
	table_note_status(&w->table, 3, W_EXITCODE(1, 0));
	three(w, 1001, 1, "123");
	assert_victim(w, "two", false);
}

/* Known only after the sample: the first guess is confirmed or withdrawn. */
static void
a_later_exit_status_decides(void **state)
{
	struct world *w = *state;

	three(w, 1000, 0, "");
	three(w, 1001, 1, "3");
	assert_victim(w, "three.py", false);
	table_note_status(&w->table, 3, SIGKILL);
	assert_victim(w, "three.py", true);
	three(w, 1002, 2, "23");
	assert_victim(w, "two", false);
	table_note_status(&w->table, 2, W_EXITCODE(0, 0));
	assert_victim(w, "", false);
	assert_true(is_on(w));
}

static void
a_zombie_can_be_the_victim(void **state)
{
	struct world *w = *state;
	struct reading *r;

	one(w, 1000, 500 * MIB, 500 * MIB);
	count(w, 0, 0);
	apply(w);
	sample_describe(&w->table, 50, "hungry", "");
	r = one(w, 1001, 0, 0);
	r->state = 'Z';
	r->known = 0;
	count(w, 1, 0);
	apply(w);
	assert_victim(w, "hungry", false);
	assert_int_equal(w->table.events.victim.rss_bytes, 500 * MIB);
}

/* --- swap --- */

static void
swap_rates_need_two_samples(void **state)
{
	struct world *w = *state;
	const struct kernel_events *l = &w->table.events;

	one(w, 1000, MIB, MIB);
	count(w, 0, 700 * MIB);
	apply(w);
	assert_false(l->rates_known);
	one(w, 1004, MIB, MIB);
	count(w, 0, 702 * MIB);
	apply(w);
	assert_true(l->rates_known);
	assert_int_equal(l->swap_in_bytes_second, MIB / 2);
	assert_int_equal(l->swap_out_bytes_second, MIB);
	one(w, 1005, MIB, MIB);
	count(w, 0, 1 * MIB);
	apply(w);
	assert_int_equal(l->swap_in_bytes_second, 0);
	one(w, 1006, MIB, MIB);
	apply(w);
	assert_false(l->rates_known);
}

/* A slow sample and one right after it: the time between their starts does not count. */
static void
swap_rates_use_the_time_of_the_counters(void **state)
{
	struct world *w = *state;
	const struct kernel_events *l = &w->table.events;

	one(w, 1000, MIB, MIB);
	count(w, 0, 700 * MIB);
	apply(w);
	one(w, 1001, MIB, MIB);
	count(w, 0, 720 * MIB);
	w->sample.events.at_ns = 1010 * SECOND;
	apply(w);
	assert_int_equal(l->swap_in_bytes_second, 2 * MIB);
	one(w, 1011, MIB, MIB);
	count(w, 0, 740 * MIB);
	w->sample.events.at_ns = 1015 * SECOND;
	apply(w);
	assert_int_equal(l->swap_in_bytes_second, 4 * MIB);
}

/* --- the file --- */

static struct system_events
parse(const char *text)
{
	struct system_events e = { .oom_kills = 99 };

	proc_parse_vmstat(text, 4096, &e);
	return e;
}

static void
vmstat_is_read_line_by_line(void **state)
{
	struct system_events e = parse("nr_free_pages 5\npswpin 3\npswpout 7\noom_kill 2\n");

	(void)state;
	assert_true(e.swap_known && e.oom_known);
	assert_int_equal(e.swapped_in_bytes, 3 * 4096);
	assert_int_equal(e.swapped_out_bytes, 7 * 4096);
	assert_int_equal(e.oom_kills, 2);
}

static void
missing_lines_of_vmstat_are_unknown(void **state)
{
	static const char *const without_oom[] = { "", "\n", "oom_kill", "oom_kill 2",
		"oom_kill x\n", "oom_kill -1\n", "my_oom_kill 3\n", "oom_kills 3\n",
		"oom_kill 99999999999999999999999\n" };
	struct system_events e = parse("pswpin 3\noom_kill 4\n");

	(void)state;
	assert_false(e.swap_known);
	assert_true(e.oom_known);
	for (size_t i = 0; i < LENGTH(without_oom); i++) {
		e = parse(without_oom[i]);
		assert_false(e.oom_known || e.swap_known);
		assert_int_equal(e.oom_kills, 0);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(earlier_kills_show_nothing),
		CASE(a_kill_is_shown_for_fifteen_minutes),
		CASE(the_next_kill_restarts_the_time),
		CASE(a_missing_or_falling_counter_is_not_a_kill),
		CASE(the_largest_vanished_process_is_the_probable_victim),
		CASE(a_process_that_vanishes_a_sample_later_may_be_the_victim),
		CASE(a_killed_child_of_ours_is_the_victim),
		CASE(a_child_that_ended_otherwise_is_not_the_victim),
		CASE(a_later_exit_status_decides),
		CASE(a_zombie_can_be_the_victim),
		CASE(swap_rates_need_two_samples),
		CASE(swap_rates_use_the_time_of_the_counters),
		cmocka_unit_test(vmstat_is_read_line_by_line),
		cmocka_unit_test(missing_lines_of_vmstat_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
