/* SPDX-License-Identifier: MIT */
/* test_marks.c: peaks restarted by a reset, while the overall peak stays. */
#include <stdlib.h>

#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/table_world.h"

static void
a_mark_begins_at_what_is_held_now(void **state)
{
	struct world *w = *state;
	struct process *p;

	one(w, 100, 10 * MIB, 90 * MIB);
	p = apply(w);
	table_reset_peaks(&w->table);
	assert_int_equal(process_peak(p)->bytes, 10 * MIB);
	assert_int_equal(p->peak.bytes, 90 * MIB);
	one(w, 101, 30 * MIB, 90 * MIB); /* below VmHWM: only samples count */
	apply(w);
	assert_int_equal(process_peak(p)->bytes, 30 * MIB);
	assert_int_equal(process_peak(p)->origin, PEAK_SAMPLED);
	assert_int_equal(process_peak(p)->at_ns, 101 * SECOND);
	one(w, 102, 20 * MIB, 90 * MIB);
	apply(w);
	assert_int_equal(process_peak(p)->bytes, 30 * MIB);
	assert_true(process_peak_rising(p, w->table.taken_ns));
}

static void
what_is_above_the_kernels_old_mark_came_after(void **state)
{
	struct world *w = *state;
	struct process *p;

	one(w, 100, 10 * MIB, 90 * MIB);
	p = apply(w);
	table_reset_peaks(&w->table);
	one(w, 101, 10 * MIB, 95 * MIB); /* a spike between samples */
	apply(w);
	assert_int_equal(process_peak(p)->bytes, 95 * MIB);
	assert_int_equal(process_peak(p)->origin, PEAK_KERNEL);
	assert_int_equal(p->peak.bytes, 95 * MIB);
}

static void
of_one_that_began_after_the_mark_all_counts(void **state)
{
	struct world *w = *state;
	const struct process *p;

	sample_begin(&w->sample, 100);
	table_apply(&w->table, &w->sample);
	table_reset_peaks(&w->table);
	sample_started(one(w, 101, MIB, 70 * MIB), 101);
	p = apply(w);
	assert_int_equal(process_peak(p)->bytes, 70 * MIB);
	assert_int_equal(process_peak(p)->origin, PEAK_KERNEL);
}

static void
an_exec_goes_on_with_the_mark(void **state)
{
	struct world *w = *state;
	struct process *p;

	one(w, 100, 40 * MIB, 40 * MIB);
	p = apply(w);
	table_reset_peaks(&w->table);
	one(w, 101, MIB, 20 * MIB)->image = 1;
	apply(w);
	assert_int_equal(p->peak.bytes, 20 * MIB);
	assert_int_equal(process_peak(p)->bytes, 40 * MIB);
	one(w, 102, MIB, 50 * MIB)->image = 1; /* its own VmHWM: all of it is later */
	apply(w);
	assert_int_equal(process_peak(p)->bytes, 50 * MIB);
}

static void
without_the_mark_all_is_as_it_was(void **state)
{
	struct world *w = *state;
	struct process *p;

	one(w, 100, 10 * MIB, 90 * MIB);
	p = apply(w);
	table_reset_peaks(&w->table);
	assert_int_equal(w->table.reset_ns, 100 * SECOND);
	table_restore_peaks(&w->table);
	assert_ptr_equal(process_peak(p), &p->peak);
	assert_int_equal(w->table.reset_ns, 0);
}

static void
the_machines_peak_begins_anew_too(void **state)
{
	static const uint64_t available[] = { 20 * MIB, 70 * MIB };
	struct world *w = *state;

	for (uint64_t i = 0; i < 2; i++) {
		one(w, 100 + i, MIB, MIB);
		w->sample.memory = (struct system_memory){
			.known = true, .total_bytes = 100 * MIB, .available_bytes = available[i]
		};
		apply(w);
	}
	assert_int_equal(w->table.used_peak.bytes, 80 * MIB);
	table_reset_peaks(&w->table);
	assert_int_equal(w->table.used_peak.bytes, 30 * MIB);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_mark_begins_at_what_is_held_now),
		TEST(what_is_above_the_kernels_old_mark_came_after),
		TEST(of_one_that_began_after_the_mark_all_counts),
		TEST(an_exec_goes_on_with_the_mark),
		TEST(without_the_mark_all_is_as_it_was),
		TEST(the_machines_peak_begins_anew_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
