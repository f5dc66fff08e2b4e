/* SPDX-License-Identifier: MIT */
/* test_table.c: processes from one sample to the next, and what the table costs. */
#include <stdlib.h>

#include "support/allocated.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/table_world.h"

static void
the_merge_yields_arrivals_and_departures(void **state)
{
	static const pid_t scans[][4] = { { 2, 5, 9 }, { 1, 5, 7, 9 }, { 7 }, { 0 } };
	struct world *w = *state;

	for (size_t scan = 0; scan < 4; scan++) {
		size_t count = 0;

		sample_begin(&w->sample, 100 + scan);
		for (; count < 4 && scans[scan][count] != 0; count++)
			sample_process(&w->sample, scans[scan][count], MIB, MIB);
		table_apply(&w->table, &w->sample);
		assert_int_equal(w->table.living_count, count);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(w->table.living[i]->now.key.pid, scans[scan][i]);
	}
	assert_int_equal(w->table.ended_count, 5);
	assert_int_equal(w->table.ended_now, 1);
	assert_int_equal(w->table.ended[0]->now.key.pid, 2);
	assert_int_equal(w->table.ended[4]->now.key.pid, 7);
	assert_int_equal(w->table.ended[4]->ended_ns, 103 * SECOND);
	assert_int_equal(w->table.samples, 4);
}

static void
a_process_keeps_its_address_while_it_lives(void **state)
{
	struct world *w = *state;
	const struct process *p;

	one(w, 100, MIB, MIB);
	p = apply(w);
	one(w, 101, 2 * MIB, 2 * MIB);
	assert_ptr_equal(apply(w), p);
	assert_int_equal(p->now.rss_bytes, 2 * MIB);
	assert_int_equal(p->first_seen_ns, 100 * SECOND);
}

/* Its CPU time and faults were not read meanwhile. */
static void
rates_of_one_that_rested_are_over_the_whole_time(void **state)
{
	struct world *w = *state;
	const struct process *p;
	struct reading *r;

	one(w, 100, MIB, MIB);
	apply(w);
	for (uint64_t second = 101; second < 105; second++) {
		one(w, second, MIB, MIB)->resting = true;
		p = apply(w);
		assert_true(p->now.known & KNOWN_RSS);
		assert_true(p->cpu_percent <= 0);
	}
	r = one(w, 105, MIB, 3 * MIB);
	r->cpu_ns = SECOND;
	r->minor_faults = 50;
	p = apply(w);
	assert_int_equal((int)(p->cpu_percent + 0.5), 20);
	assert_int_equal((int)(p->faults_a_second + 0.5), 10);
	assert_int_equal(process_peak(p)->bytes, 3 * MIB);
	r = one(w, 106, MIB, 3 * MIB);
	r->cpu_ns = 3 * SECOND / 2;
	assert_int_equal((int)(apply(w)->cpu_percent + 0.5), 50);
}

static void
a_reused_pid_is_another_process(void **state)
{
	struct world *w = *state;
	const struct process *old, *new;

	one(w, 100, MIB, 90 * MIB);
	apply(w);
	sample_started(one(w, 101, MIB, MIB), 101);
	new = apply(w);
	old = w->table.ended[0];
	assert_int_equal(w->table.living_count, 1);
	assert_int_equal(w->table.ended_count, 1);
	assert_int_equal(old->peak.bytes, 90 * MIB);
	assert_true(process_ended(old));
	assert_int_equal(new->peak.bytes, MIB);
	assert_ptr_equal(table_find(&w->table, old->now.key), old);
	assert_ptr_equal(table_find(&w->table, new->now.key), new);
	assert_null(table_find(&w->table, (struct proc_key){ 50, 3 }));
	assert_null(table_find_pid(&w->table, 51));
}

/* --- the ended --- */

static void
exited_processes_keep_their_peak_and_hold_nothing(void **state)
{
	struct world *w = *state;
	const struct process *p;

	one(w, 100, 60 * MIB, 70 * MIB);
	apply(w);
	sample_begin(&w->sample, 101);
	table_apply(&w->table, &w->sample);
	p = w->table.ended[0];
	assert_int_equal(p->peak.bytes, 70 * MIB);
	assert_false(p->now.known & KNOWN_RSS);
	assert_true(p->now.known & KNOWN_PEAK);
	assert_false(process_at_peak(p));
	assert_int_equal(w->table.ended_now, 1);
	sample_begin(&w->sample, 102);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_now, 0);
	assert_int_equal(w->table.ended_count, 1);
	table_dismiss(&w->table);
	assert_int_equal(w->table.ended_count, 0);
}

static void
the_oldest_exited_processes_are_dropped_first(void **state)
{
	struct world *w = *state;
	const pid_t all = 5 * TABLE_ENDED_MAX / 2;

	for (pid_t first = 1; first <= all; first += 500) {
		sample_begin(&w->sample, (uint64_t)first);
		for (pid_t pid = first; pid < first + 500; pid++)
			sample_process(&w->sample, pid, MIB, MIB);
		table_apply(&w->table, &w->sample);
	}
	sample_begin(&w->sample, 9999);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, TABLE_ENDED_MAX);
	for (pid_t i = 0; i < TABLE_ENDED_MAX; i++)
		assert_int_equal(w->table.ended[i]->now.key.pid, all - TABLE_ENDED_MAX + 1 + i);
}

static void
all_processes_may_exit_at_once(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 100);
	for (pid_t pid = 1; pid <= 5000; pid++)
		sample_process(&w->sample, pid, MIB, MIB);
	table_apply(&w->table, &w->sample);
	sample_begin(&w->sample, 101);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, TABLE_ENDED_MAX);
	assert_int_equal(w->table.ended_now, TABLE_ENDED_MAX);
	assert_int_equal(w->table.ended[0]->now.key.pid, 4001);
}

static void
a_wait_status_finds_living_and_newly_exited_processes(void **state)
{
	struct world *w = *state;

	one(w, 100, MIB, MIB);
	apply(w);
	table_note_status(&w->table, 50, 3 << 8);
	sample_started(one(w, 101, MIB, MIB), 101);
	apply(w);
	assert_true(w->table.ended[0]->wait_known);
	assert_int_equal(w->table.ended[0]->wait_status, 3 << 8);
	sample_begin(&w->sample, 102);
	table_apply(&w->table, &w->sample);
	table_note_status(&w->table, 50, 9);
	assert_int_equal(w->table.ended[0]->wait_status, 3 << 8);
	assert_true(w->table.ended[1]->wait_known);
	assert_int_equal(w->table.ended[1]->wait_status, 9);
	table_note_status(&w->table, 4711, 1); /* nobody's */
}

/* --- cost --- */

/* A second in which `count` processes arrived, and those of the second before exited. */
static void
storm(struct world *w, uint64_t second, pid_t count)
{
	sample_begin(&w->sample, second);
	for (pid_t i = 0; i < count; i++) {
		struct reading *r = sample_process(&w->sample, 1000 + i, MIB, MIB);

		sample_started(r, second);
	}
	table_apply(&w->table, &w->sample);
	for (pid_t i = 0; i < count; i++)
		sample_describe(&w->table, 1000 + i, "short-lived", "short-lived --job 12345");
}

/* A freed block may be reused for one that is this much smaller: malloc splits off no less. */
#define BLOCK_SLACK 16

static void
twenty_thousand_short_lived_processes_take_no_more_memory(void **state)
{
	struct world *w = *state;
	size_t before;

	for (uint64_t second = 1; second <= 10; second++)
		storm(w, second, 334);
	before = allocated_bytes();
	assert_true(before > 334 * sizeof(struct process));
	for (uint64_t second = 11; second <= 70; second++)
		storm(w, second, 334);
	assert_in_range(allocated_bytes(), 1, before + BLOCK_SLACK * (334 + TABLE_ENDED_MAX));
}

/* --- the system --- */

static void
used_memory_has_a_peak_of_its_own(void **state)
{
	static const uint64_t available_mib[] = { 600, 200, 500 };
	struct world *w = *state;

	for (size_t i = 0; i < 3; i++) {
		sample_begin(&w->sample, 100 + i);
		w->sample.memory.known = true;
		w->sample.memory.total_bytes = 1000 * MIB;
		w->sample.memory.available_bytes = available_mib[i] * MIB;
		table_apply(&w->table, &w->sample);
	}
	assert_int_equal(memory_used_bytes(&w->table.memory), 500 * MIB);
	assert_int_equal(w->table.used_peak.bytes, 800 * MIB);
	assert_int_equal(w->table.used_peak.at_ns, 101 * SECOND);
	sample_begin(&w->sample, 103); /* not known */
	w->sample.denied = 4;
	w->sample.vanished = 2;
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.used_peak.bytes, 800 * MIB);
	assert_int_equal(w->table.denied, 4);
	assert_int_equal(w->table.vanished, 2);
	assert_int_equal(memory_used_bytes(&w->table.memory), 0);
}

static void
faults_a_second_are_those_of_the_last_interval(void **state)
{
	struct world *w = *state;
	struct process *p;

	one(w, 100, MIB, MIB)->minor_faults = 1000;
	p = apply(w);
	assert_false(p->now.known & KNOWN_CPU_PERCENT);
	one(w, 104, MIB, MIB)->minor_faults = 1400;
	apply(w);
	assert_true(p->faults_a_second == 100);
	one(w, 105, MIB, MIB)->minor_faults = 1400;
	apply(w);
	assert_true(p->faults_a_second == 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_merge_yields_arrivals_and_departures),
		CASE(a_process_keeps_its_address_while_it_lives),
		CASE(rates_of_one_that_rested_are_over_the_whole_time),
		CASE(a_reused_pid_is_another_process),
		CASE(exited_processes_keep_their_peak_and_hold_nothing),
		CASE(the_oldest_exited_processes_are_dropped_first),
		CASE(all_processes_may_exit_at_once),
		CASE(a_wait_status_finds_living_and_newly_exited_processes),
		CASE(twenty_thousand_short_lived_processes_take_no_more_memory),
		CASE(used_memory_has_a_peak_of_its_own),
		CASE(faults_a_second_are_those_of_the_last_interval),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
