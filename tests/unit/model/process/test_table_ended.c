/* SPDX-License-Identifier: MIT */
/* test_table_ended.c: which exited processes are kept, and which are dropped. */
#include <stdlib.h>

#include "base/length.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/table_world.h"

/* `count` processes of a second each that hold almost nothing, `at_once` at a time. */
static void
let_many_end(struct world *w, pid_t first, pid_t count, pid_t at_once)
{
	for (pid_t pid = first; pid < first + count; pid += at_once) {
		sample_begin(&w->sample, (uint64_t)pid);
		for (pid_t i = 0; i < at_once; i++)
			sample_process(&w->sample, pid + i, 64, 64);
		table_apply(&w->table, &w->sample);
	}
	sample_begin(&w->sample, (uint64_t)(first + count));
	table_apply(&w->table, &w->sample);
}

static const struct process *
find_ended(const struct world *w, pid_t pid)
{
	return table_find(&w->table, (struct proc_key){ pid, (uint64_t)pid });
}

static void
a_large_exited_process_outlasts_thousands_of_small_ones(void **state)
{
	const pid_t at_once[] = { 1, 3, 50, 1200 };
	struct world *w = *state;

	for (size_t i = 0; i < LENGTH(at_once); i++) {
		table_clear(&w->table);
		sample_begin(&w->sample, 2);
		sample_process(&w->sample, 7, 500 * MIB, 900 * MIB);
		sample_process(&w->sample, 8, 1, 65);
		table_apply(&w->table, &w->sample);
		let_many_end(w, 100, 3600, at_once[i]);
		assert_int_equal(w->table.ended_count, TABLE_ENDED_MAX);
		assert_non_null(find_ended(w, 7));
		assert_int_equal(process_peak(find_ended(w, 7))->bytes, 900 * MIB);
		assert_non_null(find_ended(w, 8)); /* by one byte */
		assert_ptr_equal(w->table.ended[0], find_ended(w, 7));
		assert_non_null(find_ended(w, 100 + 3600 - 1));
		assert_null(find_ended(w, 100));
	}
}

static void
a_process_that_just_exited_is_shown_however_small(void **state)
{
	struct world *w = *state;

	for (pid_t pid = 1; pid <= 2 * TABLE_ENDED_MAX; pid++) {
		sample_begin(&w->sample, (uint64_t)pid);
		sample_process(&w->sample, pid, MIB, MIB);
		table_apply(&w->table, &w->sample);
	}
	sample_begin(&w->sample, 9000);
	sample_process(&w->sample, 9000, 1, 1);
	table_apply(&w->table, &w->sample);
	sample_begin(&w->sample, 9001);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_now, 1);
	assert_int_equal(w->table.ended[w->table.ended_count - 1]->now.key.pid, 9000);
}

/* All processes of a job, including small and later ones. */
static void
pinned_processes_outlast_others(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 2);
	sample_process(&w->sample, 7, 1, 1);
	sample_process(&w->sample, 8, 1, 1)->ppid = 7;
	sample_process(&w->sample, 9, 1, 1);
	table_apply(&w->table, &w->sample);
	table_hold(&w->table, (struct proc_key){ 7, 7 });
	sample_begin(&w->sample, 3);
	sample_process(&w->sample, 8, 1, 1)->ppid = 7;
	sample_process(&w->sample, 9, 1, 1);
	sample_process(&w->sample, 10, 1, 1)->ppid = 8;
	table_apply(&w->table, &w->sample);
	let_many_end(w, 100, 3000, 30);
	assert_non_null(find_ended(w, 7));
	assert_non_null(find_ended(w, 8));
	assert_non_null(find_ended(w, 10));
	assert_null(find_ended(w, 9));
}

/* Of two that went with an out-of-memory kill, it is probably the larger. */
static void
what_was_killed_for_memory_outlasts_others(void **state)
{
	struct world *w = *state;

	for (uint64_t kills = 0; kills < 2; kills++) {
		sample_begin(&w->sample, 2 + kills);
		w->sample.events = (struct system_events){ .oom_known = true, .oom_kills = kills };
		sample_process(&w->sample, 9, MIB, MIB);
		for (pid_t pid = 7; kills == 0 && pid < 9; pid++)
			sample_process(&w->sample, pid, (uint64_t)pid, 1)->ppid = 9;
		table_apply(&w->table, &w->sample);
	}
	assert_int_equal(w->table.ended_count, 2);
	let_many_end(w, 100, 3000, 30);
	assert_non_null(find_ended(w, 8));
	assert_null(find_ended(w, 7));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_large_exited_process_outlasts_thousands_of_small_ones),
		CASE(a_process_that_just_exited_is_shown_however_small),
		CASE(pinned_processes_outlast_others),
		CASE(what_was_killed_for_memory_outlasts_others),
	};

	return cmocka_run_group_tests_name("table_ended", tests, NULL, NULL);
}
