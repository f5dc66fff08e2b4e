/* SPDX-License-Identifier: MIT */
/* test_subtree.c: what a process and its descendants hold together, and the peak of that. */
#include <stdlib.h>

#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/table_world.h"

#define TOP 50

/* A process with `mib` below `parent`; the smaller pid is older. */
static struct reading *
add(struct world *w, pid_t pid, pid_t parent, uint64_t mib)
{
	struct reading *r = sample_process(&w->sample, pid, mib * MIB, mib * MIB);

	r->ppid = parent;
	return r;
}

#define subtree_of(w, pid) (&table_find_pid(&(w)->table, pid)->subtree)

static void
check_now(struct world *w, pid_t pid, uint64_t mib, size_t processes)
{
	assert_int_equal(subtree_of(w, pid)->rss_bytes, mib * MIB);
	assert_int_equal(subtree_of(w, pid)->processes, processes);
}

static void
check_peak(const struct subtree_peak *peak, uint64_t mib, size_t processes, uint64_t seconds)
{
	assert_non_null(peak);
	assert_int_equal(peak->peak.bytes, mib * MIB);
	assert_int_equal(peak->processes, processes);
	assert_int_equal(peak->peak.at_ns, seconds * SECOND);
	assert_int_equal(peak->peak.origin, PEAK_RSS_SUM);
	assert_true(peak->peak.at_known);
}

static void
check_shown(struct world *w, pid_t pid, uint64_t mib, size_t processes, uint64_t seconds)
{
	check_peak(subtree_shown(subtree_of(w, pid)), mib, processes, seconds);
}

/* A parent with a child and a grandchild. */
static void
family(struct world *w, uint64_t seconds, uint64_t top, uint64_t child, uint64_t grandchild)
{
	sample_begin(&w->sample, seconds);
	add(w, TOP, 1, top);
	add(w, 60, TOP, child);
	add(w, 70, 60, grandchild);
	apply(w);
}

static void
all_below_are_summed_at_each_level(void **state)
{
	struct world *w = *state;

	family(w, 100, 1, 20, 300);
	check_now(w, TOP, 321, 3);
	check_now(w, 60, 320, 2);
	check_now(w, 70, 300, 1);
}

static void
the_peak_is_of_one_instant_and_not_the_sum_of_peaks(void **state)
{
	struct world *w = *state;

	family(w, 100, 10, 100, 1);
	family(w, 101, 10, 60, 60);
	family(w, 102, 10, 1, 110);
	check_shown(w, TOP, 130, 3, 101);
	check_now(w, TOP, 121, 3);
	family(w, 103, 130, 0, 0); /* as much again */
	check_shown(w, TOP, 130, 3, 101);
}

static void
the_peak_tells_how_many_held_it(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	add(w, TOP, 1, 5);
	for (pid_t pid = 60; pid < 67; pid++)
		add(w, pid, TOP, 10);
	apply(w);
	family(w, 101, 5, 10, 10);
	check_shown(w, TOP, 75, 8, 100);
	check_now(w, TOP, 25, 3);
}

static void
without_a_child_there_is_none_to_show(void **state)
{
	struct world *w = *state;

	family(w, 100, 1, 2, 3);
	assert_null(subtree_shown(subtree_of(w, 70)));
	one(w, 101, MIB, MIB);
	apply(w);
	check_now(w, TOP, 1, 1);
	check_shown(w, TOP, 6, 3, 100); /* it had one */
}

static void
what_it_held_alone_before_counts_too(void **state)
{
	struct world *w = *state;

	one(w, 100, 500 * MIB, 500 * MIB);
	apply(w);
	family(w, 101, 10, 20, 30);
	check_shown(w, TOP, 500, 1, 100);
}

static void
an_orphan_counts_for_who_took_it_over(void **state)
{
	struct world *w = *state;

	family(w, 100, 1, 2, 40);
	sample_begin(&w->sample, 101);
	add(w, 1, 0, 7);
	add(w, TOP, 1, 1);
	add(w, 70, TOP, 40); /* a subreaper has it now */
	apply(w);
	check_now(w, TOP, 41, 2);
	sample_begin(&w->sample, 102);
	add(w, 1, 0, 7);
	add(w, TOP, 1, 1);
	add(w, 70, 1, 40);
	apply(w);
	check_now(w, TOP, 1, 1);
	check_now(w, 1, 48, 3);
	check_shown(w, TOP, 43, 3, 100);
}

static void
a_younger_parent_is_none(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	sample_started(add(w, TOP, 60, 1), 50); /* they would be each other's parent */
	sample_started(add(w, 60, TOP, 2), 60);
	sample_started(add(w, 80, 80, 4), 60); /* and one its own */
	sample_started(add(w, 90, 95, 8), 60); /* within one tick the smaller pid came first */
	sample_started(add(w, 95, 90, 16), 60);
	apply(w);
	check_now(w, TOP, 3, 2);
	check_now(w, 60, 2, 1);
	check_now(w, 80, 4, 1);
	check_now(w, 90, 24, 2);
	check_now(w, 95, 16, 1);
}

static void
a_parent_with_a_larger_pid_is_one(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	sample_started(add(w, 40, TOP, 2), 60); /* pids wrapped around */
	sample_started(add(w, TOP, 60, 1), 50);
	sample_started(add(w, 60, 1, 4), 40);
	apply(w);
	check_now(w, 60, 7, 3);
	check_now(w, TOP, 3, 2);
}

static void
what_is_not_known_is_not_counted(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	add(w, TOP, 1, 1)->known = 0; /* not readable; its child is */
	add(w, 60, TOP, 2);
	add(w, 70, TOP, 9)->known = 0;
	apply(w);
	check_now(w, TOP, 2, 1);
	check_shown(w, TOP, 2, 1, 100);
}

static void
a_zombie_is_no_living_child(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	add(w, TOP, 1, 1);
	add(w, 60, TOP, 0)->state = 'Z';
	apply(w);
	assert_null(subtree_shown(subtree_of(w, TOP)));
	check_now(w, TOP, 1, 1);
}

static void
the_end_leaves_the_peak(void **state)
{
	struct world *w = *state;
	const struct process *gone;

	family(w, 100, 1, 2, 3);
	sample_begin(&w->sample, 101);
	apply(w);
	gone = table_find(&w->table, (struct proc_key){ TOP, TOP });
	assert_true(process_ended(gone));
	assert_int_equal(gone->subtree.processes, 0);
	check_peak(subtree_shown(&gone->subtree), 6, 3, 100);
}

static void
an_exec_begins_anew_but_for_a_mark(void **state)
{
	struct world *w = *state;

	family(w, 100, 900, 2, 3); /* it held its parent's memory until exec */
	table_reset_peaks(&w->table);
	sample_begin(&w->sample, 101);
	add(w, TOP, 1, 1)->image = 1;
	add(w, 60, TOP, 2);
	apply(w);
	check_peak(&subtree_of(w, TOP)->max, 3, 2, 101);
	check_peak(&subtree_of(w, TOP)->since_reset, 905, 3, 100); /* goes on */
}

/* --- marks --- */

static void
a_mark_begins_at_what_is_held_now(void **state)
{
	struct world *w = *state;

	family(w, 100, 10, 20, 30);
	family(w, 101, 1, 2, 3);
	table_reset_peaks(&w->table);
	check_shown(w, TOP, 6, 3, 101);
	check_peak(&subtree_of(w, TOP)->max, 60, 3, 100);
	family(w, 102, 2, 3, 4);
	family(w, 103, 1, 1, 1);
	check_shown(w, TOP, 9, 3, 102);
	table_restore_peaks(&w->table);
	check_shown(w, TOP, 60, 3, 100);
}

static void
newcomers_after_a_mark_have_one_too(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100); /* nobody is there */
	apply(w);
	table_reset_peaks(&w->table);
	family(w, 101, 10, 20, 30);
	family(w, 102, 1, 2, 3);
	check_peak(&subtree_of(w, TOP)->since_reset, 60, 3, 101);
}

/* --- many --- */

static void
a_long_chain_is_summed(void **state)
{
	enum { DEEP = 5000 };
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	for (pid_t pid = 1; pid <= DEEP; pid++)
		add(w, pid, pid - 1, 1);
	apply(w);
	for (pid_t pid = 1; pid <= DEEP; pid++)
		check_now(w, pid, (uint64_t)(DEEP - pid + 1), (size_t)(DEEP - pid + 1));
}

/* By adding each to all its ancestors, which is too slow for every sample. */
static void
check_against_ancestors(struct world *w, size_t count)
{
	uint64_t *sums = calloc(count + 1, sizeof *sums);

	assert_non_null(sums);
	for (size_t i = 0; i < count; i++) {
		const struct reading *r = &w->sample.readings[i];

		for (pid_t up = r->key.pid; up > 0; up = w->sample.readings[up - 1].ppid)
			sums[up] += r->rss_bytes;
	}
	for (size_t i = 0; i < count; i++)
		assert_int_equal(w->table.living[i]->subtree.rss_bytes, sums[i + 1]);
	free(sums);
}

static void
any_forest_is_summed_right(void **state)
{
	enum { COUNT = 300 };
	struct world *w = *state;
	unsigned seed = 7;

	for (uint64_t round = 0; round < 20; round++) {
		sample_begin(&w->sample, 100 + round);
		for (pid_t pid = 1; pid <= COUNT; pid++) {
			seed = seed * 1103515245u + 12345u;
			add(w, pid, (pid_t)((seed >> 16) % (unsigned)pid), seed >> 24);
		}
		apply(w);
		check_against_ancestors(w, COUNT);
	}
}

static void
memory_that_is_the_parents_counts_once(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	add(w, TOP, 1, 300);
	add(w, 60, TOP, 300)->borrowed = true;
	add(w, 70, 60, 300)->borrowed = true;
	add(w, 71, 60, 8);
	add(w, 80, 99, 40)->borrowed = true; /* its parent is gone since */
	apply(w);
	check_now(w, TOP, 308, 4);
	check_now(w, 60, 308, 3);
	check_now(w, 70, 300, 1);
	check_now(w, 80, 40, 1);
	check_shown(w, TOP, 308, 4, 100);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(all_below_are_summed_at_each_level),
		TEST(the_peak_is_of_one_instant_and_not_the_sum_of_peaks),
		TEST(the_peak_tells_how_many_held_it),
		TEST(without_a_child_there_is_none_to_show),
		TEST(what_it_held_alone_before_counts_too),
		TEST(an_orphan_counts_for_who_took_it_over),
		TEST(a_younger_parent_is_none),
		TEST(a_parent_with_a_larger_pid_is_one),
		TEST(what_is_not_known_is_not_counted),
		TEST(a_zombie_is_no_living_child),
		TEST(the_end_leaves_the_peak),
		TEST(an_exec_begins_anew_but_for_a_mark),
		TEST(a_mark_begins_at_what_is_held_now),
		TEST(newcomers_after_a_mark_have_one_too),
		TEST(memory_that_is_the_parents_counts_once),
		TEST(a_long_chain_is_summed),
		TEST(any_forest_is_summed_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
