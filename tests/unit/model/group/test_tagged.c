/* SPDX-License-Identifier: MIT */
/* test_tagged.c: sums of tagged processes since the set was formed. */
#include <stdlib.h>
#include <string.h>

#include "model/group/tagged.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct proc_key three[] = { { 30, 30 }, { 31, 31 }, { 32, 32 } };

struct world {
	struct table table;
	struct sample sample;
	struct tagged_set set;
};

static int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state == NULL;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	tagged_clear(&w->set);
	table_clear(&w->table);
	sample_clear(&w->sample);
	free(w);
	return 0;
}

/* A sample of processes 30, 31 and 32 with these MiB; 0: missing. */
static void
tick(struct world *w, uint64_t seconds, const uint64_t *mib)
{
	sample_begin(&w->sample, seconds);
	for (pid_t i = 0; i < 3; i++)
		if (mib[i] > 0)
			sample_process(&w->sample, 30 + i, mib[i] * MIB, 900 * MIB);
	table_apply(&w->table, &w->sample);
	tagged_update(&w->set, &w->table);
}

#define TICK_OF(w, seconds, ...) tick(w, seconds, (const uint64_t[3]){ __VA_ARGS__ })

static void
a_set_is_summed_since_it_came_together(void **state)
{
	struct world *w = *state;
	const struct process *sum;

	TICK_OF(w, 100, 500, 500, 500);
	assert_null(w->set.group_sum.sum);
	tagged_choose(&w->set, three, 2);
	tagged_update(&w->set, &w->table);
	TICK_OF(w, 101, 300, 40, 500);
	TICK_OF(w, 102, 200, 60, 500);
	sum = w->set.group_sum.sum;
	assert_int_equal(w->set.members.count, 2);
	assert_int_equal(sum->first_seen_ns, 100 * SECOND);
	assert_int_equal(sum->now.rss_bytes, 260 * MIB);
	assert_int_equal(sum->peak.bytes, 1000 * MIB);
	assert_int_equal(sum->history.used, 3);
}

/* Each held 900 MiB before: that is not a peak of the set. */
static void
its_peak_is_of_sums_alone_and_has_a_time(void **state)
{
	struct world *w = *state;

	TICK_OF(w, 100, 10, 20, 30);
	tagged_choose(&w->set, three, 3);
	tagged_update(&w->set, &w->table);
	TICK_OF(w, 101, 90, 10, 10);
	TICK_OF(w, 102, 10, 10, 85);
	assert_int_equal(w->set.group_sum.sum->peak.bytes, 110 * MIB);
	assert_int_equal(w->set.group_sum.sum->peak.origin, PEAK_RSS_SUM);
	assert_int_equal(w->set.group_sum.sum->peak.at_ns, 101 * SECOND);
	assert_true(w->set.group_sum.sum->peak.at_known);
}

static void
another_choice_is_another_set(void **state)
{
	struct world *w = *state;

	TICK_OF(w, 100, 500, 500, 500);
	tagged_choose(&w->set, three, 2);
	tagged_update(&w->set, &w->table);
	TICK_OF(w, 101, 10, 10, 10);
	tagged_choose(&w->set, three, 2); /* the same: it continues */
	tagged_update(&w->set, &w->table);
	assert_int_equal(w->set.group_sum.sum->peak.bytes, 1000 * MIB);
	tagged_choose(&w->set, three, 3);
	tagged_update(&w->set, &w->table);
	assert_int_equal(w->set.group_sum.sum->first_seen_ns, 101 * SECOND);
	assert_int_equal(w->set.group_sum.sum->peak.bytes, 30 * MIB);
	tagged_choose(&w->set, three + 1, 2); /* as many, but others */
	tagged_update(&w->set, &w->table);
	assert_int_equal(w->set.group_sum.sum->peak.bytes, 20 * MIB);
	assert_int_equal(w->set.members.leader->now.key.pid, 31);
}

static void
fewer_than_two_are_no_set(void **state)
{
	struct world *w = *state;

	for (size_t count = 0; count < 2; count++) {
		tagged_choose(&w->set, three, 3);
		TICK_OF(w, 100 + count, 5, 5, 5);
		assert_non_null(w->set.group_sum.sum);
		tagged_choose(&w->set, three, count);
		tagged_update(&w->set, &w->table);
		assert_null(w->set.group_sum.sum);
		assert_int_equal(w->set.members.count, 0);
	}
}

static void
members_that_end_stay_and_those_dismissed_go(void **state)
{
	struct world *w = *state;
	const struct tagged_set *set = &w->set;

	TICK_OF(w, 100, 10, 20, 30);
	tagged_choose(&w->set, three, 3);
	tagged_update(&w->set, &w->table);
	TICK_OF(w, 101, 0, 20, 30);
	assert_int_equal(set->members.count, 3);
	assert_int_equal(set->members.living, 2);
	assert_int_equal(set->members.items[2]->now.key.pid, 30); /* living ones come first */
	assert_int_equal(set->group_sum.sum->now.rss_bytes, 50 * MIB);
	table_dismiss(&w->table);
	tagged_update(&w->set, &w->table);
	assert_int_equal(set->members.count, 2);
	assert_int_equal(set->group_sum.sum->peak.bytes, 60 * MIB);
	TICK_OF(w, 102, 0, 0, 0);
	assert_true(process_ended(set->group_sum.sum));
	assert_int_equal(set->group_sum.sum->ended_ns, 102 * SECOND);
	table_dismiss(&w->table);
	tagged_update(&w->set, &w->table);
	assert_int_equal(set->members.count, 0);
}

/* Going back in a recording: the same samples come again. */
static void
a_table_made_anew_makes_the_sum_anew(void **state)
{
	struct world *w = *state;

	tagged_choose(&w->set, three, 3);
	TICK_OF(w, 100, 10, 20, 30);
	TICK_OF(w, 101, 100, 200, 300);
	table_clear(&w->table);
	tagged_restart(&w->set);
	assert_int_equal(w->set.members.count, 0);
	TICK_OF(w, 100, 10, 20, 30);
	assert_int_equal(w->set.group_sum.sum->peak.bytes, 60 * MIB);
	assert_int_equal(w->set.count, 3);
}

static void
a_mark_begins_its_peak_anew(void **state)
{
	struct world *w = *state;

	tagged_choose(&w->set, three, 3);
	TICK_OF(w, 100, 100, 200, 300);
	TICK_OF(w, 101, 10, 20, 30);
	table_reset_peaks(&w->table);
	tagged_update(&w->set, &w->table);
	assert_int_equal(process_peak(w->set.group_sum.sum)->bytes, 60 * MIB);
	assert_int_equal(w->set.group_sum.sum->peak.bytes, 600 * MIB);
}

static void
memory_that_is_another_members_counts_once(void **state)
{
	struct world *w = *state;
	struct reading *child;

	tagged_choose(&w->set, three, 2);
	sample_begin(&w->sample, 100);
	sample_process(&w->sample, 30, 200 * MIB, 900 * MIB);
	child = sample_process(&w->sample, 31, 200 * MIB, 900 * MIB);
	child->borrowed = true;
	child->ppid = 30;
	table_apply(&w->table, &w->sample);
	tagged_update(&w->set, &w->table);
	assert_int_equal(w->set.group_sum.sum->now.rss_bytes, 200 * MIB);
	tagged_choose(&w->set, three + 1, 2); /* without the parent */
	tagged_update(&w->set, &w->table);
	assert_int_equal(w->set.group_sum.sum->now.rss_bytes, 200 * MIB);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_set_is_summed_since_it_came_together),
		TEST(memory_that_is_another_members_counts_once),
		TEST(its_peak_is_of_sums_alone_and_has_a_time),
		TEST(another_choice_is_another_set),
		TEST(fewer_than_two_are_no_set),
		TEST(members_that_end_stay_and_those_dismissed_go),
		TEST(a_table_made_anew_makes_the_sum_anew),
		TEST(a_mark_begins_its_peak_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
