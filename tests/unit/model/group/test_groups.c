/* SPDX-License-Identifier: MIT */
/* test_groups.c: what groups hold together, and the peak of that. */
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "model/group/groups.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/crowd_world.h"

/* zcat | sort | uniq, in process group 20 of session 10; `mib` of each, 0: missing. */
static void
pipeline(struct crowd *w, uint64_t seconds, unsigned zcat, unsigned sort, unsigned uniq)
{
	const struct person all[] = {
		{ 20, 10, 20, 10, .name = "zcat", .command = "zcat big.gz", .mib = zcat },
		{ 21, 10, 20, 10, .name = "sort", .command = "sort -n", .mib = sort },
		{ 22, 10, 20, 10, .name = "uniq", .command = "uniq -c", .mib = uniq },
	};
	struct person there[LENGTH(all)];
	size_t count = 0;

	for (size_t i = 0; i < LENGTH(all); i++)
		if (all[i].mib > 0)
			there[count++] = all[i];
	crowd_apply(w, seconds, there, count);
	groups_update(&w->groups, &w->table);
}

/* The group of the living or exited process with this pid. */
static const struct process_group *
job_of(const struct crowd *w, pid_t pid)
{
	for (size_t i = 0; i < w->groups.count; i++) {
		const struct group_members *m = &w->groups.items[i].members;

		for (size_t k = 0; k < m->count; k++)
			if (m->items[k]->now.key.pid == pid)
				return &w->groups.items[i];
	}
	return NULL;
}

#define assert_peak(peak, of_bytes, at_seconds, from)                \
	do {                                                         \
		assert_int_equal((peak)->bytes, of_bytes);           \
		assert_int_equal((peak)->at_ns, at_seconds *SECOND); \
		assert_int_equal((peak)->origin, from);              \
	} while (0)

static void
a_job_has_the_name_of_its_leader_and_sums_of_all(void **state)
{
	struct crowd *w = *state;
	const struct process_group *job;

	pipeline(w, 100, 5, 200, 3);
	job = job_of(w, 21);
	assert_int_equal(w->groups.count, 1);
	assert_int_equal(job->members.count, 3);
	assert_int_equal(job->members.leader->now.key.pid, 20);
	assert_int_equal(job->sum->now.key.pid, 20);
	assert_int_equal(job->sum->now.rss_bytes, 208 * MIB);
	assert_int_equal(job->sum->now.threads, 3);
	assert_string_equal(job->sum->command, "zcat big.gz");
	assert_string_equal(job->sum->user, "ada");
	assert_int_equal(job->sum->now.started_ns, 20 * TICK);
}

static void
one_alone_is_itself(void **state)
{
	struct crowd *w = *state;

	pipeline(w, 100, 5, 0, 0);
	assert_ptr_equal(job_of(w, 20)->sum, table_find_pid(&w->table, 20));
}

/* The maximum of the sums, not the sum of the maxima: 300, 260 and 40 MiB were never held at
 * once. */
static void
the_peak_is_the_largest_sum_at_one_sample(void **state)
{
	struct crowd *w = *state;
	const struct process *sum;

	pipeline(w, 100, 300, 50, 10);
	pipeline(w, 101, 100, 260, 20);
	pipeline(w, 102, 10, 30, 40);
	sum = job_of(w, 20)->sum;
	assert_int_equal(sum->now.rss_bytes, 80 * MIB);
	assert_peak(&sum->peak, 380 * MIB, 101, PEAK_RSS_SUM);
	assert_true(process_peak_rising(sum, w->table.taken_ns));
	assert_false(process_peak_rising(sum, 107 * SECOND));
}

static void
it_is_never_below_the_peak_of_a_member(void **state)
{
	const struct person spiked[] = {
		{ 20, 10, 20, 10, .name = "zcat", .mib = 5 },
		{ 21, 10, 20, 10, .name = "sort", .mib = 10, .peak_mib = 900 },
	};
	struct crowd *w = *state;
	const struct process *sum;

	crowd_apply(w, 100, spiked, LENGTH(spiked));
	groups_update(&w->groups, &w->table);
	sum = job_of(w, 21)->sum;
	assert_int_equal(sum->peak.bytes, 900 * MIB);
	assert_int_equal(sum->peak.origin, PEAK_KERNEL);
	assert_false(sum->peak.at_known);
}

static void
a_rise_is_of_what_was_seen_to_rise(void **state)
{
	struct crowd *w = *state;

	pipeline(w, 100, 10, 20, 30);
	assert_false(process_peak_rising(job_of(w, 20)->sum, w->table.taken_ns));
	assert_false(job_of(w, 20)->sum->peak.at_known);
	pipeline(w, 101, 10, 20, 31);
	assert_true(process_peak_rising(job_of(w, 20)->sum, w->table.taken_ns));
}

static void
members_that_end_leave_their_peak(void **state)
{
	struct crowd *w = *state;
	const struct process_group *job;

	pipeline(w, 100, 300, 50, 10);
	pipeline(w, 101, 0, 60, 10);
	job = job_of(w, 20);
	assert_int_equal(job->members.count, 3);
	assert_int_equal(job->members.living, 2);
	assert_int_equal(group_members_count(&job->members), 2);
	assert_int_equal(job->members.leader->now.key.pid, 21); /* the oldest living one */
	assert_string_equal(job->sum->command, "sort -n");
	assert_int_equal(job->sum->now.rss_bytes, 70 * MIB);
	assert_int_equal(job->sum->peak.bytes, 360 * MIB);
	pipeline(w, 102, 0, 0, 10);
	assert_int_equal(job_of(w, 22)->sum->peak.bytes, 360 * MIB);
	table_dismiss(&w->table);
	groups_update(&w->groups, &w->table);
	job = job_of(w, 22);
	assert_int_equal(job->members.count, 1);
	assert_int_equal(job->sum->peak.bytes, 360 * MIB);
}

static void
a_job_of_which_all_ended_stays_with_its_peak(void **state)
{
	struct crowd *w = *state;
	const struct process_group *job;

	pipeline(w, 100, 300, 50, 10);
	pipeline(w, 101, 0, 0, 10);
	table_note_status(&w->table, 20, 3 << 8);
	pipeline(w, 105, 0, 0, 0);
	job = job_of(w, 20);
	assert_int_equal(group_members_count(&job->members), 3);
	assert_true(process_ended(job->sum));
	assert_int_equal(job->sum->ended_ns, 105 * SECOND);
	assert_false(job->sum->now.known & KNOWN_RSS);
	assert_int_equal(job->sum->peak.bytes, 360 * MIB);
	assert_int_equal(job->sum->now.key.pid, 20); /* the oldest leads again, its status counts */
	assert_true(job->sum->wait_known);
	assert_int_equal(job->sum->wait_status, 3 << 8);
	table_dismiss(&w->table);
	groups_update(&w->groups, &w->table);
	assert_int_equal(w->groups.count, 0);
	assert_int_equal(w->groups.kept_count, 0);
}

static void
one_that_is_joined_later_is_summed_from_then_on(void **state)
{
	struct crowd *w = *state;

	pipeline(w, 100, 40, 0, 0);
	pipeline(w, 101, 40, 60, 0);
	assert_int_equal(job_of(w, 20)->sum->now.rss_bytes, 100 * MIB);
	assert_peak(&job_of(w, 20)->sum->peak, 100 * MIB, 101, PEAK_RSS_SUM);
	assert_false(process_peak_rising(job_of(w, 20)->sum, w->table.taken_ns));
}

/* Rows are rebuilt at each key: that is not a new sample. */
static void
a_second_look_at_a_sample_changes_nothing(void **state)
{
	struct crowd *w = *state;
	struct process before;
	struct growth looks;

	pipeline(w, 100, 40, 60, 5);
	pipeline(w, 101, 40, 70, 5);
	before = *job_of(w, 20)->sum;
	looks = *before.growth_samples;
	for (int i = 0; i < 5; i++)
		groups_update(&w->groups, &w->table);
	assert_memory_equal(&job_of(w, 20)->sum->history, &before.history, sizeof before.history);
	assert_memory_equal(job_of(w, 20)->sum->growth_samples, &looks, sizeof looks);
	assert_int_equal(job_of(w, 20)->sum->now.rss_bytes, 115 * MIB);
}

static void
a_mark_begins_the_peak_of_the_sum_anew(void **state)
{
	struct crowd *w = *state;
	const struct process *sum;

	pipeline(w, 100, 300, 50, 10);
	pipeline(w, 101, 20, 50, 10);
	table_reset_peaks(&w->table);
	groups_update(&w->groups, &w->table);
	sum = job_of(w, 20)->sum;
	assert_peak(process_peak(sum), 80 * MIB, 101, PEAK_RSS_SUM);
	assert_int_equal(sum->peak.bytes, 360 * MIB);
	pipeline(w, 102, 40, 60, 10);
	pipeline(w, 103, 20, 20, 10);
	assert_peak(process_peak(sum), 110 * MIB, 102, PEAK_RSS_SUM);
	table_restore_peaks(&w->table);
	groups_update(&w->groups, &w->table);
	assert_int_equal(process_peak(sum)->bytes, 360 * MIB);
}

/* A spike between samples that VmHWM shows: the member's own peak counts for the group. */
static void
what_a_member_held_since_the_mark_its_job_held(void **state)
{
	const struct person spiked[] = {
		{ 20, 10, 20, 10, .name = "zcat", .mib = 5 },
		{ 21, 10, 20, 10, .name = "sort", .mib = 5, .peak_mib = 700 },
	};
	struct crowd *w = *state;

	pipeline(w, 100, 5, 5, 0);
	table_reset_peaks(&w->table);
	crowd_apply(w, 101, spiked, LENGTH(spiked));
	groups_update(&w->groups, &w->table);
	assert_peak(process_peak(job_of(w, 20)->sum), 700 * MIB, 101, PEAK_KERNEL);
	assert_true(process_peak_rising(job_of(w, 20)->sum, w->table.taken_ns));
}

static void
a_job_that_begins_after_the_mark_counts_whole(void **state)
{
	struct crowd *w = *state;

	pipeline(w, 100, 0, 0, 0);
	table_reset_peaks(&w->table);
	pipeline(w, 101, 30, 40, 0);
	pipeline(w, 102, 3, 4, 0);
	assert_int_equal(process_peak(job_of(w, 20)->sum)->bytes, 70 * MIB);
}

/* The smallest limit and headroom and the worst score: what is reached first counts. */
static void
limits_are_those_reached_first(void **state)
{
	struct crowd *w = *state;
	struct process *p[2];
	const struct reading *sum;

	pipeline(w, 100, 5, 5, 0);
	for (pid_t i = 0; i < 2; i++) {
		p[i] = table_find_pid(&w->table, 20 + i);
		p[i]->now.known |= KNOWN_LIMIT | KNOWN_HEADROOM | KNOWN_OOM_SCORE;
	}
	p[0]->now.limit_bytes = 100, p[1]->now.limit_bytes = 90;
	p[0]->now.headroom_bytes = 7, p[1]->now.headroom_bytes = 8;
	p[0]->now.oom_score = 600, p[1]->now.oom_score = 700;
	groups_update(&w->groups, &w->table);
	sum = &job_of(w, 20)->sum->now;
	assert_int_equal(sum->limit_bytes, 90);
	assert_int_equal(sum->headroom_bytes, 7);
	assert_int_equal(sum->oom_score, 700);
}

/* A worker that exits takes its CPU time with it: the rate of the others is unchanged. */
static void
rates_are_of_those_that_live(void **state)
{
	struct crowd *w = *state;

	pipeline(w, 100, 5, 5, 5);
	for (size_t i = 0; i < 3; i++) {
		w->table.living[i]->now.known |= KNOWN_CPU_PERCENT;
		w->table.living[i]->cpu_percent = 30;
		w->table.living[i]->faults_a_second = 100;
	}
	groups_update(&w->groups, &w->table);
	assert_true(job_of(w, 20)->sum->cpu_percent == 90);
	assert_true(job_of(w, 20)->sum->faults_a_second == 300);
	pipeline(w, 101, 0, 5, 5);
	for (size_t i = 0; i < 2; i++)
		w->table.living[i]->cpu_percent = 30;
	groups_update(&w->groups, &w->table);
	assert_true(job_of(w, 21)->sum->cpu_percent == 60);
}

static void
unknown_memory_is_no_sum(void **state)
{
	struct crowd *w = *state;

	pipeline(w, 100, 5, 5, 0);
	for (size_t i = 0; i < 2; i++)
		w->table.living[i]->now.known = 0;
	groups_clear(&w->groups);
	groups_update(&w->groups, &w->table);
	assert_false(job_of(w, 20)->sum->now.known & KNOWN_RSS);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, crowd_open, crowd_close)
	const struct CMUnitTest tests[] = {
		TEST(a_job_has_the_name_of_its_leader_and_sums_of_all),
		TEST(one_alone_is_itself),
		TEST(the_peak_is_the_largest_sum_at_one_sample),
		TEST(it_is_never_below_the_peak_of_a_member),
		TEST(a_rise_is_of_what_was_seen_to_rise),
		TEST(members_that_end_leave_their_peak),
		TEST(a_job_of_which_all_ended_stays_with_its_peak),
		TEST(one_that_is_joined_later_is_summed_from_then_on),
		TEST(a_second_look_at_a_sample_changes_nothing),
		TEST(a_mark_begins_the_peak_of_the_sum_anew),
		TEST(what_a_member_held_since_the_mark_its_job_held),
		TEST(a_job_that_begins_after_the_mark_counts_whole),
		TEST(limits_are_those_reached_first),
		TEST(rates_are_of_those_that_live),
		TEST(unknown_memory_is_no_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
